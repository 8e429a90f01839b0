import { describe, expect, it } from 'vitest';
import {
  type AdvancedSelector,
  type BasicSelector,
  bucketName,
  type EventSelectors,
  type FieldSelector,
  isOpen,
  lacksOf,
  managementEvents,
  silenceOf,
  type TrailStatus,
  widened,
} from '../../src/model/trail.ts';

const all: BasicSelector = { readWrite: 'All', management: true, data: [], excluded: [] };
const data = { type: 'AWS::S3::Object', values: ['arn:aws:s3'] };
const basic = (...selectors: readonly BasicSelector[]): EventSelectors => ({ form: 'basic', selectors });
const advanced = (...fields: readonly (readonly FieldSelector[])[]): EventSelectors => ({
  form: 'advanced',
  selectors: fields.map((one): AdvancedSelector => ({ name: null, fields: one })),
});
const category: FieldSelector = { field: 'eventCategory', equals: ['Management'] };
const half = (value: string): FieldSelector => ({ field: 'readOnly', equals: [value] });
const noKms: FieldSelector = { field: 'eventSource', notEquals: ['kms.amazonaws.com'] };
const dataOf: readonly FieldSelector[] = [
  { field: 'eventCategory', equals: ['Data'] },
  { field: 'resources.type', equals: ['AWS::S3::Object'] },
];

describe('what selectors record of management events', () => {
  it.each<[string, EventSelectors, boolean, boolean]>([
    ['nothing', basic(), false, false],
    ['all', basic(all), true, true],
    ['reads', basic({ ...all, readWrite: 'ReadOnly' }), true, false],
    ['writes', basic({ ...all, readWrite: 'WriteOnly' }), false, true],
    ['both halves', basic({ ...all, readWrite: 'ReadOnly' }, { ...all, readWrite: 'WriteOnly' }), true, true],
    ['data alone', basic({ ...all, management: false, data: [data] }), false, false],
    [
      'all but KMS and the RDS Data API',
      basic({ ...all, excluded: ['kms.amazonaws.com', 'rdsdata.amazonaws.com'] }),
      true,
      true,
    ],
    ['all but IAM', basic({ ...all, excluded: ['iam.amazonaws.com'] }), false, false],
    ['all, advanced', advanced([category]), true, true],
    ['all beside data, advanced', advanced([...dataOf], [category]), true, true],
    ['reads, advanced', advanced([category, half('true')]), true, false],
    ['writes, advanced', advanced([category, half('false')]), false, true],
    ['both halves, advanced', advanced([category, half('true')], [category, half('false')]), true, true],
    [
      'both at once, advanced',
      advanced([category, { field: 'readOnly', equals: ['true', 'false'] }]),
      true,
      true,
    ],
    [
      'what is in one half and in both',
      advanced([category, { field: 'readOnly', equals: ['true', 'false'] }, half('true')]),
      true,
      false,
    ],
    ['all but KMS, advanced', advanced([category, noKms]), true, true],
    [
      'all but IAM, advanced',
      advanced([category, { ...noKms, notEquals: ['iam.amazonaws.com'] }]),
      false,
      false,
    ],
    [
      'only KMS, advanced',
      advanced([category, { field: 'eventSource', equals: ['kms.amazonaws.com'] }]),
      false,
      false,
    ],
    [
      'only some names, advanced',
      advanced([category, { field: 'eventName', startsWith: ['Get'] }]),
      false,
      false,
    ],
    [
      'what does not read, said otherwise',
      advanced([category, { field: 'readOnly', notEquals: ['true'] }]),
      false,
      false,
    ],
    ['data, advanced', advanced(dataOf), false, false],
    ['no category', advanced([half('true')]), false, false],
    ['another category', advanced([{ field: 'eventCategory', notEquals: ['Data'] }]), false, false],
  ])('%s', (_name, selectors, read, write) => {
    expect(managementEvents(selectors)).toEqual({ read, write });
    expect(managementEvents(widened(selectors))).toEqual({ read: true, write: true });
  });
});

