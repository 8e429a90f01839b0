import { sampleCells, TooComplex } from '../../model/policy/cells.ts';
import { globMatches, parseGlob } from '../../model/policy/glob.ts';
import { iamResourceOf } from './arn-reach.ts';
import type { OpsBase } from './ops-base.ts';
import type { Reach } from './reach.ts';

/** A write to IAM of Ops by which somebody comes to clients' roles that were not granted. */
interface Write {
  readonly action: string;
  /** ARNs of what exists and would give them. */
  readonly targets: readonly string[];
  /** What does not exist yet can be made to: created, or by giving its name to something that exists. */
  readonly made?: Making;
}

interface Making {
  readonly kind: 'user' | 'group' | 'role';
  /** What creates it, and what else has to be allowed on it before it is of use. */
  readonly create: readonly string[];
  /** ARNs of what can be renamed to it. Roles cannot. */
  readonly rename: { readonly action: string; readonly from: readonly string[] } | null;
}

export interface EscalationWay {
  readonly action: string;
  /** ARN of what it is allowed on. */
  readonly resource: string;
  /** What has to be done before. */
  readonly by: string | null;
}

/** For each action, as many as a finding needs to show. */
const mostTargets = 2;

/**
 * Finds by what writes to IAM somebody can give clients' roles, to themselves or to others: their trust policies name
 * Ops as a whole, so that any policy in Ops decides. Each write is tried on what it would have to reach, and on what
 * could be made for it to reach.
 *
 * @param self ARN of the user who holds the rights; null for a role
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-delegate
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
export function escalations(reach: Reach, base: OpsBase, self: string | null): readonly EscalationWay[] {
  return writesOf(base, self).flatMap((write) => waysOf(write, reach, base));
}

function writesOf(base: OpsBase, self: string | null): readonly Write[] {
  const existing = base.users.map(({ arn }) => arn);
  const users = self === null || existing.includes(self) ? existing : [...existing, self];
  const others = users.filter((arn) => arn !== self);
  const groups = base.groups.map(({ owner }) => owner.arn);
  const roles = base.roles.map(({ role }) => role.arn);
  const newUser: Making = {
    kind: 'user',
    create: ['iam:CreateUser'],
    rename: { action: 'iam:UpdateUser', from: users },
  };
  const renamedUser: Making = {
    kind: 'user',
    create: [],
    rename: { action: 'iam:UpdateUser', from: others },
  };
  const newGroup: Making = {
    kind: 'group',
    // A new group gives nothing to anybody before it has members.
    create: ['iam:CreateGroup', 'iam:AddUserToGroup'],
    rename: { action: 'iam:UpdateGroup', from: groups },
  };
  const newRole: Making = { kind: 'role', create: ['iam:CreateRole'], rename: null };
  return [
    {
      action: 'iam:AddUserToGroup',
      targets: base.granting,
      made: { kind: 'group', create: [], rename: { action: 'iam:UpdateGroup', from: base.granting } },
    },
    { action: 'iam:PutGroupPolicy', targets: groups, made: newGroup },
    { action: 'iam:AttachGroupPolicy', targets: groups, made: newGroup },
    { action: 'iam:PutUserPolicy', targets: users, made: newUser },
    { action: 'iam:AttachUserPolicy', targets: users, made: newUser },
    { action: 'iam:PutRolePolicy', targets: roles, made: newRole },
    { action: 'iam:AttachRolePolicy', targets: roles, made: newRole },
    // An administrator of Ops. What other roles may do counts as the rights of those who can enter them.
    { action: 'iam:UpdateAssumeRolePolicy', targets: [base.accessRole] },
    { action: 'iam:CreatePolicyVersion', targets: base.attachedPolicies },
    { action: 'iam:SetDefaultPolicyVersion', targets: base.attachedPolicies },
    // On oneself these give nothing new.
    { action: 'iam:CreateAccessKey', targets: others, made: renamedUser },
    { action: 'iam:CreateLoginProfile', targets: others, made: renamedUser },
    { action: 'iam:UpdateLoginProfile', targets: others, made: renamedUser },
  ];
}

function waysOf({ action, targets, made }: Write, reach: Reach, base: OpsBase): readonly EscalationWay[] {
  if (!reach.rights.some((one) => one.isNamed(action))) return [];
  const found: EscalationWay[] = [];
  for (const resource of targets) {
    if (!reach.permits(action, resource)) continue;
    found.push({ action, resource, by: null });
    if (found.length === mostTargets) return found;
  }
  const way = found.length === 0 && made !== undefined ? madeFor(action, made, reach, base) : null;
  return way === null ? found : [way];
}

function madeFor(action: string, made: Making, reach: Reach, base: OpsBase): EscalationWay | null {
  const { create, rename } = made;
  const isNamed = (one: string) => reach.rights.some((rights) => rights.isNamed(one));
  const isCreating = create.length > 0 && create.every(isNamed);
  const source =
    rename && isNamed(rename.action)
      ? rename.from.find((arn) => reach.permits(rename.action, arn))
      : undefined;
  if (!isCreating && source === undefined) return null;
  const candidates = candidatesFor(
    [action, ...create, ...(rename ? [rename.action] : [])],
    made.kind,
    reach,
    base,
  );
  if (candidates === null) return { action, resource: '*', by: null };
  for (const resource of candidates) {
    if (!reach.permits(action, resource)) continue;
    if (isCreating && create.every((one) => reach.permits(one, resource)))
      return { action, resource, by: create.join(' and ') };
    // Renaming takes the right to both names.
    // https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateUser.html
    if (rename && source !== undefined && reach.permits(rename.action, resource))
      return { action, resource, by: `${rename.action} on ${source}` };
  }
  return null;
}

/** An ARN for every combination of the patterns in question that some name matches; null where these are too many. */
function candidatesFor(
  actions: readonly string[],
  kind: Making['kind'],
  { rights }: Reach,
  { partition, accountId }: OpsBase,
): readonly string[] | null {
  const patterns = new Set(
    rights.flatMap((one) =>
      actions.flatMap((action) =>
        one.patternsOf(action).flatMap((pattern) => iamResourceOf(pattern, partition, accountId) ?? []),
      ),
    ),
  );
  const named = parseGlob(`${kind}/?*`);
  try {
    return sampleCells([named, ...[...patterns].map((one) => parseGlob(one, { escapes: true }))])
      .filter((sample) => globMatches(named, sample) && !sample.endsWith('/'))
      .map((sample) => `arn:${partition}:iam::${accountId}:${sample}`);
  } catch (error) {
    if (error instanceof TooComplex) return null;
    throw error;
  }
}
