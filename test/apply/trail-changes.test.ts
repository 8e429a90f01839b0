import { describe, expect, it } from 'vitest';
import type { MemberAccess } from '../../src/access/member-accounts.ts';
import { Ledger } from '../../src/apply/ledger.ts';
import type { OrganizationState } from '../../src/apply/organization-state.ts';
import { trailExecutors } from '../../src/apply/trail-changes.ts';
import type { Aws, BucketsApi, OrganizationsApi, TrailsApi } from '../../src/aws/api.ts';
import { AwsError } from '../../src/aws/errors/aws-error.ts';
import { type BucketSnapshot, bucketSettings } from '../../src/model/bucket.ts';
import { trailStatements } from '../../src/model/policy/trail-bucket.ts';
import type { BasicSelector, EventSelectors, TrailSnapshot } from '../../src/model/trail.ts';
import type { OfKind } from '../../src/plan/change.ts';
import type { KindIn } from '../../src/plan/changes/table.ts';
import { VirtualClock } from '../../src/sandbox/clock.ts';

/*
 * What is found there when the plan is carried out may be other than what it was made on. Whole commands are tried in
 * test/cli/org-trail.test.ts.
 */

const arn = 'arn:aws:cloudtrail:eu-central-1:111111111111:trail/all';
const bucket = 'o-1-111111111111-cloudtrail';
const home = { name: 'all', arn, homeRegion: 'eu-central-1' };
const all: BasicSelector = { readWrite: 'All', management: true, data: [], excluded: [] };
const selecting = (readWrite: BasicSelector['readWrite']): EventSelectors => ({
  form: 'basic',
  selectors: [{ ...all, readWrite }],
});
const trail: TrailSnapshot = {
  ...home,
  isMultiRegion: true,
  hasGlobalEvents: true,
  isValidated: true,
  bucket,
  prefix: null,
  selectors: selecting('All'),
  status: {
    isLogging: true,
    startedAt: 0,
    stoppedAt: null,
    deliveredAt: 0,
    deliveryError: null,
    digestError: null,
  },
};
const needed = {
  partition: 'aws',
  bucket,
  prefix: null,
  trailArn: arn,
  managementAccountId: '111111111111',
  organizationId: 'o-1',
};
const policy = (...more: readonly object[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [...more, ...trailStatements(needed)] });
const reader = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' };
const ofReader = JSON.stringify({ Version: '2012-10-17', Statement: [reader] });

const store = { keeper: 'management' as const, bucket };
const changes = {
  trust: { kind: 'trust-service', principal: 'cloudtrail.amazonaws.com' },
  bucket: { kind: 'create-bucket', ...store },
  protect: { kind: 'protect-bucket', ...store, settings: bucketSettings },
  policy: {
    kind: 'put-bucket-policy',
    ...store,
    trailArn: arn,
    prefix: null,
    document: '{}',
    replaces: null,
  },
  create: { kind: 'create-trail', name: 'all', arn, ...store },
  widen: { kind: 'widen-trail', ...home, lacks: ['regions'] },
  select: { kind: 'widen-selectors', ...home, from: selecting('ReadOnly'), to: selecting('All') },
  start: { kind: 'start-logging', ...home },
} as const satisfies Record<string, OfKind<KindIn<'trail'>>>;

const refusal = (code: string, outcome: 'rejected' | 'unknown' = 'rejected', afterDoubt = false) =>
  new AwsError({ action: 's3:X', code, message: `AWS says ${code}`, outcome, changes: true, afterDoubt });

interface Fakes {
  readonly trails?: Partial<TrailsApi>;
  readonly buckets?: Partial<BucketsApi>;
  readonly organizations?: Partial<OrganizationsApi>;
  readonly members?: Partial<MemberAccess>;
}

