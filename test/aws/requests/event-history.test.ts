import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import type { EventQuery, EventRecord } from '../../../src/aws/api.ts';
import { eventHistoryApi } from '../../../src/aws/event-history.ts';
import { answer, sending } from './sending.ts';

const sdkClient = new CloudTrailClient({ region: 'eu-west-1' });
const client = mockClient(sdkClient);
const api = eventHistoryApi(sdkClient, sending);
beforeEach(() => client.reset());

const query: EventQuery = {
  start: 1_000,
  end: 61_000,
  attribute: { key: 'EventName', value: 'CreateRole' },
};
const asked = {
  StartTime: new Date(1_000),
  EndTime: new Date(61_000),
  MaxResults: 50,
  LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'CreateRole' }],
};

async function all(pages: AsyncIterable<readonly EventRecord[]>): Promise<readonly EventRecord[]> {
  const found: EventRecord[] = [];
  for await (const page of pages) found.push(...page);
  return found;
}

it('asks for the largest pages, and with each token for the same again', async () => {
  client
    .on(LookupEventsCommand)
    .resolvesOnce({ Events: [{ CloudTrailEvent: 'a' }], NextToken: 'one' })
    .resolvesOnce({ NextToken: 'two' })
    .resolves({ Events: [{ CloudTrailEvent: 'b' }] });
  expect((await all(api.lookupEvents(query))).map(({ record }) => record)).toEqual(['a', 'b']);
  expect(client.calls().map(({ args }) => args[0].input)).toEqual([
    asked,
    { ...asked, NextToken: 'one' },
    { ...asked, NextToken: 'two' },
  ]);
});

it('asks for everything without an attribute', async () => {
  client.on(LookupEventsCommand).resolves({});
  expect(await all(api.lookupEvents({ ...query, attribute: null }))).toEqual([]);
  expect(client.call(0).args[0].input).not.toHaveProperty('LookupAttributes');
});

it('asks for no page that nobody takes', async () => {
  client.on(LookupEventsCommand).resolves({ Events: [{}], NextToken: 'more' });
  for await (const page of api.lookupEvents(query)) {
    expect(page).toHaveLength(1);
    break;
  }
  expect(client.calls()).toHaveLength(1);
});

it('takes what AWS gives, and what it leaves out as null', async () => {
  client.on(LookupEventsCommand).resolves({
    Events: [
      {
        CloudTrailEvent: '{}',
        EventTime: new Date(2_000),
        Resources: [{ ResourceType: 'AWS::IAM::Role', ResourceName: 'deploy' }, {}],
      },
      {},
    ],
  });
  expect(await all(api.lookupEvents(query))).toEqual([
    {
      record: '{}',
      time: 2_000,
      resources: [
        { type: 'AWS::IAM::Role', name: 'deploy' },
        { type: null, name: null },
      ],
    },
    { record: null, time: null, resources: [] },
  ]);
});

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html#API_LookupEvents_Errors */
it.each([
  'AccessDeniedException',
  'InvalidLookupAttributesException',
  'InvalidMaxResultsException',
  'InvalidNextTokenException',
  'InvalidTimeRangeException',
  'OperationNotPermittedException',
  'UnsupportedOperationException',
])('%s is told by its code', async (code) => {
  client.on(LookupEventsCommand).rejects(answer(code, 400));
  await expect(all(api.lookupEvents(query))).rejects.toMatchObject({
    action: 'cloudtrail:LookupEvents',
    code,
    outcome: 'rejected',
  });
});
