import { type ReachableAccount, reachableOf } from '../access/member-accounts.ts';
import { foreignBucket, readOwnBucket, unreadablePolicy } from '../access/trail-bucket.ts';
import { poll, untilItShows, type WaitOptions } from '../access/waiting.ts';
import { waits } from '../access/waits.ts';
import type { BucketsApi, TrailsApi } from '../aws/api.ts';
import { hasCode } from '../aws/errors/aws-error.ts';
import type { BucketSnapshot } from '../model/bucket.ts';
import { Failure } from '../model/failure.ts';
import { withTrail } from '../model/policy/trail-bucket.ts';
import { bucketName, lacksOf, managementEvents, type TrailSnapshot } from '../model/trail.ts';
import type { OfKind } from '../plan/change.ts';
import type { KindIn } from '../plan/changes/table.ts';
import type { Keeper } from '../plan/shapes/organization.ts';
import { changedMeanwhile } from './change-role.ts';
import { requireOps } from './in-account.ts';
import type { Done, Executors } from './ledger.ts';
import type { OrganizationState } from './organization-state.ts';

interface Tools {
  readonly run: OrganizationState;
}

/*
 * The trail of the organization and its bucket. Each change looks at what is there first, and is unchanged where that
 * is enough.
 */
export const trailExecutors: Executors<KindIn<'trail'>, Tools> = {
  'trust-service': async ({ principal }, { run }) => {
    const { organizations } = run.context.aws;
    if (await organizations.isServiceTrusted(principal)) return { applied: false };
    await organizations.trustService(principal);
    return { applied: true };
  },

  'create-bucket': (change, { run }, { wrote }) =>
    atBucket(change, run, wrote, async ({ buckets, bucket, found }) => {
      if (found !== null) return false;
      try {
        await buckets.createBucket(bucket);
        return true;
      } catch (error) {
        if (hasCode(error, 'BucketAlreadyExists')) throw foreignBucket(bucket, error);
        if (!hasCode(error, 'BucketAlreadyOwnedByYou')) throw error;
        return error.afterDoubt;
      }
    }),

  'protect-bucket': (change, { run }, { wrote }) =>
    atBucket(change, run, wrote, async ({ buckets, bucket, owner, found }) => {
      const lacking = change.settings.filter((setting) => !found?.settings.includes(setting));
      for (const setting of lacking) {
        await afterCreation(run.context.wait, () => buckets.protectBucket(bucket, owner, setting));
        wrote();
      }
      return lacking.length > 0;
    }),

  'put-bucket-policy': (change, { run }, { wrote }) =>
    atBucket(change, run, wrote, async ({ buckets, bucket, owner, found, organizationId }) => {
      const { trailArn, prefix, replaces } = change;
      const held = found?.policy ?? null;
      const wanted = withTrail(held, {
        partition: trailArn.split(':')[1] ?? 'aws',
        bucket,
        prefix,
        trailArn,
        managementAccountId: run.context.managementAccountId,
        organizationId,
      });
      if (wanted === null) throw unreadablePolicy(bucket, held ?? '');
      if (wanted.isEnough) return false;
      if (held !== null && held !== replaces) throw changedMeanwhile(`the policy of bucket ${bucket}`, held);
      await afterCreation(run.context.wait, () => buckets.putBucketPolicy(bucket, owner, wanted.document));
      return true;
    }),

  'create-trail': async ({ name, arn, keeper, bucket: template }, { run }, { wrote }) => {
    const { aws, wait, managementAccountId } = run.context;
    const accountId = keeper === 'management' ? managementAccountId : accountOf(keeper, run).id;
    const bucket = bucketName(template, { organizationId: run.organizationId, accountId });
    if (await isThere(aws.trails, arn, bucket)) return { applied: false };
    const input = { name, bucket, tags: { 'diverst:managed-by': 'diverst' } };
    try {
      await untilItShows(wait, () => aws.trails.createTrail(input), unseenByCloudTrail, waits.trail);
    } catch (error) {
      if (!hasCode(error, 'TrailAlreadyExistsException')) throw error;
      if (error.afterDoubt) wrote();
      if (!(await isThere(aws.trails, arn, bucket))) throw error;
      return { applied: error.afterDoubt };
    }
    return { applied: true };
  },

  'widen-trail': async ({ name, arn, homeRegion }, { run }) => {
    const { aws, wait } = run.context;
    const trail = await trailOf(aws.trails, arn);
    if (trail === null) throw goneTrail(name);
    if (trail.isMultiRegion && trail.hasGlobalEvents && trail.isValidated) return { applied: false };
    await untilItShows(
      wait,
      () => aws.trails.widenTrail({ arn, homeRegion }),
      unseenByCloudTrail,
      waits.trail,
    );
    return { applied: true };
  },

  'widen-selectors': async ({ name, arn, homeRegion, from, to }, { run }) => {
    const { aws, wait } = run.context;
    const held = await aws.trails.selectorsOf({ arn, homeRegion });
    const { read, write } = managementEvents(held);
    if (read && write) return { applied: false };
    if (JSON.stringify(held) !== JSON.stringify(from))
      throw changedMeanwhile(`what the trail ${name} records`, JSON.stringify(held));
    await untilItShows(
      wait,
      () => aws.trails.putSelectors({ arn, homeRegion }, to),
      unseenByCloudTrail,
      waits.trail,
    );
    return { applied: true };
  },

  'start-logging': async ({ arn, homeRegion }, { run }) => {
    const { aws, wait } = run.context;
    const trail = { arn, homeRegion };
    const start = () => aws.trails.startLogging(trail);
    const unseen = [...unseenByCloudTrail, 'TrailNotFoundException'];
    if (await untilItShows(wait, () => aws.trails.isLogging(trail), unseen)) return { applied: false };
    await untilItShows(wait, start, unseen, waits.trail);
    return { applied: true };
  },
};