/** Does one change; every call that no fake answers, and that changes something, is written down. */
async function apply(change: OfKind<KindIn<'trail'>>, fakes: Fakes) {
  const clock = new VirtualClock();
  const begun = clock.now();
  const calls: string[] = [];
  const writing = <Api extends object>(fake: Partial<Api> | undefined) =>
    new Proxy({} as Api, {
      get:
        (_target, name) =>
        async (...args: readonly unknown[]) => {
          const answer: unknown = fake && Reflect.get(fake, name);
          if (answer === undefined || !/^(read|is|organizationTrails|selectorsOf)/.test(String(name)))
            calls.push(
              [
                String(name),
                ...args.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))),
              ].join(' '),
            );
          return typeof answer === 'function' ? answer(...args) : undefined;
        },
    });
  const aws = {
    trails: writing(fakes.trails),
    organizations: writing(fakes.organizations),
    buckets: () => writing(fakes.buckets),
  } as unknown as Aws;
  const run = {
    organizationId: 'o-1',
    ops: null,
    context: {
      aws,
      members: fakes.members,
      managementAccountId: '111111111111',
      structure: { opsAccount: 'Ops' },
      accounts: [{ id: '222222222222', name: 'Logs', joinedAt: 0 }],
      wait: { clock, signal: new AbortController().signal, deadline: begun + 3_600_000, resume: '' },
    },
  } as unknown as OrganizationState;
  const task = { update: () => {}, pause: () => {}, done: () => {}, fail: () => {} };
  const ledger = new Ledger([{ change, state: 'needed' }], { start: () => task });
  const error: unknown = await ledger.execute(trailExecutors, change, { run }).then(
    () => null,
    (reason) => reason,
  );
  const seconds = (clock.now() - begun) / 1_000;
  return { status: ledger.status(change), error, calls, seconds };
}

const read = (found: Awaited<ReturnType<BucketsApi['readBucket']>>) => ({ readBucket: async () => found });
const sees = (...trails: readonly TrailSnapshot[]) => ({
  organizationTrails: async () => ({ region: 'eu-central-1', trails, taken: [] }),
});

/** Throws each of the errors once, then nothing. */
function failingFirst(...errors: readonly Error[]) {
  const left = [...errors];
  return async () => {
    const error = left.shift();
    if (error) throw error;
  };
}

describe('what is so already is unchanged, and nothing is sent', () => {
  it.each<[string, OfKind<KindIn<'trail'>>, Fakes]>([
    ['trusted access', changes.trust, { organizations: { isServiceTrusted: async () => true } }],
    ['a bucket', changes.bucket, { buckets: read({ settings: [], policy: null }) }],
    ['its protection', changes.protect, { buckets: read({ settings: bucketSettings, policy: null }) }],
    ['its policy', changes.policy, { buckets: read({ settings: [], policy: policy(reader) }) }],
    ['a trail', changes.create, { trails: sees(trail) }],
    ['a wide trail', changes.widen, { trails: sees(trail) }],
    ['wide selectors', changes.select, { trails: { selectorsOf: async () => selecting('All') } }],
    ['logging', changes.start, { trails: { isLogging: async () => true } }],
  ])('%s', async (_name, change, fakes) => {
    expect(await apply(change, fakes)).toMatchObject({ status: 'unchanged', error: null, calls: [] });
  });
});

