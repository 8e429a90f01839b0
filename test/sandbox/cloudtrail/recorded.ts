import { type CloudTrailClient, type Event, paginateLookupEvents } from '@aws-sdk/client-cloudtrail';
import type { TrailEvent } from '../../../src/sandbox/cloudtrail/trail-event.ts';

/** Everything that an account's history holds, newest first. */
export async function allEvents(client: CloudTrailClient): Promise<readonly Event[]> {
  const events: Event[] = [];
  for await (const page of paginateLookupEvents({ client }, {})) events.push(...(page.Events ?? []));
  return events;
}

/** The records of the calls of one name, oldest first. */
export async function recordsOf(client: CloudTrailClient, eventName: string): Promise<readonly TrailEvent[]> {
  const events = await allEvents(client);
  return events
    .filter(({ EventName }) => EventName === eventName)
    .map(recordOf)
    .reverse();
}

export function recordOf({ CloudTrailEvent = '{}' }: Event): TrailEvent {
  return JSON.parse(CloudTrailEvent);
}
