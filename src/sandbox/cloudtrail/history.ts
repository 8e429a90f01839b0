import type { TrailEvent } from './trail-event.ts';

/** An event of one account and region; what it is in full is made when it is asked for. */
export interface HistoryEntry {
  readonly accountId: string;
  readonly region: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Its own in the account. */
  readonly key: string;
  /** The access key that signed it; absent for a sign-in and for what AWS did by itself. */
  readonly signer?: string;
  event(): TrailEvent;
}

/** The event histories of all accounts. */
export interface EventHistory {
  append(entries: readonly HistoryEntry[]): void;
  /** What happened in an account and region, oldest first. */
  of(accountId: string, region: string): readonly HistoryEntry[];
  /** What happened in an account, in all regions, in no order. */
  ofAccount(accountId: string): readonly HistoryEntry[];
  /** How many events there have been. */
  count(): number;
}

interface Lane {
  entries: HistoryEntry[];
  sorted: boolean;
}

/** Events of this process, for as long as it runs. */
export class MemoryHistory implements EventHistory {
  readonly #lanes = new Map<string, Lane>();
  #count = 0;

  append(entries: readonly HistoryEntry[]): void {
    for (const entry of entries) {
      const name = `${entry.accountId} ${entry.region}`;
      const lane = this.#lanes.get(name) ?? { entries: [], sorted: true };
      this.#lanes.set(name, lane);
      // Events of the past may be put in later: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/how-cloudtrail-works.html
      if (entry.at < (lane.entries.at(-1)?.at ?? Number.NEGATIVE_INFINITY)) lane.sorted = false;
      lane.entries.push(entry);
      this.#count += 1;
    }
  }

  of(accountId: string, region: string): readonly HistoryEntry[] {
    const lane = this.#lanes.get(`${accountId} ${region}`);
    if (lane === undefined) return [];
    if (!lane.sorted) {
      // Stable: what happened at one moment stays in the order in which it came.
      lane.entries.sort((a, b) => a.at - b.at);
      lane.sorted = true;
    }
    return lane.entries;
  }

  ofAccount(accountId: string): readonly HistoryEntry[] {
    const lanes = [...this.#lanes].filter(([name]) => name.startsWith(`${accountId} `));
    return lanes.flatMap(([, { entries }]) => entries);
  }

  /** All of them, oldest first. */
  all(): readonly HistoryEntry[] {
    const entries = [...this.#lanes.values()].flatMap((lane) => lane.entries);
    return entries.sort((a, b) => a.at - b.at);
  }

  count(): number {
    return this.#count;
  }
}
