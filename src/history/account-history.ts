import type { Entry } from './entry.ts';
import type { Period } from './period.ts';
import type { Deed } from './runs.ts';

/** A part of an account's history, newest first. */
interface HistoryPart<T> {
  readonly period: Period;
  readonly events: readonly T[];
  /** Whether there are older ones than these within the period. */
  readonly isCut: boolean;
}

/** What the event history of one account says, as far as it was read. */
export interface ReadHistory {
  readonly kind: 'read';
  /** What was changed. */
  readonly changes: HistoryPart<Deed>;
  /** Who came in, and who was refused; null where it was not asked for. */
  readonly entries: (HistoryPart<Entry> & { readonly opsUnread: string | null }) | null;
  readonly regions: readonly string[];
  /** Regions that could not be read, with what AWS answered. */
  readonly unread: readonly (readonly [region: string, why: string])[];
}

export type AccountHistory =
  | ReadHistory
  /** In words, with AWS's own. */
  | { readonly kind: 'unread'; readonly reason: string }
  /** There are too many accounts to read them all. */
  | { readonly kind: 'not-asked' };
