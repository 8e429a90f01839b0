import * as sdk from '@aws-sdk/client-s3';
import { type BucketSetting, type BucketSnapshot, bucketSettings } from '../model/bucket.ts';
import type { BucketsApi } from './api.ts';
import { pages } from './client/answers.ts';
import { change, read, type Sending } from './client/send.ts';
import { hasCode } from './errors/aws-error.ts';

// The SDK is imported in one place for each service, so that the bundle loads it with the Api and not before.
export { S3Client } from '@aws-sdk/client-s3';

/** What S3 answers where a bucket has nothing of the kind that was asked for. */
const nothingOfIt = ['NoSuchBucketPolicy', 'NoSuchPublicAccessBlockConfiguration'];

/** @param client follows a bucket into its region */
export function bucketsApi(client: sdk.S3Client, sending: Sending): BucketsApi {
  return {
    async readBucket(Bucket, ExpectedBucketOwner) {
      const input = { Bucket, ExpectedBucketOwner };
      try {
        // The first answer says whether there is such a bucket, and whose it is.
        const policy = await ifAny(
          read(
            's3:GetBucketPolicy',
            (options) => client.send(new sdk.GetBucketPolicyCommand(input), options),
            sending,
          ),
        );
        const [block, versioning] = await Promise.all([
          ifAny(
            read(
              's3:GetBucketPublicAccessBlock',
              (options) => client.send(new sdk.GetPublicAccessBlockCommand(input), options),
              sending,
            ),
          ),
          read(
            's3:GetBucketVersioning',
            (options) => client.send(new sdk.GetBucketVersioningCommand(input), options),
            sending,
          ),
        ]);
        const has: Readonly<Record<BucketSetting, boolean>> = {
          'public-access-block': isBlocked(block?.PublicAccessBlockConfiguration),
          versioning: versioning.Status === 'Enabled',
        };
        return {
          settings: bucketSettings.filter((setting) => has[setting]),
          policy: policy?.Policy || null,
        } satisfies BucketSnapshot;
      } catch (error) {
        if (hasCode(error, 'NoSuchBucket')) return null;
        throw error;
      }
    },

    async hasBucket(Prefix) {
      const action = 's3:ListAllMyBuckets';
      const listed = await pages(async (ContinuationToken) => {
        const command = new sdk.ListBucketsCommand({ Prefix, ContinuationToken });
        const page = await read(action, (options) => client.send(command, options), sending);
        return { items: page.Buckets, next: page.ContinuationToken };
      });
      return listed.some(({ Name }) => Name === Prefix);
    },

    async createBucket(Bucket) {
      const region = await client.config.region();
      const command = new sdk.CreateBucketCommand({
        Bucket,
        // The first region is not named. https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
        ...(region === 'us-east-1'
          ? {}
          : { CreateBucketConfiguration: { LocationConstraint: region as sdk.BucketLocationConstraint } }),
      });
      await change('s3:CreateBucket', (options) => client.send(command, options), sending);
    },

    async protectBucket(Bucket, ExpectedBucketOwner, setting) {
      const input = { Bucket, ExpectedBucketOwner };
      switch (setting) {
        case 'public-access-block': {
          const command = new sdk.PutPublicAccessBlockCommand({
            ...input,
            PublicAccessBlockConfiguration: blocked,
          });
          await change('s3:PutBucketPublicAccessBlock', (options) => client.send(command, options), sending);
          return;
        }
        case 'versioning': {
          const command = new sdk.PutBucketVersioningCommand({
            ...input,
            VersioningConfiguration: { Status: 'Enabled' },
          });
          await change('s3:PutBucketVersioning', (options) => client.send(command, options), sending);
        }
      }
    },

    async putBucketPolicy(Bucket, ExpectedBucketOwner, Policy) {
      const command = new sdk.PutBucketPolicyCommand({ Bucket, ExpectedBucketOwner, Policy });
      await change('s3:PutBucketPolicy', (options) => client.send(command, options), sending);
    },
  };
}

const blocked = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};

function isBlocked(found: sdk.PublicAccessBlockConfiguration | undefined): boolean {
  return (
    found?.BlockPublicAcls === true &&
    found.IgnorePublicAcls === true &&
    found.BlockPublicPolicy === true &&
    found.RestrictPublicBuckets === true
  );
}

async function ifAny<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (hasCode(error, ...nothingOfIt)) return null;
    throw error;
  }
}
