import type { EventHistoryApi, EventRecord } from '../../aws/api.ts';

type Answer = Promise<IteratorResult<readonly EventRecord[]>>;

/**
 * The same history, of which each page of a lookup is asked for once, however many readers it has, and not before the
 * first of them gets to it. What is read is kept as long as this is.
 */
export function readOnce(api: EventHistoryApi): EventHistoryApi {
  const lookups = new Map<string, { pages: AsyncIterator<readonly EventRecord[]>; answers: Answer[] }>();
  return {
    async *lookupEvents(query) {
      const key = JSON.stringify(query);
      const lookup = lookups.get(key) ?? {
        pages: api.lookupEvents(query)[Symbol.asyncIterator](),
        answers: [],
      };
      lookups.set(key, lookup);
      for (let index = 0; ; index += 1) {
        lookup.answers[index] ??= lookup.pages.next();
        const answer = await lookup.answers[index];
        if (answer === undefined || answer.done) return;
        yield answer.value;
      }
    },
  };
}
