import { MemberAccess, type ReachableAccount, reachableOf } from '../../access/member-accounts.ts';
import type { Progress } from '../../access/progress.ts';
import type { WaitOptions } from '../../access/waiting.ts';
import type { Aws } from '../../aws/api.ts';
import type { NamedAccount } from '../../model/account-kind.ts';
import { readGrant } from '../../model/policy/grant.ts';
import type { Account } from '../../model/snapshot.ts';
import type { Structure } from '../../model/structure.ts';
import {
  type AccountPlan,
  type AccountTarget,
  planAccount,
  type TargetSnapshot,
} from '../../plan/account-plan.ts';
import type { AccountStep } from '../../plan/account-step.ts';
import { accountTargets } from '../../plan/account-target.ts';
import { groupFull } from '../../plan/grant-room.ts';
import type { AccountQuery } from '../../plan/match-account.ts';
import { findOps, readUnits, type Units, unitIdOf } from '../base.ts';
import {
  creationOf,
  refuseBaseAccounts,
  refuseGrantOfAnother,
  refuseMissingPolicies,
} from '../creation-checks.ts';
import { identifyManagement, type ManagementCaller } from '../management.ts';
import { findAccount } from './find-account.ts';
import { type Groups, readOps, readTarget, withParents } from './read-target.ts';
import { refuseClosing } from './refuse-closing.ts';
import { refuseNamelessRoles } from './refuse-nameless-roles.ts';
import { refuseOtherKind } from './refuse-other-kind.ts';

export interface InitAccountRequest extends NamedAccount {
  /** Checked and lower-cased; null to use the template's. */
  readonly explicitEmail: string | null;
  readonly templateEmail: string | null;
  /** Whether a trust policy that differs may be overwritten. */
  readonly replaceTrust: boolean;
  /** Whether a group policy of the grant's name with other content may be overwritten. */
  readonly replaceGrant: boolean;
}

export interface InitAccountTools {
  readonly aws: Aws;
  readonly structure: Structure;
  readonly wait: WaitOptions;
  readonly progress: Progress;
}

/** Everything that was read and decided before anything is changed. */
export interface PreparedAccount {
  readonly management: ManagementCaller;
  /** Of the whole organization. */
  readonly accounts: readonly Account[];
  readonly units: Units;
  readonly query: AccountQuery;
  /** Epoch milliseconds at which the accounts were listed. */
  readonly readAt: number;
  readonly target: AccountTarget;
  readonly actual: TargetSnapshot;
  readonly plan: AccountPlan;
  readonly members: MemberAccess;
  readonly ops: ReachableAccount;
}

/**
 * Reads what concerns the account and plans what is missing. Changes nothing.
 * @throws Failure for whatever stands in the way: found here, before the account that cannot be taken back
 */
export async function prepareAccount(
  request: InitAccountRequest,
  tools: InitAccountTools,
): Promise<PreparedAccount> {
  const first = await readAndPlan(request, tools);
  return isTorn(first) ? readAndPlan(request, tools) : first;
}

/**
 * A grant for the role in an account that was not there: another run finished while this one read, the accounts before it
 * and the group after it. Read again, they agree.
 */
function isTorn({ actual, plan, target }: PreparedAccount): boolean {
  if (actual.account !== null) return false;
  return plan.steps.some(({ change }) => {
    if (change.kind !== 'grant-access' || change.replaces === null) return false;
    return readGrant(change.replaces)?.every((arn) => arn.endsWith(`/${target.role.name}`)) ?? false;
  });
}

async function readAndPlan(request: InitAccountRequest, tools: InitAccountTools): Promise<PreparedAccount> {
  const { aws, structure, wait } = tools;
  // All at once; who calls is judged first, because it explains why the rest was refused.
  const readAt = wait.clock.now();
  const reading = Promise.all([
    readUnits(aws.organizations, structure),
    aws.organizations.listAccounts(),
    aws.organizations.listCreations(['IN_PROGRESS']),
  ]);
  reading.catch(() => {});
  const management = await identifyManagement(aws);
  const { partition } = management.caller;
  const [units, accounts, creations] = await reading;
  const opsAccount = await findOps(aws.organizations, structure, accounts, management, units);
  const { kind, name } = request;
  const unitId = unitIdOf(kind, units);
  const query = { ...request, unitId };
  const { managementAccountId } = management.organization;
  refuseBaseAccounts(accounts, query, managementAccountId, opsAccount.id);
  const options = { partition, accessRole: structure.accessRole, sessionName: management.sessionName };
  const members = new MemberAccess(aws, options);
  const ops = reachableOf(opsAccount, wait);
  let groups: Promise<Groups> | undefined;
  const readGroups = () => {
    groups ??= readOps(members, wait, ops);
    return groups;
  };
  const match = await findAccount(await withParents(aws, accounts, name), query, {
    ...{ aws, wait, readGroups },
    base: [managementAccountId, opsAccount.id],
  });
  const known = {
    organization: {
      id: management.organization.id,
      accountIds: new Set(accounts.map(({ id }) => id)),
    },
    now: readAt,
  };
  const base = { kind, structure, partition, opsAccountId: opsAccount.id, unitId, known };
  const target = accountTargets(base)(name, match.email);
  const source = { members, wait, ops, structure, target, units };
  const [actual] = await Promise.all([
    readTarget({ ...source, groups: readGroups() }, match.account),
    refuseMissingPolicies(source),
    refuseOtherKind(query, match.account, { aws, members, wait, structure, units, readGroups }),
  ]);
  const creation = match.account ? null : creationOf(name, creations);
  const snapshot = { ...actual, creation };
  const plan = planAccount(target, snapshot);
  refuseGrantOfAnother(plan.steps, target, match.account, accounts);
  await refuseClosing(query, match.account, plan.steps, { aws, wait, caller: management.caller });
  if (plan.full) throw groupFull(target, snapshot.group, snapshot.policies);
  const agreed = { ...plan, steps: plan.steps.map((step) => consented(step, request)) };
  await refuseNamelessRoles(agreed, target, snapshot, source);
  return {
    management,
    accounts,
    units,
    query,
    readAt,
    target,
    actual: snapshot,
    plan: agreed,
    members,
    ops,
  };
}

function consented(step: AccountStep, { replaceTrust, replaceGrant }: InitAccountRequest): AccountStep {
  if (step.state !== 'needs-consent') return step;
  const given = step.change.kind === 'replace-trust' ? replaceTrust : replaceGrant;
  return given ? { ...step, state: 'needed' } : step;
}
