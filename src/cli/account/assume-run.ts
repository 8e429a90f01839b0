import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { placeOf } from '../../credentials/environment.ts';
import type { ShellEnvironment } from '../../credentials/environment-change.ts';
import { type Format, formatSession } from '../../credentials/formats.ts';
import { githubLines } from '../../credentials/github.ts';
import { type AccountSession, sessionJson } from '../../credentials/session.ts';
import { evaluated, Unwritable } from '../../credentials/shells.ts';
import { type AccountNoun, accountWords, isSameRef, refText } from '../../model/account-kind.ts';
import { Failure } from '../../model/failure.ts';
import { validityText } from '../../views/validity.ts';
import { chosenFormat } from '../chosen-format.ts';
import type { CommandContext } from '../context.ts';
import { say, sayWrapped } from '../notices.ts';
import { repeatedOptions } from '../open-session.ts';
import { optionWords } from '../options.ts';
import { isSandbox } from '../sandbox/state-path.ts';
import { openAccountSession } from '../session/account-session.ts';
import { sessionWords } from '../session/asking-command.ts';
import type { AssumeOptions } from '../session/assume-options.ts';
import { readingShell } from './reading-shell.ts';

/** The options of `assume` as commander gives them. */
export interface AssumeCommandOptions extends AssumeOptions {
  readonly format?: Format;
}

export async function runAssume(
  noun: AccountNoun,
  name: string | null,
  options: AssumeCommandOptions,
  context: CommandContext,
): Promise<void> {
  const { terminal, globals, shell } = context;
  const format = formatOf(chosenFormat(options.format, globals.json), shell);
  const jobFile = format === 'github' ? fileOfJob(context) : '';
  const session = await openAccountSession(noun, name, options, context);
  if (format === 'github') writeGithub(session, jobFile, context);
  else terminal.out(formatted(session, format, context));
  // A program that reads the output gets nothing else.
  if (format === 'credential-process' || format === 'json') return;
  sayWrapped(terminal, `✓ ${whereabouts(session, format, context)}`);
  if (terminal.outIsTerminal && format !== 'github' && format !== 'dotenv') {
    sayWrapped(terminal, '# these lines are secrets; to use them in this shell:');
    say(terminal, `#   ${evaluated(assumeCommand(session, options, context), format)}`);
  }
}

/** The same command once more. */
function assumeCommand(
  { noun, name }: AccountSession,
  options: AssumeCommandOptions,
  context: CommandContext,
): string {
  const words = optionWords([
    ['--no-cache', options.cache === false],
    ['--break-glass', options.breakGlass],
  ]);
  const command = `diverst ${accountWords[noun].command} assume ${name}`;
  return `${command}${words}${sessionWords(options)}${repeatedOptions(context, true)}`;
}

function formatOf(chosen: Format | 'text', shell: ShellEnvironment): Format {
  return chosen === 'text' ? readingShell(shell) : chosen;
}

/** Which account and region, until when, and which account the shell was in before. */
function whereabouts(session: AccountSession, format: Format, { shell, clock }: CommandContext): string {
  const { accountId, region, expiration } = session;
  const before = placeOf(shell.inherited);
  const parts = [
    `${refText(session)}: account ${accountId}`,
    ...(region === null ? [] : [`region ${region}`]),
    validityText(expiration, clock.now()),
    ...(format === 'github' ? ['for the following steps of this job'] : []),
  ];
  const change = before && !isSameRef(before, session) ? `; this shell was in ${refText(before)}` : '';
  return parts.join(', ') + change;
}

function formatted(
  session: AccountSession,
  format: Exclude<Format, 'github'>,
  { globals, env, shell }: CommandContext,
): string {
  if (format === 'json')
    return `${JSON.stringify({ ...sessionJson(session), sandbox: isSandbox(globals, env) })}\n`;
  try {
    return formatSession(session, format, shell);
  } catch (error) {
    if (!(error instanceof Unwritable)) throw error;
    throw new Failure(
      'failed',
      { what: `cannot print the credentials: ${error.message}`, fix: ['use another format: --format json'] },
      { cause: error },
    );
  }
}

/** @throws Failure of kind `usage` outside of a job, before anything is asked of AWS */
function fileOfJob({ env }: CommandContext): string {
  if (env.GITHUB_ENV) return env.GITHUB_ENV;
  throw new Failure('usage', {
    what: 'cannot use --format github: GITHUB_ENV is not set',
    why: 'The format github writes to the file that GITHUB_ENV names in a job of GitHub Actions.',
    fix: [
      'run the command in a step of a GitHub Actions job',
      'or print the variables for another program: --format dotenv',
    ],
  });
}

function writeGithub(session: AccountSession, file: string, { shell, terminal }: CommandContext): void {
  const lines = githubLines(session, `diverst-${randomUUID()}`, shell);
  // The masks first: from then on the log shows none of the secrets.
  terminal.out(lines.stdout);
  try {
    appendFileSync(file, lines.file);
  } catch (error) {
    throw new Failure(
      'failed',
      {
        what: `cannot write to the file that GITHUB_ENV names, ${file}`,
        why: error instanceof Error ? error.message : String(error),
        fix: [
          'run the command in a step of a GitHub Actions job, and do not set GITHUB_ENV yourself',
          'or print the variables for another program: --format dotenv',
        ],
      },
      { cause: error },
    );
  }
}
