import { type MemberAccess, reachableOf } from '../../access/member-accounts.ts';
import type { WaitOptions } from '../../access/waiting.ts';
import type { Aws } from '../../aws/api.ts';
import { isDenied } from '../../aws/errors/aws-error.ts';
import { Failure } from '../../model/failure.ts';
import type { Account } from '../../model/snapshot.ts';
import type { Structure } from '../../model/structure.ts';
import type { ManagementCaller } from '../management.ts';

interface Source {
  readonly aws: Aws;
  readonly members: MemberAccess;
  readonly wait: WaitOptions;
  readonly structure: Structure;
}

/**
 * The organization can depend on an account: as a delegated administrator, or because it keeps the log files of a
 * trail.
 * @throws Failure if it does, or lacks the features without which AWS closes no account
 */
export async function refuseNeeded(
  account: Account,
  { organization }: ManagementCaller,
  source: Source,
): Promise<void> {
  if (organization.featureSet === 'CONSOLIDATED_BILLING') {
    throw new Failure('failed', {
      what: `account ${account.name} (${account.id}) cannot be closed: the organization does not have all features`,
      why: 'AWS closes accounts only in an organization with all features. Nothing was changed.',
      fix: ['enable all features: https://console.aws.amazon.com/organizations/v2/home/settings'],
    });
  }
  await Promise.all([refuseDelegated(account, source), refuseTrailKeeper(account, source)]);
}

/** https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_delegated_admin.html */
async function refuseDelegated({ id, name }: Account, { aws }: Source): Promise<void> {
  const administrators = await aws.organizations.delegatedAdministrators();
  const services = administrators.find(({ accountId }) => accountId === id)?.services;
  if (services === undefined) return;
  throw new Failure('failed', {
    what: `account ${name} (${id}) is a delegated administrator of the organization`,
    why: `It administers ${services.join(', ')} for all accounts. Nothing was changed.`,
    fix: services.map(
      (service) =>
        `deregister the account: aws organizations deregister-delegated-administrator --account-id ${id} --service-principal ${service}`,
    ),
  });
}

/** Log files of all accounts would be gone after 90 days. */
async function refuseTrailKeeper(account: Account, source: Source): Promise<void> {
  const { id, name } = account;
  const { trail } = source.structure;
  if (trail === null) return;
  if (trail.account === id || trail.account === name)
    throw keepsLogFiles(account, 'The configuration names this account as trail.account.', [
      'choose another account as trail.account in diverst.config.yaml, then run diverst org init',
      'and copy the log files that you need',
    ]);
  const { trails } = await source.aws.trails.organizationTrails();
  const buckets = [...new Set(trails.map(({ bucket }) => bucket))];
  const own = await Promise.all(buckets.map((bucket) => isBucketOf(account, bucket, source)));
  const kept = buckets.filter((_, index) => own[index]);
  if (kept.length === 0) return;
  throw keepsLogFiles(account, `A trail of the organization writes into its bucket ${kept.join(', ')}.`, [
    'let the trail write into a bucket of another account, and copy the log files that you need',
  ]);
}

/**
 * Its owner's list says it: what is asked of the bucket itself is denied for one of another account, and by many a policy
 * that keeps administrators away from log files.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html
 */
async function isBucketOf(account: Account, bucket: string, { members, wait }: Source): Promise<boolean> {
  try {
    return await members.withBuckets(reachableOf(account, wait), wait, (buckets) =>
      buckets.hasBucket(bucket),
    );
  } catch (error) {
    if (!isDenied(error)) throw error;
    throw new Failure(
      'failed',
      {
        what: `diverst could not find out whether account ${account.name} (${account.id}) keeps the log files of the organization`,
        why: `AWS denied the list of its buckets, and a trail of the organization writes into ${bucket}. AWS says: ${error.message}. Nothing was changed.`,
        fix: [
          'allow the access role s3:ListAllMyBuckets in the account; a policy of the organization can deny it',
        ],
      },
      { cause: error },
    );
  }
}

function keepsLogFiles({ id, name }: Account, why: string, fix: readonly string[]): Failure {
  return new Failure('failed', {
    what: `account ${name} (${id}) keeps the log files of the organization`,
    why: `${why} AWS would delete them with the account. Nothing was changed.`,
    fix,
  });
}
