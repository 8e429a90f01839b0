import { effectiveDocument } from '../iam/documents.ts';
import { entry } from '../iam/records.ts';
import { type CallContext, type Operation, type Permission, SandboxError } from '../operation.ts';
import type { SandboxState } from '../state.ts';
import type { BucketState } from '../state-of-buckets.ts';
import { noSuchBucket, s3AccessDenied } from './errors.ts';

/** What the input of every operation on a bucket has. */
export interface BucketInput {
  readonly Bucket: string | undefined;
  readonly ExpectedBucketOwner?: string | undefined;
}

interface BucketOperation<Input, Output> {
  readonly mutates: boolean;
  /** What the caller must be allowed on the bucket: `s3:GetBucketAcl`. */
  readonly action: string;
  /** It can be asked in any region; true for GetBucketLocation alone. */
  readonly anyRegion?: true;
  run(bucket: BucketState, input: Input, context: CallContext): Output;
}

export function bucketArn(name: string): string {
  return `arn:aws:s3:::${name}`;
}

/** Names are unique among all accounts. */
export function bucketNamed(state: SandboxState, name: string | undefined): BucketState | undefined {
  return entry(state.buckets ?? {}, name ?? '');
}

/**
 * An operation on a bucket that exists. The bucket's own policy decides as well, and callers of other accounts need
 * its word. Before that, the owner must be the expected one, and the region the bucket's.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 *
 * @throws SandboxError NoSuchBucket, AccessDenied, PermanentRedirect
 */
export function onBucket<Input extends BucketInput, Output>(
  operation: BucketOperation<Input, Output>,
): Operation<Input, Output> {
  const { mutates, action, anyRegion } = operation;
  return {
    mutates,
    permissions({ Bucket: name = '', ExpectedBucketOwner: owner }, context) {
      const bucket = bucketNamed(context.state, name);
      if (bucket === undefined) return [{ action, resource: bucketArn(name), context: regionOf(context) }];
      if (bucket.region !== context.region && anyRegion !== true) throw redirect(bucket);
      if (owner !== undefined && owner !== bucket.accountId) throw s3AccessDenied();
      return [permissionOn(bucket, action, context)];
    },
    run(input, context) {
      const bucket = bucketNamed(context.state, input.Bucket);
      if (bucket === undefined) throw noSuchBucket(input.Bucket ?? '');
      return operation.run(bucket, input, context);
    },
  };
}

/** The bucket's policy as authorization sees it at a time; null if there is none. */
export function policyInEffect({ policy }: BucketState, now: number): string | null {
  return (policy && effectiveDocument(policy, now)) ?? null;
}

function permissionOn(bucket: BucketState, action: string, context: CallContext): Permission {
  return {
    action,
    resource: bucketArn(bucket.name),
    context: regionOf(context),
    resourcePolicy: { document: policyInEffect(bucket, context.now), accountId: bucket.accountId },
  };
}

function regionOf({ region }: CallContext): NonNullable<Permission['context']> {
  return { 'aws:RequestedRegion': [region] };
}

function redirect({ name, region }: BucketState): SandboxError {
  return new SandboxError(
    'PermanentRedirect',
    'The bucket you are attempting to access must be addressed using the specified endpoint. ' +
      'Please send all future requests to this endpoint.',
    301,
    { Endpoint: `${name}.s3.${region}.amazonaws.com`, Bucket: name },
    { 'x-amz-bucket-region': region },
  );
}
