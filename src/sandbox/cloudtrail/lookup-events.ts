import type {
  Event,
  LookupAttribute,
  LookupEventsRequest,
  LookupEventsResponse,
} from '@aws-sdk/client-cloudtrail';
import { type CallContext, type Operation, SandboxError } from '../operation.ts';
import { closureEvents } from './closure-events.ts';
import { cursorOf, openCursor } from './cursor.ts';
import type { HistoryEntry } from './history.ts';
import { resourcesOf, usernameOf } from './lookup-fields.ts';
import type { TrailEvent } from './trail-event.ts';

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events.html */
const daysKept = 90;
const dayLength = 86_400_000;
const largestPage = 50;

/**
 * Events of the caller's account in the region of the endpoint, newest first.
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
 */
export const lookupEvents: Operation<LookupEventsRequest, LookupEventsResponse> = {
  mutates: false,
  permissions: (_, { region }) => [
    { action: 'cloudtrail:LookupEvents', resource: '*', context: { 'aws:RequestedRegion': [region] } },
  ],
  run(input, context) {
    const { state, caller, region, history } = context;
    const matches = readAttributes(input.LookupAttributes);
    const size = readSize(input.MaxResults);
    const range = readRange(input, context);
    if (input.EventCategory !== undefined && input.EventCategory !== 'insight') {
      throw new SandboxError('InvalidEventCategoryException', 'The event category is not valid.');
    }
    const entries = inOrder(
      history.of(caller.accountId, region),
      closureEvents(state, caller.accountId, region),
    );
    const listing = JSON.stringify([
      caller.accountId,
      region,
      input.LookupAttributes ?? [],
      input.StartTime,
      input.EndTime,
      input.EventCategory,
    ]);
    const end =
      input.NextToken === undefined
        ? firstAfter(entries, range.until)
        : openCursor(state.secret, listing, input.NextToken, entries);
    // No trail of the sandbox looks for anything unusual.
    if (input.EventCategory === 'insight') return { Events: [] };
    const events: Event[] = [];
    for (let index = end - 1; index >= 0; index -= 1) {
      const entry = entries[index];
      if (entry === undefined || entry.at < range.from) break;
      if (!matches(entry.event())) continue;
      events.push(shown(entry.event()));
      if (events.length < size) continue;
      const before = entries[index - 1];
      if (before === undefined || before.at < range.from) break;
      return { Events: events, NextToken: cursorOf(state.secret, listing, entry) };
    }
    return { Events: events };
  },
};

/** Oldest first; the rows come so, what is to be among them in any order. */
function inOrder(rows: readonly HistoryEntry[], more: readonly HistoryEntry[]): readonly HistoryEntry[] {
  return more.length === 0 ? rows : [...rows, ...more].sort((a, b) => a.at - b.at);
}

/** What the account could have seen by now, and asks for: epoch milliseconds, both included. */
function readRange(
  { StartTime, EndTime }: LookupEventsRequest,
  { now, timings }: CallContext,
): { readonly from: number; readonly until: number } {
  if (StartTime !== undefined && EndTime !== undefined && StartTime > EndTime) {
    throw new SandboxError('InvalidTimeRangeException', 'The start time is after the end time.');
  }
  const oldest = now - daysKept * dayLength;
  const newest = now - timings.trail;
  // Events carry whole seconds.
  const from = StartTime === undefined ? oldest : Math.floor(StartTime.getTime() / 1000) * 1000;
  const until = EndTime === undefined ? newest : Math.floor(EndTime.getTime() / 1000) * 1000 + 999;
  return { from: Math.max(oldest, from), until: Math.min(newest, until) };
}

function readSize(wanted: number | undefined): number {
  const size = wanted ?? largestPage;
  if (size >= 1 && size <= largestPage) return size;
  throw new SandboxError('InvalidMaxResultsException', `MaxResults must be from 1 to ${largestPage}.`);
}

type Matches = (event: TrailEvent) => boolean;

const attributes: Readonly<Record<string, (event: TrailEvent, value: string) => boolean>> = {
  AccessKeyId: (event, value) => event.userIdentity.accessKeyId === value,
  EventId: (event, value) => event.eventID === value,
  EventName: (event, value) => event.eventName === value,
  EventSource: (event, value) => event.eventSource === value,
  ReadOnly: (event, value) => String(event.readOnly) === value,
  ResourceName: (event, value) => resourcesOf(event).some(({ ResourceName }) => ResourceName === value),
  ResourceType: (event, value) => resourcesOf(event).some(({ ResourceType }) => ResourceType === value),
  Username: (event, value) => usernameOf(event) === value,
};

function readAttributes(given: readonly LookupAttribute[] = []): Matches {
  const [attribute, ...more] = given;
  if (attribute === undefined) return () => true;
  const { AttributeKey: key = '', AttributeValue: value = '' } = attribute;
  const test = Object.hasOwn(attributes, key) ? attributes[key] : undefined;
  if (more.length > 0 || test === undefined || value === '' || value.length > 2000) {
    throw new SandboxError(
      'InvalidLookupAttributesException',
      'Exactly one lookup attribute may be given, with a key that there is and a value of 1 to 2000 characters.',
    );
  }
  return (event) => test(event, value);
}

function shown(event: TrailEvent): Event {
  const username = usernameOf(event);
  const { accessKeyId } = event.userIdentity;
  return {
    EventId: event.eventID,
    EventName: event.eventName,
    ReadOnly: String(event.readOnly),
    ...(accessKeyId === undefined ? {} : { AccessKeyId: accessKeyId }),
    EventTime: new Date(event.eventTime),
    EventSource: event.eventSource,
    ...(username === undefined ? {} : { Username: username }),
    Resources: resourcesOf(event),
    CloudTrailEvent: JSON.stringify(event),
  };
}

/** The index of the first entry that is later. @param at epoch milliseconds */
function firstAfter(entries: readonly HistoryEntry[], at: number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((entries[middle]?.at ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}
