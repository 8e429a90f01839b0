import { placeOf } from '../../credentials/environment.ts';
import { keptSessions } from '../../credentials/kept-sessions.ts';
import { cacheFolder, keptOwner } from '../../credentials/request-key.ts';
import { evaluated } from '../../credentials/shells.ts';
import {
  type AccountNoun,
  type AccountRef,
  accountWords,
  isSameRef,
  refText,
  withArticle,
} from '../../model/account-kind.ts';
import { Failure } from '../../model/failure.ts';
import { shellWord } from '../../model/shell-word.ts';
import { parentShell } from '../../terminal/parent-shell.ts';
import { type AccountStatus, statusJson, statusView } from '../../views/account-status.ts';
import { ExitError } from '../command-errors.ts';
import type { CommandContext } from '../context.ts';
import { say, sayWrapped, warn } from '../notices.ts';
import { openSession, repeatedOptions } from '../open-session.ts';
import { limitsOf } from '../session/assume-deadline.ts';
import { cacheIdentity } from '../session/cache-identity.ts';
import { keptGrants } from '../session/kept-grants.ts';

export interface StatusOptions {
  readonly check?: boolean;
}

/** @throws ExitError with 1 unless the shell is in an account of the kind, with credentials that are valid */
export async function runStatus(
  noun: AccountNoun,
  { check }: StatusOptions,
  context: CommandContext,
): Promise<void> {
  const { terminal, globals, shell, clock } = context;
  const inside = placeOf(shell.inherited);
  if (inside === null) {
    if (globals.json) terminal.out(statusJson(null, noun, clock.now()));
    else sayNowhere(noun, context);
    throw new ExitError(1);
  }
  const local = localStatus(inside, context);
  const status = check ? { ...local, caller: await callerOf(local, context) } : local;
  const now = clock.now();
  terminal.out(
    globals.json
      ? statusJson(status, noun, now)
      : statusView(status, now, terminal.outPaint, terminal.outWidth ?? null),
  );
  if (!globals.json) sayNext(status, context);
  const isGood = status.state === 'valid' || status.state === 'renewed';
  if (inside.noun !== noun || !isGood) throw new ExitError(1);
}

function sayNowhere(noun: AccountNoun, context: CommandContext): void {
  const { terminal } = context;
  sayWrapped(terminal, 'this shell is in no client and in no environment');
  sayWrapped(terminal, `to enter ${withArticle({ noun })}:`);
  say(terminal, `  ${entering({ noun, name: 'NAME' }, context)}`);
}

function sayNext({ state, account }: AccountStatus, context: CommandContext): void {
  const { terminal } = context;
  if (state !== 'expired' && state !== 'replaced') return;
  warn(
    terminal,
    state === 'expired'
      ? `the credentials of ${refText(account)} have expired; to enter it again:`
      : `this shell does not work in ${refText(account)}; to enter it again:`,
  );
  say(terminal, `  ${entering(account, context)}`);
}

/** The line with which this shell enters an account. */
function entering({ noun, name }: AccountRef, context: CommandContext): string {
  const assume = `diverst ${accountWords[noun].command} assume ${shellWord(name)}${repeatedOptions(context, true)}`;
  return evaluated(assume, parentShell(context.shell.inherited));
}

/** What the variables of the shell and the cache say; AWS is not asked. */
function localStatus(account: AccountRef, context: CommandContext): AccountStatus {
  const { inherited, base } = context.shell;
  const folder = cacheFolder(cacheIdentity(context));
  const key = inherited.AWS_ACCESS_KEY_ID ?? '';
  const owner = keptOwner(account);
  const kept = keptSessions(folder, (one) => one === owner).map(([, one]) => one);
  const session = kept.find(({ accessKeyId }) => accessKeyId === key);
  const grants = keptGrants(context).read();
  const grantsOfName = (grants?.accounts ?? []).filter((one) => isSameRef(one, account));
  // Of several accounts with this name, diverst cannot say which one it is.
  const granted = grantsOfName.length === 1 ? grantsOfName[0] : undefined;
  const isRenewed = Boolean(inherited.AWS_CONTAINER_CREDENTIALS_FULL_URI) && key === '';
  const expiration = isRenewed ? null : validTime(inherited.AWS_CREDENTIAL_EXPIRATION ?? session?.expiration);
  return {
    account,
    state: stateOf(base.session, isRenewed, expiration, context),
    accountId: session?.accountId ?? granted?.accountId ?? null,
    // A session that is not in the cache can have another role: the one of an emergency.
    roleArn: session?.roleArn ?? (isRenewed ? (granted?.roleArn ?? null) : null),
    region: inherited.AWS_REGION || inherited.AWS_DEFAULT_REGION || null,
    identity: grants?.identity ?? null,
    expiration,
  };
}

function stateOf(
  session: 'none' | 'current' | 'replaced',
  isRenewed: boolean,
  expiration: string | null,
  { clock }: CommandContext,
): AccountStatus['state'] {
  if (session === 'replaced') return 'replaced';
  if (isRenewed) return 'renewed';
  return expiration !== null && Date.parse(expiration) <= clock.now() ? 'expired' : 'valid';
}

function validTime(text: string | undefined): string | null {
  return text !== undefined && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) ? text : null;
}

/** Who the credentials of the shell are, by AWS. */
async function callerOf(
  { account, state, expiration }: AccountStatus,
  context: CommandContext,
): Promise<string> {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = context.shell.inherited;
  if (state === 'renewed' || !AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) {
    throw new Failure('usage', {
      what: `cannot check the credentials of ${refText(account)}: this shell has no keys`,
      why: `diverst ${accountWords[account.noun].command} exec --refresh gives a command an address instead of keys.`,
      fix: ['ask AWS from inside the command: aws sts get-caller-identity'],
    });
  }
  const { aws } = await openSession(context, 'ops', limitsOf(context));
  const sts = aws.stsWith({
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    sessionToken: AWS_SESSION_TOKEN ?? '',
    expiration: new Date(expiration ?? context.clock.now() + 3_600_000),
  });
  return (await sts.getCallerIdentity()).arn;
}
