import { type BucketSnapshot, bucketSettings } from '../model/bucket.ts';
import { withTrail } from '../model/policy/trail-bucket.ts';
import type { Account } from '../model/snapshot.ts';
import { bucketName, silenceOf, type TrailSnapshot, type TrailStructure, trailArn } from '../model/trail.ts';
import type { Change, OfKind, Step } from './change.ts';
import { isActive } from './diff/context.ts';
import type { Keeper } from './shapes/organization.ts';

/** The principal by which Organizations knows CloudTrail. */
export const cloudTrail = 'cloudtrail.amazonaws.com';

/** Where a trail is made. */
export interface TrailPlace {
  readonly partition: string;
  readonly region: string;
  readonly managementAccountId: string;
  /** Null where there is no organization yet. */
  readonly organizationId: string | null;
  readonly keeper: Keeper;
}

/** What is there of what a trail rests on. */
export interface TrailGround {
  readonly isTrusted: boolean;
  /** Null where there is no bucket of the name. */
  readonly bucket: BucketSnapshot | null;
}

/** Where nothing is known of it, or there is nothing. */
export const noGround: TrailGround = { isTrusted: false, bucket: null };

/**
 * The account that is to keep the bucket: by its id, or by its name where only one active account has it.
 * @returns null where there is none, or several
 */
export function keeperOf(
  { account }: TrailStructure,
  accounts: readonly Pick<Account, 'id' | 'name' | 'state'>[],
  managementAccountId: string,
): Keeper | null {
  if (account === null || account === managementAccountId) return 'management';
  const byId = accounts.find(({ id }) => id === account);
  const named = accounts.filter((one) => one.name === account && isActive(one));
  const found = byId ?? (named.length === 1 ? named[0] : undefined);
  if (found === undefined) return null;
  return found.id === managementAccountId ? 'management' : { name: found.name, id: found.id };
}

/** The id of the account that keeps a bucket; null where it is yet to come. */
export function keeperId(keeper: Keeper, managementAccountId: string): string | null {
  return keeper === 'management' ? managementAccountId : keeper.id;
}

/** The name of the bucket that the structure wants, with placeholders for what is not known yet. */
export function wantedBucket(
  { bucket }: TrailStructure,
  { keeper, managementAccountId, organizationId }: TrailPlace,
): string {
  return bucketName(bucket, { organizationId, accountId: keeperId(keeper, managementAccountId) });
}

/** The steps that make a trail, each resting on those before it. */
export function newTrailSteps(
  trail: TrailStructure,
  place: TrailPlace,
  ground: TrailGround,
): readonly Step[] {
  const { partition, region, managementAccountId, keeper } = place;
  const { name } = trail;
  const arn = trailArn({ partition, region, accountId: managementAccountId, name });
  const bucket = wantedBucket(trail, place);
  return [
    step({ kind: 'trust-service', principal: cloudTrail }, ground.isTrusted),
    ...bucketSteps({ arn, prefix: null, bucket }, place, ground),
    step({ kind: 'create-trail', name, arn, keeper, bucket }, false),
    step({ kind: 'start-logging', name, arn, homeRegion: region }, false),
  ];
}

/** The bucket, what protects it, and what lets CloudTrail write into it. */
export function bucketSteps(
  trail: Pick<TrailSnapshot, 'arn' | 'prefix' | 'bucket'>,
  place: TrailPlace,
  { bucket: found }: TrailGround,
): readonly Step[] {
  const { keeper } = place;
  const { bucket } = trail;
  const lacking = bucketSettings.filter((setting) => !found?.settings.includes(setting));
  const settings = lacking.length === 0 ? bucketSettings : lacking;
  const policy = policyChange(trail, place, found?.policy ?? null);
  return [
    step({ kind: 'create-bucket', keeper, bucket }, found !== null),
    step({ kind: 'protect-bucket', keeper, bucket, settings }, lacking.length === 0),
    step(policy.change, policy.isEnough),
  ];
}

function policyChange(
  { arn, prefix, bucket }: Pick<TrailSnapshot, 'arn' | 'prefix' | 'bucket'>,
  { partition, keeper, managementAccountId, organizationId }: TrailPlace,
  held: string | null,
): { readonly change: OfKind<'put-bucket-policy'>; readonly isEnough: boolean } {
  const wanted = {
    partition,
    bucket,
    prefix,
    trailArn: arn,
    managementAccountId,
    organizationId: organizationId ?? '{organizationId}',
  };
  const { document, isEnough } = withTrail(held, wanted) ?? unreadable;
  return {
    change: {
      kind: 'put-bucket-policy',
      keeper,
      bucket,
      trailArn: arn,
      prefix,
      document,
      replaces: held,
    },
    isEnough,
  };
}

/** Whoever reads the ground refuses a policy that nothing can be added to. */
const unreadable = { document: '', isEnough: false };

/** What is known of trails before the base structure is made. */
export interface TrailFacts {
  readonly place: TrailPlace;
  /** Of the organization. */
  readonly trails: readonly TrailSnapshot[];
  /** Nothing is known of it where there is a trail. */
  readonly ground: TrailGround;
}

/** A trail is made where there is none; one that a run made and could not start is started. */
export function trailSteps(wanted: TrailStructure, { place, trails, ground }: TrailFacts): readonly Step[] {
  const { keeper } = place;
  const there = trails.find(({ status }) => status.isLogging) ?? trails[0];
  if (there === undefined) return newTrailSteps(wanted, place, ground);
  const { name, arn, bucket, homeRegion } = there;
  return [
    step({ kind: 'create-trail', name, arn, keeper, bucket }, true),
    ...(isUnfinished(there, wanted) ? [step({ kind: 'start-logging', name, arn, homeRegion }, false)] : []),
  ];
}

/** A trail that a run made and could not start: nobody has ever started or stopped it. */
function isUnfinished({ name, status }: TrailSnapshot, wanted: TrailStructure): boolean {
  return name === wanted.name && silenceOf(status, 0)?.kind === 'never-started';
}

function step(change: Change, satisfied: boolean): Step {
  return { change, state: satisfied ? 'satisfied' : 'needed' };
}
