import {
  CreateBucketCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  ListBucketsCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { bucketsApi } from '../../../src/aws/buckets.ts';
import { answer, sending } from './sending.ts';

const own = new S3Client({ region: 'eu-central-1' });
const client = mockClient(own);
const api = bucketsApi(own, sending);
beforeEach(() => {
  client.reset();
});

const owner = '111111111111';
const asked = { Bucket: 'logs', ExpectedBucketOwner: owner };
const all = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};
const inputs = () => client.calls().map(({ args }) => args[0].input);

it('reads a bucket of the account alone', async () => {
  client.on(GetBucketPolicyCommand).resolves({ Policy: '{}' });
  client.on(GetPublicAccessBlockCommand).resolves({ PublicAccessBlockConfiguration: all });
  client.on(GetBucketVersioningCommand).resolves({ Status: 'Enabled' });
  expect(await api.readBucket('logs', owner)).toEqual({
    settings: ['public-access-block', 'versioning'],
    policy: '{}',
  });
  expect(inputs()).toEqual([asked, asked, asked]);
});

it('takes what S3 has nothing of for what the bucket lacks', async () => {
  client.on(GetBucketPolicyCommand).rejects(answer('NoSuchBucketPolicy', 404));
  client.on(GetPublicAccessBlockCommand).rejects(answer('NoSuchPublicAccessBlockConfiguration', 404));
  client.on(GetBucketVersioningCommand).resolves({});
  expect(await api.readBucket('logs', owner)).toEqual({ settings: [], policy: null });
});

it.each(Object.keys(all))('takes public access for open where %s is off', async (key) => {
  client.on(GetBucketPolicyCommand).resolves({});
  client
    .on(GetPublicAccessBlockCommand)
    .resolves({ PublicAccessBlockConfiguration: { ...all, [key]: false } });
  client.on(GetBucketVersioningCommand).resolves({ Status: 'Suspended' });
  expect(await api.readBucket('logs', owner)).toEqual({ settings: [], policy: null });
});

it('distinguishes no bucket from one of another account', async () => {
  client.onAnyCommand().rejects(answer('NoSuchBucket', 404));
  expect(await api.readBucket('logs', owner)).toBeNull();
  client.reset();
  client.onAnyCommand().rejects(answer('AccessDenied', 403));
  await expect(api.readBucket('logs', owner)).rejects.toMatchObject({ code: 'AccessDenied' });
});

it('names the region of a new bucket, but the first one', async () => {
  client.on(CreateBucketCommand).resolves({});
  await api.createBucket('logs');
  const first = new S3Client({ region: 'us-east-1' });
  const inFirst = mockClient(first);
  inFirst.on(CreateBucketCommand).resolves({});
  await bucketsApi(first, sending).createBucket('logs');
  expect(inputs()).toEqual([
    { Bucket: 'logs', CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' } },
  ]);
  expect(inFirst.call(0).args[0].input).toEqual({ Bucket: 'logs' });
});

it('writes to a bucket of the account alone', async () => {
  client.onAnyCommand().resolves({});
  await api.protectBucket('logs', owner, 'public-access-block');
  await api.protectBucket('logs', owner, 'versioning');
  await api.putBucketPolicy('logs', owner, '{}');
  expect(client.commandCalls(PutPublicAccessBlockCommand)[0]?.args[0].input).toEqual({
    ...asked,
    PublicAccessBlockConfiguration: all,
  });
  expect(client.commandCalls(PutBucketVersioningCommand)[0]?.args[0].input).toEqual({
    ...asked,
    VersioningConfiguration: { Status: 'Enabled' },
  });
  expect(client.commandCalls(PutBucketPolicyCommand)[0]?.args[0].input).toEqual({ ...asked, Policy: '{}' });
});

it('looks for a bucket on every page of the account’s own list, by its whole name', async () => {
  client
    .on(ListBucketsCommand, { Prefix: 'logs', ContinuationToken: undefined })
    .resolves({ Buckets: [{ Name: 'logs-old' }], ContinuationToken: 'next' });
  client.on(ListBucketsCommand, { ContinuationToken: 'next' }).resolves({ Buckets: [{ Name: 'logs' }] });
  expect(await api.hasBucket('logs')).toBe(true);
  client.reset();
  client.on(ListBucketsCommand).resolves({ Buckets: [{ Name: 'logs-old' }] });
  expect(await api.hasBucket('logs')).toBe(false);
});
