import type { HistoryEvent } from './event.ts';
import { lastPart } from './subjects.ts';
import type { Who } from './who.ts';

/** Which events are shown. What is null or false limits nothing. */
export interface EventFilter {
  /** Leaves out what only reads. */
  readonly changesOnly: boolean;
  readonly failedOnly: boolean;
  readonly who: string | null;
  /** The service in the part before the colon, where there is one: `CreateRole`, `iam:CreateRole`. */
  readonly event: string | null;
  /** A name, id or ARN. */
  readonly resource: string | null;
  /** As `CallOrigin.tool`. */
  readonly tool: string | null;
}

/** What LookupEvents filters by; it takes one of them. */
export interface LookupAttribute {
  readonly key: 'EventName' | 'ReadOnly';
  readonly value: string;
}

/**
 * What AWS can leave out by itself: the most selective of what the filter says. Nothing that the whole filter would
 * show is lost by it: a user name, for one, is no attribute here, because AWS knows a session by its name alone and not
 * by its source identity.
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupAttribute.html
 */
export function lookupAttribute({ event, changesOnly }: EventFilter): LookupAttribute | null {
  if (event !== null) return { key: 'EventName', value: eventParts(event).name };
  return changesOnly ? { key: 'ReadOnly', value: 'false' } : null;
}

/** Whether the filter shows the event, whoever did it. */
export function matchesEvent(event: HistoryEvent, filter: EventFilter): boolean {
  if (filter.changesOnly && event.readOnly) return false;
  if (filter.failedOnly && !isFailure(event)) return false;
  if (filter.tool !== null && event.from.tool !== filter.tool) return false;
  if (filter.resource !== null && !isAbout(event, filter.resource)) return false;
  if (filter.event === null) return true;
  const { service, name } = eventParts(filter.event);
  return event.name === name && (service === null || event.service === service);
}

function eventParts(event: string): { readonly service: string | null; readonly name: string } {
  const [service, name] = event.split(':');
  return name === undefined ? { service: null, name: event } : { service: service ?? null, name };
}

/** Whether AWS did not do what was asked; throttling only says "later". */
export function isFailure({ error }: HistoryEvent): boolean {
  return error !== null && error.kind !== 'throttled';
}

function isAbout({ resources }: HistoryEvent, wanted: string): boolean {
  // IAM does not distinguish names by case: who writes one otherwise is not to be missed.
  const text = wanted.toLowerCase();
  return resources.some(({ name }) => [name, lastPart(name)].some((one) => one.toLowerCase() === text));
}

/**
 * Whether it was the one of a name: a person, user or service, by source identity or session name; or one of a kind:
 * `root`, `break-glass`. An emergency is found by the admin's name too, with which its name begins.
 */
export function isWho(who: Who, wanted: string): boolean {
  const names = [who.name, who.session, who.kind];
  return names.includes(wanted) || (who.kind === 'break-glass' && who.name.startsWith(`${wanted}-`));
}
