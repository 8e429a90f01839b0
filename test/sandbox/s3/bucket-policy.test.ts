import {
  DeleteBucketPolicyCommand,
  GetBucketAclCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  GetBucketVersioningCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { isPublic } from '../../../src/sandbox/s3/public-policy.ts';
import { failureOf } from '../ground.ts';
import { allow, policy } from '../world.ts';
import { bucketName as Bucket, openPolicy, statement, withBucket } from './bucket-world.ts';

const put = (s3: S3Client, Policy: string) => s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
const read = (s3: S3Client) => s3.send(new GetBucketPolicyCommand({ Bucket }));
const versioning = (s3: S3Client) => s3.send(new GetBucketVersioningCommand({ Bucket }));

const service = { Service: 'cloudtrail.amazonaws.com' };

test('a policy is read as it was written, until it is deleted', async () => {
  const client = (await withBucket()).s3();
  expect(await failureOf(read(client))).toMatchObject({
    name: 'NoSuchBucketPolicy',
    $metadata: { httpStatusCode: 404 },
  });
  const document = ` ${statement({ Principal: service, Sid: 'ü <&> "' })}\n`.trimStart();
  await put(client, document);
  expect((await read(client)).Policy).toBe(document);
  await client.send(new DeleteBucketPolicyCommand({ Bucket }));
  expect(await failureOf(read(client))).toMatchObject({ name: 'NoSuchBucketPolicy' });
  await client.send(new DeleteBucketPolicyCommand({ Bucket }));
});

test.each([
  ['no JSON', '{', "Policies must be valid JSON and the first byte must be '{'"],
  ['an unknown element', statement({ Actions: 's3:*' }), 'Invalid policy syntax.'],
  ['no principal', statement({ Principal: undefined }), 'Missing required field Principal'],
  ['no action', statement({ Action: undefined }), 'Missing required field Action'],
  ['no resource', statement({ Resource: undefined }), 'Missing required field Resource'],
  ['an action that is none', statement({ Action: ['s3:*', 7] }), 'Invalid policy syntax.'],
  ['an action of another service', statement({ Action: 'iam:*' }), 'Policy has invalid action'],
  ['another bucket', statement({ Resource: 'arn:aws:s3:::acme-log' }), 'Policy has invalid resource'],
  [
    'objects where the action is on the bucket',
    statement({ Action: 's3:GetBucketAcl', Resource: `arn:aws:s3:::${Bucket}/*` }),
    'Action does not apply to any resource(s) in statement',
  ],
  [
    'the bucket where the action is on objects',
    statement({ Action: 's3:PutObject', Resource: `arn:aws:s3:::${Bucket}` }),
    'Action does not apply to any resource(s) in statement',
  ],
  ['a kind of principal that is none', statement({ Principal: { Aws: '*' } }), 'Invalid principal in policy'],
  ['a principal that is empty', statement({ Principal: {} }), 'Invalid principal in policy'],
  ['a service that is none', statement({ Principal: { Service: 'x' } }), 'Invalid principal in policy'],
  ['text in the place of principals', statement({ Principal: 'me' }), 'Invalid principal in policy'],
  ['too much', statement({ Sid: 'x'.repeat(20_480) }), /^Normalized policy document exceeds/],
])('a policy with %s is malformed', async (_, document, message) => {
  const { s3, sandbox } = await withBucket();
  expect(await failureOf(put(s3(), document))).toMatchObject({
    name: 'MalformedPolicy',
    message: expect.stringMatching(message instanceof RegExp ? message : new RegExp(escaped(message))),
    $metadata: { httpStatusCode: 400 },
  });
  expect(sandbox.state().buckets?.[Bucket]?.policy).toBeUndefined();
});

function escaped(text: string): string {
  return `^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`;
}

test('users and roles of a policy must exist', async () => {
  const { s3, management } = await withBucket();
  const by = (name: string) => statement({ Principal: { AWS: `arn:aws:iam::${management}:${name}` } });
  expect(await failureOf(put(s3(), by('user/nobody')))).toMatchObject({
    name: 'MalformedPolicy',
    message: 'Invalid principal in policy',
  });
  await put(s3(), by('user/management-admin'));
  await put(s3(), by('root'));
});

test.each([
  [
    'a pattern of the bucket',
    { Resource: 'arn:aws:s3:::acme-*', Action: 's3:PutObject', Principal: service },
  ],
  ['one statement that is no list', { Principal: service }],
  ['all but an action', { Action: undefined, NotAction: 's3:GetObject', Principal: service }],
])('a policy with %s is taken', async (_, parts) => {
  const client = (await withBucket()).s3();
  const one = JSON.parse(statement(parts)).Statement[0];
  await put(client, JSON.stringify({ Version: '2012-10-17', Statement: one }));
});

test('a policy for everybody is refused where the bucket blocks it', async () => {
  const { s3 } = await withBucket();
  const client = s3();
  expect(await failureOf(put(client, statement({})))).toMatchObject({
    name: 'AccessDenied',
    message: expect.stringContaining('BlockPublicPolicy'),
    $metadata: { httpStatusCode: 403 },
  });
  await openPolicy(client, statement({}));
  expect(await client.send(new GetBucketPolicyStatusCommand({ Bucket }))).toMatchObject({
    PolicyStatus: { IsPublic: true },
  });
});

test.each([
  [true, {}],
  [true, { Principal: { AWS: '*' } }],
  [true, { Principal: undefined, NotPrincipal: { AWS: '111122223333' } }],
  [true, { Condition: { StringLike: { 'aws:PrincipalOrgID': 'o-*' } } }],
  [true, { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }],
  [true, { Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } } }],
  [true, { Condition: { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } } }],
  [false, { Effect: 'Deny' }],
  [false, { Principal: service }],
  [false, { Principal: { AWS: '111122223333' } }],
  [false, { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }],
  [false, { Condition: { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } } }],
])('public: %s for %o', (expected, parts) => {
  expect(isPublic(statement(parts))).toBe(expected);
});