describe('what is missing is made', () => {
  it.each<[string, OfKind<KindIn<'trail'>>, Fakes, readonly string[]]>([
    [
      'trusted access',
      changes.trust,
      { organizations: { isServiceTrusted: async () => false } },
      ['trustService cloudtrail.amazonaws.com'],
    ],
    ['a bucket', changes.bucket, { buckets: read(null) }, [`createBucket ${bucket}`]],
    [
      'a bucket whose name was open',
      { ...changes.bucket, bucket: '{organizationId}-{accountId}-cloudtrail' },
      { buckets: read(null) },
      [`createBucket ${bucket}`],
    ],
    [
      'the protection that it lacks',
      changes.protect,
      { buckets: read({ settings: ['versioning'], policy: null }) },
      [`protectBucket ${bucket} 111111111111 public-access-block`],
    ],
    [
      'its policy',
      changes.policy,
      { buckets: read({ settings: [], policy: null }) },
      [`putBucketPolicy ${bucket} 111111111111 ${policy()}`],
    ],
    [
      'its policy, beside what others wrote',
      { ...changes.policy, replaces: ofReader },
      { buckets: read({ settings: [], policy: ofReader }) },
      [`putBucketPolicy ${bucket} 111111111111 ${policy(reader)}`],
    ],
    [
      'a trail',
      changes.create,
      { trails: sees() },
      [`createTrail {"name":"all","bucket":"${bucket}","tags":{"diverst:managed-by":"diverst"}}`],
    ],
    [
      'a wide trail',
      changes.widen,
      { trails: sees({ ...trail, isMultiRegion: false }) },
      [`widenTrail {"arn":"${arn}","homeRegion":"eu-central-1"}`],
    ],
    [
      'wide selectors',
      changes.select,
      { trails: { selectorsOf: async () => selecting('ReadOnly') } },
      [`putSelectors {"arn":"${arn}","homeRegion":"eu-central-1"} ${JSON.stringify(selecting('All'))}`],
    ],
    [
      'logging',
      changes.start,
      { trails: { isLogging: async () => false } },
      [`startLogging {"arn":"${arn}","homeRegion":"eu-central-1"}`],
    ],
  ])('%s', async (_name, change, fakes, calls) => {
    expect(await apply(change, fakes)).toMatchObject({ status: 'applied', error: null, calls });
  });

  it('in the account that keeps the bucket', async () => {
    const entered: string[] = [];
    const own: BucketsApi = {
      ...read(null),
      hasBucket: async () => false,
      createBucket: async (name) => {
        entered.push(name);
      },
      protectBucket: failingFirst(),
      putBucketPolicy: failingFirst(),
    };
    const members: Partial<MemberAccess> = {
      withBuckets: (account, _wait, work) => {
        entered.push(account.id);
        return work(own);
      },
    };
    const keeper = { name: 'Logs', id: '222222222222' };
    const change = { ...changes.bucket, keeper, bucket: '{organizationId}-{accountId}' };
    expect(await apply(change, { members })).toMatchObject({ status: 'applied', calls: [] });
    expect(entered).toEqual(['222222222222', 'o-1-222222222222']);
  });
});

describe('what came in between is left alone', () => {
  it.each<[string, OfKind<KindIn<'trail'>>, Fakes, string]>([
    [
      'another policy',
      changes.policy,
      { buckets: read({ settings: [], policy: ofReader }) },
      'was changed after diverst read it',
    ],
    [
      'a policy that cannot be read',
      { ...changes.policy, replaces: '{}' },
      { buckets: read({ settings: [], policy: '{}' }) },
      'cannot be read',
    ],
    [
      'a trail of the name into another bucket',
      changes.create,
      { trails: sees({ ...trail, bucket: 'other' }) },
      'was changed after diverst read it',
    ],
    [
      'a weak trail of the name',
      changes.create,
      { trails: sees({ ...trail, isValidated: false }) },
      'was changed after diverst read it',
    ],
    ['no trail', changes.widen, { trails: sees() }, 'no longer exists'],
    [
      'other selectors',
      changes.select,
      { trails: { selectorsOf: async () => selecting('WriteOnly') } },
      'was changed after diverst read it',
    ],
    [
      'a bucket of another account',
      changes.protect,
      { buckets: { readBucket: () => Promise.reject(refusal('AccessDenied')) } },
      `cannot use bucket ${bucket} for the trail`,
    ],
  ])('%s', async (_name, change, fakes, message) => {
    const { status, error, calls } = await apply(change, fakes);
    expect(error).toMatchObject({ text: { what: expect.stringContaining(message) } });
    expect({ status, calls }).toEqual({ status: 'not-applied', calls: [] });
  });

  it('a bucket that another account made meanwhile', async () => {
    const createBucket = () => Promise.reject(refusal('BucketAlreadyExists'));
    const { status, error } = await apply(changes.bucket, { buckets: { ...read(null), createBucket } });
    expect(status).toBe('not-applied');
    expect(error).toMatchObject({
      text: { fix: expect.arrayContaining([expect.stringContaining('trail.bucket')]) },
    });
  });
});

