import { serviceMay } from '../authorization/service-access.ts';
import { SandboxError } from '../operation.ts';
import { validBucketName } from '../s3/bucket-names.ts';
import { bucketArn, bucketNamed, policyInEffect } from '../s3/bucket-operation.ts';
import type { SandboxState } from '../state.ts';
import type { TrailState } from '../state-of-trails.ts';

export type BucketUse = Pick<TrailState, 'arn' | 'accountId' | 'bucket' | 'prefix' | 'organization'>;

const service = 'cloudtrail.amazonaws.com';

/**
 * What keeps a trail from its bucket at a time: S3's code, null for nothing. It asks for the bucket's ACL, and writes
 * below `AWSLogs/` for its own account and, if it is the organization's, for the organization.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
 */
export function bucketProblem(
  state: SandboxState,
  use: BucketUse,
  now: number,
): 'NoSuchBucket' | 'AccessDenied' | null {
  const bucket = bucketNamed(state, use.bucket);
  if (bucket === undefined) return 'NoSuchBucket';
  const policy = policyInEffect(bucket, now);
  const arn = bucketArn(bucket.name);
  const source = { 'aws:SourceArn': use.arn, 'aws:SourceAccount': use.accountId };
  const writing = { ...source, 's3:x-amz-acl': 'bucket-owner-full-control' };
  const folder = `${arn}/${use.prefix === undefined ? '' : `${use.prefix}/`}AWSLogs`;
  const owners = [use.accountId, ...(use.organization ? [state.organization?.id ?? ''] : [])];
  const requests = [
    { action: 's3:GetBucketAcl', resource: arn, context: source },
    ...owners.map((owner) => ({
      action: 's3:PutObject',
      resource: `${folder}/${owner}/CloudTrail/file.json.gz`,
      context: writing,
    })),
  ];
  return requests.every((request) => serviceMay(policy, { service, ...request })) ? null : 'AccessDenied';
}

/**
 * Before a trail is made or changed.
 *
 * @throws SandboxError InvalidS3BucketNameException, InvalidS3PrefixException, S3BucketDoesNotExistException,
 *   InsufficientS3BucketPolicyException
 */
export function checkBucket(state: SandboxState, use: BucketUse, now: number): void {
  try {
    validBucketName(use.bucket);
  } catch {
    throw new SandboxError('InvalidS3BucketNameException', `The bucket name ${use.bucket} is not valid.`);
  }
  if ((use.prefix ?? '').length > 200 || use.prefix?.startsWith('/')) {
    throw new SandboxError(
      'InvalidS3PrefixException',
      'The prefix is not valid, or longer than 200 characters.',
    );
  }
  const problem = bucketProblem(state, use, now);
  if (problem === 'NoSuchBucket') {
    throw new SandboxError('S3BucketDoesNotExistException', `S3 bucket ${use.bucket} does not exist!`);
  }
  if (problem === 'AccessDenied') {
    throw new SandboxError(
      'InsufficientS3BucketPolicyException',
      `Incorrect S3 bucket policy is detected for bucket: ${use.bucket}`,
    );
  }
}
