import { describe, expect, it } from 'vitest';
import { nothingElseAsked, type OrganizationSnapshot } from '../../src/model/organization.ts';
import { defaultStructure, type Structure } from '../../src/model/structure.ts';
import type { BasicSelector, TrailSnapshot, TrailsReading } from '../../src/model/trail.ts';
import { changeTitle } from '../../src/plan/changes/table.ts';
import { diffContext } from '../../src/plan/diff/context.ts';
import { trailDifferences } from '../../src/plan/diff/trail.ts';
import { keeperOf, newTrailSteps, trailSteps } from '../../src/plan/trail-plan.ts';

const hour = 3_600_000;
const now = 100_000 * hour;
const account = (id: string, name: string) => ({
  id,
  name,
  email: `${name}@example.com`,
  state: 'ACTIVE' as const,
  parentId: 'r-1',
  joinedAt: 0,
  joinedMethod: 'CREATED' as const,
  reading: { kind: 'not-asked' as const },
});
const snapshot: OrganizationSnapshot = {
  partition: 'aws',
  id: 'o-exampleorg1',
  managementAccountId: '111111111111',
  featureSet: 'ALL',
  rootId: 'r-1',
  units: [],
  accounts: [account('111111111111', 'management'), account('222222222222', 'Ops')],
  ...nothingElseAsked,
};
const bucket = 'o-exampleorg1-111111111111-cloudtrail';
const all: BasicSelector = { readWrite: 'All', management: true, data: [], excluded: [] };
const good: TrailSnapshot = {
  name: 'all',
  arn: 'arn:aws:cloudtrail:us-east-1:111111111111:trail/all',
  homeRegion: 'us-east-1',
  isMultiRegion: true,
  hasGlobalEvents: true,
  isValidated: true,
  bucket,
  prefix: null,
  selectors: { form: 'basic', selectors: [all] },
  status: {
    isLogging: true,
    startedAt: now - 1_000 * hour,
    stoppedAt: null,
    deliveredAt: now - hour,
    deliveryError: null,
    digestError: null,
  },
};
const selecting = (selector: Partial<BasicSelector>): TrailSnapshot => ({
  ...good,
  selectors: { form: 'basic', selectors: [{ ...all, ...selector }] },
});
const being = (status: Partial<TrailSnapshot['status']>): TrailSnapshot => ({
  ...good,
  status: { ...good.status, ...status },
});
const seen = (...trails: readonly TrailSnapshot[]): TrailsReading => ({
  kind: 'read',
  region: 'eu-central-1',
  trails,
  taken: [],
});

function found(
  trails: TrailsReading,
  structure: Structure = defaultStructure,
  changed: Partial<OrganizationSnapshot> = {},
) {
  return trailDifferences(diffContext(structure, { ...snapshot, ...changed, trails }, now));
}

/** Which check, of which severity where it is not its own, and what a repair does. */
const brief = (...given: Parameters<typeof found>) =>
  found(...given).map(({ check, subject, severity, repair }) =>
    [
      `${check}:${subject}${severity === undefined ? '' : ` ${severity}`}`,
      ...repair.map(({ change }) => change.kind),
    ].join(' '),
  );

const wanting = (trail: Partial<NonNullable<Structure['trail']>>): Structure => ({
  ...defaultStructure,
  trail: defaultStructure.trail && { ...defaultStructure.trail, ...trail },
});

const create = 'trust-service create-bucket protect-bucket put-bucket-policy create-trail start-logging';
const mend = 'create-bucket protect-bucket put-bucket-policy';
const single = { ...good, isMultiRegion: false };

