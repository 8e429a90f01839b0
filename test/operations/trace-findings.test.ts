import { expect, it } from 'vitest';
import type { Finding } from '../../src/audit/finding.ts';
import type { Aws, EventHistoryApi } from '../../src/aws/api.ts';
import type { CheckId } from '../../src/model/checks.ts';
import { nothingElseAsked, type OrganizationSnapshot } from '../../src/model/organization.ts';
import { defaultStructure } from '../../src/model/structure.ts';
import { traceFindings } from '../../src/operations/organization/trace-findings.ts';
import type { Place } from '../../src/plan/difference.ts';
import { clientPlace, finding } from '../support/audit-report.ts';

const management = '111111111111';
const now = Date.UTC(2026, 10, 24, 13);

/** Which of these events of the own account, the newest first, is taken for the last change of what a finding is about. */
async function lastChangeOf(check: CheckId, subject: string, records: readonly object[]) {
  const page = records.map((record, index) => {
    const usual = {
      eventID: String(index),
      eventTime: '2026-11-24T12:00:00Z',
      recipientAccountId: management,
    };
    const userIdentity = { type: 'IAMUser', accountId: management, userName: 'jane' };
    return { record: JSON.stringify({ ...usual, userIdentity, ...record }), time: null, resources: [] };
  });
  const history: EventHistoryApi = {
    async *lookupEvents({ attribute }) {
      yield page.filter(
        ({ record }) => attribute?.key !== 'EventName' || JSON.parse(record).eventName === attribute.value,
      );
    },
  };
  const place: Place = { kind: 'management', name: 'Management', accountId: management };
  const change = (await traced([finding(check, subject, place)], history)).get(`${check}:${subject}`);
  return change?.kind === 'found' ? change.eventId : change?.kind;
}

/** The last changes of findings, in an account of which the history is that. */
function traced(findings: readonly Finding[], history: EventHistoryApi, opsAccountId: string | null = null) {
  const snapshot: OrganizationSnapshot = {
    partition: 'aws',
    id: 'o-1',
    managementAccountId: management,
    featureSet: 'ALL',
    rootId: 'r-1',
    ...nothingElseAsked,
    units: [],
    accounts: [],
  };
  return traceFindings(findings, ({ name }) => name, {
    aws: { eventHistory: () => history, region: async () => null } as unknown as Aws,
    caller: { accountId: management } as never,
    structure: defaultStructure,
    snapshot,
    opsAccountId,
    region: 'us-east-1',
    now,
    limit: 10,
    signal: new AbortController().signal,
    progress() {},
  });
}

it('a move of another account is none of the account in which it is recorded', async () => {
  const moved = (accountId: string) => ({
    eventSource: 'organizations.amazonaws.com',
    eventName: 'MoveAccount',
    requestParameters: { accountId },
  });
  const records = [moved('333333333333'), moved(management)];
  expect(await lastChangeOf('management-misplaced', 'Management', records)).toBe('1');
  expect(await lastChangeOf('management-misplaced', 'Management', records.slice(0, 1))).toBe('not-found');
});

it('a user of another service is none of IAM', async () => {
  const created = (service: string) => ({
    eventSource: `${service}.amazonaws.com`,
    eventName: 'CreateUser',
    requestParameters: { userName: 'kim' },
  });
  const records = [created('transfer'), created('iam')];
  expect(await lastChangeOf('user-own-policy', 'kim', records)).toBe('1');
});

it('findings about one thing share what is looked up of it, page for page', async () => {
  const asked: string[] = [];
  const deleted = (client: string) => ({
    record: JSON.stringify({
      eventID: client,
      eventTime: '2026-11-24T12:00:00Z',
      eventSource: 'iam.amazonaws.com',
      eventName: 'DeleteGroupPolicy',
      requestParameters: { groupName: 'production', policyName: `assume-${client}-production` },
      userIdentity: { type: 'IAMUser', accountId: management, userName: 'jane' },
    }),
    time: null,
    resources: [],
  });
  const history: EventHistoryApi = {
    async *lookupEvents({ attribute }) {
      for (const client of ['acme', 'globex', 'initech']) {
        asked.push(`${attribute?.value}: ${client}`);
        yield [deleted(client)];
      }
    },
  };
  const missing = ['globex', 'acme', 'umbrella'].map((client) =>
    finding('grant-missing', client, clientPlace(client, '333333333333')),
  );
  const changes = await traced(missing, history, management);
  expect(
    [...changes.values()].map((change) => (change.kind === 'found' ? change.eventId : change.kind)),
  ).toEqual(['globex', 'acme', 'not-found']);
  expect(asked).toEqual(['production: acme', 'production: globex', 'production: initech']);
});

it('each of several findings says that their history could not be read', async () => {
  const history: EventHistoryApi = {
    async *lookupEvents() {
      yield [];
      throw new Error('broken off');
    },
  };
  const missing = ['acme', 'globex'].map((client) =>
    finding('grant-missing', client, clientPlace(client, '333333333333')),
  );
  expect([...(await traced(missing, history, management)).values()]).toEqual([
    { kind: 'unread', reason: 'Error: broken off' },
    { kind: 'unread', reason: 'Error: broken off' },
  ]);
});
