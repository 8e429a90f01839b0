import { baseMarker, baseVariable } from '../../../credentials/base-environment.ts';
import type { AccountSession } from '../../../credentials/session.ts';
import { childEnvironment } from '../../../exec/child-environment.ts';
import type { ChildGroup, GroupOutcome, startGroup } from '../../../exec/child-group.ts';
import { Failure } from '../../../model/failure.ts';
import type { GrantedAccount } from '../../../model/granted-accounts.ts';
import type { ManyEnd, ManyResult } from '../../../views/exec-many.ts';
import type { CommandContext } from '../../context.ts';
import { warn } from '../../notices.ts';
import { openAccountSession } from '../../session/account-session.ts';
import { startReasons } from '../exec-failure.ts';
import type { ExecManyOptions } from './options.ts';
import type { ManyOutput } from './output.ts';
import { type RunSessions, reasonOf } from './sessions.ts';

/** What the command is run with in each account. */
export interface AccountRun {
  readonly words: readonly string[];
  readonly options: ExecManyOptions;
  readonly sessions: RunSessions;
  readonly output: ManyOutput;
  /** Programs that run now, for signals. */
  readonly groups: Set<ChildGroup>;
  /** Milliseconds; null for as long as it takes. */
  readonly timeout: number | null;
  readonly start: typeof startGroup;
  /** Whether nothing further begins. */
  isStopped(): boolean;
  /** Whether the run was interrupted. */
  isInterrupted(): boolean;
  /** Ends the renewal of credentials: not with the first signal, after which a command still ends its work. */
  readonly renewals: AbortSignal;
}

/** The files for a command's output cannot be made. */
class NoOutput extends Error {}

/** Runs the command in one account; never rejects. */
export async function runInAccount(
  account: GrantedAccount,
  run: AccountRun,
  context: CommandContext,
): Promise<ManyResult> {
  const begun = context.clock.now();
  const end = await endIn(account, run, context).catch(async (error: unknown): Promise<ManyEnd> => {
    if (run.isInterrupted() || isInterruption(error)) return { kind: 'not-run' };
    if (error instanceof NoOutput) return { kind: 'not-started', code: 126, reason: error.message };
    const reason = await reasonOf(error, context.globals.profile);
    warn(context.terminal, `${account.name}: ${reason}`);
    return { kind: 'no-credentials', reason };
  });
  return { account, end, milliseconds: context.clock.now() - begun };
}

async function endIn({ name }: GrantedAccount, run: AccountRun, context: CommandContext): Promise<ManyEnd> {
  withOutput(() => run.output.begin(name));
  const session = await run.sessions.open(name);
  if (session === null) return { kind: 'not-run' };
  const execute = (env: NodeJS.ProcessEnv) => execution(name, env, run, context);
  const outcome = run.options.refresh
    ? await renewedWhile(execute, session, run, context)
    : await execute(childEnvironment(context.env, session));
  return outcome === null ? { kind: 'not-run' } : endOf(outcome, run);
}

async function renewedWhile(
  execute: (env: NodeJS.ProcessEnv) => Promise<GroupOutcome | null>,
  session: AccountSession,
  { options, renewals }: AccountRun,
  context: CommandContext,
): Promise<GroupOutcome | null> {
  const { withRenewal } = await import('../exec-renewal.ts');
  return withRenewal(execute, session, options, { ...context, signal: renewals }, openAccountSession);
}

/** @returns null where the run was stopped before the command began */
async function execution(
  name: string,
  env: NodeJS.ProcessEnv,
  { words, output, groups, timeout, start, isStopped }: AccountRun,
  { shell, cwd, clock }: CommandContext,
): Promise<GroupOutcome | null> {
  // Credentials take their time, in which the command may have failed elsewhere.
  if (isStopped()) return null;
  const [command = '', ...args] = words;
  const marked = { ...env, [baseVariable]: baseMarker(shell.base, env) };
  const { stdout, stderr, close } = withOutput(() => output.open(name));
  let group: ChildGroup;
  try {
    group = start({ command, args, env: marked, cwd, stdout, stderr, timeout }, clock);
  } finally {
    close();
  }
  groups.add(group);
  try {
    return await group.ended;
  } finally {
    groups.delete(group);
  }
}

function withOutput<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new NoOutput(`the files for its output cannot be created. ${why}`, { cause: error });
  }
}

/** Ctrl-C where a code was asked for. */
function isInterruption(error: unknown): boolean {
  return error instanceof Failure && error.kind === 'interrupted';
}

function endOf(outcome: GroupOutcome, run: AccountRun): ManyEnd {
  switch (outcome.kind) {
    case 'ended': {
      const { code, signal, timedOut } = outcome;
      const interrupted = run.isInterrupted() ? 'interrupted' : null;
      return { kind: 'ended', code, signal, cause: timedOut ? 'timeout' : interrupted };
    }
    case 'not-found':
      return { kind: 'not-started', code: 127, reason: 'the command was not found' };
    case 'not-started': {
      const why = startReasons[outcome.reason] ?? 'The system refused to start it.';
      return {
        kind: 'not-started',
        code: 126,
        reason: `the command cannot be run. ${why} ${outcome.reason}`,
      };
    }
  }
}
