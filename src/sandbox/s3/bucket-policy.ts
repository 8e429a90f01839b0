import type {
  DeleteBucketPolicyCommandInput,
  GetBucketPolicyCommandInput,
  GetBucketPolicyStatusCommandInput,
  PutBucketPolicyCommandInput,
} from '@aws-sdk/client-s3';
import { storeDocument } from '../iam/documents.ts';
import { type CallContext, type Operations, SandboxError } from '../operation.ts';
import type { BucketState } from '../state-of-buckets.ts';
import { onBucket } from './bucket-operation.ts';
import { notConfigured, s3AccessDenied } from './errors.ts';
import { checkBucketPolicy } from './policy-syntax.ts';
import { isPublic } from './public-policy.ts';

/**
 * The policy of a bucket. It is a moment before it takes effect everywhere.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html
 */
export const bucketPolicyOperations: Operations = {
  PutBucketPolicy: onBucket<PutBucketPolicyCommandInput, void>({
    mutates: true,
    action: 's3:PutBucketPolicy',
    run(bucket, { Policy: document = '' }, context) {
      asOwner(bucket, context);
      checkBucketPolicy(document, bucket.name, context);
      if (bucket.publicAccessBlock?.blockPublicPolicy === true && isPublic(document)) {
        throw s3AccessDenied(
          `User: ${context.caller.arn} is not authorized to perform: s3:PutBucketPolicy on resource: ` +
            `"arn:aws:s3:::${bucket.name}" because public policies are prevented by the BlockPublicPolicy setting ` +
            'in S3 Block Public Access.',
        );
      }
      bucket.policy = storeDocument(document, context, bucket.policy, context.timings.bucketPolicy);
    },
  }),

  GetBucketPolicy: onBucket<GetBucketPolicyCommandInput, object>({
    mutates: false,
    action: 's3:GetBucketPolicy',
    run(bucket, _, context) {
      asOwner(bucket, context);
      return { Policy: policyOf(bucket) };
    },
  }),

  /** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicyStatus.html */
  GetBucketPolicyStatus: onBucket<GetBucketPolicyStatusCommandInput, object>({
    mutates: false,
    action: 's3:GetBucketPolicyStatus',
    run: (bucket) => ({ PolicyStatus: { IsPublic: isPublic(policyOf(bucket)) } }),
  }),

  /** No error without one. https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketPolicy.html */
  DeleteBucketPolicy: onBucket<DeleteBucketPolicyCommandInput, void>({
    mutates: true,
    action: 's3:DeleteBucketPolicy',
    run(bucket, _, context) {
      asOwner(bucket, context);
      delete bucket.policy;
    },
  }),
};

function policyOf({ name, policy }: BucketState): string {
  if (policy !== undefined) return policy.document;
  throw notConfigured('NoSuchBucketPolicy', 'The bucket policy does not exist', name);
}

/** The policy is a matter of the bucket's own account, whatever it allows to others. */
function asOwner({ accountId }: BucketState, { caller }: CallContext): void {
  if (caller.accountId === accountId) return;
  throw new SandboxError(
    'MethodNotAllowed',
    'The specified method is not allowed against this resource.',
    405,
  );
}
