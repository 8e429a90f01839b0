import {
  type AdvancedEventSelector,
  type EventSelector,
  GetEventSelectorsCommand,
  GetTrailCommand,
  PutEventSelectorsCommand,
  StartLoggingCommand,
  StopLoggingCommand,
  UpdateTrailCommand,
} from '@aws-sdk/client-cloudtrail';
import { CreateBucketCommand, DeleteBucketCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { failureOf } from '../ground.ts';
import { bucket, name, putPolicy, statusOf, trailStatements, withTrail } from './trail-world.ts';

const minutes = (count: number) => count * 60_000;

test('logs are delivered every five minutes while the trail logs, sums of them every hour', async () => {
  const made = await withTrail();
  const { clock } = made;
  const client = made.cloudtrail();
  const started = clock.now();
  const at = (count: number) => new Date(started + minutes(count));
  const text = `${at(0).toISOString().slice(0, 19)}Z`;
  const first = await statusOf(client);
  expect(first).toMatchObject({ IsLogging: true, StartLoggingTime: at(0), TimeLoggingStarted: text });
  expect(first).not.toHaveProperty('LatestDeliveryTime');
  clock.advance(minutes(4));
  expect(await statusOf(client)).not.toHaveProperty('LatestDeliveryTime');
  clock.advance(minutes(8));
  expect(await statusOf(client)).toMatchObject({ LatestDeliveryTime: at(10) });
  clock.advance(minutes(60));
  expect(await statusOf(client)).toMatchObject({
    LatestDeliveryTime: at(70),
    LatestDigestDeliveryTime: at(60),
  });
  await client.send(new StopLoggingCommand({ Name: name }));
  clock.advance(minutes(60));
  const stopped = await statusOf(client);
  expect(stopped).toMatchObject({
    IsLogging: false,
    StopLoggingTime: at(72),
    LatestDeliveryTime: at(70),
    LatestDigestDeliveryTime: at(60),
  });
  // Stopping once more changes nothing, and neither does starting what runs.
  await client.send(new StopLoggingCommand({ Name: name }));
  expect(await statusOf(client)).toEqual(stopped);
  await client.send(new StartLoggingCommand({ Name: name }));
  clock.advance(minutes(1));
  await client.send(new StartLoggingCommand({ Name: name }));
  clock.advance(minutes(5));
  expect(await statusOf(client)).toMatchObject({ StartLoggingTime: at(132), LatestDeliveryTime: at(137) });
});

test('a trail that does not validate has no sums, until it does', async () => {
  const made = await withTrail({ EnableLogFileValidation: false });
  made.clock.advance(minutes(90));
  expect(await statusOf(made.cloudtrail())).not.toHaveProperty('LatestDigestDeliveryTime');
  const since = made.clock.now();
  await made.cloudtrail().send(new UpdateTrailCommand({ Name: name, EnableLogFileValidation: true }));
  made.clock.advance(minutes(61));
  expect(await statusOf(made.cloudtrail())).toMatchObject({
    LatestDigestDeliveryTime: new Date(since + minutes(60)),
  });
});

test('what the bucket does not take is an error, until it takes it again', async () => {
  const made = await withTrail();
  const client = made.cloudtrail();
  const started = made.clock.now();
  made.clock.advance(minutes(62));
  await putPolicy(made, trailStatements(made, 'other'));
  made.clock.advance(minutes(1));
  // Nothing was due since then.
  expect(await statusOf(client)).not.toHaveProperty('LatestDeliveryError');
  made.clock.advance(minutes(60));
  expect(await statusOf(client)).toMatchObject({
    IsLogging: true,
    LatestDeliveryError: 'AccessDenied',
    LatestDigestDeliveryError: 'AccessDenied',
    LatestDeliveryTime: new Date(started + minutes(60)),
    LatestDigestDeliveryTime: new Date(started + minutes(60)),
  });
  await putPolicy(made, trailStatements(made));
  made.clock.advance(minutes(5));
  const mended = await statusOf(client);
  expect(mended).not.toHaveProperty('LatestDeliveryError');
  expect(mended).toMatchObject({
    LatestDeliveryTime: new Date(started + minutes(125)),
    LatestDigestDeliveryError: 'AccessDenied',
  });
});

test('a bucket that is gone, and one of that name which is another’s', async () => {
  const made = await withTrail();
  const client = made.cloudtrail();
  await made.s3().send(new DeleteBucketCommand({ Bucket: bucket }));
  made.clock.advance(minutes(5));
  expect(await statusOf(client)).toMatchObject({ LatestDeliveryError: 'NoSuchBucket' });
  const keys = await made.assume({
    RoleArn: `arn:aws:iam::${made.ops}:role/OrganizationAccountAccessRole`,
    RoleSessionName: 'lee',
  });
  await made.s3({ keys }).send(new CreateBucketCommand({ Bucket: bucket }));
  made.clock.advance(minutes(5));
  expect(await statusOf(client)).toMatchObject({ LatestDeliveryError: 'AccessDenied' });
});

test('how often it is asked makes no difference', async () => {
  const asked = await withTrail();
  const left = await withTrail();
  for (let count = 0; count < 50; count += 1) {
    asked.clock.advance(minutes(7));
    await statusOf(asked.cloudtrail());
  }
  left.clock.advance(minutes(350));
  expect(await statusOf(asked.cloudtrail())).toEqual(await statusOf(left.cloudtrail()));
});

const all = {
  ReadWriteType: 'All',
  IncludeManagementEvents: true,
  DataResources: [],
  ExcludeManagementEventSources: [],
};

const management: AdvancedEventSelector = {
  Name: 'management',
  FieldSelectors: [
    { Field: 'eventCategory', Equals: ['Management'] },
    { Field: 'eventSource', NotEquals: ['kms.amazonaws.com'] },
  ],
};

test('a trail selects every management event, or what it is told', async () => {
  const made = await withTrail();
  const client = made.cloudtrail();
  const read = async () => {
    const { $metadata, TrailARN, ...selectors } = await client.send(
      new GetEventSelectorsCommand({ TrailName: name }),
    );
    const { Trail } = await client.send(new GetTrailCommand({ Name: name }));
    return { ...selectors, custom: Trail?.HasCustomEventSelectors };
  };
  const put = (input: {
    EventSelectors?: EventSelector[];
    AdvancedEventSelectors?: AdvancedEventSelector[];
  }) => client.send(new PutEventSelectorsCommand({ TrailName: name, ...input }));
  expect(await read()).toEqual({ EventSelectors: [all], custom: false });
  await put({ EventSelectors: [{ ReadWriteType: 'WriteOnly' }] });
  expect(await read()).toEqual({ EventSelectors: [{ ...all, ReadWriteType: 'WriteOnly' }], custom: true });
  await put({ AdvancedEventSelectors: [management] });
  expect(await read()).toEqual({ AdvancedEventSelectors: [management], custom: true });
  const data = { Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] };
  await put({
    EventSelectors: [{ DataResources: [data], ExcludeManagementEventSources: ['kms.amazonaws.com'] }],
  });
  expect(await read()).toMatchObject({
    EventSelectors: [{ ...all, DataResources: [data], ExcludeManagementEventSources: ['kms.amazonaws.com'] }],
  });
  await put({ EventSelectors: [{}] });
  expect(await read()).toEqual({ EventSelectors: [all], custom: false });
});

