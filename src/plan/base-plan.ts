import { type IamSnapshot, type OrganizationSnapshot, pathOf } from '../model/organization.ts';
import type { RootAccessReading } from '../model/root-users.ts';
import type { Account, GroupSnapshot } from '../model/snapshot.ts';
import { kindsWithGroup, type Structure } from '../model/structure.ts';
import type { Change, Step } from './change.ts';
import { targetOf } from './changes/table.ts';
import { adminChanges } from './diff/admins.ts';
import { grantedGroupChanges } from './diff/granted-group.ts';
import { peopleRules } from './diff/people-access.ts';
import { peopleGroupAccess } from './diff/people-group.ts';
import { type GuardrailsGround, guardrailSteps } from './guardrail-plan.ts';
import { rootManagementSteps } from './root-plan.ts';
import { type TrailFacts, trailSteps } from './trail-plan.ts';
import { structureUnits } from './unit-path.ts';

/** Groups and policies of one account. */
export type GroupsSnapshot = Pick<IamSnapshot, 'groups' | 'policies'>;

/** The same of Ops, with who is in the groups. */
export type OpsGroups = GroupsSnapshot & Pick<IamSnapshot, 'users'>;

/** What is there of the base structure, before anything is done. */
export interface BaseFacts {
  readonly partition: string;
  /** Null where there is no organization yet. */
  readonly organization: OrganizationSnapshot | null;
  readonly management: GroupsSnapshot;
  readonly ops: {
    /** Null where it is to be created. */
    readonly account: Account | null;
    /** Null where there is no account to read. */
    readonly iam: OpsGroups | null;
    /** Whether AWS has its policy for `aws login` in this partition. */
    readonly hasSignIn: boolean;
    /** The address that it has or gets. */
    readonly email: string;
    /** A creation of its name that is under way. */
    readonly underWay: string | null;
  };
  /** Null where no trail is wanted, or none is possible. */
  readonly trail: TrailFacts | null;
  /** Null where none are wanted, or none are possible. */
  readonly guardrails: GuardrailsGround | null;
  /** `not-asked` where it is not wanted, or not possible; null where there is no organization yet. */
  readonly rootAccess: Exclude<RootAccessReading, { readonly kind: 'unread' }> | null;
}

/** Stands for the id of an account that does not exist yet, in what is shown of its policies. */
export const UNKNOWN_ACCOUNT = '0'.repeat(12);

/**
 * The base structure, step by step in the order in which it is made. `needs-consent` is what differs and is not
 * missing: somebody may have meant it so.
 */
export function planBase(structure: Structure, facts: BaseFacts): readonly Step[] {
  const { organization, ops, partition } = facts;
  return [
    step({ kind: 'create-organization' }, organization !== null),
    ...(facts.rootAccess?.kind === 'not-asked' ? [] : rootManagementSteps(facts.rootAccess)),
    ...unitSteps(structure, organization),
    ...opsSteps(structure, organization, ops),
    ...adminSteps(structure, partition, facts.management),
    ...grantedGroupSteps(structure, partition, ops.account?.id ?? UNKNOWN_ACCOUNT, ops.iam),
    ...peopleSteps(structure, partition, ops.account?.id ?? UNKNOWN_ACCOUNT, ops.iam, ops.hasSignIn),
    ...(structure.trail && facts.trail ? trailSteps(structure.trail, facts.trail) : []),
    ...(facts.guardrails ? guardrailSteps(facts.guardrails) : []),
  ];
}

/** The OUs of the structure, parents first. */
export function unitSteps(
  structure: Structure,
  snapshot: Pick<OrganizationSnapshot, 'rootId' | 'units'> | null,
): readonly Step[] {
  const { users, environments, production } = structureUnits(structure);
  return [users, environments, production].map((path) =>
    step({ kind: 'create-unit', path }, snapshot !== null && unitId(snapshot, path) !== null),
  );
}

/** The id of the OU of that path; null where there is none. */
export function unitId(
  { rootId, units }: Pick<OrganizationSnapshot, 'rootId' | 'units'>,
  path: readonly string[],
): string | null {
  let at: string | null = rootId;
  for (const name of path) at = units.find((unit) => unit.parentId === at && unit.name === name)?.id ?? null;
  return at;
}

