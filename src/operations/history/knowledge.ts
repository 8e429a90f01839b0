import type { HistoryEvent } from '../../history/event.ts';
import { historySpan, type Period } from '../../history/period.ts';
import { type Attribution, isSameRole, type Knowledge, unattributed } from '../../history/who.ts';
import { longestSession, readAttribution } from './attribution.ts';
import { Beginnings } from './beginnings.ts';
import type { HistoryTools } from './history-source.ts';

/** Data that has to be looked up to find out who did something, when it is requested. */
export interface Knowing {
  /** Looks up what is missing about an event. */
  about(event: HistoryEvent): Promise<Knowledge>;
}

export function knowing(
  regions: readonly string[],
  { start }: Period,
  { source, seen, now, iamRegion, homeRegions }: HistoryTools,
): Knowing {
  const { place } = source;
  const histories = [...new Set([...homeRegions, ...regions])].map((region) => {
    return { region, history: source.history(region) };
  });
  const beginnings = new Beginnings(histories, place, seen);
  let reading: Promise<Attribution> | undefined;
  const attribution = () => {
    const since = Math.max(start - longestSession, now - historySpan);
    reading ??= readAttribution(place.roleArn, () => source.trust(), source.history(iamRegion), {
      since,
      now,
    });
    return reading;
  };
  return {
    async about(event) {
      await beginnings.trace(event);
      return {
        place,
        // Nobody else's name could be proven by it.
        attribution: isNamed(event, place.roleArn) ? await attribution() : unattributed,
        beginningOf: (actor) => beginnings.of(actor),
      };
    },
  };
}

/** Whether it is of a session of the client role that names its person. */
function isNamed({ actor, start }: HistoryEvent, roleArn: string): boolean {
  const isOf = (one: { readonly roleArn: string | null; readonly sourceIdentity: string | null }) =>
    one.sourceIdentity !== null && isSameRole(one.roleArn, roleArn);
  return isOf(actor) || (start !== null && isOf(start));
}
