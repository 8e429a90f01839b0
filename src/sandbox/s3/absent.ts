import type { Operation, Operations } from '../operation.ts';
import { type BucketInput, onBucket } from './bucket-operation.ts';
import { notConfigured } from './errors.ts';

/**
 * What no bucket here has. Terraform's aws_s3_bucket reads all of it.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
 */
export const absentOperations: Operations = {
  GetBucketAccelerateConfiguration: answering('s3:GetAccelerateConfiguration', {}),
  GetBucketLogging: answering('s3:GetBucketLogging', {}),
  GetBucketRequestPayment: answering('s3:GetBucketRequestPayment', { Payer: 'BucketOwner' }),
  GetBucketCors: missing(
    's3:GetBucketCORS',
    'NoSuchCORSConfiguration',
    'The CORS configuration does not exist',
  ),
  GetBucketLifecycleConfiguration: missing(
    's3:GetLifecycleConfiguration',
    'NoSuchLifecycleConfiguration',
    'The lifecycle configuration does not exist',
  ),
  GetBucketReplication: missing(
    's3:GetReplicationConfiguration',
    'ReplicationConfigurationNotFoundError',
    'The replication configuration was not found',
  ),
  GetBucketWebsite: missing(
    's3:GetBucketWebsite',
    'NoSuchWebsiteConfiguration',
    'The specified bucket does not have a website configuration',
  ),
  GetObjectLockConfiguration: missing(
    's3:GetBucketObjectLockConfiguration',
    'ObjectLockConfigurationNotFoundError',
    'Object Lock configuration does not exist for this bucket',
  ),
};

function answering(action: string, output: object): Operation<BucketInput> {
  return onBucket<BucketInput, object>({ mutates: false, action, run: () => output });
}

function missing(action: string, code: string, message: string): Operation<BucketInput> {
  return onBucket<BucketInput, never>({
    mutates: false,
    action,
    run: ({ name }) => {
      throw notConfigured(code, message, name);
    },
  });
}
