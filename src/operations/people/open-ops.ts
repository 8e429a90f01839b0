import { MemberAccess, type ReachableAccount, reachableOf } from '../../access/member-accounts.ts';
import type { Progress } from '../../access/progress.ts';
import type { WaitOptions } from '../../access/waiting.ts';
import type { Aws } from '../../aws/api.ts';
import type { IamApi } from '../../aws/iam-api.ts';
import type { Account } from '../../model/snapshot.ts';
import type { Structure } from '../../model/structure.ts';
import { findOps, readUnits } from '../base.ts';
import { identifyManagement, type ManagementCaller } from '../management.ts';

export interface PeopleTools {
  readonly aws: Aws;
  readonly structure: Structure;
  readonly wait: WaitOptions;
  readonly progress: Progress;
}

/** The account with people’s users, and access to it. */
export interface OpenOps {
  readonly management: ManagementCaller;
  /** Of the whole organization. */
  readonly accounts: readonly Account[];
  readonly ops: ReachableAccount;
  readonly members: MemberAccess;
  /** @param wrote as {@link MemberAccess.withIam} takes it */
  withIam<T>(work: (iam: IamApi) => Promise<T>, wrote?: () => void): Promise<T>;
}

/**
 * Finds Ops, as somebody of the management account.
 * @throws Failure for another caller, and where Ops is missing, misplaced or not active
 */
export async function openOps({ aws, structure, wait }: Omit<PeopleTools, 'progress'>): Promise<OpenOps> {
  const reading = Promise.all([readUnits(aws.organizations, structure), aws.organizations.listAccounts()]);
  // Who calls is judged first, because it explains why the rest was refused.
  reading.catch(() => {});
  const management = await identifyManagement(aws);
  const [units, accounts] = await reading;
  const account = await findOps(aws.organizations, structure, accounts, management, units);
  const ops = reachableOf(account, wait);
  const members = new MemberAccess(aws, {
    partition: management.caller.partition,
    accessRole: structure.accessRole,
    sessionName: management.sessionName,
  });
  return {
    management,
    accounts,
    ops,
    members,
    withIam: (work, wrote) => members.withIam(ops, wait, work, wrote),
  };
}