/** The account Ops and its place. In the root it was not placed yet; anywhere else somebody put it. */
function opsSteps(
  structure: Structure,
  snapshot: Pick<OrganizationSnapshot, 'rootId' | 'units'> | null,
  ops: Omit<BaseFacts['ops'], 'iam' | 'hasSignIn'>,
): readonly Step[] {
  const { account, email, underWay } = ops;
  const { users } = structureUnits(structure);
  const name = structure.opsAccount;
  const usersId = snapshot && unitId(snapshot, users);
  const parentId = account?.parentId ?? null;
  const from = snapshot === null || parentId === null ? 'the root' : pathOf(snapshot, parentId);
  const move: Change = {
    kind: 'move-account',
    name,
    accountId: account?.id ?? null,
    from,
    to: users.join('/'),
  };
  const placed = account !== null && usersId !== null && parentId === usersId;
  const elsewhere = account !== null && !placed && parentId !== null && parentId !== snapshot?.rootId;
  return [
    step({ kind: 'create-account', name, email, underWay }, account !== null),
    elsewhere ? { change: move, state: 'needs-consent' } : step(move, placed),
  ];
}

/** The admins' group in the management account. */
function adminSteps(structure: Structure, partition: string, iam: GroupsSnapshot | null): readonly Step[] {
  const group = iam?.groups.find(({ name }) => name === structure.groups.admin) ?? null;
  return stepsOf(adminChanges(null, structure, partition), adminChanges(group, structure, partition));
}

/** The groups in Ops that accounts are granted to, and what lets their members see that. */
export function grantedGroupSteps(
  structure: Structure,
  partition: string,
  opsAccountId: string,
  iam: GroupsSnapshot | null,
): readonly Step[] {
  return kindsWithGroup(structure).flatMap(({ group: name }) => {
    const group = iam?.groups.find((one) => one.name === name) ?? null;
    const of = (actual: GroupSnapshot | null) =>
      grantedGroupChanges(actual, iam?.policies ?? [], name, partition, opsAccountId);
    return stepsOf(of(null), of(group));
  });
}

/**
 * The group in Ops that every person is in. The Deny in its policy may keep those who are in the group already from
 * their work: it is written by a repair that names it.
 * @param hasSignIn whether AWS has its policy for `aws login` in this partition
 */
export function peopleSteps(
  { people }: Structure,
  partition: string,
  accountId: string,
  iam: OpsGroups | null,
  hasSignIn: boolean,
): readonly Step[] {
  if (people === null) return [];
  const rules = peopleRules({ partition, accountId, accessKeys: people.accessKeys });
  const group = iam?.groups.find(({ name }) => name === people.group) ?? null;
  const isUsed = iam?.users.some(({ groups }) => groups.includes(people.group)) === true;
  const of = (actual: GroupSnapshot | null) =>
    peopleGroupAccess(actual, iam?.policies ?? [], { people, rules, hasSignIn });
  const { changes, open } = of(group);
  return stepsOf(of(null).changes, changes).map((step) =>
    step.state === 'needed' && step.change.kind === 'put-group-policy' && isUsed && open.length > 0
      ? { ...step, state: 'needs-consent' }
      : step,
  );
}

/** All that is wanted beside what of it is missing; what would overwrite something may have been meant so. */
function stepsOf(wanted: readonly Change[], missing: readonly Change[]): readonly Step[] {
  const lacking = new Map(missing.map((change) => [`${change.kind} ${targetOf(change)}`, change]));
  return wanted.map((change): Step => {
    const found = lacking.get(`${change.kind} ${targetOf(change)}`);
    if (found?.kind === 'put-group-policy' && found.replaces !== null)
      return { change: found, state: 'needs-consent' };
    return step(found ?? change, found === undefined);
  });
}

function step(change: Change, satisfied: boolean): Step {
  return { change, state: satisfied ? 'satisfied' : 'needed' };
}
