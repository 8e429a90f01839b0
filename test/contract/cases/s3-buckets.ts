import {
  CreateBucketCommand,
  DeleteBucketTaggingCommand,
  GetBucketEncryptionCommand,
  GetBucketLocationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutBucketEncryptionCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
} from '@aws-sdk/client-s3';
import { type ContractCase, contractCase, plainCase } from '../support/case.ts';
import { allow, policy } from '../support/documents.ts';
import { makeOpsUser } from '../support/make.ts';
import { makeBucket } from '../support/make-bucket.ts';
import { outcome, refused } from '../support/outcome.ts';
import { permissionsOf, s3Api, s3Guide } from '../support/pages.ts';
import { aDate, listWith } from '../support/shape.ts';
import type { Stage } from '../support/stage.ts';

const creating = s3Api('API_CreateBucket');
const errors = s3Api('ErrorResponses');
const irish = { CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } } as const;

const create = ({ management }: Stage, Bucket: string, input = {}) =>
  management.s3.send(new CreateBucketCommand({ Bucket, ...input }));

/** A bucket is deleted in its own region. */
const makeIrish = (stage: Stage) => makeBucket(stage, stage.with({ region: 'eu-west-1' }), 'irish', irish);

/** Buckets, where they are, and what a new one is like. */
export const bucketCases: readonly ContractCase[] = [
  plainCase({
    id: 'buckets/names/form',
    rule: 'bucket-names',
    page: s3Guide('bucketnamingrules'),
    kind: 'reading',
    calls: async (stage) => ({
      capitals: await outcome(create(stage, 'Contract-Capitals')),
      reserved: await outcome(create(stage, 'contract-reserved-s3alias')),
    }),
    expected: {
      capitals: refused('InvalidBucketName', { status: 400 }),
      reserved: refused('InvalidBucketName', { status: 400 }),
    },
  }),
  contractCase({
    id: 'buckets/names/taken',
    rule: 'bucket-taken',
    page: creating,
    kind: 'reversible',
    prepare: async (stage) => ({
      first: await makeBucket(stage, stage.management, 'first'),
      irish: await makeIrish(stage),
      member: await stage.member(),
    }),
    calls: async (stage, ground) => ({
      again: await outcome(create(stage, ground.first)),
      elsewhere: await outcome(create(stage, ground.irish, irish)),
      byAnother: await outcome(ground.member.s3.send(new CreateBucketCommand({ Bucket: ground.first }))),
    }),
    expected: (_, { first }) => ({
      again: { Location: `/${first}` },
      elsewhere: refused('BucketAlreadyOwnedByYou', { status: 409 }),
      byAnother: refused('BucketAlreadyExists', { status: 409 }),
    }),
  }),
  contractCase({
    id: 'buckets/location/of-the-constraint',
    rule: 'bucket-location',
    page: creating,
    kind: 'reversible',
    prepare: async (stage) => ({
      first: await makeBucket(stage, stage.management, 'first'),
      irish: await makeIrish(stage),
    }),
    calls: async (stage, { first, irish: other }) => {
      const { s3 } = stage.management;
      const nowhere = { CreateBucketConfiguration: { LocationConstraint: 'nowhere' } };
      return {
        first: await s3.send(new GetBucketLocationCommand({ Bucket: first })),
        irish: await s3.send(new GetBucketLocationCommand({ Bucket: other })),
        invalid: await outcome(create(stage, stage.name('nowhere'), nowhere)),
      };
    },
    expected: {
      first: { LocationConstraint: undefined },
      irish: { LocationConstraint: 'eu-west-1' },
      invalid: refused('InvalidLocationConstraint', { status: 400 }),
    },
  }),
  contractCase({
    id: 'buckets/location/elsewhere',
    rule: 'bucket-elsewhere',
    page: errors,
    kind: 'reversible',
    prepare: (stage) => makeIrish(stage),
    calls: ({ management }, Bucket) => management.s3.send(new GetBucketVersioningCommand({ Bucket })),
    expected: refused('PermanentRedirect', { status: 301 }),
  }),
  contractCase({
    id: 'buckets/new-bucket',
    rule: 'new-bucket',
    page: s3Guide('create-bucket-faq'),
    kind: 'reversible',
    prepare: (stage) => makeBucket(stage, stage.management, 'new'),
    calls: async ({ management: { s3 } }, Bucket) => ({
      access: await s3.send(new GetPublicAccessBlockCommand({ Bucket })),
      encryption: await s3.send(new GetBucketEncryptionCommand({ Bucket })),
      ownership: await s3.send(new GetBucketOwnershipControlsCommand({ Bucket })),
      versioning: await s3.send(new GetBucketVersioningCommand({ Bucket })),
      list: await s3.send(new ListBucketsCommand({})),
    }),
    expected: (_, Name) => ({
      access: {
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          IgnorePublicAcls: true,
          BlockPublicPolicy: true,
          RestrictPublicBuckets: true,
        },
      },
      encryption: {
        ServerSideEncryptionConfiguration: {
          Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
      },
      ownership: { OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] } },
      versioning: { Status: undefined },
      list: { Buckets: listWith({ Name, CreationDate: aDate }) },
    }),
  }),
  contractCase({
    id: 'buckets/expected-owner',
    rule: 'bucket-owner',
    page: s3Guide('bucket-owner-condition'),
    kind: 'reversible',
    prepare: (stage) => makeBucket(stage, stage.management, 'owned'),
    calls: async (stage, Bucket) => {
      const { s3 } = stage.management;
      const by = (ExpectedBucketOwner: string) => ({ Bucket, ExpectedBucketOwner });
      return {
        own: await s3.send(new GetBucketLocationCommand(by(stage.organization.managementId))),
        foreign: await outcome(s3.send(new GetBucketLocationCommand(by(stage.memberId)))),
        head: await outcome(s3.send(new HeadBucketCommand(by(stage.memberId)))),
      };
    },
    expected: {
      own: { LocationConstraint: undefined },
      foreign: refused('AccessDenied', { status: 403 }),
      // An answer to HEAD has no body, and so no code.
      head: refused(/./, { status: 403 }),
    },
  }),
  contractCase({
    id: 'buckets/permissions/on-the-bucket',
    rule: 'bucket-permissions',
    page: permissionsOf('amazons3'),
    kind: 'reversible',
    signs: 'ops',
    settles: true,
    prepare: async (stage) => {
      const member = await stage.member();
      const bucket = await makeBucket(stage, member, 'asked');
      const document = policy(allow('s3:GetBucketVersioning', `arn:aws:s3:::${bucket}`));
      return { bucket, caller: (await makeOpsUser(stage, [document])).caller };
    },
    calls: async (stage, { bucket, caller: { s3 } }) => ({
      allowed: await outcome(s3.send(new GetBucketVersioningCommand({ Bucket: bucket }))),
      denied: await outcome(s3.send(new GetBucketEncryptionCommand({ Bucket: bucket }))),
      missing: await outcome(s3.send(new GetBucketVersioningCommand({ Bucket: stage.name('none') }))),
      head: await outcome(s3.send(new HeadBucketCommand({ Bucket: bucket }))),
    }),
    expected: {
      allowed: { Status: undefined },
      denied: refused('AccessDenied', { status: 403 }),
      missing: refused('AccessDenied', { status: 403 }),
      head: refused(/./, { status: 403 }),
    },
  }),
  contractCase({
    id: 'buckets/tags',
    rule: 'bucket-tags',
    page: s3Api('API_PutBucketTagging'),
    kind: 'reversible',
    prepare: (stage) => makeBucket(stage, stage.management, 'tagged'),
    calls: async ({ management: { s3 } }, Bucket) => {
      const put = (...keys: string[]) => {
        const TagSet = keys.map((Key) => ({ Key, Value: 'value' }));
        return s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
      };
      await put('first');
      await put('second');
      const { TagSet } = await s3.send(new GetBucketTaggingCommand({ Bucket }));
      const twice = await outcome(put('third', 'third'));
      const system = await outcome(put('aws:third'));
      await s3.send(new DeleteBucketTaggingCommand({ Bucket }));
      return { TagSet, twice, system };
    },
    expected: {
      TagSet: [{ Key: 'second', Value: 'value' }],
      twice: refused('InvalidTag', { status: 400 }),
      system: refused('InvalidTag', { status: 400 }),
    },
  }),
  contractCase({
    id: 'buckets/settings',
    rule: 'bucket-settings',
    page: s3Api('API_PutBucketVersioning'),
    kind: 'reversible',
    prepare: (stage) => makeBucket(stage, stage.management, 'set'),
    calls: async ({ management: { s3 } }, Bucket) => {
      const version = (Status?: 'Enabled' | 'Suspended') =>
        s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
      await version('Enabled');
      const enabled = await s3.send(new GetBucketVersioningCommand({ Bucket }));
      await version('Suspended');
      const suspended = await s3.send(new GetBucketVersioningCommand({ Bucket }));
      const off = await outcome(version());
      const rule = {
        ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' },
        BucketKeyEnabled: true,
      } as const;
      const encrypt = (...Rules: (typeof rule)[]) =>
        s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }));
      await encrypt(rule);
      const encryption = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
      return { enabled, suspended, off, encryption };
    },
    expected: {
      enabled: { Status: 'Enabled' },
      suspended: { Status: 'Suspended' },
      off: refused('IllegalVersioningConfigurationException', { status: 400 }),
      encryption: {
        ServerSideEncryptionConfiguration: {
          Rules: [
            { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' }, BucketKeyEnabled: true },
          ],
        },
      },
    },
  }),
  contractCase({
    id: 'wire/s3/addressing',
    rule: 'addressing',
    page: s3Guide('VirtualHosting'),
    kind: 'reversible',
    prepare: (stage) => makeBucket(stage, stage.management, 'addressed'),
    calls: async (stage, Bucket) => {
      const inPath = stage.with({}).s3;
      inPath.config.forcePathStyle = true;
      return {
        asConfigured: await stage.management.s3.send(new HeadBucketCommand({ Bucket })),
        inPath: await inPath.send(new HeadBucketCommand({ Bucket })),
      };
    },
    expected: { asConfigured: { BucketRegion: 'us-east-1' }, inPath: { BucketRegion: 'us-east-1' } },
  }),
  contractCase({
    id: 'wire/s3/checksum',
    rule: 's3-signatures',
    page: s3Guide('checking-object-integrity'),
    kind: 'reversible',
    prepare: (stage) => makeBucket(stage, stage.management, 'summed'),
    calls: ({ management: { s3 } }, Bucket) => {
      const Tagging = { TagSet: [{ Key: 'key', Value: 'value' }] };
      return s3.send(
        new PutBucketTaggingCommand({ Bucket, Tagging, ContentMD5: 'AAAAAAAAAAAAAAAAAAAAAA==' }),
      );
    },
    expected: refused('BadDigest', { status: 400 }),
  }),
];