test.each<[string, { EventSelectors?: EventSelector[]; AdvancedEventSelectors?: AdvancedEventSelector[] }]>([
  ['none', {}],
  ['both kinds', { EventSelectors: [{}], AdvancedEventSelectors: [management] }],
  ['six', { EventSelectors: [{}, {}, {}, {}, {}, {}] }],
  ['another read-write type', { EventSelectors: [{ ReadWriteType: 'Some' as 'All' }] }],
  [
    'an exclusion that there is not',
    { EventSelectors: [{ ExcludeManagementEventSources: ['iam.amazonaws.com'] }] },
  ],
  [
    'an exclusion of what is not included',
    {
      EventSelectors: [
        { IncludeManagementEvents: false, ExcludeManagementEventSources: ['kms.amazonaws.com'] },
      ],
    },
  ],
  ['data of another type', { EventSelectors: [{ DataResources: [{ Type: 'AWS::X', Values: [] }] }] }],
  [
    'no category',
    { AdvancedEventSelectors: [{ FieldSelectors: [{ Field: 'readOnly', Equals: ['true'] }] }] },
  ],
  [
    'a category that there is not',
    { AdvancedEventSelectors: [{ FieldSelectors: [{ Field: 'eventCategory', Equals: ['All'] }] }] },
  ],
  [
    'a field that is compared with nothing',
    {
      AdvancedEventSelectors: [
        { FieldSelectors: [{ Field: 'eventCategory', Equals: ['Data'] }, { Field: 'resources.type' }] },
      ],
    },
  ],
])('event selectors: %s are refused', async (_, input) => {
  const made = await withTrail();
  const put = made.cloudtrail().send(new PutEventSelectorsCommand({ TrailName: name, ...input }));
  expect(await failureOf(put)).toMatchObject({ name: 'InvalidEventSelectorsException' });
});
