import {
  CreateTrailCommand,
  type CreateTrailCommandInput,
  DeleteTrailCommand,
  DescribeTrailsCommand,
  GetTrailCommand,
  ListTrailsCommand,
  UpdateTrailCommand,
} from '@aws-sdk/client-cloudtrail';
import { DeleteBucketCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { failureOf } from '../ground.ts';
import { allow, policy } from '../world.ts';
import {
  bucket,
  name,
  organizationTrail,
  putPolicy,
  service,
  statusOf,
  type TrailWorld,
  trailStatements,
  withGround,
  withTrail,
} from './trail-world.ts';

const create = (
  { cloudtrail }: TrailWorld,
  input: Partial<CreateTrailCommandInput> = {},
  region = 'us-east-1',
) => cloudtrail({ region }).send(new CreateTrailCommand({ Name: name, S3BucketName: bucket, ...input }));

test('a new trail is of one region, does not validate and does not log', async () => {
  const made = await withGround();
  const TrailARN = `arn:aws:cloudtrail:us-east-1:${made.management}:trail/${name}`;
  const settings = {
    Name: name,
    S3BucketName: bucket,
    TrailARN,
    IncludeGlobalServiceEvents: true,
    IsMultiRegionTrail: false,
    LogFileValidationEnabled: false,
    IsOrganizationTrail: false,
  };
  expect(await create(made)).toMatchObject(settings);
  const whole = {
    ...settings,
    HomeRegion: 'us-east-1',
    HasCustomEventSelectors: false,
    HasInsightSelectors: false,
  };
  const { trailList } = await made.cloudtrail().send(new DescribeTrailsCommand({}));
  expect(trailList).toEqual([whole]);
  expect((await made.cloudtrail().send(new GetTrailCommand({ Name: TrailARN }))).Trail).toEqual(whole);
  expect(await statusOf(made.cloudtrail())).toMatchObject({ IsLogging: false, TimeLoggingStarted: '' });
});

test.each([['ab'], ['a'.repeat(129)], ['-acme'], ['acme.'], ['acme-_logs'], ['acme logs'], ['192.168.0.1']])(
  'no trail is called %s',
  async (bad) => {
    const made = await withGround();
    expect(await failureOf(create(made, { Name: bad }))).toMatchObject({
      name: 'InvalidTrailNameException',
      $metadata: { httpStatusCode: 400 },
    });
  },
);

test.each<[string, string, Partial<CreateTrailCommandInput>]>([
  ['a bucket that is no name', 'InvalidS3BucketNameException', { S3BucketName: 'Acme' }],
  ['a bucket that is not there', 'S3BucketDoesNotExistException', { S3BucketName: 'acme-none' }],
  ['a prefix that is too long', 'InvalidS3PrefixException', { S3KeyPrefix: 'x'.repeat(201) }],
  ['a prefix that the policy does not have', 'InsufficientS3BucketPolicyException', { S3KeyPrefix: 'x' }],
  ['a name that the policy does not have', 'InsufficientS3BucketPolicyException', { Name: 'other' }],
  [
    'all regions without global services',
    'InvalidParameterCombinationException',
    { IsMultiRegionTrail: true, IncludeGlobalServiceEvents: false },
  ],
  ['a topic of SNS', 'UnsupportedOperationException', { SnsTopicName: 'topic' }],
  ['a tag of AWS', 'InvalidTagParameterException', { TagsList: [{ Key: 'aws:x', Value: '' }] }],
])('a trail with %s is %s', async (_, error, input) => {
  const made = await withGround();
  expect(await failureOf(create(made, input))).toMatchObject({ name: error });
  expect(made.sandbox.state().trails).toBeUndefined();
});

const parts = (statement: object, changed: object) => ({ ...statement, ...changed });

test.each<[string, (made: TrailWorld) => object[]]>([
  [
    'nothing',
    () => [
      { Effect: 'Deny', Principal: service, Action: 's3:DeleteObject', Resource: `arn:aws:s3:::${bucket}/*` },
    ],
  ],
  ['no reading of its ACL', (made) => trailStatements(made).slice(1)],
  ['no writing for the account', (made) => trailStatements(made).filter((_, index) => index !== 1)],
  ['no writing for the organization', (made) => trailStatements(made).slice(0, 2)],
  ['another trail', (made) => trailStatements(made, 'other')],
  [
    'another service',
    (made) =>
      trailStatements(made).map((one) => parts(one, { Principal: { Service: 'config.amazonaws.com' } })),
  ],
  [
    'an ACL that is not sent',
    (made) =>
      trailStatements(made).map((one) =>
        parts(one, { Condition: { StringEquals: { 's3:x-amz-acl': 'private' } } }),
      ),
  ],
  [
    'nothing in the end, as it denies it',
    (made) => [
      ...trailStatements(made),
      { Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: `arn:aws:s3:::${bucket}/*` },
    ],
  ],
])('a bucket whose policy allows %s does not take the organization’s trail', async (_, statements) => {
  const made = await withGround();
  await putPolicy(made, statements(made));
  const failure = await failureOf(made.cloudtrail().send(new CreateTrailCommand(organizationTrail)));
  expect(failure).toMatchObject({
    name: 'InsufficientS3BucketPolicyException',
    message: `Incorrect S3 bucket policy is detected for bucket: ${bucket}`,
  });
});

test.each<[string, (made: TrailWorld) => object[]]>([
  ['the page’s statements', (made) => trailStatements(made)],
  [
    'no condition on the source',
    (made) => trailStatements(made).map((one) => parts(one, { Condition: undefined })),
  ],
  [
    'one statement for all of it',
    () => [
      {
        Effect: 'Allow',
        Principal: { Service: ['config.amazonaws.com', 'cloudtrail.amazonaws.com'] },
        Action: ['s3:GetBucketAcl', 's3:Put*'],
        Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
      },
    ],
  ],
  [
    'a deny of what is not encrypted on its way',
    (made) => [
      ...trailStatements(made),
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: `arn:aws:s3:::${bucket}/*`,
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
  ],
  [
    'the account as the source',
    (made) =>
      trailStatements(made).map((one) =>
        parts(one, { Condition: { StringEquals: { 'aws:SourceAccount': made.management } } }),
      ),
  ],
])('a bucket whose policy has %s takes it', async (_, statements) => {
  const made = await withGround();
  await putPolicy(made, statements(made));
  await made.cloudtrail().send(new CreateTrailCommand(organizationTrail));
});

test('a policy that was put a moment ago may not be seen yet', async () => {
  const made = await withGround({ timings: { bucketPolicy: 3000 } });
  expect(await failureOf(create(made))).toMatchObject({ name: 'InsufficientS3BucketPolicyException' });
  made.clock.advance(3000);
  await create(made);
});

test('a name is taken in its region, and five trails are enough', async () => {
  const made = await withGround();
  const source = { 'aws:SourceAccount': made.management };
  await putPolicy(made, [
    {
      Effect: 'Allow',
      Principal: service,
      Action: 's3:*',
      Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
      Condition: { StringEquals: source },
    },
  ]);
  await create(made);
  expect(await failureOf(create(made))).toMatchObject({
    name: 'TrailAlreadyExistsException',
    message: `Trail ${name} already exists for customer: ${made.management}`,
  });
  await create(made, { IsMultiRegionTrail: true }, 'eu-west-1');
  for (const other of ['second', 'third', 'fourth']) await create(made, { Name: other });
  expect(await failureOf(create(made, { Name: 'sixth' }))).toMatchObject({
    name: 'MaximumNumberOfTrailsExceededException',
  });
  await create(made, { Name: 'sixth' }, 'eu-central-1');
  // A trail of all regions has its name in all of them.
  expect(await failureOf(create(made, {}, 'eu-central-1'))).toMatchObject({
    name: 'TrailAlreadyExistsException',
  });
  const { Trails } = await made.cloudtrail({ region: 'eu-central-1' }).send(new ListTrailsCommand({}));
  expect(Trails?.map(({ Name, HomeRegion }) => `${HomeRegion} ${Name}`)).toEqual([
    'us-east-1 acme',
    'eu-west-1 acme',
    'us-east-1 second',
    'us-east-1 third',
    'us-east-1 fourth',
    'eu-central-1 sixth',
  ]);
});

test('an update changes what it names, and checks the bucket as a creation does', async () => {
  const made = await withTrail({ KmsKeyId: 'alias/logs' });
  const client = made.cloudtrail();
  const update = (input: object) => client.send(new UpdateTrailCommand({ Name: name, ...input }));
  const before = (await client.send(new GetTrailCommand({ Name: name }))).Trail;
  expect(before?.KmsKeyId).toBe(`arn:aws:kms:us-east-1:${made.management}:alias/logs`);
  expect(await update({ EnableLogFileValidation: false })).toMatchObject({
    LogFileValidationEnabled: false,
    IsMultiRegionTrail: true,
    IsOrganizationTrail: true,
  });
  expect(await update({ KmsKeyId: '' })).not.toHaveProperty('KmsKeyId');
  expect(await statusOf(client)).toMatchObject({ IsLogging: true });
  expect(await failureOf(update({ S3BucketName: 'acme-none' }))).toMatchObject({
    name: 'S3BucketDoesNotExistException',
  });
  expect(await failureOf(update({ S3KeyPrefix: 'x' }))).toMatchObject({
    name: 'InsufficientS3BucketPolicyException',
  });
  expect(await failureOf(update({ IncludeGlobalServiceEvents: false }))).toMatchObject({
    name: 'InvalidParameterCombinationException',
  });
  await made.s3().send(new DeleteBucketCommand({ Bucket: bucket }));
  expect(await failureOf(update({}))).toMatchObject({ name: 'S3BucketDoesNotExistException' });
  expect((await client.send(new GetTrailCommand({ Name: name }))).Trail?.S3BucketName).toBe(bucket);
});

test('a trail that is deleted is gone', async () => {
  const made = await withTrail();
  const client = made.cloudtrail();
  await client.send(new DeleteTrailCommand({ Name: name }));
  expect((await client.send(new DescribeTrailsCommand({}))).trailList).toEqual([]);
  expect(await failureOf(client.send(new GetTrailCommand({ Name: name })))).toMatchObject({
    name: 'TrailNotFoundException',
    message: `Unknown trail: arn:aws:cloudtrail:us-east-1:${made.management}:trail/${name} for the user: ${made.management}`,
  });
  expect(await failureOf(client.send(new DeleteTrailCommand({ Name: name })))).toMatchObject({
    name: 'TrailNotFoundException',
  });
});

test.each(['arn:aws:cloudtrail:us-east-1:1:trail/acme', 'arn:aws:iam::111122223333:role/acme'])(
  '%s is no trail’s',
  async (arn) => {
    const client = (await withGround()).cloudtrail();
    expect(await failureOf(client.send(new GetTrailCommand({ Name: arn })))).toMatchObject({
      name: 'CloudTrailARNInvalidException',
    });
    expect(await failureOf(client.send(new DescribeTrailsCommand({ trailNameList: [arn] })))).toMatchObject({
      name: 'CloudTrailARNInvalidException',
    });
  },
);

test('each operation needs its permission on the trail', async () => {
  const made = await withTrail();
  const arn = `arn:aws:cloudtrail:us-east-1:${made.management}:trail/${name}`;
  const keys = made.addUser(made.management, 'kim', [
    policy(allow(['cloudtrail:GetTrailStatus', 'cloudtrail:CreateTrail'], arn)),
  ]);
  const kim = made.cloudtrail({ keys });
  await statusOf(kim);
  expect((await failureOf(kim.send(new DeleteTrailCommand({ Name: name })))).message).toContain(
    `cloudtrail:DeleteTrail on resource: ${arn}`,
  );
  expect((await failureOf(kim.send(new DescribeTrailsCommand({})))).message).toContain(
    'cloudtrail:DescribeTrails on resource: *',
  );
  const tagged = { Name: name, S3BucketName: bucket, TagsList: [{ Key: 'a', Value: '' }] };
  expect((await failureOf(kim.send(new CreateTrailCommand(tagged)))).message).toContain('cloudtrail:AddTags');
});
