import { baseMarker, baseVariable } from '../../credentials/base-environment.ts';
import { placeOf } from '../../credentials/environment.ts';
import type { AccountSession } from '../../credentials/session.ts';
import { childEnvironment } from '../../exec/child-environment.ts';
import { type ChildOutcome, runChild } from '../../exec/run-child.ts';
import { noSignals } from '../../exec/signals.ts';
import { type AccountRef, accountWords, isSameRef, refText } from '../../model/account-kind.ts';
import { checkName } from '../../model/account-name.ts';
import { Failure } from '../../model/failure.ts';
import { shellWord } from '../../model/shell-word.ts';
import { ExitError } from '../command-errors.ts';
import type { CommandContext } from '../context.ts';
import { openAccountSession } from '../session/account-session.ts';
import type { AssumeOptions } from '../session/assume-options.ts';
import { notRunError } from './exec-failure.ts';

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
  const execute = async (env: NodeJS.ProcessEnv) => {
    context.signal.throwIfAborted();
    const marked = { ...env, [baseVariable]: baseMarker(context.shell.base, env) };
    const outcome = await start(
      { command, args, env: marked, cwd: context.cwd },
      context.signals ?? noSignals,
    );
    // Stdout is the command's own from then on, whatever it printed.
    if (outcome.kind === 'ended') context.terminal.out('');
    return outcome;
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
  if (outcome.kind === 'ended') {
    if (outcome.code !== 0) throw new ExitError(outcome.code);
    return;
  }
  throw notRunError(outcome, command);
}

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
  throw new Failure('usage', {
    what: `cannot run the command in ${refText(account)}: this shell is in ${refText(inside)}`,
    why: `${there.variable}=${inside.name} is set in this shell. It is easy to mix up ${refText(inside)} and ${refText(account)}. Nothing was run.`,
    fix: [
      `leave ${inside.name} first: eval "$(diverst ${there.command} leave)"`,
      `or run the command anyway: diverst ${command} exec ${account.name} --force -- COMMAND`,
    ],
  });
}
