import type { ReachableAccount } from '../access/member-accounts.ts';
import { sideBySide } from '../access/pool.ts';
import type { Progress } from '../access/progress.ts';
import { neededIn, type OrganizationStep, type StepIn } from '../plan/order.ts';
import { type AccountTools, inAccountOf, memberOf } from './in-account.ts';
import { type ChangeResult, type Executors, Ledger } from './ledger.ts';
import { removeAll } from './removals.ts';
import { lockUser, putRevocation, unlockUser } from './revocations.ts';

export interface RevocationContext {
  readonly context: AccountTools['context'] & { readonly concurrency: number };
  readonly ops: ReachableAccount | null;
  readonly progress: Progress;
}

export interface RevocationApplied {
  /** One for each step, in the plan's order. */
  readonly results: readonly ChangeResult[];
  readonly errors: readonly unknown[];
  /** By account: the time before which its sessions are ended, in epoch milliseconds. */
  readonly endedBefore: ReadonlyMap<string, number>;
}

/**
 * Locks, then ends sessions, all accounts side by side: while the person can begin another one, ending them is of no use,
 * so that without the lock nothing is ended. Where revocations are taken away, the lock goes last. Nothing is thrown: what
 * failed is reported for each change.
 */
export async function applyRevocation(
  steps: readonly OrganizationStep[],
  { context, ops, progress }: RevocationContext,
): Promise<RevocationApplied> {
  const ledger = new Ledger(steps, progress);
  const errors: unknown[] = [];
  const endedBefore = new Map<string, number>();
  const run: Run = { context, ops, ledger, endedBefore };
  const attempt = async (work: () => Promise<void>): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (error) {
      errors.push(...(error instanceof AggregateError ? error.errors : [error]));
      return false;
    }
  };
  const steady = neededIn(steps, 'revocation');
  const execute = (step: RevocationStep) =>
    attempt(() => ledger.execute(executors, step.change, { run, step }));
  let isLocked = true;
  for (const step of steady) if (step.change.kind === 'lock-user') isLocked = await execute(step);
  if (isLocked) {
    await attempt(() =>
      sideBySide(
        steady.filter(({ change }) => change.kind === 'put-revocation'),
        context.concurrency,
        async (step) => {
          context.wait.signal.throwIfAborted();
          await execute(step);
        },
      ),
    );
    const isLifted = await attempt(() => removeAll(run, neededIn(steps, 'removal')));
    for (const step of steady) if (step.change.kind === 'unlock-user' && isLifted) await execute(step);
  }
  return { results: ledger.results(), errors, endedBefore };
}

type RevocationStep = StepIn<'revocation'>;

interface Run extends AccountTools {
  readonly context: RevocationContext['context'];
  readonly ledger: Ledger;
  readonly endedBefore: Map<string, number>;
}

const executors: Executors<
  RevocationStep['change']['kind'],
  { readonly run: Run; readonly step: RevocationStep }
> = {
  'lock-user': (change, { run, step }, report) =>
    inAccountOf(step, run, report, (iam) => lockUser(iam, change, run.context.wait, report.wrote)),
  'unlock-user': (change, { run, step }, report) =>
    inAccountOf(step, run, report, (iam) => unlockUser(iam, change)),
  'put-revocation': async (change, { run, step }, { wrote }) => {
    const account = memberOf(step, run.context);
    const { before, ...done } = await putRevocation(change, account, run.context, wrote);
    // Of several roles, what is true of all.
    run.endedBefore.set(account.id, Math.min(before, run.endedBefore.get(account.id) ?? before));
    return done;
  },
};
