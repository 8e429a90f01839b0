import { MemberAccess, type ReachableAccount } from '../../access/member-accounts.ts';
import type { Progress, Task } from '../../access/progress.ts';
import type { WaitOptions } from '../../access/waiting.ts';
import { type AccountApplied, applyAccount } from '../../apply/apply-account.ts';
import { applyOrganization, type OrganizationApplied } from '../../apply/apply-organization.ts';
import type { AccountWords } from '../../apply/create-account.ts';
import type { Aws } from '../../aws/api.ts';
import { type AccountRef, roleName } from '../../model/account-kind.ts';
import type { OrganizationSnapshot } from '../../model/organization.ts';
import { shellWord } from '../../model/shell-word.ts';
import type { Structure } from '../../model/structure.ts';
import { expectedRoleArn } from '../../plan/account-plan.ts';
import { accountTargets } from '../../plan/account-target.ts';
import { unitId } from '../../plan/base-plan.ts';
import { diffContext } from '../../plan/diff/context.ts';
import { matchOps, type OpsQuery } from '../../plan/match-ops.ts';
import type { OrganizationStep, StepIn } from '../../plan/order.ts';
import { structureUnits } from '../../plan/unit-path.ts';
import { creationOf, lookForOps } from '../creation-checks.ts';
import type { OrganizationReading, ReadProgress } from './read-organization.ts';

export interface RepairTools {
  readonly aws: Aws;
  readonly structure: Structure;
  readonly wait: WaitOptions;
  readonly progress: Progress;
  /** Accounts that are read, and clients that are worked on, at a time. */
  readonly readers: number;
  readonly writers: number;
  /** Called with how far a reading is. */
  onProgress?(task: Task, state: ReadProgress): void;
}

/** Clients' accounts, or readers, that a run works on side by side. */
export const defaultWriters = 8;

/** Applies the steps of a repair, clients and environments by the same way as `client init` goes. */
export function applyRepair(
  steps: readonly OrganizationStep[],
  { snapshot, management }: OrganizationReading,
  tools: RepairTools,
): Promise<OrganizationApplied> {
  const { aws, structure, wait, progress, writers } = tools;
  const { partition } = snapshot;
  const { accessRole } = structure;
  const members = new MemberAccess(aws, { partition, accessRole, sessionName: management.sessionName });
  return applyOrganization(steps, {
    aws,
    members,
    wait,
    progress,
    structure,
    managementAccountId: snapshot.managementAccountId,
    partition,
    organizationId: snapshot.id,
    ops: diffContext(structure, snapshot).ops,
    accounts: snapshot.accounts,
    concurrency: writers,
    opsWords,
    lookAgain: () =>
      lookForOps(queryOf(structure, snapshot, emailOf(steps)), tools, 'diverst org repair --dry-run'),
    namedAccount: (owner, own, inOps) => repairAccount(owner, own, inOps, members, snapshot, tools),
  });
}

/** The steps of one client or environment, by the same way as `client init` goes. */
async function repairAccount(
  { noun, name }: AccountRef,
  steps: readonly StepIn<'account'>[],
  ops: ReachableAccount,
  members: MemberAccess,
  snapshot: OrganizationSnapshot,
  { aws, structure, wait, progress }: RepairTools,
): Promise<AccountApplied> {
  const id = steps[0]?.accountId;
  const account = snapshot.accounts.find((one) => one.id === id);
  if (account?.reading.kind !== 'read') throw new Error(`the account of ${name} is unknown`);
  const kind = structure.kinds[noun];
  const wanted = roleName(kind, name);
  const role = account.reading.iam.roles.find((one) => one.name === wanted) ?? null;
  const { partition, rootId } = snapshot;
  // Where it belongs is no matter of these steps: accounts are moved by themselves.
  const parentId = unitId(snapshot, structureUnits(structure)[kind.unit]) ?? '';
  const base = { kind, structure, partition, opsAccountId: ops.id, unitId: parentId };
  const target = accountTargets(base)(name, account.email);
  return applyAccount({ steps, notices: [], full: false }, target, account, {
    aws,
    members,
    wait,
    progress,
    rootId,
    ops,
    accessRole: structure.accessRole,
    // The account is there.
    lookAgain: () => Promise.resolve(null),
    roleArn: () => expectedRoleArn(target, { account, role }),
  });
}

const opsWords: AccountWords = {
  emailOption: 'organization.opsEmail in diverst.config.yaml',
  withEmail: (email) => `diverst org init --ops-email ${shellWord(email)}`,
  otherName: 'or name your own account as organization.opsAccount in diverst.config.yaml',
};

/**
 * The steps with the creation of Ops that is under way, where Ops is to be created.
 * @throws Failure where its name or its address is not free
 */
export async function withCreationUnderWay(
  steps: readonly OrganizationStep[],
  snapshot: OrganizationSnapshot,
  { aws, structure }: RepairTools,
): Promise<readonly OrganizationStep[]> {
  const email = emailOf(steps);
  if (email === null) return steps;
  matchOps(snapshot.accounts, queryOf(structure, snapshot, email));
  const creations = await aws.organizations.listCreations(['IN_PROGRESS']);
  const underWay = creationOf(structure.opsAccount, creations)?.id ?? null;
  return steps.map((step) =>
    step.change.kind === 'create-account' ? { ...step, change: { ...step.change, underWay } } : step,
  );
}

/** The address that Ops is to be created with; null where it is not. */
function emailOf(steps: readonly OrganizationStep[]): string | null {
  for (const { change } of steps) if (change.kind === 'create-account') return change.email;
  return null;
}

function queryOf(
  structure: Structure,
  { managementAccountId }: OrganizationSnapshot,
  email: string | null,
): OpsQuery {
  return { name: structure.opsAccount, email, managementAccountId };
}
