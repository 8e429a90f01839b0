import type { AccountSession } from '../../../credentials/session.ts';
import { type ChildGroup, startGroup } from '../../../exec/child-group.ts';
import { passSignals } from '../../../exec/group-signals.ts';
import { runMany } from '../../../exec/run-many.ts';
import { noSignals } from '../../../exec/signals.ts';
import type { GrantedAccount } from '../../../model/granted-accounts.ts';
import { type ManyResult, type ManyVerdict, manyJson, verdictOf } from '../../../views/exec-many.ts';
import { wrapped } from '../../../views/wrapped.ts';
import type { CommandContext } from '../../context.ts';
import { warn } from '../../notices.ts';
import { runInAccount } from './client.ts';
import type { LeftOver } from './left.ts';
import type { ManyOutput } from './output.ts';
import { RunSessions } from './sessions.ts';
import type { DoneCount } from './terminal.ts';
import type { ManyRun } from './wanted.ts';

/** What the command runs with, and who hears of it. */
export interface RunTools {
  readonly output: ManyOutput;
  readonly left: LeftOver;
  readonly progress: DoneCount | null;
  obtain(name: string): Promise<AccountSession>;
  /** Called with the first signal that asks this process to end; aborts the context's own signal. */
  interrupt(): void;
  /** Ends the renewal of credentials. */
  readonly renewals: AbortSignal;
}

export interface Rounds {
  /** In the order of the accounts. */
  readonly results: readonly ManyResult[];
  readonly hasFailedEnough: boolean;
  /** Whether whoever read what the commands print went away. */
  readonly isOutputLost: boolean;
  /** What keeps the caller out of every account; null where nothing does. */
  readonly wrongCaller: { readonly error: unknown } | null;
}

/** Verdicts on the command. Credentials that cannot be had say nothing of it. */
const failures: ReadonlySet<ManyVerdict> = new Set(['failed', 'timed-out', 'not-started']);

/** Runs the command in all accounts, so many at once, until there is a reason to begin nothing more. */
export async function runRounds(
  { words, options, wanted }: ManyRun,
  accounts: readonly GrantedAccount[],
  { output, left, progress, obtain, interrupt, renewals }: RunTools,
  context: CommandContext,
): Promise<Rounds> {
  const { terminal, globals, signal } = context;
  const results: ManyResult[] = [];
  const groups = new Set<ChildGroup>();
  let wrongCaller: { readonly error: unknown } | null = null;
  const count = (among: ReadonlySet<ManyVerdict>) =>
    results.filter((result) => among.has(verdictOf(result))).length;
  const hasFailedEnough = () => count(failures) >= (wanted.maxFailures ?? Number.POSITIVE_INFINITY);
  // It is the same command for all, looked for in the same places: what cannot be started here can be nowhere.
  const cannotStart = () => count(new Set(['not-started'])) > 0;
  // What reads the results is of no less weight than what reads the output.
  const isLost = () => output.isLost || (globals.json === true && terminal.outIsClosed === true);
  const isStopped = () =>
    signal.aborted || wrongCaller !== null || isLost() || cannotStart() || hasFailedEnough();
  const sessions = new RunSessions(
    obtain,
    isStopped,
    (error) => {
      wrongCaller ??= { error };
    },
    ({ text }, refusals) =>
      warn(
        terminal,
        `${text.what}. ${text.why ?? ''} ${refusals === 1 ? 'Wait for the next one.' : 'Again.'}`,
      ),
  );
  const isInterrupted = () => signal.aborted;
  const run = {
    words,
    options,
    sessions,
    output,
    groups,
    timeout: wanted.timeout,
    start: startGroup,
    ...{ isStopped, isInterrupted, renewals },
  };
  const work = async (account: GrantedAccount) => {
    const result = await runInAccount(account, run, context);
    results.push(result);
    if (verdictOf(result) === 'succeeded') left.done(account.name);
    else if (verdictOf(result) !== 'not-run') left.undone(account.name);
    if (globals.json) terminal.out(manyJson(result));
    progress?.update(results);
  };
  const giveBack = passSignals(context.signals ?? noSignals, {
    groups,
    interrupted(name) {
      interrupt();
      // A terminal has shown ^C at the beginning of this line.
      if (terminal.errIsTerminal) terminal.err('\n');
      if (groups.size > 0) {
        const start = `${terminal.errPaint.warn('!')} `;
        const lines = wrapped(start, waitingWords(groups.size, name), terminal.errWidth ?? null, '! '.length);
        terminal.err(`${lines.join('\n')}\n`);
      }
    },
  });
  const onAbort = () => {
    for (const group of groups) group.signal('SIGINT');
  };
  // Where no signals come, the run's own one ends the commands as Ctrl-C would.
  if (!context.signals) signal.addEventListener('abort', onAbort, { once: true });
  try {
    for (const account of await runMany(accounts, wanted.parallel, work, isStopped)) {
      const result: ManyResult = { account, end: { kind: 'not-run' }, milliseconds: 0 };
      results.push(result);
      if (globals.json) terminal.out(manyJson(result));
    }
  } finally {
    giveBack();
    progress?.end(results, isInterrupted());
  }
  const order = new Map(accounts.map(({ name }, index) => [name, index]));
  const place = ({ account }: ManyResult) => order.get(account.name) ?? 0;
  return {
    results: results.sort((a, b) => place(a) - place(b)),
    hasFailedEnough: hasFailedEnough(),
    isOutputLost: isLost(),
    wrongCaller,
  };
}

function waitingWords(count: number, name: NodeJS.Signals): string {
  const commands = count === 1 ? 'the command that runs' : `the ${count} commands that run`;
  const again = name === 'SIGINT' ? 'press Ctrl-C again to kill them' : 'a second signal kills them';
  return `passed ${name} on to ${commands}, and waiting for ${count === 1 ? 'its' : 'their'} end; ${count === 1 ? again.replace('them', 'it') : again}`;
}
