import type { Change, ChangeKind, OfKind } from '../change.ts';
import { accountRows } from './accounts.ts';
import { groupRows } from './groups.ts';
import { guardrailRows } from './guardrails.ts';
import { organizationRows } from './organization.ts';
import { revocationRows } from './revocations.ts';
import { rootUserRows } from './root-users.ts';
import type { Effect, LostContent, Part, PlanFacts, Rows, Scope, WrittenDocument } from './row.ts';
import { trailRows } from './trail.ts';
import { userRows } from './users.ts';

const rows = {
  ...organizationRows,
  ...groupRows,
  ...trailRows,
  ...accountRows,
  ...guardrailRows,
  ...rootUserRows,
  ...revocationRows,
  ...userRows,
};

/** A kind without a row does not compile. */
const table: Rows = rows;

type KindsByPart = {
  readonly [P in Part]: {
    [K in ChangeKind]: P extends ReturnType<(typeof rows)[K]['part']> ? K : never;
  }[ChangeKind];
};

/** The kinds of changes that may come in one of those parts of a plan. */
export type KindIn<P extends Part> = KindsByPart[P];

const kinds = Object.keys(table);

/** What a change is done to, as one short text: with `kind` it distinguishes the changes of a plan for people. */
export function targetOf<K extends ChangeKind>(change: OfKind<K>): string {
  return table[change.kind].target(change);
}

/** What a change does to its target. */
export function effectOf<K extends ChangeKind>(change: OfKind<K>): Effect {
  return table[change.kind].effect(change);
}

/** A change as a line of work: what is being done, to what. */
export function changeTitle<K extends ChangeKind>(change: OfKind<K>): string {
  return table[change.kind].title(change);
}

export function scopeOf<K extends ChangeKind>(change: OfKind<K>): Scope {
  return table[change.kind].scope(change);
}

export function partOf<K extends ChangeKind>(change: OfKind<K>, facts: PlanFacts): Part {
  return table[change.kind].part(change, facts);
}

/** Whether a change removes access, or overwrites something that diverst did not write. */
export function isSevere<K extends ChangeKind>(change: OfKind<K>): boolean {
  return table[change.kind].isSevere(change);
}

/** What a change overwrites or deletes; null for nothing. */
export function lostContent<K extends ChangeKind>(change: OfKind<K>): LostContent | null {
  return table[change.kind].lost(change);
}

/** What a change writes that is shown in full before it is asked for; null where its title says enough. */
export function writtenDocument<K extends ChangeKind>(change: OfKind<K>): WrittenDocument | null {
  return table[change.kind].document?.(change) ?? null;
}

/** Changes of one part of a plan by kind, and within a kind by what depends on what. */
export function inRowOrder(a: Change, b: Change): number {
  return kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || rankOf(a) - rankOf(b);
}

function rankOf<K extends ChangeKind>(change: OfKind<K>): number {
  return table[change.kind].rank?.(change) ?? 0;
}

/** The same text for changes that do the same to the same thing, in the account of their steps. */
export function identityOf<K extends ChangeKind>(change: OfKind<K>, accountId: string | null): string {
  const { scope, target, detail } = table[change.kind];
  const place = scope(change);
  const account = place === 'member' ? (accountId ?? '') : place;
  return [change.kind, account, detail?.(change) ?? '', target(change)].join('\n');
}
