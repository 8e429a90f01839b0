import { GetUserCommand } from '@aws-sdk/client-iam';
import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  GetSessionTokenCommand,
} from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { failureOf } from '../ground.ts';
import { allow, keysOf, policy, trust, world } from '../world.ts';
import { allEvents, recordsOf } from './recorded.ts';

const noMfa = { creationDate: '2030-01-01T00:00:00Z', mfaAuthenticated: 'false' };

test('a session of a user is the user, since when and whether with MFA', async () => {
  const { sts, cloudtrail, edit, management } = world();
  const SerialNumber = `arn:aws:iam::${management}:mfa/admin`;
  edit(management, ({ users }) => users['management-admin']?.mfaDevices.push(SerialNumber));
  for (const input of [{}, { SerialNumber, TokenCode: '123456' }]) {
    const { Credentials } = await sts().send(new GetSessionTokenCommand(input));
    await sts(keysOf(Credentials)).send(new GetCallerIdentityCommand({}));
  }
  const [opened, withCode] = await recordsOf(cloudtrail(), 'GetSessionToken');
  expect(opened).toMatchObject({
    readOnly: true,
    requestParameters: null,
    responseElements: { credentials: { accessKeyId: expect.stringMatching(/^ASIA/) } },
  });
  expect(withCode?.requestParameters).toEqual({ serialNumber: SerialNumber });
  const calls = await recordsOf(cloudtrail(), 'GetCallerIdentity');
  expect(calls.map(({ userIdentity }) => userIdentity)).toMatchObject([
    { type: 'IAMUser', userName: 'management-admin', sessionContext: { attributes: noMfa } },
    { type: 'IAMUser', sessionContext: { attributes: { ...noMfa, mfaAuthenticated: 'true' } } },
  ]);
});

test('a federated user is the name that it was given, with the user who gave it', async () => {
  const { sts, cloudtrail, management, sandbox } = world();
  const { Credentials } = await sts().send(new GetFederationTokenCommand({ Name: 'visitor' }));
  const keys = keysOf(Credentials);
  await sts(keys).send(new GetCallerIdentityCommand({}));
  const [event] = await recordsOf(cloudtrail(), 'GetCallerIdentity');
  expect(event?.userIdentity).toEqual({
    type: 'FederatedUser',
    principalId: `${management}:visitor`,
    arn: `arn:aws:sts::${management}:federated-user/visitor`,
    accountId: management,
    accessKeyId: keys.accessKeyId,
    sessionContext: {
      sessionIssuer: {
        type: 'IAMUser',
        principalId: sandbox.state().iam[management]?.users['management-admin']?.id,
        arn: `arn:aws:iam::${management}:user/management-admin`,
        accountId: management,
        userName: 'management-admin',
      },
      attributes: noMfa,
    },
  });
  const events = await allEvents(cloudtrail());
  expect(events.find(({ EventName }) => EventName === 'GetCallerIdentity')?.Username).toBe('visitor');
});

test('a root user is root', async () => {
  const { sts, cloudtrail, management, sandbox } = world();
  const key = { id: 'AKIAROOTROOTROOTROOT', secretAccessKey: 'secret' };
  sandbox.edit((state) => {
    state.accessKeys[key.id] = { ...key, accountId: management, createdAt: 0, status: 'Active' };
  });
  await sts({ accessKeyId: key.id, secretAccessKey: key.secretAccessKey }).send(
    new GetCallerIdentityCommand({}),
  );
  const [event] = await recordsOf(cloudtrail(), 'GetCallerIdentity');
  expect(event?.userIdentity).toEqual({
    type: 'Root',
    principalId: management,
    arn: `arn:aws:iam::${management}:root`,
    accountId: management,
    accessKeyId: key.id,
  });
});

test('what a session hands on to the next is among what was asked for', async () => {
  const { sts, cloudtrail, assume, edit, management, addUser } = world();
  const Action = ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'];
  for (const name of ['first', 'second']) {
    edit(management, ({ roles }) => {
      roles[name] = {
        name,
        id: `AROA${name.toUpperCase()}`,
        path: '/',
        createdAt: 0,
        effectiveAt: 0,
        trust: { document: trust({ AWS: management }, { Action }), effectiveAt: 0 },
        maxSessionDuration: 3600,
        inline: { all: { document: policy(allow(Action)), effectiveAt: 0 } },
        attached: [],
        tags: {},
      };
    });
  }
  const RoleArn = (name: string) => `arn:aws:iam::${management}:role/${name}`;
  const jane = addUser(management, 'jane', [policy(allow(Action))]);
  const session = await assume(
    {
      RoleArn: RoleArn('first'),
      RoleSessionName: 'one',
      SourceIdentity: 'jane',
      Tags: [
        { Key: 'team', Value: 'blue' },
        { Key: 'own', Value: 'x' },
      ],
      TransitiveTagKeys: ['team'],
    },
    jane,
  );
  await sts(session).send(new AssumeRoleCommand({ RoleArn: RoleArn('second'), RoleSessionName: 'two' }));
  const [first, second] = await recordsOf(cloudtrail(), 'AssumeRole');
  expect(first).not.toHaveProperty('sharedEventID');
  expect(first?.requestParameters).not.toHaveProperty('incomingTransitiveTags');
  expect(second).toMatchObject({
    userIdentity: { sessionContext: { sourceIdentity: 'jane' } },
    requestParameters: {
      roleArn: RoleArn('second'),
      roleSessionName: 'two',
      sourceIdentity: 'jane',
      incomingTransitiveTags: { team: 'blue' },
    },
    responseElements: { sourceIdentity: 'jane' },
  });
  const events = await allEvents(cloudtrail());
  const found = events.find(({ EventName, Username }) => EventName === 'AssumeRole' && Username === 'one');
  expect(
    found?.Resources?.map(({ ResourceType, ResourceName }) => `${ResourceType} ${ResourceName}`),
  ).toEqual([
    `AWS::IAM::Role ${RoleArn('second')}`,
    'AWS::STS::AssumedRole two',
    expect.stringMatching(/^AWS::IAM::AccessKey ASIA/),
    `AWS::STS::AssumedRole arn:aws:sts::${management}:assumed-role/second/two`,
    'AWS::STS::AssumedRole AROASECOND:two',
  ]);
});

test('a refusal of IAM says who and why, and not what was asked for', async () => {
  const { iam, cloudtrail, addUser, management } = world();
  const nobody = addUser(management, 'nobody');
  await failureOf(iam(nobody).send(new GetUserCommand({ UserName: 'nobody' })));
  const [event] = await recordsOf(cloudtrail(), 'GetUser');
  expect(event).toMatchObject({
    userIdentity: { type: 'IAMUser', userName: 'nobody' },
    errorCode: 'AccessDenied',
    requestParameters: null,
  });
});
