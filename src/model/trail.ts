/** A trail of the organization in CloudTrail, and the events that it records. */

import type { Unread } from './reading.ts';

/** How the organization's trail is wanted. */
export interface TrailStructure {
  readonly name: string;
  /** Name or id of the account that keeps the bucket; null for the management account. */
  readonly account: string | null;
  /** Name of the bucket; `{organizationId}` and `{accountId}` (of the account that keeps it) stand for ids. */
  readonly bucket: string;
}

/** What is known of the organization's trails. */
export type TrailsReading =
  | {
      readonly kind: 'read';
      /** That was asked: a trail that is made is at home in it. */
      readonly region: string;
      /** Trails of the organization, as they are seen in that region. */
      readonly trails: readonly TrailSnapshot[];
      /** Names that other trails of the account have there. */
      readonly taken: readonly string[];
    }
  | Unread
  /** Switched off, or something else was asked for. */
  | { readonly kind: 'not-asked' };

/**
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_Trail.html
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html
 */
export interface TrailSnapshot {
  readonly name: string;
  /** The same for members, who see a shadow of it. */
  readonly arn: string;
  readonly homeRegion: string;
  readonly isMultiRegion: boolean;
  readonly hasGlobalEvents: boolean;
  readonly isValidated: boolean;
  readonly bucket: string;
  readonly prefix: string | null;
  readonly selectors: EventSelectors;
  readonly status: TrailStatus;
}

/** Times are epoch milliseconds; null where AWS says none. */
export interface TrailStatus {
  readonly isLogging: boolean;
  readonly startedAt: number | null;
  readonly stoppedAt: number | null;
  readonly deliveredAt: number | null;
  /** AWS's word for why the last delivery failed: `AccessDenied`, `NoSuchBucket`, … */
  readonly deliveryError: string | null;
  readonly digestError: string | null;
}

/** A trail has selectors of one of the two forms. */
export type EventSelectors =
  | { readonly form: 'basic'; readonly selectors: readonly BasicSelector[] }
  | { readonly form: 'advanced'; readonly selectors: readonly AdvancedSelector[] };

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_EventSelector.html */
export interface BasicSelector {
  readonly readWrite: 'All' | 'ReadOnly' | 'WriteOnly';
  readonly management: boolean;
  readonly data: readonly { readonly type: string; readonly values: readonly string[] }[];
  readonly excluded: readonly string[];
}

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedEventSelector.html */
export interface AdvancedSelector {
  readonly name: string | null;
  readonly fields: readonly FieldSelector[];
}

export const fieldOperators = [
  'equals',
  'startsWith',
  'endsWith',
  'notEquals',
  'notStartsWith',
  'notEndsWith',
] as const;

/** The operators that it has; an event has to meet all of them. */
export type FieldSelector = { readonly field: string } & {
  readonly [operator in (typeof fieldOperators)[number]]?: readonly string[];
};

/** What a good trail has and this one has not. */
export type TrailLack = 'regions' | 'global-events' | 'validation' | 'read-events' | 'write-events';

/** In words, as what is missing. */
export const lackWords: Readonly<Record<TrailLack, string>> = {
  regions: 'the trail records one region only',
  'global-events': 'the trail leaves out global services such as IAM',
  validation: 'the log files are not validated',
  'read-events': 'the trail leaves out some or all management events that read',
  'write-events': 'the trail leaves out some or all management events that write',
};

/** @returns nothing for a trail that is good enough */
export function lacksOf(
  trail: Pick<TrailSnapshot, 'isMultiRegion' | 'hasGlobalEvents' | 'isValidated' | 'selectors'>,
): readonly TrailLack[] {
  const recorded = managementEvents(trail.selectors);
  return [
    ...(trail.isMultiRegion ? [] : (['regions'] as const)),
    ...(trail.hasGlobalEvents ? [] : (['global-events'] as const)),
    ...(trail.isValidated ? [] : (['validation'] as const)),
    ...(recorded.read ? [] : (['read-events'] as const)),
    ...(recorded.write ? [] : (['write-events'] as const)),
  ];
}

/**
 * The two sources of so many events that CloudTrail's console offers to leave them out: nearly all use keys and data.
 * Changes of a key's own policy and grants are left out with them, as the text of the check says.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html
 */
const offeredExclusions: ReadonlySet<string> = new Set(['kms.amazonaws.com', 'rdsdata.amazonaws.com']);

interface Recorded {
  readonly read: boolean;
  readonly write: boolean;
}

/** Which management events are recorded whole, whatever selectors do it. */
export function managementEvents({ form, selectors }: EventSelectors): Recorded {
  const each = form === 'basic' ? selectors.map(ofBasic) : selectors.map(ofAdvanced);
  return { read: each.some(({ read }) => read), write: each.some(({ write }) => write) };
}

const none: Recorded = { read: false, write: false };

function ofBasic({ management, readWrite, excluded }: BasicSelector): Recorded {
  if (!management || !excluded.every((source) => offeredExclusions.has(source))) return none;
  return { read: readWrite !== 'WriteOnly', write: readWrite !== 'ReadOnly' };
}

