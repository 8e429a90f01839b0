import type { EventHistoryApi } from '../../aws/api.ts';
import type { Place } from '../../history/who.ts';
import type { Seen } from './seen.ts';

/** An account whose history can be read. */
export interface HistorySource {
  readonly place: Place;
  /** Its CloudTrail in a region. */
  history(region: string): EventHistoryApi;
  /** The trust policy of its client role, JSON; null where there is no such role. */
  trust(): Promise<string | null>;
  /** CloudTrail of Ops, for the attempts that were refused there; null where there is no way to it. */
  opsHistory(): Promise<((region: string) => EventHistoryApi) | null>;
}

/** What a reading works with. */
export interface HistoryTools {
  readonly source: HistorySource;
  readonly seen: Seen;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Where IAM records what it is asked, whatever the region of the caller. */
  readonly iamRegion: string;
  /** Where people begin their sessions, beside the regions that are looked at: that one, and the one in use. */
  readonly homeRegions: readonly string[];
  /** Called after each page. */
  onPage(): void;
}
