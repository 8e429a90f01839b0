import {
  CreateBucketCommand,
  PutBucketPolicyCommand,
  PutPublicAccessBlockCommand,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import type { SandboxOptions } from '../../../src/sandbox/sandbox.ts';
import { withoutTrails } from '../../contract/support/make-trail.ts';
import type { Keys } from '../ground.ts';
import { type World, world } from '../world.ts';

export interface BucketWorld extends World {
  /** Of the management account's admin in us-east-1, unless something else is given. */
  s3(given?: { readonly keys?: Keys; readonly region?: string; readonly endpoint?: string }): S3Client;
}

/** A world with clients of S3, and without the bucket of the base. */
export function bucketWorld(options: Omit<SandboxOptions, 'clock'> = {}): BucketWorld {
  const made = world(options);
  const { sandbox } = made;
  sandbox.edit(withoutTrails);
  return {
    ...made,
    s3({ keys, region, endpoint } = {}) {
      const config: S3ClientConfig = {
        region: region ?? sandbox.region,
        requestHandler: sandbox.requestHandler,
        credentials: keys ?? sandbox.profiles.management,
        maxAttempts: 1,
        ...(endpoint === undefined ? {} : { endpoint }),
      };
      return new S3Client(config);
    },
  };
}

export const bucketName = 'acme-logs';

/** With a bucket of the management account. */
export async function withBucket(options: Omit<SandboxOptions, 'clock'> = {}): Promise<BucketWorld> {
  const made = bucketWorld(options);
  await made.s3().send(new CreateBucketCommand({ Bucket: bucketName }));
  return made;
}

/** A bucket policy of one statement. */
export function statement(parts: object): string {
  const whole = {
    Effect: 'Allow',
    Principal: '*',
    Action: 's3:*',
    Resource: [`arn:aws:s3:::${bucketName}`, `arn:aws:s3:::${bucketName}/*`],
    ...parts,
  };
  return JSON.stringify({ Version: '2012-10-17', Statement: [whole] });
}

/** Puts a policy that may be for everybody. */
export async function openPolicy(s3: S3Client, document: string): Promise<void> {
  const open = new PutPublicAccessBlockCommand({ Bucket: bucketName, PublicAccessBlockConfiguration: {} });
  await s3.send(open);
  await s3.send(new PutBucketPolicyCommand({ Bucket: bucketName, Policy: document }));
}
