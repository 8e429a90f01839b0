import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { stsApi } from '../../../src/aws/sts.ts';
import { answer, sending } from './sending.ts';

const repeating = new STSClient({ region: 'us-east-1' });
const single = new STSClient({ region: 'us-east-1' });
const client = mockClient(repeating);
const once = mockClient(single);
const api = stsApi(repeating, () => single, sending);
beforeEach(() => {
  client.reset();
  once.reset();
});

const expiration = new Date(60_000);
const Credentials = {
  AccessKeyId: 'ASIA',
  SecretAccessKey: 'secret',
  SessionToken: 'token',
  Expiration: expiration,
};
const credentials = { accessKeyId: 'ASIA', secretAccessKey: 'secret', sessionToken: 'token', expiration };
const role = {
  roleArn: 'arn:aws:iam::123456789012:role/acme-production',
  sessionName: 'jane',
  duration: 3_600,
};
const mfa = { serial: 'arn:aws:iam::210987654321:mfa/phone', code: '123456' };
const assumedArn = 'arn:aws:sts::123456789012:assumed-role/acme-production/jane';
const assumed = { Credentials, AssumedRoleUser: { Arn: assumedArn, AssumedRoleId: 'AROA:jane' } };

it('asks for no more than was wanted', async () => {
  client.on(AssumeRoleCommand).resolves(assumed);
  expect(await api.assumeRole(role)).toEqual({ ...credentials, assumedArn });
  expect(client.call(0).args[0].input).toEqual({
    RoleArn: role.roleArn,
    RoleSessionName: 'jane',
    DurationSeconds: 3_600,
  });
});

it('hands on who asks, why, and what the session is limited to', async () => {
  client.on(AssumeRoleCommand).resolves(assumed);
  await api.assumeRole({
    ...role,
    sourceIdentity: 'jane',
    tags: { Client: 'acme', Reason: 'ticket 7' },
    sessionPolicies: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
  });
  expect(client.call(0).args[0].input).toMatchObject({
    SourceIdentity: 'jane',
    Tags: [
      { Key: 'Client', Value: 'acme' },
      { Key: 'Reason', Value: 'ticket 7' },
    ],
    PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }],
  });
});

it('sends an MFA code by the client that sends each call once', async () => {
  once.on(AssumeRoleCommand).resolves(assumed).on(GetSessionTokenCommand).resolves({ Credentials });
  await api.assumeRole({ ...role, mfa });
  expect(await api.getSessionToken(43_200, mfa)).toEqual(credentials);
  const sent = { SerialNumber: mfa.serial, TokenCode: '123456' };
  expect(once.calls().map(({ args }) => args[0].input)).toEqual([
    expect.objectContaining(sent),
    { DurationSeconds: 43_200, ...sent },
  ]);
  expect(client.calls()).toEqual([]);
});

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html#API_AssumeRole_Errors */
it.each([
  ['AccessDenied', 403],
  ['ExpiredTokenException', 400],
  ['MalformedPolicyDocument', 400],
  ['PackedPolicyTooLarge', 400],
  ['RegionDisabledException', 403],
  ['ValidationError', 400],
])('%s is what AWS answered, and nothing is in doubt', async (code, status) => {
  client.on(AssumeRoleCommand).rejects(answer(code, status));
  await expect(api.assumeRole(role)).rejects.toMatchObject({
    action: 'sts:AssumeRole',
    code,
    message: `AWS says ${code}`,
    outcome: 'rejected',
    inDoubt: false,
  });
});

it.each(['AccessKeyId', 'SecretAccessKey', 'SessionToken', 'Expiration'] as const)(
  'credentials without %s are none',
  async (missing) => {
    client
      .on(AssumeRoleCommand)
      .resolves({ ...assumed, Credentials: { ...Credentials, [missing]: undefined } });
    await expect(api.assumeRole(role)).rejects.toMatchObject({ code: 'UnreadableAnswer' });
  },
);

it('takes the partition from the ARN of the caller', async () => {
  const Arn = 'arn:aws-us-gov:iam::123456789012:user/jane';
  client.on(GetCallerIdentityCommand).resolves({ Account: '123456789012', Arn });
  expect(await api.getCallerIdentity()).toEqual({
    accountId: '123456789012',
    arn: Arn,
    partition: 'aws-us-gov',
  });
});
