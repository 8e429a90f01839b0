import type { ChangeKind, OfKind } from '../change.ts';

/**
 * When a change is made in the plan of an organization: what everything rests on, groups, places; the trail, which may
 * be written to Ops; what gives room for grants; clients and environments, and the way into accounts; guardrails, which
 * would protect what is wrong if they came before it is fixed; what is removed, once its replacement exists; and last an
 * account that is closed, once no group is granted it any more. Revocations have a plan of their own, and so has
 * each person who is added or removed.
 */
export const parts = [
  'base',
  'groups',
  'place',
  'trail',
  'room',
  'account',
  'access-role',
  'guardrails',
  'removal',
  'people',
  'revocation',
  'closing',
] as const;

export type Part = (typeof parts)[number];

/** Where a change is made: in the organization, or in the IAM of an account, `member` being the one of its step. */
export const scopes = ['organization', 'management', 'member', 'ops'] as const;

export type Scope = (typeof scopes)[number];

/** What decides, in addition to the change, in which part of the plan it comes. */
export interface PlanFacts {
  /** Names of the groups in Ops that have no room, as they are, for all the grants of the plan. */
  readonly shortGroups: readonly string[];
}

/** Content that a change overwrites or deletes, as it was read, and what is written in its place, if it is shown. */
export interface LostContent {
  readonly actual: string;
  readonly wanted: string | null;
}

export interface WrittenDocument {
  /** Null where there is none yet. */
  readonly before: string | null;
  readonly after: string;
}

/** What a change does to its target: the `+`, `~` or `-` of a plan. */
export type Effect = 'create' | 'change' | 'remove';

/** Everything that a plan knows of one kind of change. */
export interface Row<K extends ChangeKind> {
  readonly scope: (change: OfKind<K>) => Scope;
  /** What it is done to, as one short text. */
  readonly target: (change: OfKind<K>) => string;
  readonly effect: (change: OfKind<K>) => Effect;
  /** What is done to what, as a line of work. */
  readonly title: (change: OfKind<K>) => string;
  readonly part: (change: OfKind<K>, facts: PlanFacts) => Part;
  /** Whether it removes access, or overwrites something that diverst did not write. */
  readonly isSevere: (change: OfKind<K>) => boolean;
  /** Null where there is none: a plan shows each line of what it removes. */
  readonly lost: (change: OfKind<K>) => LostContent | null;
  /** The whole document that it writes and what is there of it, JSON, where people are to read all of it first. */
  readonly document?: (change: OfKind<K>) => WrittenDocument;
  /** What distinguishes it from another of the same target, where there may be one. */
  readonly detail?: (change: OfKind<K>) => string;
  /** Its place among changes of the same kind, lowest first, where they depend on each other. */
  readonly rank?: (change: OfKind<K>) => number;
}

/** One row for each kind. Within a part of the plan, changes are made in the order of the rows. */
export type Rows = { readonly [K in ChangeKind]: Row<K> };

const harmless = { isSevere: () => false, lost: () => null };

/** What creates or attaches something, and removes nothing. */
export const creates = { ...harmless, effect: (): 'create' => 'create' };

/** What changes something that exists, and removes nothing. */
export const alters = { ...harmless, effect: (): 'change' => 'change' };

/** What removes something that its title names in full. */
export const removes = { isSevere: () => true, lost: () => null, effect: (): 'remove' => 'remove' };

/** What deletes a policy, with its document. */
export const deletesPolicy = {
  ...removes,
  lost: ({ document }: { readonly document: string }) => ({ actual: document, wanted: null }),
};
