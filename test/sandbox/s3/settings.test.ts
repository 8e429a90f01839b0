import {
  DeleteBucketEncryptionCommand,
  DeleteBucketTaggingCommand,
  DeletePublicAccessBlockCommand,
  GetBucketAccelerateConfigurationCommand,
  GetBucketAclCommand,
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLoggingCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketReplicationCommand,
  GetBucketRequestPaymentCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetBucketWebsiteCommand,
  GetObjectLockConfigurationCommand,
  GetPublicAccessBlockCommand,
  ListBucketsCommand,
  PutBucketEncryptionCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  type ServerSideEncryptionRule,
  type Tag,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { s3Operations } from '../../../src/sandbox/s3/operations.ts';
import { failureOf } from '../ground.ts';
import { bucketName as Bucket, withBucket } from './bucket-world.ts';

test('a new bucket lets no public in, has no versions, and encrypts with keys of S3', async () => {
  const { s3 } = await withBucket();
  const client = s3();
  expect(await client.send(new GetPublicAccessBlockCommand({ Bucket }))).toMatchObject({
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    },
  });
  expect(await client.send(new GetBucketVersioningCommand({ Bucket }))).not.toHaveProperty('Status');
  expect(await client.send(new GetBucketEncryptionCommand({ Bucket }))).toMatchObject({
    ServerSideEncryptionConfiguration: {
      Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false }],
    },
  });
  expect(await client.send(new GetBucketOwnershipControlsCommand({ Bucket }))).toMatchObject({
    OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
  });
  const { Owner, Grants } = await client.send(new GetBucketAclCommand({ Bucket }));
  expect(Owner?.ID).toMatch(/^[0-9a-f]{64}$/);
  expect(Grants).toEqual([{ Grantee: { Type: 'CanonicalUser', ID: Owner?.ID }, Permission: 'FULL_CONTROL' }]);
  expect((await client.send(new ListBucketsCommand({}))).Owner).toEqual(Owner);
});

test('the public access block is what was put last, and what it left out is off', async () => {
  const client = (await withBucket()).s3();
  const PublicAccessBlockConfiguration = { BlockPublicAcls: true, RestrictPublicBuckets: false };
  await client.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
  const read = () => client.send(new GetPublicAccessBlockCommand({ Bucket }));
  expect((await read()).PublicAccessBlockConfiguration).toEqual({
    BlockPublicAcls: true,
    IgnorePublicAcls: false,
    BlockPublicPolicy: false,
    RestrictPublicBuckets: false,
  });
  await client.send(new DeletePublicAccessBlockCommand({ Bucket }));
  expect(await failureOf(read())).toMatchObject({
    name: 'NoSuchPublicAccessBlockConfiguration',
    $metadata: { httpStatusCode: 404 },
  });
});

test('versioning is switched on and suspended, never off', async () => {
  const client = (await withBucket()).s3();
  const put = (Status?: 'Enabled' | 'Suspended') =>
    client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
  for (const status of ['Enabled', 'Suspended'] as const) {
    await put(status);
    expect((await client.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe(status);
  }
  expect(await failureOf(put())).toMatchObject({ name: 'IllegalVersioningConfigurationException' });
});

const kms: ServerSideEncryptionRule = {
  ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'alias/logs' },
  BucketKeyEnabled: true,
};

test('the encryption is what was put last, or that of a new bucket', async () => {
  const client = (await withBucket()).s3();
  const put = (Rules: ServerSideEncryptionRule[]) =>
    client.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }));
  const rules = async () =>
    (await client.send(new GetBucketEncryptionCommand({ Bucket }))).ServerSideEncryptionConfiguration?.Rules;
  await put([kms]);
  expect(await rules()).toEqual([kms]);
  expect(await failureOf(put([kms, kms]))).toMatchObject({ name: 'MalformedXML' });
  expect(await failureOf(put([{ BucketKeyEnabled: true }]))).toMatchObject({ name: 'MalformedXML' });
  const aes = { SSEAlgorithm: 'AES256', KMSMasterKeyID: 'alias/logs' } as const;
  expect(await failureOf(put([{ ApplyServerSideEncryptionByDefault: aes }]))).toMatchObject({
    name: 'InvalidArgument',
  });
  expect(await rules()).toEqual([kms]);
  await client.send(new DeleteBucketEncryptionCommand({ Bucket }));
  expect(await rules()).toMatchObject([{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }]);
});

test('tags are replaced as a whole', async () => {
  const client = (await withBucket()).s3();
  const put = (TagSet: Tag[]) => client.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
  const tags = () => client.send(new GetBucketTaggingCommand({ Bucket }));
  expect(await failureOf(tags())).toMatchObject({ name: 'NoSuchTagSet' });
  await put([{ Key: 'a', Value: '1' }]);
  await put([
    { Key: 'b', Value: '' },
    { Key: 'c', Value: 'ü' },
  ]);
  expect((await tags()).TagSet).toEqual([
    { Key: 'b', Value: '' },
    { Key: 'c', Value: 'ü' },
  ]);
  const twice = { Key: 'd', Value: '' };
  for (const set of [
    [twice, twice],
    [{ Key: 'aws:x', Value: '' }],
    [{ Key: '', Value: '' }],
    [{ Key: 'x', Value: '?' }],
    Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: '' })),
  ]) {
    expect(await failureOf(put(set))).toMatchObject({ name: 'InvalidTag' });
  }
  await client.send(new DeleteBucketTaggingCommand({ Bucket }));
  expect(await failureOf(tags())).toMatchObject({ name: 'NoSuchTagSet' });
});

test('what no bucket here has', async () => {
  const client = (await withBucket()).s3();
  const payer = await client.send(new GetBucketRequestPaymentCommand({ Bucket }));
  expect(payer).toMatchObject({ Payer: 'BucketOwner' });
  expect(await client.send(new GetBucketAccelerateConfigurationCommand({ Bucket }))).not.toHaveProperty(
    'Status',
  );
  expect(await client.send(new GetBucketLoggingCommand({ Bucket }))).not.toHaveProperty('LoggingEnabled');
  const codes = await Promise.all(
    [
      client.send(new GetBucketCorsCommand({ Bucket })),
      client.send(new GetBucketLifecycleConfigurationCommand({ Bucket })),
      client.send(new GetBucketReplicationCommand({ Bucket })),
      client.send(new GetBucketWebsiteCommand({ Bucket })),
      client.send(new GetObjectLockConfigurationCommand({ Bucket })),
    ].map(async (call) => (await failureOf(call)).name),
  );
  expect(codes).toEqual([
    'NoSuchCORSConfiguration',
    'NoSuchLifecycleConfiguration',
    'ReplicationConfigurationNotFoundError',
    'NoSuchWebsiteConfiguration',
    'ObjectLockConfigurationNotFoundError',
  ]);
});

test('what is said to read changes nothing', () => {
  const changing = Object.entries(s3Operations).filter(([, { mutates }]) => mutates);
  expect(changing.map(([name]) => name).filter((name) => !/^(?:Create|Put|Delete)/.test(name))).toEqual([]);
  const reading = Object.entries(s3Operations).filter(([, { mutates }]) => !mutates);
  expect(reading.map(([name]) => name).filter((name) => !/^(?:Get|Head|List)/.test(name))).toEqual([]);
});