describe('trails of the organization', () => {
  it.each<[string, TrailsReading, readonly string[]]>([
    ['a good one', seen(good), []],
    ['none', seen(), [`trail-missing:o-exampleorg1 ${create}`]],
    ['one region', seen(single), ['trail-weak:all widen-trail']],
    ['no global services', seen({ ...good, hasGlobalEvents: false }), ['trail-weak:all widen-trail']],
    ['no validation', seen({ ...good, isValidated: false }), ['trail-weak:all widen-trail']],
    ['only reads', seen(selecting({ readWrite: 'ReadOnly' })), ['trail-weak:all widen-selectors']],
    ['only writes', seen(selecting({ readWrite: 'WriteOnly' })), ['trail-weak:all widen-selectors']],
    ['no management events', seen(selecting({ management: false })), ['trail-weak:all widen-selectors']],
    [
      'half of the events of one region',
      seen({ ...selecting({ readWrite: 'WriteOnly' }), isMultiRegion: false }),
      ['trail-weak:all widen-trail widen-selectors'],
    ],
    ['without KMS', seen(selecting({ excluded: ['kms.amazonaws.com'] })), []],
    ['stopped', seen(being({ isLogging: false, stoppedAt: now })), ['trail-silent:all high start-logging']],
    [
      'never started',
      seen(being({ isLogging: false, startedAt: null, deliveredAt: null })),
      ['trail-silent:all start-logging'],
    ],
    ['denied by its bucket', seen(being({ deliveryError: 'AccessDenied' })), [`trail-silent:all ${mend}`]],
    ['without its bucket', seen(being({ deliveryError: 'NoSuchBucket' })), [`trail-silent:all ${mend}`]],
    ['without digests', seen(being({ digestError: 'AccessDenied' })), [`trail-silent:all ${mend}`]],
    [
      'denied by a bucket of somebody else',
      seen({ ...being({ deliveryError: 'AccessDenied' }), bucket: 'logs' }),
      ['trail-silent:all'],
    ],
    ['nothing for a day', seen(being({ deliveredAt: now - 25 * hour })), ['trail-silent:all']],
    ['nothing yet', seen(being({ startedAt: now - hour, deliveredAt: null })), []],
    [
      'weak and stopped',
      seen({ ...being({ isLogging: false, stoppedAt: now }), isMultiRegion: false }),
      ['trail-weak:all widen-trail', 'trail-silent:all high start-logging'],
    ],
    ['a good one among others', seen(single, being({ isLogging: false }), good), []],
    [
      'the one that lacks least',
      seen({ ...single, name: 'a', isValidated: false }, { ...single, name: 'b' }),
      ['trail-weak:b widen-trail'],
    ],
    [
      'a weak one that delivers and a good one that does not',
      seen(single, { ...being({ deliveryError: 'KMS.DisabledException' }), name: 'b', bucket: 'logs' }),
      ['trail-silent:b'],
    ],
    ['not asked for', { kind: 'not-asked' }, []],
    ['unread', { kind: 'unread', reason: 'AWS denied it', denied: true }, ['not-audited:trail']],
  ])('%s', (_name, trails, expected) => {
    expect(brief(trails)).toEqual(expected);
  });

  it('says what is lacking, and what AWS said', () => {
    const weak = { ...selecting({ readWrite: 'ReadOnly' }), isMultiRegion: false };
    expect(found(seen(weak))[0]?.message).toBe(
      'the trail all does not record everything: the trail records one region only; the trail leaves out some or all management events that write',
    );
    expect(found(seen(being({ deliveryError: 'AccessDenied' })))[0]?.message).toBe(
      `the trail all cannot write log files to the bucket ${bucket}: AccessDenied`,
    );
    const [unread] = found({ kind: 'unread', reason: 'AWS denied it', denied: true });
    expect(unread).toMatchObject({ actual: 'AWS denied it' });
    expect(unread?.fix.join()).toContain('trail: false');
  });

  it('says how to extend a trail by hand, in a command that does it', () => {
    const weak = { ...selecting({ readWrite: 'ReadOnly' }), isMultiRegion: false, isValidated: false };
    expect(found(seen(weak))[0]?.fix).toEqual([
      expect.stringMatching(
        /: aws cloudtrail update-trail --region \S+ --name arn:\S+ --is-multi-region-trail --enable-log-file-validation$/,
      ),
      expect.stringMatching(/^record all management events: https:/),
    ]);
    expect(found(seen(selecting({ readWrite: 'ReadOnly' })))[0]?.fix.join()).not.toContain('update-trail');
  });

  it('says nothing where the configuration wants none of it', () => {
    expect(brief(seen(), { ...defaultStructure, trail: null })).toEqual([]);
  });

  it('creates none without all features, nor where nobody is to keep the bucket', () => {
    const missing = ['trail-missing:o-exampleorg1'];
    expect(brief(seen(), defaultStructure, { featureSet: 'CONSOLIDATED_BILLING' })).toEqual(missing);
    expect(brief(seen(), wanting({ account: 'Logs' }))).toEqual(missing);
    expect(found(seen(), wanting({ account: 'Logs' }))[0]?.fix.join()).toContain('trail.account');
  });

  it('mends the bucket of another account where the configuration names it', () => {
    const trail = {
      ...being({ deliveryError: 'AccessDenied' }),
      bucket: 'o-exampleorg1-222222222222-cloudtrail',
    };
    expect(brief(seen(trail))).toEqual(['trail-silent:all']);
    expect(brief(seen(trail), wanting({ account: 'Ops' }))).toEqual([`trail-silent:all ${mend}`]);
  });
});

