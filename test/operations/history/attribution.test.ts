import { expect, test } from 'vitest';
import type { EventHistoryApi } from '../../../src/aws/api.ts';
import { readAttribution } from '../../../src/operations/history/attribution.ts';

const role = 'arn:aws:iam::111122223333:role/acme-production';
const demanding = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::444455556666:root' },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'sts:SourceIdentity': '${aws:username}' } },
    },
  ],
});
const time = Date.UTC(2026, 10, 24, 13);
const now = time + 3_600_000;

/** One event of that name of a role, at that time. */
function historyOf(eventName: string, roleName: string): EventHistoryApi {
  const record = JSON.stringify({
    eventName,
    eventSource: 'iam.amazonaws.com',
    eventTime: new Date(time).toISOString(),
    requestParameters: { roleName },
    userIdentity: { type: 'IAMUser', userName: 'kim' },
  });
  return {
    async *lookupEvents({ attribute }) {
      if (attribute?.value === eventName) {
        yield [{ record, time, resources: [{ type: 'AWS::IAM::Role', name: roleName }] }];
      }
    },
  };
}

const read = (eventName: string, roleName: string) =>
  readAttribution(role, async () => demanding, historyOf(eventName, roleName), { since: 0, now: time });

test.each([
  [
    'UpdateAssumeRolePolicy',
    'acme-production',
    [time + 300_000],
    'the policy before may be seen for minutes',
  ],
  ['DeleteRole', 'acme-production', [time + 300_000], 'the role before may be seen for minutes'],
  ['CreateRole', 'acme-production', [time], 'before, there was no role'],
  ['UpdateAssumeRolePolicy', 'deploy', [], 'another role is of no account'],
  ['UpdateAssumeRolePolicy', 'ACME-Production', [time + 300_000], 'IAM takes a name in any case'],
])('after %s of %s: %j, because %s', async (eventName, roleName, unsettled) => {
  expect(await read(eventName, roleName)).toEqual({ demanded: true, unsettled });
});

test.each<[string, { readonly record: string | null; readonly time: number | null }, number]>([
  ['names no role', { record: '{"eventName":"UpdateAssumeRolePolicy"}', time }, time + 300_000],
  ['cannot be read', { record: null, time }, time + 300_000],
  ['cannot be read and has no time', { record: null, time: null }, now + 300_000],
])('a change that %s may be one of the role', async (_what, raw, until) => {
  const history: EventHistoryApi = {
    async *lookupEvents({ attribute }) {
      if (attribute?.value === 'UpdateAssumeRolePolicy') yield [{ ...raw, resources: [] }];
    },
  };
  expect(await readAttribution(role, async () => demanding, history, { since: 0, now })).toEqual({
    demanded: true,
    unsettled: [until],
  });
});

test('a role of another service is none of the account', async () => {
  const record = JSON.stringify({ eventName: 'CreateRole', eventSource: 'grafana.amazonaws.com' });
  const history: EventHistoryApi = {
    async *lookupEvents() {
      yield [{ record, time, resources: [] }];
    },
  };
  const { unsettled } = await readAttribution(role, async () => demanding, history, { since: 0, now });
  expect(unsettled).toEqual([]);
});
