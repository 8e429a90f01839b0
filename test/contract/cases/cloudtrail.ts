import {
  type LookupAttribute,
  LookupEventsCommand,
  type LookupEventsCommandInput,
} from '@aws-sdk/client-cloudtrail';
import { GetRoleCommand } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { Caller } from '../support/caller.ts';
import { type ContractCase, contractCase, plainCase } from '../support/case.ts';
import { account, allow, policy, trust } from '../support/documents.ts';
import { assume, makeOpsUser, makePerson, makeRole, openSession } from '../support/make.ts';
import { allowed, denied, outcome, refused } from '../support/outcome.ts';
import { cloudtrailApi, cloudtrailGuide, iamGuide, permissionsOf } from '../support/pages.ts';
import { anything, isRecord, listWith, Matcher, type Shape } from '../support/shape.ts';
import type { Stage } from '../support/stage.ts';

const page = cloudtrailApi('LookupEvents');
const record = cloudtrailGuide('cloudtrail-event-reference-record-contents');

/** A question that is wrong, or is answered in a way of its own. */
function asked(
  stem: string,
  rule: ContractCase['rule'],
  input: LookupEventsCommandInput,
  expected: Shape,
): ContractCase {
  return plainCase({
    id: `cloudtrail/lookup/${stem}`,
    rule,
    page,
    kind: 'reading',
    calls: ({ management }) => management.cloudtrail.send(new LookupEventsCommand(input)),
    expected,
  });
}

/** The records of the events about something, newest first, once there are as many. */
async function recordsAbout(
  stage: Stage,
  caller: Caller,
  attribute: LookupAttribute,
  count: number,
): Promise<readonly unknown[]> {
  const find = async () => {
    const { Events } = await caller.cloudtrail.send(
      new LookupEventsCommand({ LookupAttributes: [attribute] }),
    );
    return Events ?? [];
  };
  const events = await stage.until(find, (found) => found.length >= count);
  return events.map(({ CloudTrailEvent = '{}' }) => JSON.parse(CloudTrailEvent));
}

const newestFirst = new Matcher('(times that go back)', (value) => {
  const times = (Array.isArray(value) ? value : []).map((event) =>
    Number(isRecord(event) && event['EventTime']),
  );
  return times.length > 0 && times.every((time, index) => index === 0 || time <= (times[index - 1] ?? 0));
});

