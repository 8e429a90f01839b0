import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  GetUserCommand,
  IAMClient,
  ListUsersCommand,
} from '@aws-sdk/client-iam';
import { CreateAccountCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { failureOf } from '../ground.ts';
import { trust, type World, world } from '../world.ts';
import { allEvents, recordOf, recordsOf } from './recorded.ts';

/** A role `/a/NAME` that may do anything, and whom every identity of an account may assume with everything. */
function addRole(edit: World['edit'], accountId: string, name: string, trusted: string): void {
  const Action = ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'];
  edit(accountId, ({ roles }) => {
    roles[name] = {
      name,
      id: `AROA${name.toUpperCase()}`,
      path: '/a/',
      createdAt: 0,
      effectiveAt: 0,
      trust: { document: trust({ AWS: trusted }, { Action }), effectiveAt: 0 },
      maxSessionDuration: 3600,
      inline: {},
      attached: ['arn:aws:iam::aws:policy/AdministratorAccess'],
      tags: {},
    };
  });
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test('a call that changes something is recorded with what was asked for and answered', async () => {
  const { iam, cloudtrail, management, sandbox, clock } = world();
  const { accessKeyId } = sandbox.profiles.management;
  const answer = await iam().send(
    new CreateUserCommand({ UserName: 'jane', Path: '/staff/', Tags: [{ Key: 'team', Value: 'blue' }] }),
  );
  const [event] = await recordsOf(cloudtrail(), 'CreateUser');
  const admin = sandbox.state().iam[management]?.users['management-admin'];
  expect(event).toEqual({
    eventVersion: '1.11',
    userIdentity: {
      type: 'IAMUser',
      principalId: admin?.id,
      arn: `arn:aws:iam::${management}:user/management-admin`,
      accountId: management,
      accessKeyId,
      userName: 'management-admin',
    },
    eventTime: '2030-01-01T00:00:00Z',
    eventSource: 'iam.amazonaws.com',
    eventName: 'CreateUser',
    awsRegion: 'us-east-1',
    sourceIPAddress: '127.0.0.1',
    userAgent: expect.stringContaining('aws-sdk-js'),
    requestParameters: { userName: 'jane', path: '/staff/', tags: [{ key: 'team', value: 'blue' }] },
    responseElements: {
      user: expect.objectContaining({
        userName: 'jane',
        userId: answer.User?.UserId,
        arn: answer.User?.Arn,
        createDate: 'Jan 1, 2030, 12:00:00 AM',
      }),
    },
    requestID: answer.$metadata.requestId,
    eventID: expect.stringMatching(uuid),
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: management,
    eventCategory: 'Management',
  });
  expect(clock.now()).toBe(Date.UTC(2030, 0, 1));
});

test('a call that reads is recorded without its answer', async () => {
  const { iam, cloudtrail } = world();
  await iam().send(new GetUserCommand({ UserName: 'management-admin' }));
  await iam().send(new ListUsersCommand({}));
  const client = cloudtrail();
  const [read] = await recordsOf(client, 'GetUser');
  expect(read).toMatchObject({
    readOnly: true,
    requestParameters: { userName: 'management-admin' },
    responseElements: null,
  });
  const [list] = await recordsOf(client, 'ListUsers');
  expect(list).toMatchObject({ requestParameters: null, responseElements: null });
  // Looking things up is a call as well.
  expect((await recordsOf(client, 'LookupEvents')).length).toBeGreaterThan(1);
});

test('no event holds a secret', async () => {
  const { iam, sts, cloudtrail, management, sandbox, edit } = world();
  const key = await iam().send(new CreateAccessKeyCommand({ UserName: 'management-admin' }));
  addRole(edit, management, 'worker', management);
  const session = await sts().send(
    new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${management}:role/a/worker`, RoleSessionName: 'jane' }),
  );
  const organizations = new OrganizationsClient({
    region: 'us-east-1',
    requestHandler: sandbox.requestHandler,
    credentials: sandbox.profiles.management,
  });
  await organizations.send(new CreateAccountCommand({ AccountName: 'acme', Email: 'acme@example.com' }));
  const text = JSON.stringify(await allEvents(cloudtrail()));
  for (const secret of [
    key.AccessKey?.SecretAccessKey,
    session.Credentials?.SecretAccessKey,
    session.Credentials?.SessionToken,
    'acme@example.com',
  ]) {
    expect(secret).toBeTruthy();
    expect(text).not.toContain(secret);
  }
  expect(text).toContain(key.AccessKey?.AccessKeyId);
  const [created] = await recordsOf(cloudtrail(), 'CreateAccount');
  expect(created?.requestParameters).toEqual({ accountName: '****', email: '****' });
});

test('entering another account is recorded in both, under one shared id', async () => {
  const { sts, cloudtrail, edit, management, ops, opsKeys, sandbox, assume } = world();
  addRole(edit, management, 'guest', ops);
  edit(ops, ({ users }) => {
    users['ops-user']?.attached.push('arn:aws:iam::aws:policy/AdministratorAccess');
  });
  const RoleArn = `arn:aws:iam::${management}:role/a/guest`;
  const credentials = await assume(
    { RoleArn, RoleSessionName: 'jane', SourceIdentity: 'ops-user', Tags: [{ Key: 'reason', Value: 'T-1' }] },
    opsKeys,
  );
  const [caller] = await recordsOf(cloudtrail(opsKeys), 'AssumeRole');
  const [target] = await recordsOf(cloudtrail(), 'AssumeRole');
  const userId = sandbox.state().iam[ops]?.users['ops-user']?.id;
  expect(caller).toMatchObject({
    userIdentity: { type: 'IAMUser', userName: 'ops-user', accountId: ops },
    recipientAccountId: ops,
    readOnly: true,
    requestParameters: {
      roleArn: RoleArn,
      roleSessionName: 'jane',
      sourceIdentity: 'ops-user',
      tags: [{ key: 'reason', value: 'T-1' }],
    },
    responseElements: {
      credentials: { accessKeyId: credentials.accessKeyId, expiration: 'Jan 1, 2030, 1:00:00 AM' },
      assumedRoleUser: {
        assumedRoleId: 'AROAGUEST:jane',
        arn: `arn:aws:sts::${management}:assumed-role/guest/jane`,
      },
      sourceIdentity: 'ops-user',
    },
    resources: [{ accountId: management, type: 'AWS::IAM::Role', ARN: RoleArn }],
  });
  expect(target?.userIdentity).toEqual({ type: 'AWSAccount', principalId: userId, accountId: ops });
  expect(target?.recipientAccountId).toBe(management);
  expect(target?.requestParameters).toEqual(caller?.requestParameters);
  expect(target?.responseElements).toEqual(caller?.responseElements);
  expect(target?.sharedEventID).toMatch(uuid);
  expect(target?.sharedEventID).toBe(caller?.sharedEventID);
  expect(target?.eventID).not.toBe(caller?.eventID);

  await sts(credentials).send(new GetCallerIdentityCommand({}));
  const [inside] = await recordsOf(cloudtrail(credentials), 'GetCallerIdentity');
  expect(inside?.userIdentity).toEqual({
    type: 'AssumedRole',
    principalId: 'AROAGUEST:jane',
    arn: `arn:aws:sts::${management}:assumed-role/guest/jane`,
    accountId: management,
    accessKeyId: credentials.accessKeyId,
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: 'AROAGUEST',
        arn: RoleArn,
        accountId: management,
        userName: 'guest',
      },
      attributes: { creationDate: '2030-01-01T00:00:00Z', mfaAuthenticated: 'false' },
      sourceIdentity: 'ops-user',
    },
  });
});

test('who is not let in is recorded at home only, and without what was asked for', async () => {
  const { sts, cloudtrail, management, opsKeys, sandbox } = world();
  sandbox.edit(({ iam }) => {
    for (const { users } of Object.values(iam)) {
      users['ops-user']?.attached.push('arn:aws:iam::aws:policy/AdministratorAccess');
    }
  });
  const RoleArn = `arn:aws:iam::${management}:role/nobody`;
  const refused = await failureOf(
    sts(opsKeys).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'jane' })),
  );
  const [event] = await recordsOf(cloudtrail(opsKeys), 'AssumeRole');
  expect(event).toMatchObject({
    errorCode: 'AccessDenied',
    errorMessage: refused.message,
    requestParameters: null,
    responseElements: null,
  });
  expect(event).not.toHaveProperty('sharedEventID');
  expect(event).not.toHaveProperty('resources');
  expect(await recordsOf(cloudtrail(), 'AssumeRole')).toEqual([]);
});

test('calls to a regional endpoint of STS are in its region, those of IAM in us-east-1', async () => {
  const { sts, cloudtrail, sandbox } = world();
  await sts(undefined, 'eu-west-1').send(new GetCallerIdentityCommand({}));
  await sts().send(new GetCallerIdentityCommand({}));
  const here = await recordsOf(cloudtrail(), 'GetCallerIdentity');
  const there = await recordsOf(cloudtrail(undefined, 'eu-west-1'), 'GetCallerIdentity');
  expect(here.map(({ awsRegion }) => awsRegion)).toEqual(['us-east-1']);
  expect(there.map(({ awsRegion }) => awsRegion)).toEqual(['eu-west-1']);
  // At an endpoint of its own the SDK signs for the region that it was given.
  const iam = new IAMClient({
    region: 'eu-west-1',
    endpoint: 'http://127.0.0.1',
    requestHandler: sandbox.requestHandler,
    credentials: sandbox.profiles.management,
  });
  await iam.send(new ListUsersCommand({}));
  expect(await recordsOf(cloudtrail(), 'ListUsers')).toMatchObject([{ awsRegion: 'us-east-1' }]);
});

test('a call that fails is recorded with its error, one that no key signed is not', async () => {
  const { iam, cloudtrail, sandbox } = world();
  await failureOf(iam().send(new GetUserCommand({ UserName: 'nobody' })));
  const wrong = { ...sandbox.profiles.management, secretAccessKey: 'wrong' };
  await failureOf(iam(wrong).send(new ListUsersCommand({})));
  const events = (await allEvents(cloudtrail())).map(recordOf);
  expect(events.filter(({ eventName }) => eventName !== 'LookupEvents')).toMatchObject([
    {
      eventName: 'GetUser',
      errorCode: 'NoSuchEntityException',
      requestParameters: { userName: 'nobody' },
    },
  ]);
});

test('a fault before the effect leaves no event, one after it does', async () => {
  const { iam, cloudtrail, sandbox } = world();
  for (const when of ['before', 'after'] as const) {
    sandbox.faults.add({ operation: 'CreateUser', fault: { kind: 'reset', when } });
    await failureOf(iam().send(new CreateUserCommand({ UserName: when })));
  }
  const events = await recordsOf(cloudtrail(), 'CreateUser');
  expect(events.map(({ requestParameters }) => requestParameters)).toEqual([{ userName: 'after' }]);
});
