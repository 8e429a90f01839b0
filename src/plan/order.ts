import { readGrant } from '../model/policy/grant.ts';
import type { Structure } from '../model/structure.ts';
import { type Change, type GroupHome, type Step, targetOf } from './change.ts';

/** A step of an organization's plan. */
export interface OrganizationStep extends Step {
  /** The account whose IAM it changes; null for one that is not in an account of its own. */
  readonly accountId: string | null;
  /** The client that it belongs to; null for everything else. */
  readonly client: string | null;
  readonly part: Part;
  /** Ids of the differences that it mends. */
  readonly mends: readonly string[];
}

/**
 * When it is done: what everything rests on, groups, places; what gives room for grants; clients, and the way into
 * accounts; and last what is taken away, once what replaces it is there.
 */
export type Part = 'base' | 'groups' | 'place' | 'room' | 'client' | 'access-role' | 'removal';

const parts: readonly Part[] = ['base', 'groups', 'place', 'room', 'client', 'access-role', 'removal'];

/** A change that is asked for, by whom, and whether it may be done. */
export interface Wanted {
  readonly change: Change;
  readonly accountId: string | null;
  /** Id of the difference that it mends. */
  readonly mends: string;
  readonly needsConsent: boolean;
}

/** Within a part, in this order. */
const kinds: readonly Change['kind'][] = [
  'create-organization',
  'create-unit',
  'create-account',
  'create-group',
  'attach-group-policy',
  'put-group-policy',
  'move-account',
  'create-role',
  'replace-trust',
  'set-max-session',
  'set-boundary',
  'attach-policy',
  'grant-access',
  'revoke-grant',
  'delete-group-policy',
  'detach-group-policy',
  'delete-user-policy',
  'detach-user-policy',
  'detach-policy',
  'delete-role-policy',
  'remove-boundary',
];

const removals: ReadonlySet<Change['kind']> = new Set(kinds.slice(kinds.indexOf('revoke-grant')));

/**
 * One plan of many repairs, without duplicates, in the order in which it is done. What is taken away comes last, so
 * that nobody is locked out between the two; only where the group has no room for the new grants, revocations come
 * before them.
 * @param isRoomShort whether the group has no room for all grants of the plan as it is
 */
export function orderChanges(
  wanted: readonly Wanted[],
  structure: Structure,
  isRoomShort: boolean,
): readonly OrganizationStep[] {
  const steps = new Map<string, OrganizationStep>();
  for (const one of wanted) {
    const key = keyOf(one);
    const known = steps.get(key);
    const state = one.needsConsent ? 'needs-consent' : 'needed';
    if (!known) {
      const { change, accountId, mends } = one;
      steps.set(key, {
        change,
        state,
        accountId,
        client: clientOf(change, structure),
        part: partOf(change, structure, isRoomShort),
        mends: [mends],
      });
    } else {
      // What one difference may have done without a word needs none for the other.
      const needed = known.state === 'needed' || state === 'needed';
      const mends = [...new Set([...known.mends, one.mends])];
      steps.set(key, { ...known, state: needed ? 'needed' : 'needs-consent', mends });
    }
  }
  const all = [...steps.values()];
  return all.map((step) => agreed(beforeItsGrant(step, all), all)).sort(inOrder);
}

/** A revocation from the very policy that a grant is written into comes before it: after it, it would undo it. */
function beforeItsGrant(step: OrganizationStep, all: readonly OrganizationStep[]): OrganizationStep {
  const { change } = step;
  if (change.kind !== 'revoke-grant') return step;
  const isOverwritten = all.some(
    ({ change: other }) => other.kind === 'grant-access' && isSameInline(other, change),
  );
  return isOverwritten ? { ...step, part: 'room' } : step;
}

/** A grant that would overwrite nothing but grants that are taken away anyhow needs no further word. */
function agreed(step: OrganizationStep, all: readonly OrganizationStep[]): OrganizationStep {
  const { change, state } = step;
  if (state !== 'needs-consent' || change.kind !== 'grant-access' || change.replaces === null) return step;
  const going = all.flatMap(({ change: other, state: of }) =>
    of === 'needed' && other.kind === 'revoke-grant' && isSameInline(change, other) ? [other.roleArn] : [],
  );
  const held = readGrant(change.replaces);
  return held?.every((role) => going.includes(role)) ? { ...step, state: 'needed' } : step;
}

function isSameInline(
  grant: Extract<Change, { readonly kind: 'grant-access' }>,
  revocation: Extract<Change, { readonly kind: 'revoke-grant' }>,
): boolean {
  const { group, slot } = revocation;
  return (
    grant.group === group &&
    grant.slot.kind === 'inline' &&
    slot.kind === 'inline' &&
    grant.slot.policy === slot.policy
  );
}

function inOrder(a: OrganizationStep, b: OrganizationStep): number {
  return (
    parts.indexOf(a.part) - parts.indexOf(b.part) ||
    compare(a.client ?? '', b.client ?? '') ||
    kinds.indexOf(a.change.kind) - kinds.indexOf(b.change.kind) ||
    depthOf(a.change) - depthOf(b.change) ||
    compare(keyOf(a), keyOf(b))
  );
}

function depthOf(change: Change): number {
  return change.kind === 'create-unit' ? change.path.length : 0;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function partOf(change: Change, structure: Structure, isRoomShort: boolean): Part {
  switch (change.kind) {
    case 'create-organization':
    case 'create-unit':
    case 'create-account':
      return 'base';
    case 'create-group':
    case 'attach-group-policy':
      return 'groups';
    case 'put-group-policy':
      // What it overwrites may be the way in of those who are only then given one of their own.
      if (change.replaces === null) return 'groups';
      return isRoomShort && isOfProduction(change, structure) ? 'room' : 'removal';
    case 'move-account':
      return 'place';
    case 'replace-trust':
      return change.role === structure.accessRole ? 'access-role' : 'client';
    case 'revoke-grant':
      return isRoomShort ? 'room' : 'removal';
    case 'delete-group-policy':
    case 'detach-group-policy':
      // What fills the group may be just what is to go; the grants would fail, and hold its removal back for good.
      return isRoomShort && isOfProduction(change, structure) ? 'room' : 'removal';
    default:
      return removals.has(change.kind) ? 'removal' : 'client';
  }
}

function isOfProduction(
  { home, group }: { readonly home: GroupHome; readonly group: string },
  structure: Structure,
): boolean {
  return home === 'ops' && group === structure.groups.production;
}

/** Removals of a client's role belong to the client too: they are held back where the rest of it failed. */
function clientOf(change: Change, structure: Structure): string | null {
  if (!('client' in change)) return null;
  return change.kind === 'replace-trust' && change.role === structure.accessRole ? null : change.client;
}

/** The same for changes that do the same to the same thing. */
function keyOf({ change, accountId }: Pick<Wanted, 'change' | 'accountId'>): string {
  const place = 'home' in change ? change.home : 'role' in change ? (accountId ?? '') : '';
  const slot = change.kind === 'revoke-grant' ? change.slot.policy : '';
  return [change.kind, place, slot, targetOf(change)].join('\n');
}
