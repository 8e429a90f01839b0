import type { EventHistoryApi, EventQuery, EventRecord } from '../../aws/api.ts';
import { type AwsError, hasCode, isDenied } from '../../aws/errors/aws-error.ts';
import type { HistoryEvent } from '../../history/event.ts';
import { readEvent } from '../../history/read-event.ts';
import type { Seen } from './seen.ts';
import { explainUnread } from './unread.ts';

export interface Lookup {
  readonly region: string;
  readonly history: EventHistoryApi;
  readonly query: EventQuery;
}

/** What a region answers that is not enabled for the account, or that there is not. */
const disabled = [
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'RegionDisabledException',
  'OptInRequired',
  'AuthFailure',
  'ENOTFOUND',
];

/**
 * The events of several lookups side by side, merged, newest first. Of each lookup no more than a page is read ahead, and
 * none where there are one or two. A region that does not let the caller read, or is not enabled, is noted, and the
 * others go on.
 * @param onPage called after each page
 * @throws Failure where no region can be read; AwsError for anything else that AWS answers
 */
export async function* eventStream(
  lookups: readonly Lookup[],
  seen: Seen,
  onPage: () => void,
): AsyncGenerator<HistoryEvent> {
  // The rate of one or two keeps the answers busy; of many, each would wait for the answers of all the others.
  const ahead = lookups.length > 2;
  const sources = lookups.map((lookup) => new Source(lookup, ahead, seen, onPage));
  // All at once: each region has a rate of its own.
  await Promise.all(sources.map((source) => source.fill()));
  refuseIfBlind(lookups, seen);
  for (;;) {
    let newest: Source | null = null;
    for (const source of sources) {
      const time = source.time();
      if (time !== null && (newest === null || time > (newest.time() ?? 0))) newest = source;
    }
    if (newest === null) break;
    const event = newest.take();
    await newest.fill();
    if (event === null) continue;
    seen.oldest = event.time;
    yield event;
  }
  refuseIfBlind(lookups, seen);
}

function refuseIfBlind(lookups: readonly Lookup[], seen: Seen): void {
  const first = lookups[0] && seen.regions.get(lookups[0].region);
  if (first && lookups.every(({ region }) => seen.regions.has(region))) throw explainUnread(first);
}

/** One lookup; `ahead` with the next page under way while this one is taken. */
class Source {
  private readonly pages: AsyncIterator<readonly EventRecord[]>;
  private events: HistoryEvent[] = [];
  private coming: Promise<IteratorResult<readonly EventRecord[]>> | null = null;
  private ended = false;

  constructor(
    private readonly lookup: Lookup,
    private readonly ahead: boolean,
    private readonly seen: Seen,
    private readonly onPage: () => void,
  ) {
    this.pages = lookup.history.lookupEvents(lookup.query)[Symbol.asyncIterator]();
  }

  /** Of the event that comes next; null where there is none. */
  time(): number | null {
    return this.events.at(-1)?.time ?? null;
  }

  take(): HistoryEvent | null {
    return this.events.pop() ?? null;
  }

  /** Resolves when there is an event to take, or no more will come. */
  async fill(): Promise<void> {
    while (this.events.length === 0 && !this.ended) {
      this.coming ??= this.next();
      const page = await this.coming.catch((error: unknown) => this.leaveOut(error));
      this.ended = page === null || page.done === true;
      if (page === null || page.done) return;
      this.coming = this.ahead ? this.next() : null;
      this.read(page.value);
      this.onPage();
    }
  }

  private next(): Promise<IteratorResult<readonly EventRecord[]>> {
    const next = this.pages.next();
    // Whoever stops early never asks what came of it.
    next.catch(() => {});
    return next;
  }

  private read(records: readonly EventRecord[]): void {
    const { query, region } = this.lookup;
    this.seen.events += records.length;
    for (const record of records) {
      const event = readEvent(record, region);
      if (event === null) this.seen.unreadable += 1;
      else if (event.time >= query.start && event.time <= query.end) this.events.push(event);
    }
    // Newest last, to be taken from the end; equal times stay as AWS has them.
    this.events = this.events.toSorted((a, b) => b.time - a.time).reverse();
  }

  private leaveOut(error: unknown): null {
    if (!isUnseen(error)) throw error;
    if (!this.seen.regions.has(this.lookup.region)) this.seen.regions.set(this.lookup.region, error);
    return null;
  }
}

/** True for an answer that keeps one region from being read, and says nothing of the others. */
function isUnseen(error: unknown): error is AwsError {
  return isDenied(error) || hasCode(error, ...disabled);
}