describe('widening selectors', () => {
  it('leaves alone what is enough', () => {
    const enough = basic(all, { ...all, management: false, data: [data] });
    expect(widened(enough)).toBe(enough);
  });

  it.each<[string, EventSelectors, EventSelectors]>([
    ['none', basic(), basic(all)],
    [
      'a half',
      basic({ ...all, readWrite: 'WriteOnly', excluded: ['kms.amazonaws.com'] }),
      basic({ ...all, excluded: ['kms.amazonaws.com'] }),
    ],
    [
      'a half with data, of which no more is recorded',
      basic({ ...all, readWrite: 'WriteOnly', data: [data] }),
      basic({ ...all, readWrite: 'WriteOnly', data: [data] }, all),
    ],
    [
      'without IAM',
      basic({ ...all, excluded: ['iam.amazonaws.com'] }),
      basic({ ...all, excluded: ['iam.amazonaws.com'] }, all),
    ],
    [
      'as many as there may be',
      basic(...Array.from({ length: 5 }, () => ({ ...all, management: false, data: [data] }))),
      basic(
        { ...all, data: [data] },
        ...Array.from({ length: 4 }, () => ({ ...all, management: false, data: [data] })),
      ),
    ],
    [
      'a half, advanced',
      advanced([...dataOf], [category, half('false'), noKms]),
      advanced([...dataOf], [category, noKms]),
    ],
  ])('%s', (_name, given, wanted) => {
    expect(widened(given)).toEqual(wanted);
  });

  it('adds an advanced selector where none is of management events as a whole', () => {
    const given = advanced([...dataOf], [category, { field: 'eventName', equals: ['CreateUser'] }]);
    expect(widened(given).selectors).toEqual([
      ...given.selectors,
      { name: 'all management events', fields: [category] },
    ]);
  });
});

describe('what a trail lacks', () => {
  const good = { isMultiRegion: true, hasGlobalEvents: true, isValidated: true, selectors: basic(all) };
  it.each([
    [good, []],
    [{ ...good, isMultiRegion: false }, ['regions']],
    [{ ...good, hasGlobalEvents: false }, ['global-events']],
    [{ ...good, isValidated: false }, ['validation']],
    [{ ...good, selectors: basic({ ...all, readWrite: 'ReadOnly' as const }) }, ['write-events']],
    [{ ...good, isMultiRegion: false, selectors: basic() }, ['regions', 'read-events', 'write-events']],
  ])('%#', (trail, lacks) => {
    expect(lacksOf(trail)).toEqual(lacks);
  });
});

describe('the silence of a trail', () => {
  const day = 24 * 3_600_000;
  const now = 1_000 * day;
  const well: TrailStatus = {
    isLogging: true,
    startedAt: now - 10 * day,
    stoppedAt: null,
    deliveredAt: now - 300_000,
    deliveryError: null,
    digestError: null,
  };
  it.each<[string, Partial<TrailStatus>, unknown]>([
    ['none', {}, null],
    ['none a day after the last delivery', { deliveredAt: now - day }, null],
    ['nothing since', { deliveredAt: now - day - 1 }, { kind: 'nothing', since: now - day - 1 }],
    ['nothing ever', { deliveredAt: null }, { kind: 'nothing', since: null }],
    ['just started', { deliveredAt: null, startedAt: now - day }, null],
    [
      'started again',
      { deliveredAt: now - 5 * day, startedAt: now - 60_000, stoppedAt: now - 4 * day },
      null,
    ],
    ['an error of delivery', { deliveryError: 'AccessDenied' }, { kind: 'delivery', error: 'AccessDenied' }],
    ['an error of the digest', { digestError: 'NoSuchBucket' }, { kind: 'digest', error: 'NoSuchBucket' }],
    ['stopped', { isLogging: false, stoppedAt: now - day }, { kind: 'stopped', at: now - day }],
    ['stopped at an unknown time', { isLogging: false }, { kind: 'stopped', at: null }],
    ['never started', { isLogging: false, startedAt: null, deliveredAt: null }, { kind: 'never-started' }],
  ])('%s', (_name, changed, expected) => {
    expect(silenceOf({ ...well, ...changed }, now)).toEqual(expected);
  });
});

describe('the name of the bucket', () => {
  const template = '{organizationId}-{accountId}-cloudtrail';
  it('is open as long as an id is missing', () => {
    expect(bucketName(template, { organizationId: null, accountId: '1' })).toBe(
      '{organizationId}-1-cloudtrail',
    );
    expect(isOpen(bucketName(template, { organizationId: null, accountId: '1' }))).toBe(true);
    expect(isOpen(bucketName(template, { organizationId: 'o-1', accountId: null }))).toBe(true);
    expect(bucketName(template, { organizationId: 'o-1', accountId: '1' })).toBe('o-1-1-cloudtrail');
    expect(isOpen('o-1-1-cloudtrail')).toBe(false);
  });
});
