import type { MemberAccess, ReachableAccount } from '../access/member-accounts.ts';
import type { Progress } from '../access/progress.ts';
import type { WaitOptions } from '../access/waiting.ts';
import type { Aws } from '../aws/api.ts';
import type { AccountRef } from '../model/account-kind.ts';
import type { Account } from '../model/snapshot.ts';
import type { Structure } from '../model/structure.ts';
import type { StepIn } from '../plan/order.ts';
import type { AccountApplied } from './apply-account.ts';
import type { AccountWords, Seen } from './create-account.ts';
import type { Ledger } from './ledger.ts';
import type { UnitTree } from './unit-tree.ts';

export interface OrganizationContext {
  readonly aws: Aws;
  readonly members: MemberAccess;
  readonly wait: WaitOptions;
  readonly progress: Progress;
  readonly structure: Structure;
  readonly managementAccountId: string;
  readonly partition: string;
  /** Null where it is yet to be created. */
  readonly organizationId: string | null;
  /** Null where it is yet to be created. */
  readonly ops: Account | null;
  /** Every account that a step names. */
  readonly accounts: readonly Account[];
  /** Clients, and accounts, that are worked on at a time. */
  readonly concurrency: number;
  readonly opsWords: AccountWords;
  /** Asks reality once more directly before Ops is requested; see `AccountRequest`. */
  lookAgain(): Promise<Seen | null>;
  /** Applies the steps of one client or environment. */
  namedAccount(
    owner: AccountRef,
    steps: readonly StepIn<'account'>[],
    ops: ReachableAccount,
  ): Promise<AccountApplied>;
}

/** What is known and done so far. */
export interface OrganizationState {
  readonly context: OrganizationContext;
  readonly ledger: Ledger;
  readonly units: UnitTree;
  /** Both null until there is one. */
  ops: ReachableAccount | null;
  organizationId: string | null;
}
