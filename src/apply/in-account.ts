import { type MemberAccess, type ReachableAccount, reachableOf } from '../access/member-accounts.ts';
import type { WaitOptions } from '../access/waiting.ts';
import type { Aws } from '../aws/api.ts';
import type { IamApi } from '../aws/iam-api.ts';
import { Failure } from '../model/failure.ts';
import type { Account } from '../model/snapshot.ts';
import type { Structure } from '../model/structure.ts';
import { scopeOf } from '../plan/changes/table.ts';
import type { OrganizationStep } from '../plan/order.ts';
import type { Done, Report } from './ledger.ts';

export interface AccountTools {
  readonly context: {
    readonly aws: Aws;
    readonly members: MemberAccess;
    readonly wait: WaitOptions;
    readonly structure: Structure;
    readonly managementAccountId: string;
    readonly partition: string;
    /** Every account that a step names. */
    readonly accounts: readonly Account[];
  };
  /** Null where it is yet to be created. */
  readonly ops: ReachableAccount | null;
}

/**
 * Works in the IAM of the account in which a step is made.
 * @throws Failure where that is Ops and there is none
 */
export async function inAccountOf(
  { change, accountId }: Pick<OrganizationStep, 'change' | 'accountId'>,
  tools: AccountTools,
  { wrote }: Report,
  work: (iam: IamApi) => Promise<boolean>,
): Promise<Done> {
  const { aws, members, wait } = tools.context;
  const scope = scopeOf(change);
  if (scope === 'management') return { applied: await work(aws.iam()) };
  const account = scope === 'ops' ? requireOps(tools) : memberOf({ change, accountId }, tools.context);
  return { applied: await members.withIam(account, wait, work, wrote) };
}

/** The account of a client or an environment in which a step is made. */
export function memberOf(
  { change, accountId }: Pick<OrganizationStep, 'change' | 'accountId'>,
  { accounts, wait }: Pick<AccountTools['context'], 'accounts' | 'wait'>,
): ReachableAccount {
  const account = accounts.find(({ id }) => id === accountId);
  if (!account) throw new Error(`the account of ${change.kind} is not known`);
  return reachableOf(account, wait);
}

/** @throws Failure where there is none */
export function requireOps({ ops, context }: AccountTools): ReachableAccount {
  if (ops) return ops;
  throw new Failure('failed', {
    what: `cannot work in account ${context.structure.opsAccount}: the organization has no such account`,
    fix: ['create the account: diverst org init'],
  });
}