/** Of what is recorded, AWS shows it minutes later: a run that does not wait so long reports what it saw. */
export const cloudtrailCases: readonly ContractCase[] = [
  contractCase({
    id: 'cloudtrail/lookup/newest-first',
    rule: 'lookup-order',
    page,
    kind: 'reading',
    settles: true,
    prepare: async ({ management }) => {
      for (const _ of [1, 2, 3]) await management.sts.send(new GetCallerIdentityCommand({}));
    },
    calls: ({ management }) => management.cloudtrail.send(new LookupEventsCommand({ MaxResults: 3 })),
    expected: { Events: newestFirst },
  }),
  contractCase({
    id: 'cloudtrail/lookup/token-of-another-question',
    rule: 'lookup-pages',
    page,
    kind: 'reading',
    prepare: async (stage) => {
      const { management } = stage;
      for (const _ of [1, 2, 3]) await management.sts.send(new GetCallerIdentityCommand({}));
      const first = () => management.cloudtrail.send(new LookupEventsCommand({ MaxResults: 1 }));
      const { NextToken } = await stage.until(first, ({ NextToken }) => NextToken !== undefined);
      return NextToken;
    },
    calls: ({ management }, NextToken) =>
      management.cloudtrail.send(
        new LookupEventsCommand({
          NextToken,
          LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'CreateRole' }],
        }),
      ),
    expected: refused('InvalidNextTokenException'),
  }),
  asked('51-on-a-page', 'lookup-errors', { MaxResults: 51 }, refused('InvalidMaxResultsException')),
  asked(
    'times-in-the-wrong-order',
    'lookup-errors',
    { StartTime: new Date(2_000_000_000), EndTime: new Date(1_000_000_000) },
    refused('InvalidTimeRangeException'),
  ),
  asked(
    'two-attributes',
    'lookup-attributes',
    {
      LookupAttributes: [
        { AttributeKey: 'EventName', AttributeValue: 'CreateRole' },
        { AttributeKey: 'ReadOnly', AttributeValue: 'false' },
      ],
    },
    refused('InvalidLookupAttributesException'),
  ),
  contractCase({
    id: 'cloudtrail/lookup/permission',
    rule: 'lookup-permission',
    page: permissionsOf('awscloudtrail'),
    kind: 'reversible',
    signs: 'ops',
    prepare: async (stage) => {
      const Condition = { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } };
      const with_ = await makeOpsUser(stage, [policy(allow('cloudtrail:LookupEvents', '*', { Condition }))]);
      const without = await makePerson(stage, await stage.member(), 'without');
      const elsewhere = stage.with({ credentials: with_.keys, region: 'us-west-2' });
      return { with: with_.caller, without: without.caller, elsewhere };
    },
    calls: async (stage, callers) => {
      const look = ({ cloudtrail }: Caller) => cloudtrail.send(new LookupEventsCommand({ MaxResults: 1 }));
      await stage.settled(() => look(callers.with));
      return {
        with: await outcome(look(callers.with)),
        without: await outcome(look(callers.without)),
        elsewhere: await outcome(look(callers.elsewhere)),
      };
    },
    expected: { with: allowed, without: denied, elsewhere: denied },
  }),
  contractCase({
    id: 'cloudtrail/event/of-a-role',
    rule: 'event-parameters',
    page: record,
    kind: 'reversible',
    known: 'observed',
    prepare: async (stage) => {
      const { management, organization } = stage;
      const role = await makeRole(stage, management, 'role', trust(account(organization.managementId)));
      const GetRole = new GetRoleCommand({ RoleName: role.name });
      await stage.settled(() => management.iam.send(GetRole));
      return role;
    },
    calls: async (stage, { name }) => {
      const attribute = { AttributeKey: 'ResourceName', AttributeValue: name } as const;
      const [read, written] = await recordsAbout(stage, stage.management, attribute, 2);
      return { read, written };
    },
    expected: ({ organization: { managementId } }, { name, arn }) => ({
      written: {
        eventSource: 'iam.amazonaws.com',
        eventName: 'CreateRole',
        awsRegion: 'us-east-1',
        eventTime: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
        readOnly: false,
        eventType: 'AwsApiCall',
        managementEvent: true,
        eventCategory: 'Management',
        recipientAccountId: managementId,
        userIdentity: { type: anything, arn: anything, accountId: managementId, accessKeyId: anything },
        requestParameters: { roleName: name, assumeRolePolicyDocument: anything },
        responseElements: { role: { roleName: name, arn } },
      },
      read: {
        eventName: 'GetRole',
        readOnly: true,
        requestParameters: { roleName: name },
        responseElements: null,
      },
    }),
  }),
  contractCase({
    id: 'cloudtrail/lookup/resources-of-a-role',
    rule: 'lookup-resources',
    page: cloudtrailApi('Resource'),
    kind: 'reversible',
    known: 'observed',
    prepare: (stage) =>
      makeRole(stage, stage.management, 'role', trust(account(stage.organization.managementId))),
    calls: async (stage, { arn }) => {
      const LookupAttributes = [{ AttributeKey: 'ResourceName', AttributeValue: arn } as const];
      const find = () => stage.management.cloudtrail.send(new LookupEventsCommand({ LookupAttributes }));
      const { Events } = await stage.until(find, ({ Events: found = [] }) => found.length > 0);
      return Events?.at(-1)?.Resources;
    },
    expected: (_, { name, arn, id }) =>
      listWith(...[name, arn, id].map((each) => ({ ResourceType: 'AWS::IAM::Role', ResourceName: each }))),
  }),
  contractCase({
    id: 'cloudtrail/event/seen-later',
    rule: 'event-delay',
    page: cloudtrailGuide('how-cloudtrail-works'),
    kind: 'special',
    setUp: { options: { timings: { trail: 300_000 } } },
    prepare: ({ management }) => management.sts.send(new GetCallerIdentityCommand({})),
    calls: async (stage) => {
      const names = async () => {
        const { Events } = await stage.management.cloudtrail.send(new LookupEventsCommand({}));
        return Events?.map(({ EventName }) => EventName);
      };
      const atOnce = await names();
      await stage.sleep(300_000);
      return { atOnce, later: await names() };
    },
    expected: { atOnce: [], later: listWith('GetCallerIdentity') },
  }),
  contractCase({
    id: 'cloudtrail/event/assume-role-in-both-accounts',
    rule: 'event-shared',
    page: iamGuide('cloudtrail-integration.html'),
    kind: 'reversible',
    signs: 'ops',
    known: 'observed',
    prepare: async (stage) => {
      const { management, memberId } = stage;
      const Action = ['sts:AssumeRole', 'sts:SetSourceIdentity'];
      const role = await makeRole(stage, management, 'role', trust(account(memberId), { Action }));
      const person = await makeOpsUser(stage, [policy(allow(Action))]);
      await openSession(stage, person.caller, role.arn, { SourceIdentity: person.name });
      return { role, person };
    },
    calls: async (stage, { role }) => {
      const attribute = { AttributeKey: 'ResourceName', AttributeValue: role.arn } as const;
      const home = await recordsAbout(stage, await stage.member(), attribute, 1);
      const there = await recordsAbout(stage, stage.management, attribute, 1);
      const assumed = there.find((event) => isRecord(event) && event['eventName'] === 'AssumeRole');
      const id = isRecord(assumed) ? assumed['sharedEventID'] : undefined;
      return {
        home: home.filter((event) => isRecord(event) && event['sharedEventID'] === id),
        there: assumed,
      };
    },
    expected: ({ memberId }, { role, person }) => ({
      home: [
        {
          userIdentity: { type: 'IAMUser', userName: person.name },
          recipientAccountId: memberId,
          readOnly: true,
          requestParameters: { roleArn: role.arn, roleSessionName: 'contract', sourceIdentity: person.name },
          responseElements: { credentials: { accessKeyId: /^ASIA/, secretAccessKey: undefined } },
        },
      ],
      there: {
        userIdentity: {
          type: 'AWSAccount',
          principalId: person.id,
          accountId: memberId,
          userName: undefined,
          arn: undefined,
        },
        sharedEventID: anything,
        responseElements: { assumedRoleUser: { assumedRoleId: `${role.id}:contract` } },
      },
    }),
  }),
  contractCase({
    id: 'cloudtrail/event/of-a-session-and-its-refusal',
    rule: 'event-identity',
    page: cloudtrailGuide('cloudtrail-event-reference-user-identity'),
    kind: 'reversible',
    known: 'observed',
    prepare: async (stage) => {
      const { management, organization } = stage;
      const Action = ['sts:AssumeRole', 'sts:SetSourceIdentity'];
      const trusted = trust(account(organization.managementId), { Action });
      const role = await makeRole(stage, management, 'role', trusted);
      const person = await makePerson(stage, management, 'person', [policy(allow(Action, role.arn))]);
      const given = { RoleSessionName: stage.name('session'), SourceIdentity: person.name };
      const session = await openSession(stage, person.caller, role.arn, given);
      await outcome(session.sts.send(assume(role.arn)));
      return { role, person, session: given.RoleSessionName };
    },
    calls: async (stage, { session }) => {
      const attribute = { AttributeKey: 'Username', AttributeValue: session } as const;
      return await recordsAbout(stage, stage.management, attribute, 1);
    },
    expected: ({ organization: { managementId } }, { role, person, session }) => [
      {
        eventName: 'AssumeRole',
        errorCode: 'AccessDenied',
        errorMessage: /is not authorized to perform: sts:AssumeRole/,
        requestParameters: null,
        responseElements: null,
        userIdentity: {
          type: 'AssumedRole',
          principalId: `${role.id}:${session}`,
          accountId: managementId,
          sessionContext: {
            sessionIssuer: { type: 'Role', principalId: role.id, arn: role.arn, userName: role.name },
            attributes: { mfaAuthenticated: 'false', creationDate: anything },
            sourceIdentity: person.name,
          },
        },
      },
    ],
  }),
  contractCase({
    id: 'cloudtrail/event/in-the-region-of-the-endpoint',
    rule: 'event-regions',
    page: iamGuide('id_credentials_temp_region-endpoints.html'),
    kind: 'reversible',
    known: 'observed',
    prepare: async (stage) => {
      const person = await makePerson(stage, stage.management, 'person');
      const west = stage.with({ credentials: person.keys, region: 'us-west-2' });
      await west.sts.send(new GetCallerIdentityCommand({}));
      return { person, there: stage.with({ region: 'us-west-2' }) };
    },
    calls: async (stage, { person, there }) => {
      const attribute = { AttributeKey: 'AccessKeyId', AttributeValue: person.keys.accessKeyId } as const;
      return await recordsAbout(stage, there, attribute, 1);
    },
    expected: [{ eventName: 'GetCallerIdentity', awsRegion: 'us-west-2' }],
  }),
  contractCase({
    id: 'cloudtrail/event/of-a-call-that-fails',
    rule: 'event-recorded',
    page: record,
    kind: 'reversible',
    known: 'observed',
    prepare: async (stage) => {
      const person = await makePerson(stage, stage.management, 'person', [policy(allow('iam:GetRole'))]);
      const GetRole = new GetRoleCommand({ RoleName: stage.name('nobody') });
      await stage
        .settled(
          () => person.caller.iam.send(GetRole),
          (error) => error instanceof Error && error.name.startsWith('NoSuchEntity'),
        )
        .catch(() => undefined);
      return person;
    },
    calls: async (stage, { name }) => {
      const attribute = { AttributeKey: 'Username', AttributeValue: name } as const;
      const events = await recordsAbout(stage, stage.management, attribute, 2);
      return events.filter((event) => isRecord(event) && event['eventName'] === 'GetRole');
    },
    expected: (stage) =>
      listWith({
        errorCode: 'NoSuchEntityException',
        requestParameters: { roleName: stage.name('nobody') },
        responseElements: null,
      }),
  }),
];
