import type { RawEvent } from './event.ts';
import { fieldsOf, textOf, timeOf } from './fields.ts';
import { readEvent } from './read-event.ts';

/** What the management account's history says of the closing of an account. */
export interface Closure {
  /** Epoch milliseconds; null where no event says it. */
  readonly requestedAt: number | null;
  /** The same, of its end. */
  readonly completedAt: number | null;
  /** The name of who asked for it, as the event has it; null where no event says it. */
  readonly by: string | null;
}

/** Names of the events: the request, and what Organizations logs at its end. */
export const closureEvents = ['CloseAccount', 'CloseAccountResult'] as const;

/**
 * Reads closures from their events; requests that AWS refused are none.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_cloudtrail-integration.html
 * @param events newest first
 * @returns by account id
 */
export function readClosures(events: readonly RawEvent[], region: string): ReadonlyMap<string, Closure> {
  const closures = new Map<string, Closure>();
  // The newest last, so that it counts: an account that was opened again may be closed again.
  for (const raw of events.toReversed()) {
    const event = readEvent(raw, region);
    if (event === null || event.service !== 'organizations' || event.error !== null) continue;
    const record = fieldsOf(JSON.parse(raw.record ?? 'null'));
    const result = fieldsOf(fieldsOf(record.serviceEventDetails).closeAccountStatus);
    if (event.name === 'CloseAccount') {
      const id = textOf(fieldsOf(record.requestParameters).accountId);
      const { userName, sessionName, roleArn } = event.actor;
      const by = userName ?? sessionName ?? roleArn;
      if (id !== null) closures.set(id, { requestedAt: event.time, completedAt: null, by });
    } else if (textOf(result.state) === 'SUCCEEDED') {
      const id = textOf(result.accountId);
      if (id === null) continue;
      const known = closures.get(id);
      closures.set(id, {
        requestedAt: timeOf(result.requestedTimestamp) ?? known?.requestedAt ?? null,
        completedAt: timeOf(result.completedTimestamp) ?? event.time,
        by: known?.by ?? null,
      });
    }
  }
  return closures;
}
