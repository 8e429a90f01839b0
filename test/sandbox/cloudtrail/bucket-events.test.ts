import { LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { GetBucketAclCommand, PutBucketPolicyCommand, PutPublicAccessBlockCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { failureOf } from '../ground.ts';
import { bucketName as Bucket, statement, withBucket } from '../s3/bucket-world.ts';

test('calls about a bucket are found by its name, and are called as S3 calls them', async () => {
  const { s3, cloudtrail, ops } = await withBucket();
  const client = s3();
  await client.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: {} }));
  const Policy = statement({ Principal: { Service: 'cloudtrail.amazonaws.com' } });
  await client.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  await failureOf(client.send(new PutBucketPolicyCommand({ Bucket, Policy: '{' })));
  await failureOf(client.send(new GetBucketAclCommand({ Bucket, ExpectedBucketOwner: ops })));
  const { Events } = await cloudtrail().send(
    new LookupEventsCommand({ LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: Bucket }] }),
  );
  const records = (Events ?? []).map(({ CloudTrailEvent = '' }) => JSON.parse(CloudTrailEvent));
  expect(records).toMatchObject([
    {
      eventName: 'PutBucketPolicy',
      errorCode: 'MalformedPolicy',
      requestParameters: { bucketName: Bucket, bucketPolicy: '{' },
    },
    {
      eventSource: 's3.amazonaws.com',
      eventName: 'PutBucketPolicy',
      requestParameters: { bucketName: Bucket, bucketPolicy: JSON.parse(Policy) },
    },
    { eventName: 'PutBucketPublicAccessBlock', readOnly: false, responseElements: null },
    { eventName: 'CreateBucket', requestParameters: { bucketName: Bucket } },
  ]);
  expect(records.every(({ requestParameters }) => !('bucket' in requestParameters))).toBe(true);
});

test('an event of a bucket is in the region of its endpoint', async () => {
  const { s3, cloudtrail } = await withBucket();
  await failureOf(s3({ region: 'eu-west-1' }).send(new GetBucketAclCommand({ Bucket })));
  const { Events } = await cloudtrail(undefined, 'eu-west-1').send(
    new LookupEventsCommand({
      LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'GetBucketAcl' }],
    }),
  );
  expect(Events).toMatchObject([{ EventSource: 's3.amazonaws.com', ReadOnly: 'true' }]);
});
