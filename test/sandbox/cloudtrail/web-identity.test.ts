import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { failureOf } from '../ground.ts';
import { federation, host, issuer, subject } from '../sts/web-identity.ts';
import { keysOf } from '../world.ts';
import { recordsOf } from './recorded.ts';

const eventName = 'AssumeRoleWithWebIdentity';

async function recorded() {
  const made = await federation();
  const access = await made.assume({
    RoleArn: `arn:aws:iam::${made.account}:role/OrganizationAccountAccessRole`,
    RoleSessionName: 'reader',
  });
  return {
    ...made,
    records: (name: string, region: string) => recordsOf(made.cloudtrail(access, region), name),
  };
}

test('the call is an event of the role’s account, in the region of the host, by whom the token names', async () => {
  const { by, records, account, providerArn, roleArn } = await recorded();
  const { Credentials } = await by();
  const [event] = await records(eventName, 'eu-central-1');
  expect(event).toMatchObject({
    userIdentity: {
      type: 'WebIdentityUser',
      principalId: `${providerArn}:sts.amazonaws.com:${subject}`,
      userName: subject,
      identityProvider: providerArn,
    },
    eventSource: 'sts.amazonaws.com',
    awsRegion: 'eu-central-1',
    requestParameters: { roleArn, roleSessionName: 'run-42' },
    responseElements: {
      credentials: { accessKeyId: Credentials?.AccessKeyId },
      subjectFromWebIdentityToken: subject,
      provider: issuer,
      audience: 'sts.amazonaws.com',
    },
    resources: [{ accountId: account, type: 'AWS::IAM::Role', ARN: roleArn }],
    recipientAccountId: account,
    readOnly: true,
  });
  expect(event?.userIdentity).not.toHaveProperty('accessKeyId');
  expect(event).not.toHaveProperty('sharedEventID');
  expect(JSON.stringify(event)).not.toContain('eyJ');
});

test('a refusal by the trust policy is one too, and a token that is none is not', async () => {
  const { by, records } = await recorded();
  await failureOf(by({ subject: 'repo:company/other:environment:acme' }));
  await failureOf(by({ audience: 'other' }));
  const events = await records(eventName, 'eu-central-1');
  expect(events).toMatchObject([
    {
      errorCode: 'AccessDenied',
      errorMessage: `Not authorized to perform sts:${eventName}`,
      userIdentity: { userName: 'repo:company/other:environment:acme' },
      requestParameters: null,
      responseElements: null,
    },
  ]);
});

test('calls of the session name the provider', async () => {
  const { by, sts, records, providerArn } = await recorded();
  const { Credentials } = await by();
  await sts(keysOf(Credentials), 'us-east-1').send(new GetCallerIdentityCommand({}));
  const [event] = await records('GetCallerIdentity', 'us-east-1');
  expect(event?.userIdentity).toMatchObject({
    type: 'AssumedRole',
    sessionContext: {
      sessionIssuer: { type: 'Role', userName: 'acme-ci' },
      webIdFederationData: { federatedProvider: providerArn, attributes: {} },
      attributes: { mfaAuthenticated: 'false' },
    },
  });
  expect(JSON.stringify(event)).not.toContain(`${host}:sub`);
});
