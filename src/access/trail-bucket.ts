import type { BucketsApi } from '../aws/api.ts';
import { isDenied } from '../aws/errors/aws-error.ts';
import type { BucketSnapshot } from '../model/bucket.ts';
import { Failure } from '../model/failure.ts';

/**
 * A bucket as it is, if the account has it.
 * @returns null if no bucket has the name
 * @throws Failure if another account has it, or the identity is not allowed to read it
 */
export async function readOwnBucket(
  buckets: BucketsApi,
  bucket: string,
  owner: string,
): Promise<BucketSnapshot | null> {
  try {
    return await buckets.readBucket(bucket, owner);
  } catch (error) {
    throw isDenied(error) ? foreignBucket(bucket, error) : error;
  }
}

/**
 * Names of buckets are unique in all of AWS, and whoever is in a client's account can read the organization's id: log
 * files must not go into a bucket that somebody else has taken.
 */
export function foreignBucket(bucket: string, cause: Error): Failure {
  return new Failure(
    'failed',
    {
      what: `cannot use bucket ${bucket} for the trail`,
      why: 'Either another account owns a bucket with that name, or you are not allowed to read this one. No log file was sent to it.',
      fix: [
        'if the bucket is not yours, choose another name as trail.bucket in diverst.config.yaml',
        'if the bucket is yours, allow your identity s3:Get* on it; to see the least policy of the command, add --print-policy',
      ],
      facts: [`AWS says: ${cause.message}`],
    },
    { cause },
  );
}

/** Statements can't be added to what can't be read, and it is not overwritten. */
export function unreadablePolicy(bucket: string, policy: string): Failure {
  return new Failure('failed', {
    what: `the policy of bucket ${bucket} cannot be read`,
    why: `diverst left the policy as it is:\n${policy}`,
    fix: [
      'correct the policy in the S3 console',
      'or choose another bucket as trail.bucket in diverst.config.yaml',
    ],
  });
}
