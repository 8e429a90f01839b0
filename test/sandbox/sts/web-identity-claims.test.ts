import { CreateRoleCommand, ListRolesCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { failureOf } from '../ground.ts';
import { allow, keysOf, policy, trust } from '../world.ts';
import { federation, host, subject } from './web-identity.ts';

/** What a token says about the session. */
const claims = {
  'https://aws.amazon.com/source_identity': 'jane',
  'https://aws.amazon.com/tags': {
    principal_tags: { team: ['ops'] },
    transitive_tag_keys: ['team'],
  },
};

test('source identity and tags need their permission in the trust policy', async () => {
  const { by } = await federation();
  const missing = async (said: Record<string, unknown>) => (await failureOf(by({ claims: said }))).message;
  const { 'https://aws.amazon.com/tags': tags, ...source } = claims;
  expect(await missing(source)).toBe('Not authorized to perform sts:SetSourceIdentity');
  expect(await missing({ 'https://aws.amazon.com/tags': tags })).toBe(
    'Not authorized to perform sts:TagSession',
  );
});

test.each([
  ['nested', claims],
  [
    'flat',
    {
      'https://aws.amazon.com/source_identity': 'jane',
      'https://aws.amazon.com/tags/principal_tags/team': ['ops'],
      'https://aws.amazon.com/tags/transitive_tag_keys': ['team'],
    },
  ],
])('policies of trust and of the session may ask for them, from claims that are %s', async (_, said) => {
  const { by, own, iam, sts, account } = await federation({
    actions: ['sts:SetSourceIdentity', 'sts:TagSession'],
    condition: {
      StringEquals: {
        [`${host}:sub`]: subject,
        'sts:SourceIdentity': 'jane',
        'aws:RequestTag/team': 'ops',
      },
      'ForAnyValue:StringEquals': { 'sts:TransitiveTagKeys': 'team' },
    },
  });
  const Condition = {
    StringEquals: { 'aws:SourceIdentity': 'jane', 'aws:PrincipalTag/team': 'ops' },
  };
  await own.send(
    new PutRolePolicyCommand({
      RoleName: 'acme-ci',
      PolicyName: 'own',
      PolicyDocument: policy({ ...allow('iam:ListRoles'), Condition }, allow('sts:*')),
    }),
  );
  const { Credentials, SourceIdentity } = await by({ claims: said });
  expect(SourceIdentity).toBe('jane');
  const session = keysOf(Credentials);
  await iam(session).send(new ListRolesCommand({}));
  // A transitive tag goes along into the next role, which does not take it.
  const { Role } = await own.send(
    new CreateRoleCommand({
      RoleName: 'next',
      AssumeRolePolicyDocument: trust(
        { AWS: account },
        { Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'] },
      ),
    }),
  );
  const next = new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: 'next' });
  expect((await failureOf(sts(session).send(next))).message).toMatch(/sts:TagSession on resource/);
});

test.each([
  [{ 'https://aws.amazon.com/tags': 'team' }],
  [{ 'https://aws.amazon.com/tags': { principal_tags: { team: ['a', 'b'] } } }],
  [{ 'https://aws.amazon.com/source_identity': 7 }],
])('a claim of another form is InvalidIdentityToken: %j', async (said) => {
  const { by } = await federation();
  expect((await failureOf(by({ claims: said }))).name).toBe('InvalidIdentityTokenException');
});
