import { expect, it } from 'vitest';
import type { Finding } from '../../src/audit/finding.ts';
import type { Aws, EventHistoryApi } from '../../src/aws/api.ts';
import type { CheckId } from '../../src/model/checks.ts';
import type { OrganizationSnapshot } from '../../src/model/organization.ts';
import { defaultStructure } from '../../src/model/structure.ts';
import { traceFindings } from '../../src/operations/organization/trace-findings.ts';

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
  const finding: Finding = {
    id: 'x',
    check,
    subject,
    place: { kind: 'management', name: 'Management', accountId: management },
    severity: 'high',
    message: '',
    expected: null,
    actual: null,
    evidence: [],
    repair: [],
    fix: [],
    age: null,
  };
  const snapshot: OrganizationSnapshot = {
    partition: 'aws',
    id: 'o-1',
    managementAccountId: management,
    featureSet: 'ALL',
    rootId: 'r-1',
    trails: { kind: 'not-asked' },
    units: [],
    accounts: [],
  };
  const changes = await traceFindings([finding], ({ name }) => name, {
    aws: { eventHistory: () => history, region: async () => null } as unknown as Aws,
    caller: { accountId: management } as never,
    structure: defaultStructure,
    snapshot,
    opsAccountId: null,
    region: 'us-east-1',
    now,
    limit: 1,
    signal: new AbortController().signal,
    progress() {},
  });
  const change = changes.get('x');
  return change?.kind === 'found' ? change.eventId : change?.kind;
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