test('a policy of the bucket allows its own account by name, and denies whoever it names', async () => {
  const { s3, addUser, management } = await withBucket();
  const kim = s3({ keys: addUser(management, 'kim') });
  expect(await failureOf(versioning(kim))).toMatchObject({
    message: expect.stringContaining('no identity-based policy allows the s3:GetBucketVersioning action'),
  });
  const AWS = `arn:aws:iam::${management}:user/kim`;
  await put(s3(), statement({ Principal: { AWS } }));
  await versioning(kim);
  // The account as a whole leaves it to the account's own policies.
  await put(s3(), statement({ Principal: { AWS: management } }));
  expect(await failureOf(versioning(kim))).toMatchObject({ name: 'AccessDenied' });
  await put(s3(), statement({ Effect: 'Deny', Action: 's3:GetBucketVersioning' }));
  expect(await failureOf(versioning(s3()))).toMatchObject({
    name: 'AccessDenied',
    message: expect.stringContaining('with an explicit deny in a resource-based policy'),
  });
});

test('a caller of another account needs the policy of the bucket and its own', async () => {
  const { s3, addUser, ops } = await withBucket();
  const lee = s3({ keys: addUser(ops, 'lee', [policy(allow('s3:*'))]) });
  const kim = s3({ keys: addUser(ops, 'kim') });
  expect(await failureOf(versioning(lee))).toMatchObject({
    name: 'AccessDenied',
    message: expect.stringContaining('no resource-based policy allows the s3:GetBucketVersioning action'),
  });
  await put(s3(), statement({ Principal: { AWS: ops } }));
  await versioning(lee);
  expect(await failureOf(versioning(kim))).toMatchObject({
    message: expect.stringContaining('no identity-based policy'),
  });
  // What the policy itself says is the owner's alone.
  expect(await failureOf(read(lee))).toMatchObject({
    name: 'MethodNotAllowed',
    $metadata: { httpStatusCode: 405 },
  });
  expect(await failureOf(put(lee, statement({ Principal: service })))).toMatchObject({
    name: 'MethodNotAllowed',
  });
  await put(
    s3(),
    statement({ Principal: { AWS: ops }, Condition: { StringEquals: { 'aws:ResourceAccount': ops } } }),
  );
  expect(await failureOf(versioning(lee))).toMatchObject({ name: 'AccessDenied' });
});

test('root users may do everything with buckets of their own account, and nothing with others', async () => {
  const { s3, sandbox, ops, management } = await withBucket();
  const root = (accountId: string) => {
    const key = { id: `AKIAROOT${accountId}`, secretAccessKey: 'of root' };
    sandbox.edit((state) => {
      state.accessKeys[key.id] = { ...key, accountId, createdAt: 0, status: 'Active' };
    });
    return s3({ keys: { accessKeyId: key.id, secretAccessKey: key.secretAccessKey } });
  };
  await openPolicy(s3(), statement({ Effect: 'Deny' }));
  await root(management).send(new DeleteBucketPolicyCommand({ Bucket }));
  expect(await failureOf(versioning(root(ops)))).toMatchObject({ name: 'AccessDenied' });
  await put(s3(), statement({ Principal: { AWS: `arn:aws:iam::${ops}:root` } }));
  await versioning(root(ops));
});

test('a policy takes effect a moment after it was put, and shows at once', async () => {
  const { s3, addUser, management, clock } = await withBucket({ timings: { bucketPolicy: 5000 } });
  const kim = s3({ keys: addUser(management, 'kim') });
  const AWS = `arn:aws:iam::${management}:user/kim`;
  clock.advance(5000);
  await put(s3(), statement({ Principal: { AWS } }));
  expect((await read(s3())).Policy).toContain(AWS);
  expect(await failureOf(versioning(kim))).toMatchObject({ name: 'AccessDenied' });
  clock.advance(5000);
  await versioning(kim);
});

test('each operation needs its own permission on the bucket', async () => {
  const { s3, addUser, management } = await withBucket();
  const keys = addUser(management, 'kim', [
    policy(allow(['s3:GetBucketAcl', 's3:PutBucketVersioning'], `arn:aws:s3:::${Bucket}`)),
  ]);
  const kim = s3({ keys });
  await kim.send(new GetBucketAclCommand({ Bucket }));
  await kim.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  expect((await failureOf(versioning(kim))).message).toContain(
    `is not authorized to perform: s3:GetBucketVersioning on resource: arn:aws:s3:::${Bucket} because`,
  );
});

test('conditions see the region that the bucket is asked in', async () => {
  const { s3, addUser, management } = await withBucket();
  const within = (region: string) => ({
    Effect: 'Allow',
    Action: 's3:*',
    Resource: '*',
    Condition: { StringEquals: { 'aws:RequestedRegion': region } },
  });
  await versioning(s3({ keys: addUser(management, 'kim', [policy(within('us-east-1'))]) }));
  const lee = s3({ keys: addUser(management, 'lee', [policy(within('eu-west-1'))]) });
  expect(await failureOf(versioning(lee))).toMatchObject({ name: 'AccessDenied' });
});
