import { canonicalJson } from '../model/policy/canonical.ts';
import { policySize } from '../model/policy/document.ts';
import { inlineGrant, packedGrant, readGrant } from '../model/policy/grant.ts';
import type { GroupSnapshot, ManagedPolicySnapshot } from '../model/snapshot.ts';
import { groupGrants } from './group-grants.ts';
import type { GrantSlot } from './shapes/accounts.ts';

/**
 * IAM's fixed quotas for a group, in characters without white space, and in policies.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const groupQuota = { inline: 5_120, managedPolicies: 10, managedPolicy: 6_144 } as const;

/** What the group holds, and how much of its room is used. */
export interface GroupRoom {
  readonly inlineUsed: number;
  readonly attached: number;
  /** Role ARNs in the group's packed policies. */
  readonly packedRoles: number;
  readonly inlineGrants: number;
}

/** `assume-acme-production`: the inline policy that grants one role. */
export function inlineGrantName(role: string): string {
  return `assume-${role}`;
}

/** `assume-production-01`, …: the managed policies that hold the grants past what inline policies can. */
export function packedGrantName(group: string, index: number): string {
  return `assume-${group}-${String(index).padStart(2, '0')}`;
}

/** Whether a managed policy's name is one of those that this program gives. */
export function isPackedName(group: string, name: string): boolean {
  return Array.from({ length: groupQuota.managedPolicies }, (_, index) =>
    packedGrantName(group, index + 1),
  ).includes(name);
}

/** Where the group is allowed the role already, with all that a session needs: a policy that names its very ARN. */
export function findGrant(
  group: GroupSnapshot,
  policies: readonly ManagedPolicySnapshot[],
  roleArn: string,
): GrantSlot | null {
  const grant = groupGrants(group, policies).roles.get(roleArn);
  const holder = grant?.complete ? grant.holders[0] : undefined;
  return holder ? { kind: holder.kind, policy: holder.policy } : null;
}

/**
 * Where the next grant goes: an inline policy while the group's quota takes it, then the first packed policy with
 * room, then a new one. Null when nothing is left. `apply/grant-access.ts` asks again where IAM refuses.
 *
 * A packed policy that is not attached but holds other roles is either being made by another run just now, or was
 * detached on purpose: attaching it would grant more than was asked for.
 * @param role its ARN, of an account that does not exist yet, with any 12 digits: only its length counts
 * @param detached whether such a policy may be chosen, to be waited for, or is passed over
 */
export function chooseSlot(
  group: GroupSnapshot,
  policies: readonly ManagedPolicySnapshot[],
  role: { readonly name: string; readonly arn: string },
  detached: 'wait' | 'skip' = 'skip',
): GrantSlot | null {
  const own = inlineGrantName(role.name);
  const others = group.inline.filter(({ name }) => name !== own);
  const needed = policySize(canonicalJson(inlineGrant(role.arn)));
  if (inlineSize(others) + needed <= groupQuota.inline) return { kind: 'inline', policy: own };

  const attached = new Set(group.attached.map(({ arn }) => arn));
  const slotsLeft = groupQuota.managedPolicies - attached.size;
  for (let index = 1; index <= groupQuota.managedPolicies; index++) {
    const name = packedGrantName(group.name, index);
    // IAM's names are unique without case: one of another case stands in the way and is not ours.
    const existing = policies.find((policy) => policy.name.toLowerCase() === name.toLowerCase());
    const isAttached = existing !== undefined && attached.has(existing.arn);
    if (existing === undefined ? slotsLeft <= 0 : existing.name !== name) continue;
    if (existing !== undefined && !isAttached) {
      if (slotsLeft <= 0 || (detached === 'skip' && !holdsOnly(existing.document, role.arn))) continue;
    }
    if (existing === undefined || hasRoom(existing.document, role.arn))
      return { kind: 'managed', policy: name };
  }
  return null;
}

/** Whether a policy grants this role and nothing else. */
export function holdsOnly(document: string, roleArn: string): boolean {
  const roles = readGrant(document);
  return roles?.every((role) => role === roleArn) ?? false;
}

/** The inline policy of the grant's name, if it holds something other than this grant. */
export function foreignInline(group: GroupSnapshot, slot: GrantSlot, roleArn: string): string | null {
  if (slot.kind !== 'inline') return null;
  const existing = group.inline.find(({ name }) => name === slot.policy);
  return existing === undefined || holdsOnly(existing.document, roleArn) ? null : existing.document;
}

/** Whether a packed policy has room for one more role; a document of another shape is never added to. */
export function hasRoom(document: string, roleArn: string): boolean {
  const roles = readGrant(document);
  if (roles === undefined) return false;
  return policySize(canonicalJson(packedGrant([...roles, roleArn]))) <= groupQuota.managedPolicy;
}

export function roomOf(group: GroupSnapshot, policies: readonly ManagedPolicySnapshot[]): GroupRoom {
  return {
    inlineUsed: inlineSize(group.inline),
    attached: group.attached.length,
    packedRoles: attachedPolicies(group, policies).reduce(
      (sum, { document }) => sum + (readGrant(document)?.length ?? 0),
      0,
    ),
    inlineGrants: group.inline.reduce((sum, { document }) => sum + (readGrant(document)?.length ?? 0), 0),
  };
}

function attachedPolicies(
  group: GroupSnapshot,
  policies: readonly ManagedPolicySnapshot[],
): readonly ManagedPolicySnapshot[] {
  const attached = new Set(group.attached.map(({ arn }) => arn));
  return policies.filter(({ arn }) => attached.has(arn));
}

function inlineSize(inline: readonly { readonly document: string }[]): number {
  return inline.reduce((sum, { document }) => sum + policySize(document), 0);
}
