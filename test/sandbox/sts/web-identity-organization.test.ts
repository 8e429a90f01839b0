import { AttachRolePolicyCommand, ListRolesCommand } from '@aws-sdk/client-iam';
import {
  AttachPolicyCommand,
  CreatePolicyCommand,
  EnablePolicyTypeCommand,
  type PolicyType,
} from '@aws-sdk/client-organizations';
import { expect, test } from 'vitest';
import { failureOf } from '../ground.ts';
import { keysOf, policy } from '../world.ts';
import { type Federation, federation, host } from './web-identity.ts';

/** Attaches a policy of the organization to the account of the role. */
async function control({ organizations, sandbox, account }: Federation, Type: PolicyType, Content: string) {
  const { organization } = sandbox.state();
  const RootId = organization?.rootId ?? '';
  await organizations().send(new EnablePolicyTypeCommand({ RootId, PolicyType: Type }));
  const { Policy } = await organizations().send(
    new CreatePolicyCommand({ Type, Content, Name: Type, Description: '' }),
  );
  const PolicyId = Policy?.PolicySummary?.Id ?? '';
  await organizations().send(new AttachPolicyCommand({ PolicyId, TargetId: account }));
}

const denying = (parts: object) => policy({ Effect: 'Deny', Resource: '*', ...parts });

/** As the guardrail for issuers asks: one key of a named issuer must be there. */
const onlyFrom = (issuer: string) =>
  denying({
    Principal: '*',
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: { Null: { [`${issuer}:aud`]: 'true', [`${issuer}:sub`]: 'true' } },
  });

test('a resource control policy can leave some issuers only', async () => {
  const made = await federation();
  await made.by();
  await control(made, 'RESOURCE_CONTROL_POLICY', onlyFrom('gitlab.com'));
  expect(await failureOf(made.by())).toMatchObject({
    name: 'AccessDenied',
    message: 'Not authorized to perform sts:AssumeRoleWithWebIdentity',
  });
  const other = await federation();
  await control(other, 'RESOURCE_CONTROL_POLICY', onlyFrom(host));
  await other.by();
});

test('whoever comes with a token has no account, no organization, and is no service', async () => {
  const made = await federation();
  const absent = ['PrincipalAccount', 'PrincipalArn', 'PrincipalOrgID', 'PrincipalIsAWSService', 'userid'];
  const content = denying({
    Principal: '*',
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: { Null: { 'aws:PrincipalOrgID': 'false' } },
  });
  await control(made, 'RESOURCE_CONTROL_POLICY', content);
  await made.by();
  const asked = await federation({
    condition: {
      StringLike: { [`${host}:sub`]: '*' },
      Null: Object.fromEntries(absent.map((key) => [`aws:${key}`, 'true'])),
    },
  });
  await asked.by();
});

test('service control policies say nothing of the token, and all of the session', async () => {
  const made = await federation();
  const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
  await made.own.send(new AttachRolePolicyCommand({ RoleName: 'acme-ci', PolicyArn }));
  const list = async () => {
    const { Credentials } = await made.by();
    await made.iam(keysOf(Credentials)).send(new ListRolesCommand({}));
  };
  await list();
  await control(made, 'SERVICE_CONTROL_POLICY', denying({ Action: ['iam:ListRoles', 'sts:*'] }));
  await made.by();
  expect((await failureOf(list())).message).toContain('with an explicit deny in a service control policy');
});
