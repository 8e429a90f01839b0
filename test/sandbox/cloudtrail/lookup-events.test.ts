import {
  type CloudTrailClient,
  type Event,
  type LookupAttributeKey,
  LookupEventsCommand,
  type LookupEventsCommandInput,
} from '@aws-sdk/client-cloudtrail';
import { CreateUserCommand, GetUserCommand } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { failureOf } from '../ground.ts';
import { allow, policy, world } from '../world.ts';
import { allEvents } from './recorded.ts';

const minute = 60_000;

/** Three users, a minute apart, and one look at the first. */
async function story(options: Parameters<typeof world>[0] = {}) {
  const made = world(options);
  const { iam, clock } = made;
  for (const UserName of ['ann', 'ben', 'cem']) {
    await iam().send(new CreateUserCommand({ UserName }));
    clock.advance(minute);
  }
  await iam().send(new GetUserCommand({ UserName: 'ann' }));
  clock.advance(minute);
  return made;
}

const namesOf = (events: readonly Event[] = []) => events.map(({ EventName }) => EventName);

test('newest first, with what the console shows of each', async () => {
  const { cloudtrail, sandbox } = await story();
  const { Events = [], NextToken } = await cloudtrail().send(new LookupEventsCommand({}));
  expect(namesOf(Events)).toEqual(['GetUser', 'CreateUser', 'CreateUser', 'CreateUser']);
  expect(NextToken).toBeUndefined();
  expect(Events[3]).toEqual({
    EventId: expect.any(String),
    EventName: 'CreateUser',
    ReadOnly: 'false',
    AccessKeyId: sandbox.profiles.management.accessKeyId,
    EventTime: new Date(Date.UTC(2030, 0, 1)),
    EventSource: 'iam.amazonaws.com',
    Username: 'management-admin',
    Resources: expect.arrayContaining([{ ResourceType: 'AWS::IAM::User', ResourceName: 'ann' }]),
    CloudTrailEvent: expect.stringContaining('"eventName":"CreateUser"'),
  });
});

test('pages are good for one question, and what comes meanwhile moves nothing', async () => {
  const { cloudtrail, iam, opsKeys, edit, ops } = await story();
  edit(ops, ({ users }) => users['ops-user']?.attached.push('arn:aws:iam::aws:policy/AdministratorAccess'));
  const client = cloudtrail();
  const first = await client.send(new LookupEventsCommand({ MaxResults: 2 }));
  expect(namesOf(first.Events)).toEqual(['GetUser', 'CreateUser']);
  await iam().send(new CreateUserCommand({ UserName: 'dee' }));
  const { NextToken } = first;
  const second = await client.send(new LookupEventsCommand({ MaxResults: 2, NextToken }));
  expect(second.Events?.map(({ EventTime }) => EventTime?.getTime())).toEqual([
    Date.UTC(2030, 0, 1, 0, 1),
    Date.UTC(2030, 0, 1),
  ]);
  expect(second.NextToken).toBeUndefined();
  const asked: readonly (readonly [CloudTrailClient, LookupEventsCommandInput])[] = [
    [client, { NextToken, StartTime: new Date(0) }],
    [client, { NextToken, LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'x' }] }],
    [client, { NextToken: `${NextToken}x` }],
    [client, { NextToken: 'no token' }],
    [cloudtrail(undefined, 'eu-west-1'), { NextToken }],
    [cloudtrail(opsKeys), { NextToken }],
  ];
  for (const [by, input] of asked) {
    const failure = await failureOf(by.send(new LookupEventsCommand(input)));
    expect(failure).toMatchObject({
      name: 'InvalidNextTokenException',
      $metadata: { httpStatusCode: 400 },
    });
  }
});

test('a page that the history fills to its end is the last', async () => {
  const { cloudtrail } = await story();
  const { Events, NextToken } = await cloudtrail().send(new LookupEventsCommand({ MaxResults: 4 }));
  expect(Events).toHaveLength(4);
  expect(NextToken).toBeUndefined();
});

test.each([
  [{ StartTime: new Date(Date.UTC(2030, 0, 1, 0, 1)) }, 3],
  [{ EndTime: new Date(Date.UTC(2030, 0, 1, 0, 1)) }, 2],
  [{ StartTime: new Date(Date.UTC(2030, 0, 1, 0, 1)), EndTime: new Date(Date.UTC(2030, 0, 1, 0, 1)) }, 1],
  [
    { StartTime: new Date(Date.UTC(2030, 0, 1, 0, 1, 1)), EndTime: new Date(Date.UTC(2030, 0, 1, 0, 1, 59)) },
    0,
  ],
])('of a time range %o there are %i', async (range, count) => {
  const { cloudtrail } = await story();
  const { Events } = await cloudtrail().send(new LookupEventsCommand(range));
  expect(Events).toHaveLength(count);
});

test.each<[LookupAttributeKey, string, number]>([
  ['EventName', 'CreateUser', 3],
  ['EventName', 'createuser', 0],
  ['EventSource', 'iam.amazonaws.com', 4],
  ['ReadOnly', 'true', 1],
  ['ReadOnly', 'false', 3],
  ['ResourceName', 'ann', 2],
  ['ResourceType', 'AWS::IAM::User', 4],
  ['ResourceType', 'AWS::IAM::Role', 0],
  ['Username', 'management-admin', 4],
  ['Username', 'ann', 0],
])('with %s %s there are %i', async (AttributeKey, AttributeValue, count) => {
  const { cloudtrail } = await story();
  const LookupAttributes = [{ AttributeKey, AttributeValue }];
  const { Events } = await cloudtrail().send(new LookupEventsCommand({ LookupAttributes }));
  expect(Events).toHaveLength(count);
});