/** The errors of CloudTrail while it does not yet see a new or changed resource. */
const unseenByCloudTrail = [
  'CloudTrailAccessNotEnabledException',
  'ConflictException',
  'InsufficientS3BucketPolicyException',
  'OrganizationsNotInUseException',
  'S3BucketDoesNotExistException',
];

/** S3 may not know a bucket yet that it made, or be busy with what was changed of it a moment ago. */
function afterCreation<T>(wait: WaitOptions, attempt: () => Promise<T>): Promise<T> {
  return untilItShows(wait, attempt, ['NoSuchBucket', 'OperationAborted']);
}

interface AtBucket {
  readonly buckets: BucketsApi;
  /** Its name, with the ids in it. */
  readonly bucket: string;
  readonly owner: string;
  readonly organizationId: string;
  /** Null where there is none of the name. */
  readonly found: BucketSnapshot | null;
}

/**
 * Works on a bucket in the account that keeps it.
 * @throws Failure where another account has a bucket of that name
 */
async function atBucket(
  { kind, keeper, bucket: template }: OfKind<'create-bucket' | 'protect-bucket' | 'put-bucket-policy'>,
  run: OrganizationState,
  wrote: () => void,
  work: (at: AtBucket) => Promise<boolean>,
): Promise<Done> {
  const { aws, members, wait, managementAccountId } = run.context;
  const { organizationId } = run;
  if (organizationId === null) throw new Error('the organization is unknown');
  const inAccount = async (buckets: BucketsApi, owner: string) => {
    const bucket = bucketName(template, { organizationId, accountId: owner });
    const look = () => readOwnBucket(buckets, bucket, owner);
    // One that this run, or an earlier one, has made shows before long.
    const found = kind === 'create-bucket' ? await look() : await untilSeen(bucket, wait, look);
    const applied = await work({ buckets, bucket, owner, organizationId, found });
    return bucket === template ? { applied } : { applied, text: bucket };
  };
  if (keeper === 'management') return inAccount(aws.buckets(), managementAccountId);
  const account = accountOf(keeper, run);
  return members.withBuckets(account, wait, (own) => inAccount(own, account.id), wrote);
}

/** @throws Failure where it does not show in time */
async function untilSeen(
  bucket: string,
  wait: WaitOptions,
  look: () => Promise<BucketSnapshot | null>,
): Promise<BucketSnapshot> {
  const until = wait.clock.now() + waits.written;
  const pace = { first: 500, longest: 2_000, onlyReads: true };
  // What keeps it from being read to the end is said by the last look.
  const found = (await poll(wait, pace, look, until)) ?? (await look());
  if (found !== null) return found;
  throw new Failure('failed', {
    what: `cannot use bucket ${bucket}: it does not exist`,
    why: 'The bucket was deleted after diverst read it, or AWS does not show it yet.',
    fix: [`run the same command again: ${wait.resume}`],
  });
}

/** @throws Failure where there is none */
function accountOf(keeper: Exclude<Keeper, 'management'>, run: OrganizationState): ReachableAccount {
  // One that is yet to be created can be no other.
  if (keeper.id === null) return requireOps(run);
  const account = run.context.accounts.find(({ id }) => id === keeper.id);
  if (account === undefined) throw new Error(`the account ${keeper.name} is not known`);
  return reachableOf(account, run.context.wait);
}

async function trailOf(trails: TrailsApi, arn: string): Promise<TrailSnapshot | null> {
  const seen = await trails.organizationTrails();
  return seen.trails.find((one) => one.arn === arn) ?? null;
}

/**
 * Whether the trail is there as it is wanted.
 * @throws Failure for one that is otherwise
 */
async function isThere(trails: TrailsApi, arn: string, bucket: string): Promise<boolean> {
  const trail = await trailOf(trails, arn);
  if (trail === null) return false;
  if (trail.bucket === bucket && lacksOf(trail).length === 0) return true;
  throw changedMeanwhile(`the trail ${trail.name}`, JSON.stringify(trail));
}

function goneTrail(name: string): Failure {
  return new Failure('failed', {
    what: `cannot change trail ${name}: it no longer exists`,
    why: 'The trail was deleted after diverst read it. Nothing was changed.',
    fix: ['audit the organization again: diverst org audit'],
  });
}
