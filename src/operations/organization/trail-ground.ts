import type { MemberAccess } from '../../access/member-accounts.ts';
import { reachableOf } from '../../access/member-accounts.ts';
import { readOwnBucket, unreadablePolicy } from '../../access/trail-bucket.ts';
import type { WaitOptions } from '../../access/waiting.ts';
import type { Aws } from '../../aws/api.ts';
import type { BucketSnapshot } from '../../model/bucket.ts';
import { Failure } from '../../model/failure.ts';
import { parsePolicy } from '../../model/policy/document.ts';
import type { Account } from '../../model/snapshot.ts';
import { isOpen, type TrailStructure } from '../../model/trail.ts';
import type { Keeper } from '../../plan/shapes/organization.ts';
import { cloudTrail, keeperId, keeperOf, type TrailGround, type TrailPlace } from '../../plan/trail-plan.ts';

export interface GroundTools {
  readonly aws: Aws;
  readonly members: MemberAccess;
  readonly wait: WaitOptions;
}

/**
 * Reads what a trail rests on, before anything is changed.
 * @param bucket its name, with placeholders for what is not known yet: then there is none
 * @param accounts all of the organization; empty where there is none yet
 * @throws Failure where the bucket is another account's, or has a policy that nothing can be added to
 */
export async function readTrailGround(
  { aws, members, wait }: GroundTools,
  { keeper, managementAccountId, organizationId }: TrailPlace,
  bucket: string,
  accounts: readonly Account[],
): Promise<TrailGround> {
  const owner = keeperId(keeper, managementAccountId);
  const readBucket = async (): Promise<BucketSnapshot | null> => {
    if (owner === null || isOpen(bucket)) return null;
    if (keeper === 'management') return readOwnBucket(aws.buckets(), bucket, owner);
    const account = accounts.find(({ id }) => id === owner);
    if (account === undefined) throw new Error(`the account ${keeper.name} is not known`);
    return members.withBuckets(reachableOf(account, wait), wait, (own) => readOwnBucket(own, bucket, owner));
  };
  const [isTrusted, found] = await Promise.all([
    organizationId !== null && aws.organizations.isServiceTrusted(cloudTrail),
    readBucket(),
  ]);
  if (found?.policy && !parsePolicy(found.policy).ok) throw unreadablePolicy(bucket, found.policy);
  return { isTrusted, bucket: found };
}

/**
 * The account that is to keep the bucket.
 * @param toCome name of an account that is yet to be created; null for none
 * @throws Failure where there is none, or several of its name
 */
export function requireKeeper(
  trail: TrailStructure,
  accounts: readonly Account[],
  managementAccountId: string,
  toCome: string | null,
): Keeper {
  const found = keeperOf(trail, accounts, managementAccountId);
  if (found !== null) return found;
  if (toCome !== null && trail.account === toCome) return { name: toCome, id: null };
  throw new Failure('usage', {
    what: `cannot create the bucket of the trail: no account ${trail.account ?? ''}`,
    why: 'The organization has no active account with that name or ID, or has more than one. Nothing was changed.',
    fix: ['correct trail.account in diverst.config.yaml; an ID is always unique'],
  });
}

/** @throws Failure where another trail of the account has the name */
export function refuseTaken({ name }: TrailStructure, taken: readonly string[], region: string): void {
  if (!taken.includes(name)) return;
  throw new Failure('failed', {
    what: `the management account has a trail ${name} in ${region} already, and it is not an organization trail`,
    why: 'diverst left the trail as it is. Nothing was changed.',
    fix: [
      'choose another name as trail.name in diverst.config.yaml',
      `or convert it to an organization trail: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-create-and-update-an-organizational-trail-by-using-the-aws-cli.html`,
    ],
  });
}
