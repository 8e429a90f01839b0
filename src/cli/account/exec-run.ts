import { baseMarker, baseVariable } from '../../credentials/base-environment.ts';
import { placeOf } from '../../credentials/environment.ts';
import type { AccountSession } from '../../credentials/session.ts';
import { childEnvironment } from '../../exec/child-environment.ts';
import { type ChildOutcome, runChild } from '../../exec/run-child.ts';
import { noSignals } from '../../exec/signals.ts';
import { type AccountRef, accountWords, isSameRef, refText, withArticle } from '../../model/account-kind.ts';
import { checkName } from '../../model/account-name.ts';
import { Failure } from '../../model/failure.ts';
import { shellWord } from '../../model/shell-word.ts';
import { ExitError } from '../command-errors.ts';
import type { CommandContext } from '../context.ts';
import { openAccountSession } from '../session/account-session.ts';
import type { AssumeOptions } from '../session/assume-options.ts';

export interface ExecOptions extends AssumeOptions {
  readonly refresh?: boolean;
  readonly force?: boolean;
}

/** The parts that a test replaces. */
export interface ExecDeps {
  readonly openAccountSession: typeof openAccountSession;
  readonly runChild: typeof runChild;
}

export const execDeps: ExecDeps = { openAccountSession, runChild };

/** @throws ExitError unless the command ended with 0 */
export async function runExec(
  account: AccountRef,
  words: readonly string[],
  options: ExecOptions,
  context: CommandContext,
  { openAccountSession: open, runChild: start }: ExecDeps = execDeps,
): Promise<void> {
  const [command, ...args] = words;
  if (!command) throw noCommand(account);
  if (!options.force) refuseOtherAccount(account, placeOf(context.shell.inherited));
  const session = await open(account.noun, account.name, options, context);
  const execute = (env: NodeJS.ProcessEnv) => {
    context.signal.throwIfAborted();
    const marked = { ...env, [baseVariable]: baseMarker(context.shell.base, env) };
    return start({ command, args, env: marked, cwd: context.cwd }, context.signals ?? noSignals);
  };
  const outcome = options.refresh
    ? await renewedWhile(execute, session, options, context, open)
    : await execute(childEnvironment(context.env, session));
  endAs(outcome, command);
}

async function renewedWhile(
  execute: (env: NodeJS.ProcessEnv) => Promise<ChildOutcome>,
  session: AccountSession,
  options: ExecOptions,
  context: CommandContext,
  open: typeof openAccountSession,
): Promise<ChildOutcome> {
  const { withRenewal } = await import('./exec-renewal.ts');
  return withRenewal(execute, session, options, context, open);
}

function endAs(outcome: ChildOutcome, command: string): void {
  const shown = JSON.stringify(command);
  switch (outcome.kind) {
    case 'ended':
      if (outcome.code !== 0) throw new ExitError(outcome.code);
      return;
    case 'not-found':
      throw new ExitError(
        127,
        new Failure('failed', {
          what: `the command ${shown} was not found`,
          why: command.includes('/')
            ? 'The file does not exist, or the interpreter in its first line is missing.'
            : 'No folder of PATH contains it. diverst runs it without a shell, so aliases and built-in commands do not work.',
          fix: ['check its spelling', 'if it needs a shell, run it through one: -- sh -c "…"'],
        }),
      );
    case 'not-started':
      throw new ExitError(
        126,
        new Failure('failed', {
          what: `the command ${shown} cannot be run`,
          why: startReasons[outcome.reason] ?? 'The system refused to start it.',
          fix: [fixes[outcome.reason] ?? 'run it without diverst, and read what the system reports'],
          facts: [outcome.reason],
        }),
      );
  }
}

/** What the system's error codes mean, and what to do about them. */
export const startReasons: Readonly<Record<string, string>> = {
  EACCES: 'The file is not a program, or you are not allowed to execute it.',
  E2BIG: 'Its arguments and variables together are longer than the system allows.',
  // https://nodejs.org/api/child_process.html#spawning-bat-and-cmd-files-on-windows
  EINVAL: 'On Windows, a batch file needs a shell.',
};

const fixes: Readonly<Record<string, string>> = {
  EACCES: 'make it executable (chmod +x), or give its interpreter: -- sh FILE',
  E2BIG: 'give it fewer arguments',
  EINVAL: 'run it as: -- cmd /c NAME',
};

/** What stands before `--` may be the command, with the account left out. */
export function noCommand({ noun, name }: AccountRef): Failure {
  const { command } = accountWords[noun];
  const word = shellWord(name);
  return new Failure('usage', {
    what: 'no command to run was given',
    why: 'On a terminal, diverst starts your shell if you give only a name.',
    fix: [
      ...(checkName(name).ok
        ? [`put the command after --: diverst ${command} exec ${word} -- terraform plan`]
        : []),
      `if ${word} is the command, name the ${noun} first: diverst ${command} exec NAME -- ${word}`,
    ],
  });
}

/** Which account one is in must never be a matter of luck: one shell, one account. */
function refuseOtherAccount(account: AccountRef, inside: AccountRef | null): void {
  if (inside === null || isSameRef(inside, account)) return;
  const { command } = accountWords[account.noun];
  const there = accountWords[inside.noun];
  const other = inside.noun === account.noun ? 'another' : withArticle(account);
  throw new Failure('usage', {
    what: `this shell is in ${refText(inside)}, and the command would run in ${refText(account)}`,
    why: `${there.variable} is set to ${inside.name}. The prompt would show one ${inside.noun}, and the command would change ${other}.`,
    fix: [
      `leave ${inside.name} first: eval "$(diverst ${there.command} leave)", or open another shell`,
      `or run it there anyway: diverst ${command} exec ${account.name} --force -- …`,
    ],
  });
}
