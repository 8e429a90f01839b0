import { createHash } from 'node:crypto';
import {
  HeadBucketCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  S3Client,
  type ServiceInputTypes,
  type ServiceOutputTypes,
} from '@aws-sdk/client-s3';
import type { FinalizeRequestMiddleware } from '@smithy/types';
import { expect, onTestFinished, test } from 'vitest';
import { serveSandbox } from '../../../src/sandbox/http.ts';
import type { SdkRequest } from '../../../src/sandbox/request-handler.ts';
import { failureOf } from '../ground.ts';
import { bucketName as Bucket, type BucketWorld, withBucket } from './bucket-world.ts';

const tagging = () =>
  new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: [{ Key: 'a', Value: 'b' }] } });

/** A client whose signed requests are changed on their way. */
function tampering({ s3, sandbox }: BucketWorld, change: (request: SdkRequest) => Partial<SdkRequest>) {
  const client = s3();
  client.config.requestHandler = {
    ...client.config.requestHandler,
    handle: (request: SdkRequest) => sandbox.requestHandler.handle({ ...request, ...change(request) }),
  } as typeof client.config.requestHandler;
  return client;
}

/** A client whose requests are changed before they are signed. */
function writing({ s3 }: BucketWorld, change: (request: SdkRequest) => Partial<SdkRequest>) {
  const client = s3();
  const altering: FinalizeRequestMiddleware<ServiceInputTypes, ServiceOutputTypes> = (next) => (args) => {
    Object.assign(args.request as object, change(args.request as SdkRequest));
    return next(args);
  };
  client.middlewareStack.addRelativeTo(altering, {
    relation: 'before',
    toMiddleware: 'httpSigningMiddleware',
  });
  return client;
}

const header = (name: string, value: string) => (request: SdkRequest) => ({
  headers: { ...request.headers, [name]: value },
});

test('the bucket is in the host or in the path', async () => {
  const made = await withBucket();
  const seen: string[] = [];
  const watching = (request: SdkRequest) => {
    seen.push(`${request.headers['host']}${request.path}`);
    return {};
  };
  const hosted = tampering(made, watching);
  const inPath = tampering(made, watching);
  inPath.config.forcePathStyle = true;
  await hosted.send(new HeadBucketCommand({ Bucket }));
  await inPath.send(new HeadBucketCommand({ Bucket }));
  expect(seen).toEqual([`${Bucket}.s3.us-east-1.amazonaws.com/`, `s3.us-east-1.amazonaws.com/${Bucket}/`]);
});

test('an operation on the bucket that is not answered is no other operation', async () => {
  const made = await withBucket();
  const client = tampering(made, () => ({ query: { cors: '' } }));
  expect(await failureOf(client.send(tagging()))).toMatchObject({
    name: 'NotImplemented',
    message: 'The sandbox does not answer s3:PUT /?cors (version 2006-03-01).',
    $metadata: { httpStatusCode: 501 },
  });
  const objects = tampering(made, ({ path }) => ({ path: `${path}logs/1`, query: {} }));
  expect(await failureOf(objects.send(tagging()))).toMatchObject({
    message: expect.stringContaining('s3:PUT /logs/1'),
  });
  expect(made.sandbox.state().buckets?.[Bucket]?.tags).toEqual({});
});

test.each([
  ['InvalidAccessKeyId', 403, { accessKeyId: 'AKIAAAAAAAAAAAAAAAAA' }],
  ['SignatureDoesNotMatch', 403, { secretAccessKey: 'wrong' }],
])('%s for keys of nobody', async (name, status, wrong) => {
  const { s3, sandbox } = await withBucket();
  const keys = { ...sandbox.profiles.management, ...wrong };
  expect(await failureOf(s3({ keys }).send(tagging()))).toMatchObject({
    name,
    $metadata: { httpStatusCode: status },
  });
});

test('a signature that is none', async () => {
  const header = { authorization: 'AWS4-HMAC-SHA256 Credential=A/1/us-east-1/s3/x' };
  const client = tampering(await withBucket(), ({ headers }) => ({ headers: { ...headers, ...header } }));
  expect(await failureOf(client.send(tagging()))).toMatchObject({
    name: 'AuthorizationHeaderMalformed',
    $metadata: { httpStatusCode: 400 },
  });
});

test('a request without a signature is known by S3’s host', async () => {
  const client = tampering(await withBucket(), ({ headers: { authorization: _, ...headers } }) => ({
    headers,
  }));
  for (const forcePathStyle of [false, true]) {
    client.config.forcePathStyle = forcePathStyle;
    expect(await failureOf(client.send(tagging()))).toMatchObject({
      name: 'AccessDenied',
      $metadata: { httpStatusCode: 403 },
    });
  }
});

