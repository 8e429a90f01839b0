import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  DeleteBucketCommand,
  GetBucketAclCommand,
  GetBucketLocationCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  type ListBucketsCommandInput,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { failureOf } from '../ground.ts';
import { allow, policy } from '../world.ts';
import { bucketName, bucketWorld, withBucket } from './bucket-world.ts';

const within = (region: string) => ({
  // The SDK's own list lacks regions that S3 has, and the first one, which S3 does not take.
  LocationConstraint: region as BucketLocationConstraint,
});

test('a bucket is of the region that is asked for', async () => {
  const { s3, clock } = bucketWorld();
  await s3().send(new CreateBucketCommand({ Bucket: 'first' }));
  clock.advance(1000);
  await s3({ region: 'eu-west-1' }).send(
    new CreateBucketCommand({ Bucket: 'second', CreateBucketConfiguration: within('eu-west-1') }),
  );
  await s3().send(new CreateBucketCommand({ Bucket: 'third', CreateBucketConfiguration: within('EU') }));
  const locationOf = async (Bucket: string) =>
    (await s3().send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint;
  expect(await Promise.all(['first', 'second', 'third'].map(locationOf))).toEqual([
    undefined,
    'eu-west-1',
    'eu-west-1',
  ]);
  expect(await s3({ region: 'eu-west-1' }).send(new HeadBucketCommand({ Bucket: 'second' }))).toMatchObject({
    BucketRegion: 'eu-west-1',
  });
  const { Buckets } = await s3().send(new ListBucketsCommand({}));
  expect(Buckets).toEqual([
    { Name: 'first', CreationDate: new Date(clock.now() - 1000) },
    { Name: 'second', CreationDate: new Date(clock.now()) },
    { Name: 'third', CreationDate: new Date(clock.now()) },
  ]);
});

test.each([
  ['us-east-1', 'us-east-1', 'InvalidLocationConstraint'],
  ['us-east-1', 'nowhere', 'InvalidLocationConstraint'],
  ['eu-west-1', 'eu-central-1', 'IllegalLocationConstraintException'],
])('asked in %s, a bucket in %s is %s', async (region, constraint, name) => {
  const { s3, sandbox } = bucketWorld();
  const failure = await failureOf(
    s3({ region }).send(
      new CreateBucketCommand({ Bucket: bucketName, CreateBucketConfiguration: within(constraint) }),
    ),
  );
  expect(failure).toMatchObject({ name, $metadata: { httpStatusCode: 400 } });
  expect(sandbox.state().buckets).toBeUndefined();
});

test.each(['ab', 'Acme', 'acme_logs', 'acme..logs', '-acme', '192.168.0.1', 'xn--acme', 'acme-s3alias'])(
  'no bucket is called %s',
  async (Bucket) => {
    const { s3 } = bucketWorld();
    // The SDK refuses some names itself: with path style it sends them.
    const client = s3({ endpoint: 'http://127.0.0.1:1' });
    client.config.forcePathStyle = true;
    expect(await failureOf(client.send(new CreateBucketCommand({ Bucket })))).toMatchObject({
      name: 'InvalidBucketName',
    });
  },
);

test('names are unique in all accounts, and a bucket of one’s own is there already', async () => {
  const { s3, opsKeys, management, assume, ops } = await withBucket();
  const again = new CreateBucketCommand({ Bucket: bucketName });
  expect(await s3().send(again)).toMatchObject({ Location: `/${bucketName}` });
  const access = await assume({
    RoleArn: `arn:aws:iam::${ops}:role/OrganizationAccountAccessRole`,
    RoleSessionName: 'someone',
  });
  expect(await failureOf(s3({ keys: access }).send(again))).toMatchObject({
    name: 'BucketAlreadyExists',
    BucketName: bucketName,
    $metadata: { httpStatusCode: 409 },
  });
  const elsewhere = new CreateBucketCommand({
    Bucket: 'acme-eu',
    CreateBucketConfiguration: within('eu-west-1'),
  });
  await s3().send(elsewhere);
  expect(await failureOf(s3().send(elsewhere))).toMatchObject({
    name: 'BucketAlreadyOwnedByYou',
    $metadata: { httpStatusCode: 409 },
  });
  expect(await failureOf(s3({ keys: opsKeys }).send(again))).toMatchObject({ name: 'AccessDenied' });
  expect((await s3({ keys: access }).send(new ListBucketsCommand({}))).Buckets).toEqual([]);
  expect(management).not.toBe(ops);
});

test('a bucket of another region is at that region’s endpoint, but tells everywhere where it is', async () => {
  const { s3 } = await withBucket();
  const eu = s3({ region: 'eu-west-1' });
  expect(await failureOf(eu.send(new GetBucketAclCommand({ Bucket: bucketName })))).toMatchObject({
    name: 'PermanentRedirect',
    Endpoint: `${bucketName}.s3.us-east-1.amazonaws.com`,
    $metadata: { httpStatusCode: 301 },
    $response: { headers: { 'x-amz-bucket-region': 'us-east-1' } },
  });
  expect(await eu.send(new GetBucketLocationCommand({ Bucket: bucketName }))).not.toHaveProperty(
    'LocationConstraint',
  );
});

test('a bucket that is not there, and one of another owner than expected', async () => {
  const { s3, addUser, management, ops } = await withBucket();
  const head = (Bucket: string, more = {}) => s3().send(new HeadBucketCommand({ Bucket, ...more }));
  // An answer to HEAD has no body, so that all that tells is the status.
  expect(await failureOf(head('nobodys'))).toMatchObject({
    name: 'NotFound',
    $metadata: { httpStatusCode: 404 },
  });
  expect(await failureOf(head(bucketName, { ExpectedBucketOwner: ops }))).toMatchObject({
    $metadata: { httpStatusCode: 403 },
  });
  expect(await head(bucketName, { ExpectedBucketOwner: management })).toBeDefined();
  expect(await failureOf(s3().send(new GetBucketAclCommand({ Bucket: 'nobodys' })))).toMatchObject({
    name: 'NoSuchBucket',
    BucketName: 'nobodys',
    $metadata: { httpStatusCode: 404 },
  });
  // Who may not ask does not get to know that it is not there.
  const keys = addUser(management, 'kim', [policy(allow('s3:*', 'arn:aws:s3:::other'))]);
  expect(await failureOf(s3({ keys }).send(new GetBucketAclCommand({ Bucket: 'nobodys' })))).toMatchObject({
    name: 'AccessDenied',
  });
});

test('buckets are listed by pages, prefix and region', async () => {
  const { s3 } = bucketWorld();
  for (const name of ['acme-b', 'acme-a', 'other'])
    await s3().send(new CreateBucketCommand({ Bucket: name }));
  const list = async (input: ListBucketsCommandInput) => {
    const { Buckets, ContinuationToken } = await s3().send(new ListBucketsCommand(input));
    return { names: (Buckets ?? []).map(({ Name }) => Name), ContinuationToken };
  };
  const first = await list({ MaxBuckets: 2 });
  expect(first.names).toEqual(['acme-a', 'acme-b']);
  expect(await list({ ContinuationToken: first.ContinuationToken })).toEqual({ names: ['other'] });
  expect((await list({ Prefix: 'acme' })).names).toEqual(['acme-a', 'acme-b']);
  expect((await list({ BucketRegion: 'eu-west-1' })).names).toEqual([]);
  expect(await failureOf(list({ MaxBuckets: 10_001 }))).toMatchObject({ name: 'InvalidArgument' });
});

test('a deleted bucket is gone, and its name is free', async () => {
  const { s3, sandbox } = await withBucket();
  await s3().send(new DeleteBucketCommand({ Bucket: bucketName }));
  expect(sandbox.state().buckets).toEqual({});
  expect(await failureOf(s3().send(new DeleteBucketCommand({ Bucket: bucketName })))).toMatchObject({
    name: 'NoSuchBucket',
  });
});

test.each([
  [{ ACL: 'public-read' as const }, 'InvalidBucketAclWithObjectOwnership'],
  [{ ObjectOwnership: 'Nobody' as 'ObjectWriter' }, 'InvalidArgument'],
  [{ CreateBucketConfiguration: { Tags: [{ Key: 'aws:x', Value: '' }] } }, 'InvalidTag'],
])('a bucket with %o is not created', async (parts, name) => {
  const { s3, sandbox } = bucketWorld();
  const failure = await failureOf(s3().send(new CreateBucketCommand({ Bucket: bucketName, ...parts })));
  expect(failure).toMatchObject({ name, $metadata: { httpStatusCode: 400 } });
  expect(sandbox.state().buckets).toBeUndefined();
});

test('tags at the creation need a permission of their own', async () => {
  const { s3, addUser, management, sandbox } = bucketWorld();
  const create = (keys: ReturnType<typeof addUser>) =>
    s3({ keys }).send(
      new CreateBucketCommand({
        Bucket: bucketName,
        CreateBucketConfiguration: { Tags: [{ Key: 'team', Value: 'ops' }] },
      }),
    );
  const denied = addUser(management, 'kim', [policy(allow('s3:CreateBucket'))]);
  expect((await failureOf(create(denied))).message).toContain('s3:TagResource');
  await create(addUser(management, 'lee', [policy(allow(['s3:CreateBucket', 's3:TagResource']))]));
  expect(sandbox.state().buckets?.[bucketName]?.tags).toEqual({ team: 'ops' });
});
