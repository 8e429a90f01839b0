import type { GroupSnapshot } from '../model/snapshot.ts';
import type { Change, OfKind } from './change.ts';
import { isSevere } from './changes/table.ts';
import { adminChanges } from './diff/admins.ts';
import { type DiffContext, iamOf } from './diff/context.ts';
import { grantedGroupChanges } from './diff/granted-group.ts';
import type { Wanted } from './order.ts';
import type { GroupHome } from './shapes/groups-and-users.ts';

/**
 * The same repairs with what keeps a group's way in: where they take away what gave the group all that it is for, in
 * however wide a way, what it is to have is given first. A policy that would go and come back is written anew.
 */
export function keepingAccess(wanted: readonly Wanted[], context: DiffContext): readonly Wanted[] {
  const { management, structure, kinds } = context;
  const admins = iamOf(management)?.groups.find(({ name }) => name === structure.groups.admin) ?? null;
  const withAdmins = [...wanted, ...lackingAfter('management', admins, wanted, context)];
  const inOps = kinds.flatMap(({ group }) => lackingAfter('ops', group, wanted, context));
  return withoutDetours([...withAdmins, ...inOps]);
}

/** What a group would lack after what is wanted. */
function lackingAfter(
  home: GroupHome,
  group: GroupSnapshot | null,
  wanted: readonly Wanted[],
  context: DiffContext,
): readonly Wanted[] {
  if (group === null) return [];
  const sure = wanted.filter(({ change, needsConsent }) => !needsConsent && isOf(change, home, group));
  const [taking] = sure.filter(({ change }) => isSevere(change));
  if (!taking) return [];
  const after = sure.reduce((now, { change }) => done(now, change), group);
  const gone = new Set(
    sure.flatMap(({ change }) => (change.kind === 'delete-group-policy' ? [change.policy] : [])),
  );
  return missingOf(home, after, context).flatMap((change): readonly Wanted[] => {
    if (change.kind !== 'put-group-policy') return [{ ...taking, change }];
    const held = group.inline.find(({ name }) => name === change.policy)?.document ?? null;
    // In Ops it may be somebody else's, and nobody has agreed to lose it.
    if (home === 'ops' && held !== null && !gone.has(change.policy)) return [];
    return [{ ...taking, change: { ...change, replaces: held } }];
  });
}

function missingOf(
  home: GroupHome,
  after: GroupSnapshot,
  { structure, snapshot, ops, opsIam }: DiffContext,
): readonly Change[] {
  const { partition } = snapshot;
  if (home === 'management') return adminChanges(after, structure, partition);
  if (ops === null || opsIam === null) return [];
  return grantedGroupChanges(after, opsIam.policies, after.name, partition, ops.id);
}

function isOf(change: Change, home: GroupHome, group: GroupSnapshot): boolean {
  return 'home' in change && change.home === home && change.group === group.name;
}

/** The group after a change. */
function done(group: GroupSnapshot, change: Change): GroupSnapshot {
  switch (change.kind) {
    case 'delete-group-policy':
      return { ...group, inline: group.inline.filter(({ name }) => name !== change.policy) };
    case 'put-group-policy': {
      const others = group.inline.filter(({ name }) => name !== change.policy);
      return { ...group, inline: [...others, { name: change.policy, document: change.document }] };
    }
    case 'detach-group-policy':
      return { ...group, attached: group.attached.filter(({ arn }) => arn !== change.policyArn) };
    case 'attach-group-policy': {
      const name = change.policyArn.slice(change.policyArn.lastIndexOf('/') + 1);
      return { ...group, attached: [...group.attached, { name, arn: change.policyArn }] };
    }
    default:
      return group;
  }
}

/** A policy that is written anyhow need not be deleted as well: afterwards it would be another than was read. */
function withoutDetours(wanted: readonly Wanted[]): readonly Wanted[] {
  const puts = wanted.flatMap(({ change, needsConsent }): readonly OfKind<'put-group-policy'>[] =>
    change.kind === 'put-group-policy' && !needsConsent ? [change] : [],
  );
  return wanted.map((one) => {
    const { change, needsConsent } = one;
    if (change.kind !== 'delete-group-policy' || needsConsent) return one;
    const put = puts.find(
      ({ home, group, policy }) => home === change.home && group === change.group && policy === change.policy,
    );
    return put ? { ...one, change: put } : one;
  });
}