function ofAdvanced(selector: AdvancedSelector): Recorded {
  if (!isWholeButReadOnly(selector)) return none;
  const halves = selector.fields.filter(({ field }) => field === 'readOnly');
  const isIn = (value: string) =>
    halves.every((half) => operatorsOf(half).join() === 'equals' && half.equals?.includes(value) === true);
  return { read: isIn('true'), write: isIn('false') };
}

/** Whether it selects management events and limits them by nothing but by whether they read. */
function isWholeButReadOnly({ fields }: AdvancedSelector): boolean {
  const category = fields.filter(({ field }) => field === 'eventCategory');
  return (
    category.length > 0 &&
    category.every((one) => operatorsOf(one).join() === 'equals' && one.equals?.join() === 'Management') &&
    fields.every(
      (one) =>
        one.field === 'eventCategory' ||
        one.field === 'readOnly' ||
        (one.field === 'eventSource' &&
          operatorsOf(one).join() === 'notEquals' &&
          (one.notEquals ?? []).every((source) => offeredExclusions.has(source))),
    )
  );
}

function operatorsOf(selector: FieldSelector): readonly string[] {
  return fieldOperators.filter((operator) => selector[operator] !== undefined);
}

/** The most basic selectors that a trail takes. */
const mostBasic = 5;

/**
 * The selectors, widened as little as it takes to record all management events: what is selected stays so, data events
 * and harmless exclusions included.
 */
export function widened(given: EventSelectors): EventSelectors {
  const recorded = managementEvents(given);
  if (recorded.read && recorded.write) return given;
  return given.form === 'basic'
    ? { form: 'basic', selectors: widenedBasic(given.selectors) }
    : { form: 'advanced', selectors: widenedAdvanced(given.selectors) };
}

function widenedBasic(selectors: readonly BasicSelector[]): readonly BasicSelector[] {
  const isHarmless = ({ excluded }: BasicSelector) =>
    excluded.every((source) => offeredExclusions.has(source));
  const all = (one: BasicSelector): BasicSelector => ({ ...one, readWrite: 'All', management: true });
  // One for management events alone: with it, nothing else is recorded that was not.
  const own = selectors.findIndex((one) => one.management && one.data.length === 0 && isHarmless(one));
  if (own !== -1) return selectors.map((one, index) => (index === own ? all(one) : one));
  if (selectors.length < mostBasic)
    return [...selectors, { readWrite: 'All', management: true, data: [], excluded: [] }];
  const chosen = Math.max(0, selectors.findIndex(isHarmless));
  return selectors.map((one, index) => (index === chosen ? { ...all(one), excluded: [] } : one));
}

function widenedAdvanced(selectors: readonly AdvancedSelector[]): readonly AdvancedSelector[] {
  const half = selectors.findIndex(isWholeButReadOnly);
  if (half === -1)
    return [
      ...selectors,
      { name: 'all management events', fields: [{ field: 'eventCategory', equals: ['Management'] }] },
    ];
  return selectors.map((one, index) =>
    index === half ? { ...one, fields: one.fields.filter(({ field }) => field !== 'readOnly') } : one,
  );
}

/** How long a trail may deliver nothing, in milliseconds: something is called in every organization every day. */
const longestSilence = 24 * 60 * 60_000;

/** Why nothing arrives in the bucket, or may not. */
export type TrailSilence =
  | { readonly kind: 'never-started' }
  | { readonly kind: 'stopped'; readonly at: number | null }
  | { readonly kind: 'delivery'; readonly error: string }
  | { readonly kind: 'digest'; readonly error: string }
  | { readonly kind: 'nothing'; readonly since: number | null };

/**
 * @param now milliseconds since 1970
 * @returns null where it records and delivers; a trail that was started less than a day ago is given time
 */
export function silenceOf(status: TrailStatus, now: number): TrailSilence | null {
  const { isLogging, startedAt, stoppedAt, deliveredAt, deliveryError, digestError } = status;
  if (!isLogging)
    return startedAt === null && stoppedAt === null
      ? { kind: 'never-started' }
      : { kind: 'stopped', at: stoppedAt };
  if (deliveryError !== null) return { kind: 'delivery', error: deliveryError };
  if (digestError !== null) return { kind: 'digest', error: digestError };
  const last = Math.max(deliveredAt ?? 0, startedAt ?? 0);
  return now - last > longestSilence ? { kind: 'nothing', since: deliveredAt } : null;
}

/** The name of the bucket, as far as the ids are known; their placeholders stay otherwise. */
export function bucketName(
  template: string,
  ids: { readonly organizationId: string | null; readonly accountId: string | null },
): string {
  const { organizationId, accountId } = ids;
  const withOrganization =
    organizationId === null ? template : template.replaceAll('{organizationId}', organizationId);
  return accountId === null ? withOrganization : withOrganization.replaceAll('{accountId}', accountId);
}

/** Whether an id in it is still to come. */
export function isOpen(text: string): boolean {
  return text.includes('{organizationId}') || text.includes('{accountId}');
}

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-trail-naming-requirements.html */
export function trailArn(trail: {
  readonly partition: string;
  readonly region: string;
  /** That of the management account, whoever makes it. */
  readonly accountId: string;
  readonly name: string;
}): string {
  const { partition, region, accountId, name } = trail;
  return `arn:${partition}:cloudtrail:${region}:${accountId}:trail/${name}`;
}
