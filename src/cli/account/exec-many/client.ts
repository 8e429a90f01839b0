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
import { startReasons } from '../exec-run.ts';
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
  /** Whether the run was interrupted. */
  isInterrupted(): boolean;
}

/** Runs the command in one account; never rejects. */
export async function runInAccount(
  account: GrantedAccount,
  run: AccountRun,
  context: CommandContext,
): Promise<ManyResult> {
  const begun = context.clock.now();
  const end = await endIn(account, run, context).catch(async (error: unknown): Promise<ManyEnd> => {
    if (run.isInterrupted() || isInterruption(error)) return { kind: 'not-run' };
    const reason = await reasonOf(error, context.globals.profile);
    warn(context.terminal, `${account.name}: ${reason}`);
    return { kind: 'no-credentials', reason };
  });
  return { account, end, milliseconds: context.clock.now() - begun };
}

async function endIn({ name }: GrantedAccount, run: AccountRun, context: CommandContext): Promise<ManyEnd> {
  run.output.begin(name);
  const session = await run.sessions.open(name);
  if (session === null || run.isInterrupted()) return { kind: 'not-run' };
  const execute = (env: NodeJS.ProcessEnv) => execution(name, env, run, context);
  const outcome = run.options.refresh
    ? await renewedWhile(execute, session, run, context)
    : await execute(childEnvironment(context.env, session));
  return endOf(outcome, run);
}

async function renewedWhile(
  execute: (env: NodeJS.ProcessEnv) => Promise<GroupOutcome>,
  session: AccountSession,
  { options }: AccountRun,
  context: CommandContext,
): Promise<GroupOutcome> {
  const { withRenewal } = await import('../exec-renewal.ts');
  return withRenewal(execute, session, options, context, openAccountSession);
}

async function execution(
  name: string,
  env: NodeJS.ProcessEnv,
  { words, output, groups, timeout, start }: AccountRun,
  { shell, cwd, clock }: CommandContext,
): Promise<GroupOutcome> {
  const [command = '', ...args] = words;
  const marked = { ...env, [baseVariable]: baseMarker(shell.base, env) };
  const { stdout, stderr, close } = output.open(name);
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
