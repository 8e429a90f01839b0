import type { Fields } from './trail-event.ts';

/** Where an event of S3 is not called as its operation. */
const otherNames: Readonly<Record<string, string>> = {
  GetPublicAccessBlock: 'GetBucketPublicAccessBlock',
  PutPublicAccessBlock: 'PutBucketPublicAccessBlock',
  DeletePublicAccessBlock: 'DeleteBucketPublicAccessBlock',
  GetBucketLifecycleConfiguration: 'GetBucketLifecycle',
};

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html */
export function bucketEventName(operation: string): string {
  return otherNames[operation] ?? operation;
}

/** Events name a bucket by `bucketName`, and hold a policy as what it says, not as text. */
export function bucketParameters({ bucket, policy, ...others }: Fields): Fields {
  return {
    ...others,
    ...(bucket === undefined ? {} : { bucketName: bucket }),
    ...(typeof policy === 'string' ? { bucketPolicy: parsed(policy) } : {}),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
