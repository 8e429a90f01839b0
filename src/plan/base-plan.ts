import type { IamSnapshot, OrganizationSnapshot } from '../model/organization.ts';
import { pathOf } from '../model/organization.ts';
import { canonicalJson } from '../model/policy/canonical.ts';
import { comparePolicies } from '../model/policy/compare.ts';
import { allowedResources } from '../model/policy/covers.ts';
import { type Policy, parsePolicy } from '../model/policy/document.ts';
import { SELF_READ_POLICY, selfReadAccess } from '../model/policy/self-read.ts';
import type { Account, GroupSnapshot } from '../model/snapshot.ts';
import { managedPolicyArn, type Structure } from '../model/structure.ts';
import type { Change, GroupHome, Step } from './change.ts';
import { structureUnits } from './unit-path.ts';

/** Groups and policies of one account. */
export type GroupsSnapshot = Pick<IamSnapshot, 'groups' | 'policies'>;

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
    readonly iam: GroupsSnapshot | null;
    /** The address that it has or gets. */
    readonly email: string;
    /** A creation of its name that is under way. */
    readonly underWay: string | null;
  };
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
    ...unitSteps(structure, organization),
    ...opsSteps(structure, organization, ops),
    ...adminSteps(structure, partition, facts.management),
    ...productionSteps(structure, partition, ops.account?.id ?? UNKNOWN_ACCOUNT, ops.iam),
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
export function opsSteps(
  structure: Structure,
  snapshot: Pick<OrganizationSnapshot, 'rootId' | 'units'> | null,
  ops: Omit<BaseFacts['ops'], 'iam'>,
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

/** ARNs of what the admins' group is given. */
export function adminPolicyArns(structure: Structure, partition: string): readonly string[] {
  return structure.adminPolicies.map((policy) => managedPolicyArn(partition, policy));
}

/** The admins' group in the management account: the configured policies, and the way into every account. */
export function adminSteps(
  structure: Structure,
  partition: string,
  iam: GroupsSnapshot | null,
): readonly Step[] {
  const home = 'management';
  const name = structure.groups.admin;
  const group = iam?.groups.find((candidate) => candidate.name === name);
  const attached = new Set(group?.attached.map(({ arn }) => arn));
  const arns = adminPolicyArns(structure, partition);
  const steps = [
    step({ kind: 'create-group', home, group: name }, group !== undefined),
    ...arns.map((policyArn) =>
      step({ kind: 'attach-group-policy', home, group: name, policyArn }, attached.has(policyArn)),
    ),
  ];
  if (arns.some(isAdministrator)) return steps;
  const resource = `arn:${partition}:iam::*:role/${structure.accessRole}`;
  const allowed =
    group !== undefined &&
    allowedResources(policiesOf(group, iam), 'sts:AssumeRole').some(
      (one) => one.allowed === 'yes' && (one.resource === resource || one.resource === '*'),
    );
  const document = canonicalJson({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: resource }],
  });
  const policy = `assume-${structure.accessRole}`;
  return [...steps, policyStep(home, name, policy, document, group, allowed)];
}

/** The group in Ops that clients are granted to, and what lets its members see that. */
export function productionSteps(
  structure: Structure,
  partition: string,
  opsAccountId: string,
  iam: GroupsSnapshot | null,
): readonly Step[] {
  const home = 'ops';
  const name = structure.groups.production;
  const group = iam?.groups.find((candidate) => candidate.name === name);
  const document = canonicalJson(selfReadAccess(partition, opsAccountId));
  const covers = (actual: Policy) =>
    ['equal', 'broader'].includes(comparePolicies(actual, document, { kind: 'identity' }).verdict);
  const allowed = group !== undefined && policiesOf(group, iam).some(covers);
  return [
    step({ kind: 'create-group', home, group: name }, group !== undefined),
    policyStep(home, name, SELF_READ_POLICY, document, group, allowed),
  ];
}

/** An inline policy of a group; one of its name that holds something else may have been meant so. */
function policyStep(
  home: GroupHome,
  group: string,
  policy: string,
  document: string,
  snapshot: GroupSnapshot | undefined,
  satisfied: boolean,
): Step {
  const held = snapshot?.inline.find(({ name }) => name === policy)?.document ?? null;
  const change: Change = { kind: 'put-group-policy', home, group, policy, document, replaces: held };
  return held === null || satisfied ? step(change, satisfied) : { change, state: 'needs-consent' };
}

/** What a group's policies say, as far as they were read and are understood. */
function policiesOf(group: GroupSnapshot, iam: GroupsSnapshot | null): readonly Policy[] {
  const attached = new Set(group.attached.map(({ arn }) => arn));
  const managed = iam?.policies.filter(({ arn }) => attached.has(arn)) ?? [];
  return [...group.inline, ...managed].flatMap(({ document }) => {
    const parsed = parsePolicy(document);
    return parsed.ok ? [parsed.policy] : [];
  });
}

function isAdministrator(policyArn: string): boolean {
  return /^arn:[^:]+:iam::aws:policy\/AdministratorAccess$/.test(policyArn);
}

function step(change: Change, satisfied: boolean): Step {
  return { change, state: satisfied ? 'satisfied' : 'needed' };
}
