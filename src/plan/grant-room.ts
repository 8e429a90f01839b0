import { type NamedAccount, refText } from '../model/account-kind.ts';
import { Failure } from '../model/failure.ts';
import { canonicalJson } from '../model/policy/canonical.ts';
import { inlineGrant, packedGrant, readGrant } from '../model/policy/grant.ts';
import type { GroupSnapshot, ManagedPolicySnapshot } from '../model/snapshot.ts';
import { chooseSlot, groupQuota, roomOf } from './grant-slot.ts';

/** Whether the group has room for grants of all these roles, each put where the one before it left room. */
export function hasRoomForAll(
  group: GroupSnapshot,
  policies: readonly ManagedPolicySnapshot[],
  roles: readonly { readonly name: string; readonly arn: string }[],
): boolean {
  let now = { group, policies };
  for (const role of roles) {
    const slot = chooseSlot(now.group, now.policies, role);
    if (slot === null) return false;
    now =
      slot.kind === 'inline'
        ? withInline(now, slot.policy, role.arn)
        : withPacked(now, slot.policy, role.arn);
  }
  return true;
}

interface Held {
  readonly group: GroupSnapshot;
  readonly policies: readonly ManagedPolicySnapshot[];
}

function withInline({ group, policies }: Held, name: string, roleArn: string): Held {
  const others = group.inline.filter((policy) => policy.name !== name);
  const inline = [...others, { name, document: canonicalJson(inlineGrant(roleArn)) }];
  return { group: { ...group, inline }, policies };
}

function withPacked({ group, policies }: Held, name: string, roleArn: string): Held {
  const existing = policies.find((policy) => policy.name === name);
  const roles = existing ? (readGrant(existing.document) ?? []) : [];
  const arn = existing?.arn ?? name;
  const written = { name, arn, document: canonicalJson(packedGrant([...roles, roleArn])) };
  const attached = [...group.attached.filter((one) => one.arn !== arn), { name, arn }];
  return {
    group: { ...group, attached },
    policies: [...policies.filter((policy) => policy.arn !== arn), written],
  };
}

/** The group has no quota left for one more grant. */
export function groupFull(
  { kind, name }: NamedAccount,
  group: GroupSnapshot,
  policies: readonly ManagedPolicySnapshot[],
): Failure {
  const room = roomOf(group, policies);
  return new Failure('failed', {
    what: `cannot grant ${refText({ noun: kind.noun, name })} to group ${group.name} in Ops: the quotas of the group are used up`,
    why:
      `The group uses ${room.inlineUsed} of ${groupQuota.inline} characters of inline policies (${room.inlineGrants} grants) ` +
      `and ${room.attached} of ${groupQuota.managedPolicies} managed policies (${room.packedRoles} grants); ` +
      'both quotas of IAM are fixed.',
    fix: [
      `remove grants of ${kind.noun}s that no longer exist from the group, in the IAM console of Ops`,
      'or detach managed policies from the group that it does not need',
      `or put further ${kind.noun}s under another group: ${kind.groupKey} in a second diverst.config.yaml`,
    ],
  });
}
