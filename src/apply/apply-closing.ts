import type { MemberAccess, ReachableAccount } from '../access/member-accounts.ts';
import type { Progress } from '../access/progress.ts';
import { gaveUp, type WaitOptions } from '../access/waiting.ts';
import type { Aws } from '../aws/api.ts';
import type { Account, AccountState } from '../model/snapshot.ts';
import type { OfKind } from '../plan/change.ts';
import type { ClosingStep } from '../plan/closing-plan.ts';
import { closeAccount, isClosing, seenClosing } from './close-account.ts';
import { type ChangeResult, type Executors, Ledger } from './ledger.ts';
import { revokeGrant } from './revoke-grant.ts';

export interface ClosingContext {
  readonly aws: Aws;
  readonly members: MemberAccess;
  readonly wait: WaitOptions;
  readonly progress: Progress;
  readonly ops: ReachableAccount;
  readonly account: Account;
  /** As `Closing` wants it; null where the account is closed already. */
  readonly confirm: (() => Promise<AccountState>) | null;
  /** @throws Failure where the organization rests on the account by now, as it may since the plan was made */
  readonly refuseNeeded: () => Promise<void>;
  /** Whether to wait until AWS shows that the account is being closed. */
  readonly isAwaited: boolean;
}

export interface ClosingApplied {
  /** One for each step, in the plan's order. */
  readonly results: readonly ChangeResult[];
  /** The account's state as it was last seen; null where nobody has looked since it was asked to be closed. */
  readonly state: AccountState | null;
  readonly errors: readonly unknown[];
}

/**
 * Takes the grants away, then closes the account: where one of them could not be taken away, it is not closed. Nothing is
 * thrown: what failed is reported for each change.
 */
export async function applyClosing(
  steps: readonly ClosingStep[],
  context: ClosingContext,
): Promise<ClosingApplied> {
  const { account, confirm, refuseNeeded, progress, isAwaited } = context;
  const ledger = new Ledger(steps, progress);
  let state: AccountState | null = account.state;
  try {
    // Before anything is taken away from an account that is another one by now.
    if (confirm !== null && !isClosing(await confirm())) await refuseNeeded();
    for (const step of steps)
      if (step.state === 'needed') await ledger.execute(executors, step.change, context);
    if (confirm !== null) state = isAwaited ? await shown(context) : null;
  } catch (error) {
    return { results: ledger.results(), state, errors: [error] };
  }
  return { results: ledger.results(), state, errors: [] };
}

const executors: Executors<ClosingStep['change']['kind'], ClosingContext> = {
  'revoke-grant': async (change: OfKind<'revoke-grant'>, { members, ops, wait }, { wrote }) => ({
    applied: await members.withIam(ops, wait, (iam) => revokeGrant(iam, change, wait), wrote),
  }),
  'close-account': (_change, { aws, account: { id, name }, confirm, wait }, report) => {
    if (confirm === null) throw new Error(`account ${name} is closed already`);
    return closeAccount(aws.organizations, { id, name, confirm }, wait, report);
  },
};

/** @throws Failure where AWS shows nothing of it until the time is over */
async function shown({ aws, account: { id, name }, wait, progress }: ClosingContext): Promise<AccountState> {
  const task = progress.start(`wait until AWS shows that account ${name} is being closed`);
  try {
    const state = await seenClosing(aws.organizations, id, wait);
    if (state === null || !isClosing(state))
      throw gaveUp(
        wait,
        `AWS to show that account ${name} (${id}) is being closed`,
        'AWS accepted the request, but can show the account as ACTIVE for some minutes.',
      );
    task.done(state);
    return state;
  } catch (error) {
    task.fail(error);
    throw error;
  }
}