test('by its id and by the key that signed', async () => {
  const { cloudtrail, sandbox } = await story();
  const [, second] = await allEvents(cloudtrail());
  const find = async (AttributeKey: LookupAttributeKey, AttributeValue = '') => {
    const LookupAttributes = [{ AttributeKey, AttributeValue }];
    const { Events } = await cloudtrail().send(
      new LookupEventsCommand({ LookupAttributes, EndTime: second?.EventTime }),
    );
    return Events?.map(({ EventId }) => EventId);
  };
  expect(await find('EventId', second?.EventId)).toEqual([second?.EventId]);
  expect(await find('AccessKeyId', sandbox.profiles.management.accessKeyId)).toHaveLength(3);
  expect(await find('AccessKeyId', 'AKIANOBODY')).toEqual([]);
});

test.each([
  [{ MaxResults: 0 }, 'InvalidMaxResultsException'],
  [{ MaxResults: 51 }, 'InvalidMaxResultsException'],
  [{ StartTime: new Date(2_000), EndTime: new Date(1_000) }, 'InvalidTimeRangeException'],
  [{ EventCategory: 'management' as 'insight' }, 'InvalidEventCategoryException'],
  [
    { LookupAttributes: [{ AttributeKey: 'Colour' as 'EventName', AttributeValue: 'x' }] },
    'InvalidLookupAttributesException',
  ],
  [
    { LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: '' } as const] },
    'InvalidLookupAttributesException',
  ],
  [
    {
      LookupAttributes: [
        { AttributeKey: 'EventName', AttributeValue: 'x' } as const,
        { AttributeKey: 'ReadOnly', AttributeValue: 'true' } as const,
      ],
    },
    'InvalidLookupAttributesException',
  ],
])('%o is %s', async (input, name) => {
  const { cloudtrail } = world();
  const failure = await failureOf(cloudtrail().send(new LookupEventsCommand(input)));
  expect(failure).toMatchObject({ name, $metadata: { httpStatusCode: 400 } });
});

test('there are no insights', async () => {
  const { cloudtrail } = await story();
  const { Events } = await cloudtrail().send(new LookupEventsCommand({ EventCategory: 'insight' }));
  expect(Events).toEqual([]);
});

test('an event is kept for 90 days', async () => {
  const { cloudtrail, clock } = await story();
  clock.advance(90 * 86_400_000 - 3 * minute);
  const LookupAttributes = [{ AttributeKey: 'EventName', AttributeValue: 'CreateUser' } as const];
  const { Events } = await cloudtrail().send(new LookupEventsCommand({ LookupAttributes }));
  expect(Events?.map(({ EventTime }) => EventTime?.getUTCMinutes())).toEqual([2, 1]);
});

test('an event is seen some time after it', async () => {
  const { cloudtrail, sts, clock } = world({ timings: { trail: 5 * minute } });
  await sts().send(new GetCallerIdentityCommand({}));
  const seen = async () => namesOf((await cloudtrail().send(new LookupEventsCommand({}))).Events);
  clock.advance(5 * minute - 1);
  expect(await seen()).toEqual([]);
  clock.advance(1);
  expect(await seen()).toEqual(['GetCallerIdentity']);
});

test('two requests a second for an account and region', async () => {
  const { cloudtrail, clock, opsKeys, edit, ops } = world({ rates: true });
  edit(ops, ({ users }) => users['ops-user']?.attached.push('arn:aws:iam::aws:policy/AdministratorAccess'));
  const look = (client = cloudtrail()) => client.send(new LookupEventsCommand({}));
  await look();
  await look();
  expect(await failureOf(look())).toMatchObject({
    name: 'ThrottlingException',
    $metadata: { httpStatusCode: 400 },
  });
  await look(cloudtrail(undefined, 'eu-west-1'));
  await look(cloudtrail(opsKeys));
  clock.advance(500);
  const { Events } = await look();
  expect(Events?.map(({ CloudTrailEvent = '' }) => JSON.parse(CloudTrailEvent).errorCode)).toEqual([
    'ThrottlingException',
    undefined,
    undefined,
  ]);
});

test('it needs its permission, which may be bound to a region', async () => {
  const { cloudtrail, addUser, management } = world();
  const nobody = addUser(management, 'nobody');
  expect(await failureOf(cloudtrail(nobody).send(new LookupEventsCommand({})))).toMatchObject({
    name: 'AccessDeniedException',
  });
  const Condition = { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } };
  const some = addUser(management, 'some', [policy({ ...allow('cloudtrail:LookupEvents'), Condition })]);
  await cloudtrail(some, 'eu-west-1').send(new LookupEventsCommand({}));
  expect((await failureOf(cloudtrail(some).send(new LookupEventsCommand({})))).name).toBe(
    'AccessDeniedException',
  );
});

test.each(['CloudTrail_20131101', 'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101'])(
  'the target is %s, as this or another SDK writes it',
  async (target) => {
    const { sandbox } = world();
    const { response } = await sandbox.dispatcher.handle({
      method: 'POST',
      path: '/',
      query: new URLSearchParams(),
      headers: { 'x-amz-target': `${target}.LookupEvents` },
      body: new Uint8Array(),
    });
    expect(Buffer.from(response.body).toString()).toContain('MissingAuthenticationTokenException');
  },
);
