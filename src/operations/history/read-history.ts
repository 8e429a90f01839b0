import { type EventFilter, isWho, lookupAttribute, matchesEvent } from '../../history/filter.ts';
import type { Period } from '../../history/period.ts';
import type { Deed } from '../../history/runs.ts';
import { whoOf } from '../../history/who.ts';
import { eventStream } from './event-stream.ts';
import type { HistoryTools } from './history-source.ts';
import { knowing } from './knowledge.ts';

export interface HistoryRequest {
  readonly period: Period;
  readonly regions: readonly string[];
  readonly filter: EventFilter;
  /** How many events are shown at the most; null for all. */
  readonly limit: number | null;
}

/**
 * What happened in an account and who did it, newest first, as it is read: the caller may stop at any time.
 * @throws Failure where no region can be read
 */
export async function* readHistory(
  { period, regions, filter, limit }: HistoryRequest,
  tools: HistoryTools,
): AsyncGenerator<Deed> {
  const { source, seen, onPage } = tools;
  const query = { ...period, attribute: lookupAttribute(filter) };
  const lookups = regions.map((region) => ({ region, history: source.history(region), query }));
  const known = knowing(regions, period, tools);
  let shown = 0;
  for await (const event of eventStream(lookups, seen, onPage)) {
    if (!matchesEvent(event, filter)) continue;
    const who = whoOf(event, await known.about(event));
    if (filter.who !== null && !isWho(who, filter.who)) continue;
    if (shown === limit) {
      seen.cut = true;
      return;
    }
    shown += 1;
    yield { event, who };
  }
}