test('a session that is over', async () => {
  const { s3, assume, clock, management, edit } = await withBucket();
  edit(management, (iam) => {
    const now = clock.now();
    iam.roles['deploy'] = {
      name: 'Deploy',
      id: 'AROADEPLOY',
      path: '/',
      createdAt: now,
      effectiveAt: now,
      trust: {
        document: JSON.stringify({
          Statement: { Effect: 'Allow', Principal: { AWS: management }, Action: 'sts:AssumeRole' },
        }),
        effectiveAt: now,
      },
      maxSessionDuration: 3600,
      inline: {},
      attached: ['arn:aws:iam::aws:policy/AdministratorAccess'],
      tags: {},
    };
  });
  const keys = await assume({
    RoleArn: `arn:aws:iam::${management}:role/Deploy`,
    RoleSessionName: 'kim',
    DurationSeconds: 900,
  });
  await s3({ keys }).send(tagging());
  clock.advance(901_000);
  expect(await failureOf(s3({ keys }).send(tagging()))).toMatchObject({
    name: 'ExpiredToken',
    $metadata: { httpStatusCode: 400 },
  });
});

test('the payload may go unsigned, but not be another one than was signed', async () => {
  const made = await withBucket();
  await writing(made, header('x-amz-content-sha256', 'UNSIGNED-PAYLOAD')).send(tagging());
  const other = tampering(made, () => ({ body: '<Tagging><TagSet/></Tagging>' }));
  expect(await failureOf(other.send(tagging()))).toMatchObject({ name: 'XAmzContentSHA256Mismatch' });
  expect(made.sandbox.state().buckets?.[Bucket]?.tags).toEqual({ a: 'b' });
});

test.each([
  ['x-amz-checksum-crc32', 'AAAAAA=='],
  ['x-amz-checksum-sha256', createHash('sha256').update('other').digest('base64')],
  ['content-md5', createHash('md5').update('other').digest('base64')],
])('a body that %s does not fit is not taken', async (name, value) => {
  const made = await withBucket();
  expect(await failureOf(writing(made, header(name, value)).send(tagging()))).toMatchObject({
    name: 'BadDigest',
    $metadata: { httpStatusCode: 400 },
  });
  expect(made.sandbox.state().buckets?.[Bucket]?.tags).toEqual({});
});

test('a body in chunks is not read', async () => {
  const made = await withBucket();
  const client = writing(made, header('x-amz-content-sha256', 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD'));
  expect(await failureOf(client.send(tagging()))).toMatchObject({ name: 'NotImplemented' });
});

test.each([
  ['no XML', 'Tagging', 'MalformedXML'],
  ['XML that ends too early', '<Tagging><TagSet>', 'MalformedXML'],
  ['another element', '<Tags><TagSet/></Tags>', 'MalformedXML'],
  ['nothing', '', 'MissingRequestBodyError'],
])('a body with %s', async (_, body, name) => {
  const made = await withBucket();
  const unchecked = ({ headers }: SdkRequest) => {
    const kept = Object.entries(headers).filter(([key]) => !key.startsWith('x-amz-checksum-'));
    return { body, headers: { ...Object.fromEntries(kept), 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } };
  };
  expect(await failureOf(writing(made, unchecked).send(tagging()))).toMatchObject({
    name,
    $metadata: { httpStatusCode: 400 },
  });
});

test('over a socket, HEAD has no body and errors are read as well', async () => {
  const made = await withBucket();
  const server = await serveSandbox(made.sandbox);
  onTestFinished(() => server.close());
  const client = new S3Client({
    region: 'us-east-1',
    endpoint: server.endpoint,
    credentials: made.sandbox.profiles.management,
    maxAttempts: 1,
  });
  await client.send(new HeadBucketCommand({ Bucket }));
  expect(await failureOf(client.send(new HeadBucketCommand({ Bucket: 'nobodys' })))).toMatchObject({
    name: 'NotFound',
  });
  const put = new PutBucketVersioningCommand({
    Bucket: 'nobodys',
    VersioningConfiguration: { Status: 'Enabled' },
  });
  expect(await failureOf(client.send(put))).toMatchObject({ name: 'NoSuchBucket' });
});

test('faults come in S3’s own words', async () => {
  const { s3, sandbox } = await withBucket();
  sandbox.faults.add({ fault: { kind: 'throttle' } });
  expect(await failureOf(s3().send(tagging()))).toMatchObject({
    name: 'SlowDown',
    $metadata: { httpStatusCode: 503 },
  });
});
