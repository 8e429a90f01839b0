import { CreateRoleCommand, GetRoleCommand, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { failureOf } from '../ground.ts';
import { trust, world } from '../world.ts';

const github = 'token.actions.githubusercontent.com';
const Action = 'sts:AssumeRoleWithWebIdentity';

function providerOf(issuer: string): { readonly Federated: string } {
  return { Federated: `arn:aws:iam::111122223333:oidc-provider/${issuer}` };
}

const create = (document: string) =>
  world()
    .iam()
    .send(new CreateRoleCommand({ RoleName: 'ci', AssumeRolePolicyDocument: document }));

test.each([
  ['GitHub', github, {}, `${github}:sub or ${github}:job_workflow_ref`],
  ['GitHub, by the audience alone', github, { StringEquals: { [`${github}:aud`]: 'x' } }, `${github}:sub`],
  ['GitLab', 'gitlab.com', { StringEquals: { 'gitlab.com:aud': 'x' } }, 'gitlab.com:sub'],
  [
    'GitLab, by a key of GitHub',
    'gitlab.com',
    { StringEquals: { [`${github}:sub`]: 'x' } },
    'gitlab.com:sub',
  ],
  ['Pulumi', 'api.pulumi.com/oidc', {}, 'api.pulumi.com/oidc:aud'],
])('tokens that a whole provider’s customers get need a condition: %s', async (_, issuer, Condition, key) => {
  for (const action of [Action, 'sts:*', '*', ['sts:TagSession', 'sts:AssumeRoleWith*']]) {
    const refused = await failureOf(create(trust(providerOf(issuer), { Action: action, Condition })));
    expect(refused.name).toBe('MalformedPolicyDocumentException');
    expect(refused.message).toContain(`must evaluate ${key}`);
  }
});

test.each([
  ['by the subject', github, { StringEquals: { [`${github}:sub`]: 'repo:o/r:environment:e' } }],
  [
    'in any letters, by any operator',
    github,
    { StringLike: { [`${github.toUpperCase()}:SUB`]: 'repo:o/*' } },
  ],
  ['by the workflow', github, { StringLike: { [`${github}:job_workflow_ref`]: 'o/r/*' } }],
  ['of an issuer of its own', 'oidc.eks.us-east-1.amazonaws.com/id/X', {}],
])('others are taken: %s', async (_, issuer, Condition) => {
  await create(trust(providerOf(issuer), { Action, Condition }));
});

test('neither a deny nor another action needs it', async () => {
  await create(trust(providerOf(github), { Action: 'sts:TagSession' }));
  await create(trust(providerOf(github), { Effect: 'Deny', Action }));
});

test('an update needs it as well, and what was there before stays', async () => {
  const { iam, edit, management } = world();
  const RoleName = 'ci';
  const AssumeRolePolicyDocument = trust({ Service: 'ec2.amazonaws.com' });
  await iam().send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  const open = trust(providerOf(github), { Action });
  const update = new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: open });
  expect((await failureOf(iam().send(update))).name).toBe('MalformedPolicyDocumentException');
  edit(management, ({ roles }) => {
    const role = roles[RoleName];
    if (role !== undefined) role.trust = { document: open, effectiveAt: 0 };
  });
  const { Role } = await iam().send(new GetRoleCommand({ RoleName }));
  expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toBe(open);
});
