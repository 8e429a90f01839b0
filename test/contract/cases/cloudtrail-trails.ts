import {
  CreateTrailCommand,
  DeleteTrailCommand,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetTrailCommand,
  GetTrailStatusCommand,
  PutEventSelectorsCommand,
  StartLoggingCommand,
  StopLoggingCommand,
  UpdateTrailCommand,
} from '@aws-sdk/client-cloudtrail';
import { DisableAWSServiceAccessCommand } from '@aws-sdk/client-organizations';
import { PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import { type ContractCase, contractCase } from '../support/case.ts';
import { allow, policy } from '../support/documents.ts';
import { makePerson } from '../support/make.ts';
import { makeBucket } from '../support/make-bucket.ts';
import {
  makeOrganizationTrail,
  makeTrail,
  makeTrailBucket,
  makeTrustedAccess,
  withoutTrails,
} from '../support/make-trail.ts';
import { outcome, refused } from '../support/outcome.ts';
import { cloudtrailApi, cloudtrailGuide, organizationsGuide, permissionsOf } from '../support/pages.ts';
import { aDate, listWith, listWithout } from '../support/shape.ts';

const creating = cloudtrailApi('CreateTrail');
const bucketPage = cloudtrailGuide('create-s3-bucket-policy-for-cloudtrail');
const preparing = cloudtrailGuide('creating-an-organizational-trail-prepare');
const elsewhere = { region: 'eu-west-1' };

/** Trails: where they are seen, who changes them, and what they say of themselves. */
export const trailCases: readonly ContractCase[] = [
  contractCase({
    id: 'cloudtrail/trails/new',
    rule: 'new-trail',
    page: creating,
    kind: 'reversible',
    prepare: (stage) => makeTrail(stage),
    calls: async ({ management: { cloudtrail } }, { name }) => ({
      trail: await cloudtrail.send(new GetTrailCommand({ Name: name })),
      status: await cloudtrail.send(new GetTrailStatusCommand({ Name: name })),
    }),
    expected: (_, { arn, name, bucket }) => ({
      trail: {
        Trail: {
          Name: name,
          TrailARN: arn,
          S3BucketName: bucket,
          HomeRegion: 'us-east-1',
          IsMultiRegionTrail: false,
          IsOrganizationTrail: false,
          LogFileValidationEnabled: false,
          IncludeGlobalServiceEvents: true,
        },
      },
      status: { IsLogging: false },
    }),
  }),
  contractCase({
    id: 'cloudtrail/trails/names',
    rule: 'trail-names',
    page: cloudtrailGuide('cloudtrail-trail-naming-requirements'),
    kind: 'reversible',
    prepare: (stage) => makeTrail(stage),
    calls: async ({ management: { cloudtrail } }, { name, bucket }) => {
      const create = (Name: string) =>
        outcome(cloudtrail.send(new CreateTrailCommand({ Name, S3BucketName: bucket })));
      return {
        short: await create('ab'),
        doubled: await create('contract--trail'),
        taken: await create(name),
      };
    },
    expected: {
      short: refused('InvalidTrailNameException', { status: 400 }),
      doubled: refused('InvalidTrailNameException', { status: 400 }),
      taken: refused('TrailAlreadyExistsException', { status: 400 }),
    },
  }),
  contractCase({
    id: 'cloudtrail/trails/bucket',
    rule: 'trail-bucket',
    page: bucketPage,
    kind: 'reversible',
    prepare: (stage) => makeBucket(stage, stage.management, 'bare'),
    calls: async (stage, bucket) => {
      const create = (S3BucketName: string) =>
        outcome(
          stage.management.cloudtrail.send(
            new CreateTrailCommand({ Name: stage.name('none'), S3BucketName }),
          ),
        );
      return { missing: await create(stage.name('nothing')), bare: await create(bucket) };
    },
    expected: {
      missing: refused('S3BucketDoesNotExistException', { status: 400 }),
      bare: refused('InsufficientS3BucketPolicyException', { status: 400 }),
    },
  }),
  contractCase({
    id: 'cloudtrail/trails/organization-by-a-member',
    rule: 'organization-trail',
    page: preparing,
    kind: 'reversible',
    signs: 'member',
    prepare: async (stage) => {
      await makeTrustedAccess(stage, 'cloudtrail.amazonaws.com');
      return { bucket: await makeTrailBucket(stage), member: await stage.member() };
    },
    calls: (stage, { bucket, member }) =>
      member.cloudtrail.send(
        new CreateTrailCommand({
          Name: stage.name('trail'),
          S3BucketName: bucket,
          IsOrganizationTrail: true,
        }),
      ),
    expected: refused('NotOrganizationMasterAccountException', { status: 400 }),
  }),
  contractCase({
    id: 'cloudtrail/trails/organization-without-trusted-access',
    rule: 'organization-trail',
    page: preparing,
    kind: 'special',
    setUp: { edit: withoutTrails },
    prepare: makeTrailBucket,
    calls: (stage, bucket) =>
      stage.management.cloudtrail.send(
        new CreateTrailCommand({
          Name: stage.name('trail'),
          S3BucketName: bucket,
          IsOrganizationTrail: true,
        }),
      ),
    expected: refused('CloudTrailAccessNotEnabledException', { status: 400 }),
  }),
  contractCase({
    id: 'cloudtrail/trails/trusted-access-ends',
    rule: 'trail-without-access',
    page: organizationsGuide('services-that-can-integrate-cloudtrail'),
    // It would end trails of the organization that were there before.
    kind: 'special',
    prepare: makeOrganizationTrail,
    calls: async (stage, { name }) => {
      const { organizations, cloudtrail } = stage.management;
      const ServicePrincipal = 'cloudtrail.amazonaws.com';
      await organizations.send(new DisableAWSServiceAccessCommand({ ServicePrincipal }));
      return cloudtrail.send(new GetTrailCommand({ Name: name }));
    },
    expected: { Trail: { IsOrganizationTrail: false } },
  }),
  contractCase({
    id: 'cloudtrail/trails/shadows',
    rule: 'shadow-trails',
    page: cloudtrailGuide('creating-trail-organization'),
    kind: 'reversible',
    signs: 'member',
    settles: true,
    prepare: async (stage) => ({ ...(await makeOrganizationTrail(stage)), member: await stage.member() }),
    calls: async (stage, { member }) => {
      const own = { includeShadowTrails: false };
      return {
        member: await member.cloudtrail.send(new DescribeTrailsCommand({})),
        withoutShadows: await member.cloudtrail.send(new DescribeTrailsCommand(own)),
        elsewhere: await stage.with(elsewhere).cloudtrail.send(new DescribeTrailsCommand({})),
      };
    },
    expected: (_, { name, arn }) => {
      const shadow = { Name: name, TrailARN: arn, HomeRegion: 'us-east-1', IsOrganizationTrail: true };
      return {
        member: { trailList: listWith(shadow) },
        withoutShadows: { trailList: listWithout({ TrailARN: arn }) },
        elsewhere: { trailList: listWith(shadow) },
      };
    },
  }),
  contractCase({
    id: 'cloudtrail/trails/names-and-arns',
    rule: 'trail-arns',
    page: cloudtrailApi('GetTrailStatus'),
    kind: 'reversible',
    settles: true,
    prepare: (stage) => makeTrail(stage, { IsMultiRegionTrail: true }),
    calls: async (stage, { name, arn }) => {
      const status = (Name: string) =>
        outcome(stage.with(elsewhere).cloudtrail.send(new GetTrailStatusCommand({ Name })));
      return {
        byName: await status(name),
        byArn: await status(arn),
        noArn: await status('arn:aws:iam::1:x'),
      };
    },
    expected: {
      byName: refused('TrailNotFoundException', { status: 400 }),
      byArn: { IsLogging: false },
      noArn: refused('CloudTrailARNInvalidException', { status: 400 }),
    },
  }),
  contractCase({
    id: 'cloudtrail/trails/changes-from-elsewhere',
    rule: 'shadow-changes',
    page: cloudtrailApi('UpdateTrail'),
    kind: 'reversible',
    signs: 'member',
    // Of the errors that the page names it is not said which one comes.
    known: 'unconfirmed',
    settles: true,
    prepare: async (stage) => ({ ...(await makeOrganizationTrail(stage)), member: await stage.member() }),
    calls: async (stage, { arn, member }) => ({
      region: await outcome(
        stage
          .with(elsewhere)
          .cloudtrail.send(new UpdateTrailCommand({ Name: arn, IsMultiRegionTrail: false })),
      ),
      member: await outcome(member.cloudtrail.send(new StopLoggingCommand({ Name: arn }))),
    }),
    expected: {
      region: refused('InvalidHomeRegionException', { status: 400 }),
      member: refused('NotOrganizationMasterAccountException', { status: 400 }),
    },
  }),
  contractCase({
    id: 'cloudtrail/trails/logging',
    rule: 'trail-status',
    page: cloudtrailApi('GetTrailStatus'),
    kind: 'reversible',
    prepare: (stage) => makeTrail(stage),
    calls: async ({ management: { cloudtrail } }, { name: Name }) => {
      await cloudtrail.send(new StartLoggingCommand({ Name }));
      const started = await cloudtrail.send(new GetTrailStatusCommand({ Name }));
      await cloudtrail.send(new StopLoggingCommand({ Name }));
      return { started, stopped: await cloudtrail.send(new GetTrailStatusCommand({ Name })) };
    },
    expected: {
      started: { IsLogging: true, StartLoggingTime: aDate, LatestDeliveryError: undefined },
      stopped: { IsLogging: false, StopLoggingTime: aDate },
    },
  }),
  contractCase({
    id: 'cloudtrail/trails/delivery',
    rule: 'trail-status',
    page: cloudtrailApi('GetTrailStatus'),
    // It takes minutes, and on AWS what is written stays in the bucket.
    kind: 'special',
    prepare: (stage) => makeTrail(stage),
    calls: async (stage, { name: Name, bucket: Bucket }) => {
      const { cloudtrail, s3 } = stage.management;
      await cloudtrail.send(new StartLoggingCommand({ Name }));
      await stage.sleep(6 * 60_000);
      const delivered = await cloudtrail.send(new GetTrailStatusCommand({ Name }));
      const deny = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: `arn:aws:s3:::${Bucket}/*` };
      await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: policy(deny) }));
      await stage.sleep(6 * 60_000);
      return { delivered, denied: await cloudtrail.send(new GetTrailStatusCommand({ Name })) };
    },
    expected: {
      delivered: { LatestDeliveryTime: aDate, LatestDeliveryError: undefined },
      denied: { IsLogging: true, LatestDeliveryTime: aDate, LatestDeliveryError: 'AccessDenied' },
    },
  }),
  contractCase({
    id: 'cloudtrail/trails/selectors',
    rule: 'event-selectors',
    page: cloudtrailApi('PutEventSelectors'),
    kind: 'reversible',
    prepare: (stage) => makeTrail(stage),
    calls: async ({ management: { cloudtrail } }, { name: TrailName }) => {
      const first = await cloudtrail.send(new GetEventSelectorsCommand({ TrailName }));
      const EventSelectors = [{ ReadWriteType: 'WriteOnly' as const, IncludeManagementEvents: true }];
      await cloudtrail.send(new PutEventSelectorsCommand({ TrailName, EventSelectors }));
      const second = await cloudtrail.send(new GetEventSelectorsCommand({ TrailName }));
      const six = Array.from({ length: 6 }, () => ({ ReadWriteType: 'All' as const }));
      const tooMany = new PutEventSelectorsCommand({ TrailName, EventSelectors: six });
      return { first, second, six: await outcome(cloudtrail.send(tooMany)) };
    },
    expected: {
      first: { EventSelectors: [{ ReadWriteType: 'All', IncludeManagementEvents: true }] },
      second: { EventSelectors: [{ ReadWriteType: 'WriteOnly', IncludeManagementEvents: true }] },
      six: refused('InvalidEventSelectorsException', { status: 400 }),
    },
  }),
  contractCase({
    id: 'cloudtrail/trails/permissions',
    rule: 'trail-permissions',
    page: permissionsOf('awscloudtrail'),
    kind: 'reversible',
    settles: true,
    prepare: async (stage) => {
      const trail = await makeTrail(stage);
      const document = policy(allow('cloudtrail:GetTrailStatus', trail.arn));
      return { ...trail, person: await makePerson(stage, stage.management, 'person', [document]) };
    },
    calls: async (_, { name: Name, person: { caller } }) => ({
      status: await outcome(caller.cloudtrail.send(new GetTrailStatusCommand({ Name }))),
      deletion: await outcome(caller.cloudtrail.send(new DeleteTrailCommand({ Name }))),
      list: await outcome(caller.cloudtrail.send(new DescribeTrailsCommand({}))),
    }),
    expected: {
      status: { IsLogging: false },
      deletion: refused('AccessDeniedException', { status: 400 }),
      list: refused('AccessDeniedException', { status: 400 }),
    },
  }),
];
