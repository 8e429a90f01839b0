import {
  CreateRoleCommand,
  CreateUserCommand,
  DeleteRoleCommand,
  DeleteUserCommand,
  GetRoleCommand,
  UpdateUserCommand,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { failureOf } from '../ground.ts';
import { policy, trust, type World, world } from '../world.ts';

async function create({ iam }: World, AssumeRolePolicyDocument: string, RoleName = 'x') {
  return iam().send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
}

async function shown({ iam }: World, RoleName = 'x'): Promise<string> {
  const { Role } = await iam().send(new GetRoleCommand({ RoleName }));
  return decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '');
}

test.each<[string, (world: World) => string]>([
  ['a user', ({ management }) => `arn:aws:iam::${management}:user/nobody`],
  ['a role', ({ ops }) => `arn:aws:iam::${ops}:role/nobody`],
  ['a user in the wrong path', ({ management }) => `arn:aws:iam::${management}:user/x/management-admin`],
  ['a session of no role', ({ ops }) => `arn:aws:sts::${ops}:assumed-role/nobody/x`],
  ['a group', ({ management }) => `arn:aws:iam::${management}:group/admin`],
  ['a wildcard', ({ management }) => `arn:aws:iam::${management}:user/*`],
  ['an id of nobody', () => 'AIDAAAAAAAAAAAAAAAAAA'],
  ['no ARN', () => 'jane'],
  ['an account of 11 digits', () => '11112222333'],
])('%s cannot be trusted', async (_, name) => {
  const made = world();
  const principal = name(made);
  expect(await failureOf(create(made, trust({ AWS: [made.ops, principal] })))).toMatchObject({
    name: 'MalformedPolicyDocumentException',
    message: `Invalid principal in policy: "AWS":"${principal}"`,
  });
});

test.each<[string, (world: World) => unknown]>([
  ['everybody', () => '*'],
  ['everybody in AWS', () => ({ AWS: '*' })],
  ['accounts, of the organization or not', ({ ops }) => ({ AWS: [ops, 'arn:aws:iam::444455556666:root'] })],
  ['a role of an account elsewhere', () => ({ AWS: 'arn:aws:iam::444455556666:role/x' })],
  ['a session of an account elsewhere', () => ({ AWS: 'arn:aws:sts::444455556666:assumed-role/x/me' })],
  ['a session', ({ ops }) => ({ AWS: `arn:aws:sts::${ops}:assumed-role/OrganizationAccountAccessRole/me` })],
  [
    'services and identity providers',
    () => ({ Service: ['ec2.amazonaws.com'], Federated: 'accounts.google.com' }),
  ],
])('%s can be trusted, and are shown as written', async (_, principal) => {
  const made = world();
  const document = `  ${trust(principal(made))} `;
  await create(made, document);
  expect(await shown(made)).toBe(document);
});

test('a principal that is made again is another one', async () => {
  const made = world();
  const { iam, management } = made;
  const { User } = await iam().send(new CreateUserCommand({ UserName: 'jane' }));
  const arn = `arn:aws:iam::${management}:user/jane`;
  await create(made, trust({ AWS: ['444455556666', arn] }));
  expect(JSON.parse(await shown(made)).Statement[0].Principal.AWS).toEqual(['444455556666', arn]);
  await iam().send(new UpdateUserCommand({ UserName: 'jane', NewUserName: 'joan' }));
  expect(await shown(made)).toContain(`arn:aws:iam::${management}:user/joan`);
  await iam().send(new DeleteUserCommand({ UserName: 'joan' }));
  expect(JSON.parse(await shown(made)).Statement[0].Principal.AWS).toEqual(['444455556666', User?.UserId]);
  await iam().send(new CreateUserCommand({ UserName: 'joan' }));
  expect(await shown(made)).toContain(`"${User?.UserId}"`);
});

test('roles and NotPrincipal are kept by id too, and text elsewhere is left alone', async () => {
  const made = world();
  const { iam, management } = made;
  const role = await create(made, trust('*'), 'first');
  const arn = `arn:aws:iam::${management}:role/first`;
  const Condition = { StringNotEquals: { 'aws:PrincipalArn': arn } };
  await create(made, policy({ Effect: 'Deny', Action: 'sts:*', NotPrincipal: { AWS: arn }, Condition }));
  expect(JSON.parse(await shown(made)).Statement[0].NotPrincipal).toEqual({ AWS: arn });
  await iam().send(new DeleteRoleCommand({ RoleName: 'first' }));
  expect(JSON.parse(await shown(made)).Statement[0]).toMatchObject({
    NotPrincipal: { AWS: role.Role?.RoleId },
    Condition,
  });
});

test('a principal that was made a moment ago is not known everywhere yet', async () => {
  const made = world({ timings: { propagation: 5000 } });
  const { iam, clock, management } = made;
  await iam().send(new CreateUserCommand({ UserName: 'jane' }));
  const document = trust({ AWS: `arn:aws:iam::${management}:user/jane` });
  expect((await failureOf(create(made, document))).message).toMatch(/^Invalid principal/);
  clock.advance(5000);
  await create(made, document);
});

test.each<[string, object, string]>([
  ['a resource', { Resource: '*' }, 'Has prohibited field Resource'],
  ['no principal', { Principal: undefined }, 'Missing required field Principal'],
  [
    'another service',
    { Action: ['sts:AssumeRole', 's3:GetObject'] },
    'AssumeRole policy may only specify STS AssumeRole actions.',
  ],
  [
    'an action that STS does not have',
    { Action: ['sts:AssumeRole', 'sts:TagSessions'] },
    'AssumeRole policy may only specify STS AssumeRole actions.',
  ],
  [
    'an action of STS that assumes nothing',
    { Action: 'sts:GetCallerIdentity' },
    'AssumeRole policy may only specify STS AssumeRole actions.',
  ],
  ['an effect in other letters', { Effect: 'allow' }, 'The policy failed legacy parsing'],
  ['no action', { Action: [] }, 'Policy statement must contain actions.'],
  ['a principal that is a text', { Principal: 'me' }, 'Invalid principal in policy: "AWS":"me"'],
  ['a kind of principal that is none', { Principal: { IAM: 'x' } }, 'Invalid principal in policy: "IAM":"x"'],
  ['an empty principal', { Principal: {} }, 'Syntax errors in policy.'],
])('malformed: %s', async (_, parts, message) => {
  const made = world();
  expect(await failureOf(create(made, trust('*', parts)))).toMatchObject({
    name: 'MalformedPolicyDocumentException',
    message,
  });
});

test('what is no JSON has words of its own', async () => {
  expect(await failureOf(create(world(), '{'))).toMatchObject({
    name: 'MalformedPolicyDocumentException',
    message: 'This policy contains invalid Json',
  });
});

test.each([['sts:assumerole'], ['sts:*'], ['sts:Assume*'], ['sts:AssumeRol?'], ['sts:TagSession'], ['*']])(
  'the action %s may be trusted with',
  async (Action) => {
    const made = world();
    await create(made, trust('*', { Action, Sid: '' }));
    expect(await shown(made)).toContain(Action);
  },
);

test('2,048 characters are the most, white space aside', async () => {
  const made = world();
  const length = trust('*', { Sid: '' }).length;
  await create(made, trust('*', { Sid: 'x'.repeat(2048 - length) }).replaceAll(',', ' ,\n'));
  expect(await failureOf(create(made, trust('*', { Sid: 'x'.repeat(2049 - length) }), 'y'))).toMatchObject({
    name: 'LimitExceededException',
    message: 'Cannot exceed quota for ACLSizePerRole: 2048',
  });
});
