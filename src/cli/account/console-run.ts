import type { Agent } from 'node:http';
import {
  type ConsoleHosts,
  consoleDestination,
  consoleHosts,
  isServiceName,
  loginUrl,
  signinTokenUrl,
} from '../../credentials/console-url.ts';
import { type AccountSession, formatExpiration } from '../../credentials/session.ts';
import { fetchSigninToken } from '../../credentials/signin-token.ts';
import { findOpener, type Opener, openBrowser } from '../../exec/browser.ts';
import { redirectOnce } from '../../exec/one-time-redirect.ts';
import { type AccountNoun, accountWords, refJson, refText } from '../../model/account-kind.ts';
import { Failure } from '../../model/failure.ts';
import { shellWord } from '../../model/shell-word.ts';
import { configOf } from '../configuration.ts';
import type { CommandContext } from '../context.ts';
import { warn } from '../notices.ts';
import { isSandbox } from '../sandbox/state-path.ts';
import { openAccountSession } from '../session/account-session.ts';
import type { AssumeOptions } from '../session/assume-options.ts';

export interface ConsoleOptions extends AssumeOptions {
  readonly service?: string;
  readonly open?: boolean;
  readonly print?: boolean;
}

/** The parts that a test replaces. */
export interface ConsoleDeps {
  readonly openAccountSession: typeof openAccountSession;
  readonly fetchSigninToken: typeof fetchSigninToken;
  readonly findOpener: typeof findOpener;
  readonly openBrowser: typeof openBrowser;
}

const consoleDeps: ConsoleDeps = { openAccountSession, fetchSigninToken, findOpener, openBrowser };

/** Milliseconds that a sign-in URL is valid. */
const validity = 15 * 60_000;
/** Milliseconds that a browser may take to start. */
const fetchTimeout = 60_000;

export async function runConsole(
  noun: AccountNoun,
  name: string | null,
  options: ConsoleOptions,
  context: CommandContext,
  use: ConsoleDeps = consoleDeps,
): Promise<void> {
  const { globals, terminal, clock, env, signal } = context;
  const service = options.service === undefined ? null : validService(options.service);
  if (isSandbox(globals, env)) throw noConsole(noun, name, service);
  const opener = chosenOpener(options, context, use);
  const session = await use.openAccountSession(noun, name, options, context);
  const hosts = consoleHosts(session.roleArn);
  if (hosts === null) throw unknownPartition(session.roleArn);
  const agent = await agentOf(options, context);
  const signinToken = await use.fetchSigninToken(signinTokenUrl(hosts, session), signal, { agent });
  const url = loginUrl(hosts, {
    issuer: 'diverst',
    destination: consoleDestination(hosts, service, session.region),
    signinToken,
  });
  const expiration = formatExpiration(new Date(clock.now() + validity));
  if (opener !== null) await openWith(opener, url, context, use);
  if (globals.json) {
    const { accountId, roleArn } = session;
    const answer = { ...refJson(session), accountId, roleArn, opened: opener !== null };
    terminal.out(`${JSON.stringify(opener === null ? { ...answer, url: url.href, expiration } : answer)}\n`);
  } else if (opener === null) {
    terminal.out(`${url.href}\n`);
    warn(terminal, `the URL is a secret: until ${expiration}, everyone who has it can sign in with it`);
  }
  terminal.err(signedIn(session, hosts));
}

/** The sign-in goes the same way through the network as the calls to AWS. */
async function agentOf({ breakGlass }: ConsoleOptions, context: CommandContext): Promise<Agent> {
  const { globals, env } = context;
  const [{ networkOf }, { signingSettings }, config] = await Promise.all([
    import('../../aws/network/network.ts'),
    import('../signing-profile.ts'),
    configOf(context),
  ]);
  const role = breakGlass ? 'management' : 'ops';
  return (await networkOf(env, await signingSettings(globals, config, role, env))).https;
}

function signedIn(session: AccountSession, { console }: ConsoleHosts): string {
  const { accountId, expiration } = session;
  return `console of ${refText(session)}, account ${accountId} (${console}), until ${expiration}\n`;
}

/** The program to open with; null to print. */
function chosenOpener(
  options: ConsoleOptions,
  context: CommandContext,
  { findOpener }: ConsoleDeps,
): Opener | null {
  const { globals, terminal, env } = context;
  const byDefault = terminal.outIsTerminal && !globals.json;
  if (options.print || !(options.open || byDefault)) return null;
  const opener = findOpener(env);
  if (opener !== null || !options.open) return opener;
  throw new Failure('usage', {
    what: 'cannot open a browser on this machine',
    why: 'This session has no graphical display, or xdg-open is not in PATH.',
    fix: ['print the URL, and open it in a browser elsewhere: add --print'],
  });
}

async function openWith(
  opener: Opener,
  url: URL,
  { clock, env, signal }: CommandContext,
  { openBrowser }: ConsoleDeps,
): Promise<void> {
  const redirect = await redirectOnce(url);
  const ended = new AbortController();
  try {
    const problem = await Promise.race([
      redirect.used.then(() => null),
      openBrowser(opener, redirect.url, env),
      clock
        .sleep(fetchTimeout, AbortSignal.any([signal, ended.signal]))
        .then(() => `did not fetch the page within ${fetchTimeout / 1_000} s`),
    ]);
    if (problem !== null) throw notOpened(opener, problem);
  } finally {
    // The wait is over: its timer would hold the process, and its rejection concerns nobody.
    ended.abort();
    await redirect.close();
  }
}

function notOpened({ command }: Opener, problem: string): Failure {
  return new Failure('failed', {
    what: 'cannot open the browser',
    why: `${command}: ${problem}.`,
    fix: ['print the URL, and open it yourself: add --print'],
  });
}

function validService(service: string): string {
  if (isServiceName(service)) return service;
  throw new Failure('usage', {
    what: `${JSON.stringify(service)} is not the name of a service in the console`,
    why: 'The name of a service has only a–z, 0–9 and hyphens.',
    fix: [
      'use the name in the address of its page: for https://console.aws.amazon.com/ec2/home the name is ec2',
    ],
  });
}

function noConsole(noun: AccountNoun, name: string | null, service: string | null): Failure {
  const page = `https://console.aws.amazon.com/${service === null ? '' : `${service}/home`}`;
  return new Failure('usage', {
    what: 'cannot open the console: the sandbox has no console',
    why: `On AWS, this command signs your browser in to the account of the ${noun} and opens ${page}. The accounts of the sandbox exist only on this machine.`,
    fix: [
      `use the credentials in a command: diverst --sandbox ${accountWords[noun].command} exec ${shellWord(name ?? 'NAME')} -- COMMAND`,
      'or use AWS: leave out --sandbox, and unset DIVERST_SANDBOX',
    ],
  });
}

function unknownPartition(roleArn: string): Failure {
  return new Failure('failed', {
    what: `cannot open the console: diverst does not know the console URL of the partition of ${roleArn}`,
    why: 'diverst knows the partitions aws, aws-us-gov and aws-cn.',
    fix: ['sign in to the account through the console of its partition'],
  });
}