describe('the account that keeps the bucket', () => {
  const wanted = { name: 'x', bucket: 'y' };
  const { accounts, managementAccountId: id } = snapshot;
  it.each<[string | null, readonly (typeof accounts)[number][], unknown]>([
    [null, accounts, 'management'],
    ['111111111111', accounts, 'management'],
    ['management', accounts, 'management'],
    ['Ops', accounts, { name: 'Ops', id: '222222222222' }],
    ['222222222222', accounts, { name: 'Ops', id: '222222222222' }],
    ['Logs', accounts, null],
    ['Ops', [...accounts, account('333333333333', 'Ops')], null],
    ['333333333333', [...accounts, account('333333333333', 'Ops')], { name: 'Ops', id: '333333333333' }],
    ['Ops', accounts.map((one) => ({ ...one, state: 'CLOSED' as const })), null],
  ])('%s', (name, among, expected) => {
    expect(keeperOf({ ...wanted, account: name }, among, id)).toEqual(expected);
  });
});

describe('the steps of a trail', () => {
  const place = {
    partition: 'aws',
    region: 'eu-central-1',
    managementAccountId: '111111111111',
    organizationId: null,
    keeper: 'management' as const,
  };
  const { trail } = defaultStructure;
  if (trail === null) throw new Error('trails are on');
  const states = (steps: ReturnType<typeof newTrailSteps>) =>
    steps.map(({ change, state }) => `${state} ${changeTitle(change)}`);

  it('come in the order in which they rest on each other, before there is an organization', () => {
    expect(states(newTrailSteps(trail, place, { isTrusted: false, bucket: null }))).toEqual([
      'needed enable trusted access for cloudtrail.amazonaws.com',
      'needed create bucket {organizationId}-111111111111-cloudtrail in the management account',
      'needed protect bucket {organizationId}-111111111111-cloudtrail: block public access, enable versioning',
      'needed allow CloudTrail to write log files into bucket {organizationId}-111111111111-cloudtrail',
      'needed create trail diverst-organization for all accounts and regions',
      'needed start logging with trail diverst-organization',
    ]);
  });

  it('are done as far as something is there', () => {
    const at = { ...place, organizationId: 'o-exampleorg1' };
    const first = newTrailSteps(trail, at, { isTrusted: false, bucket: null });
    const policy = first.map(({ change }) => ('document' in change ? change.document : '')).join('');
    const ground = { isTrusted: true, bucket: { settings: ['versioning' as const], policy } };
    expect(states(newTrailSteps(trail, at, ground))).toEqual([
      'satisfied enable trusted access for cloudtrail.amazonaws.com',
      `satisfied create bucket ${bucket} in the management account`,
      `needed protect bucket ${bucket}: block public access`,
      `satisfied allow CloudTrail to write log files into bucket ${bucket}`,
      'needed create trail diverst-organization for all accounts and regions',
      'needed start logging with trail diverst-organization',
    ]);
  });

  it.each<[string, TrailSnapshot, readonly string[]]>([
    ['none where there is one', good, ['satisfied create trail all for all accounts and regions']],
    [
      'none where somebody has stopped it',
      being({ isLogging: false, stoppedAt: now }),
      ['satisfied create trail all for all accounts and regions'],
    ],
    [
      'none where another’s was never started',
      being({ isLogging: false, startedAt: null }),
      ['satisfied create trail all for all accounts and regions'],
    ],
    [
      'the last one where a run came no further',
      { ...being({ isLogging: false, startedAt: null }), name: trail.name },
      [
        'satisfied create trail diverst-organization for all accounts and regions',
        'needed start logging with trail diverst-organization',
      ],
    ],
  ])('are %s', (_name, one, expected) => {
    const ground = { isTrusted: false, bucket: null };
    expect(states(trailSteps(trail, { place, trails: [one], ground }))).toEqual(expected);
  });
});