describe('what was made twice', () => {
  it.each([
    ['another run', false, 'unchanged'],
    ['a first attempt of this one', true, 'applied'],
  ])('counts as made by %s', async (_who, afterDoubt, status) => {
    const bucketThere = refusal('BucketAlreadyOwnedByYou', 'rejected', afterDoubt);
    const createBucket = () => Promise.reject(bucketThere);
    expect(await apply(changes.bucket, { buckets: { ...read(null), createBucket } })).toMatchObject({
      status,
    });

    const found: TrailSnapshot[] = [];
    const createTrail = () => {
      found.push(trail);
      return Promise.reject(refusal('TrailAlreadyExistsException', 'rejected', afterDoubt));
    };
    const organizationTrails = async () => ({ region: '', trails: found, taken: [] });
    expect(await apply(changes.create, { trails: { organizationTrails, createTrail } })).toMatchObject({
      status,
    });
  });

  it('is an error where there is no such trail of the organization', async () => {
    const createTrail = () => Promise.reject(refusal('TrailAlreadyExistsException'));
    const { status, error } = await apply(changes.create, { trails: { ...sees(), createTrail } });
    expect(status).toBe('not-applied');
    expect(error).toMatchObject({ code: 'TrailAlreadyExistsException' });
  });
});

describe('what AWS does not see yet', () => {
  it.each([
    'InsufficientS3BucketPolicyException',
    'S3BucketDoesNotExistException',
    'CloudTrailAccessNotEnabledException',
    'ConflictException',
  ])('is waited for: %s', async (code) => {
    const createTrail = failingFirst(refusal(code), refusal(code));
    const { status, seconds } = await apply(changes.create, { trails: { ...sees(), createTrail } });
    expect(status).toBe('applied');
    expect(seconds).toBeLessThan(5);
  });

  it('is waited for three minutes', async () => {
    const createTrail = () => Promise.reject(refusal('InsufficientS3BucketPolicyException'));
    const { status, error, seconds } = await apply(changes.create, { trails: { ...sees(), createTrail } });
    expect(status).toBe('not-applied');
    expect(error).toMatchObject({ code: 'InsufficientS3BucketPolicyException' });
    expect(Math.round(seconds)).toBe(180);
  });

  it('is a new bucket, which may not be seen at first', async () => {
    const seen: (BucketSnapshot | null)[] = [null, { settings: ['versioning'], policy: null }];
    const readBucket = async () => seen.shift() ?? null;
    const { status, calls } = await apply(changes.protect, { buckets: { readBucket } });
    expect(status).toBe('applied');
    expect(calls).toEqual([`protectBucket ${bucket} 111111111111 public-access-block`]);
  });

  it('is a new bucket, or a new trail', async () => {
    const buckets = {
      ...read({ settings: [], policy: null }),
      putBucketPolicy: failingFirst(refusal('NoSuchBucket')),
    };
    expect(await apply(changes.policy, { buckets })).toMatchObject({ status: 'applied' });
    const startLogging = failingFirst(refusal('TrailNotFoundException'));
    const trails = { isLogging: async () => false, startLogging };
    expect(await apply(changes.start, { trails })).toMatchObject({ status: 'applied' });
  });
});

it('is in doubt where no answer came', async () => {
  const lost = () => Promise.reject(refusal('TimeoutError', 'unknown'));
  expect(
    await apply(changes.start, { trails: { isLogging: async () => false, startLogging: lost } }),
  ).toMatchObject({
    status: 'in-doubt',
  });
  const protectBucket = failingFirst();
  const halfway: Partial<BucketsApi> = {
    ...read({ settings: [], policy: null }),
    protectBucket: async (_bucket, _owner, setting) => {
      if (setting !== 'public-access-block') throw refusal('AccessDenied');
      await protectBucket();
    },
  };
  expect(await apply(changes.protect, { buckets: halfway })).toMatchObject({ status: 'in-doubt' });
});
