import { LookupEventsCommand, paginateLookupEvents } from '@aws-sdk/client-cloudtrail';
import { expect, test } from 'vitest';
import { world } from '../world.ts';
import { allEvents, recordsOf } from './recorded.ts';

test('events of other services are put where they belong', async () => {
  const { sandbox, cloudtrail, management, clock } = world();
  clock.advance(3_600_000);
  const arn = 'arn:aws:s3:::reports';
  sandbox.putEvents(management, [
    {
      eventSource: 'ec2.amazonaws.com',
      eventName: 'RunInstances',
      awsRegion: 'eu-west-1',
      userIdentity: { type: 'AWSService', invokedBy: 'autoscaling.amazonaws.com' },
      eventTime: '2030-01-01T00:30:00Z',
    },
    {
      eventSource: 's3.amazonaws.com',
      eventName: 'DeleteBucket',
      userIdentity: { type: 'IAMUser', userName: 'jane', accountId: management },
    },
    {
      eventSource: 's3.amazonaws.com',
      eventName: 'CreateBucket',
      userIdentity: { type: 'IAMUser', userName: 'jane', accountId: management },
      eventTime: '2029-12-31T23:00:00Z',
      resources: [{ type: 'AWS::S3::Bucket', ARN: arn }],
    },
  ]);
  const here = await allEvents(cloudtrail());
  expect(here.map(({ EventName, EventTime }) => [EventName, EventTime?.toISOString()])).toEqual([
    ['DeleteBucket', '2030-01-01T01:00:00.000Z'],
    ['CreateBucket', '2029-12-31T23:00:00.000Z'],
  ]);
  expect(here[1]?.Resources).toEqual([{ ResourceType: 'AWS::S3::Bucket', ResourceName: arn }]);
  expect(new Set(here.map(({ EventId }) => EventId)).size).toBe(2);
  const [there] = await recordsOf(cloudtrail(undefined, 'eu-west-1'), 'RunInstances');
  expect(there).toMatchObject({ recipientAccountId: management, readOnly: false, managementEvent: true });
});

test('sign-ins to the console: users and root, with MFA and without, right and wrong', async () => {
  const { sandbox, cloudtrail, management } = world();
  sandbox.signInToConsole(management, { who: 'management-admin', mfa: true });
  sandbox.signInToConsole(management, { who: 'root', success: false, sourceIPAddress: '198.51.100.7' });
  sandbox.signInToConsole(management, { who: 'hunter2', success: false });
  const records = await recordsOf(cloudtrail(), 'ConsoleLogin');
  expect(records).toMatchObject([
    {
      eventSource: 'signin.amazonaws.com',
      eventType: 'AwsConsoleSignIn',
      userIdentity: { type: 'IAMUser', userName: 'management-admin' },
      responseElements: { ConsoleLogin: 'Success' },
      additionalEventData: { MFAUsed: 'Yes' },
    },
    {
      userIdentity: { type: 'Root', arn: `arn:aws:iam::${management}:root` },
      sourceIPAddress: '198.51.100.7',
      errorMessage: 'Failed authentication',
      responseElements: { ConsoleLogin: 'Failure' },
      additionalEventData: { MFAUsed: 'No' },
    },
    { userIdentity: { userName: 'HIDDEN_DUE_TO_SECURITY_REASONS' } },
  ]);
  const LookupAttributes = [{ AttributeKey: 'Username', AttributeValue: 'root' } as const];
  const { Events } = await cloudtrail().send(new LookupEventsCommand({ LookupAttributes }));
  expect(Events).toHaveLength(1);
});

test('of fifty thousand events those of a time are paged through', async () => {
  const { sandbox, cloudtrail, management, clock } = world();
  const start = clock.now() - 50_000_000;
  sandbox.putEvents(
    management,
    Array.from({ length: 50_000 }, (_, index) => ({
      eventSource: 'ec2.amazonaws.com',
      eventName: 'CreateTags',
      userIdentity: { type: 'IAMUser', userName: 'jane' },
      eventTime: new Date(start + index * 1_000).toISOString(),
    })),
  );
  const idsWithin = async (StartTime: Date, EndTime: Date) => {
    const pages: (string | undefined)[][] = [];
    const client = cloudtrail();
    for await (const { Events = [] } of paginateLookupEvents({ client }, { StartTime, EndTime })) {
      pages.push(Events.map(({ EventId }) => EventId));
    }
    return pages;
  };
  const newest = await idsWithin(new Date(start + 45_000_000), new Date(clock.now() - 1_000));
  const oldest = await idsWithin(new Date(0), new Date(start + 499_000));
  expect([newest.length, oldest.length]).toEqual([100, 10]);
  expect(new Set([...newest, ...oldest].flat()).size).toBe(5_500);
});
