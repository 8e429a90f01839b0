import {
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  DeleteUserPolicyCommand,
  ListUsersCommand,
  PutUserPolicyCommand,
  SetDefaultPolicyVersionCommand,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { authorize } from '../../../src/sandbox/authorization/authorize.ts';
import type { Caller, Permission, SessionFacts } from '../../../src/sandbox/operation.ts';
import { failureOf } from '../ground.ts';
import { allow, policy, type World, world } from '../world.ts';

const plainSession: SessionFacts = {
  issuedAt: 0,
  expiresAt: Number.MAX_SAFE_INTEGER,
  mfa: false,
  tags: {},
  transitiveTagKeys: [],
  policies: [],
};

const listUsers: Permission = { action: 'iam:ListUsers', resource: '*' };

function jane({ management }: World, session: SessionFacts | null = null): Caller {
  const arn = `arn:aws:iam::${management}:user/jane`;
  return { kind: 'user', accountId: management, userName: 'jane', arn, userId: 'AIDAJANE', session };
}

function accessRole({ ops }: World, session: SessionFacts = plainSession): Caller {
  const roleName = 'OrganizationAccountAccessRole';
  const arn = `arn:aws:sts::${ops}:assumed-role/${roleName}/jane`;
  return { kind: 'role', accountId: ops, roleName, sessionName: 'jane', arn, userId: 'AROA:jane', session };
}

function verdict(made: World, caller: Caller, permission = listUsers, sourceIp?: string) {
  return authorize(made.sandbox.state(), caller, permission, made.clock.now(), sourceIp).allowed;
}

/** A world in which jane may list users on a condition. */
function conditional(Condition: object): World {
  const made = world();
  made.addUser(made.management, 'jane', [policy({ Effect: 'Allow', Action: '*', Resource: '*', Condition })]);
  return made;
}

test('without a policy a user may do nothing, with one what it allows', () => {
  const made = world();
  made.addUser(made.management, 'jane');
  expect(authorize(made.sandbox.state(), jane(made), listUsers, made.clock.now())).toEqual({
    allowed: false,
    reason: 'no identity-based policy allows the iam:ListUsers action',
  });
  made.addUser(made.management, 'jane', [policy(allow('iam:ListUsers'))]);
  expect(verdict(made, jane(made))).toBe(true);
  expect(verdict(made, jane(made), { action: 'iam:ListRoles', resource: '*' })).toBe(false);
});

test.each<[string, (made: World) => void]>([
  [
    'attached to the user',
    (made) =>
      made.edit(made.management, ({ users }) =>
        users['jane']?.attached.push('arn:aws:iam::aws:policy/IAMReadOnlyAccess'),
      ),
  ],
  [
    'attached to a group of the user',
    (made) => made.edit(made.management, ({ groups }) => groups['admin']?.members.push('Jane')),
  ],
  [
    'inline in a group of the user',
    (made) =>
      made.edit(made.management, ({ groups: { admin } }) => {
        if (!admin) return;
        admin.members.push('jane');
        admin.attached = [];
        admin.inline['p'] = { document: policy(allow('iam:*')), effectiveAt: 0 };
      }),
  ],
])('policies %s count', (_, prepare) => {
  const made = world();
  made.addUser(made.management, 'jane');
  expect(verdict(made, jane(made))).toBe(false);
  prepare(made);
  expect(verdict(made, jane(made))).toBe(true);
});

test('a role may do what its policies allow within its boundary', () => {
  const made = world();
  expect(verdict(made, accessRole(made))).toBe(true);
  const bound = (arn: string) =>
    made.edit(made.ops, ({ roles }) => {
      const role = roles['organizationaccountaccessrole'];
      if (role) role.permissionsBoundary = arn;
    });
  bound('arn:aws:iam::aws:policy/AWSOrganizationsReadOnlyAccess');
  expect(verdict(made, accessRole(made))).toBe(false);
  bound('arn:aws:iam::aws:policy/IAMReadOnlyAccess');
  expect(verdict(made, accessRole(made))).toBe(true);
  // A boundary that is no more allows nothing.
  bound(`arn:aws:iam::${made.ops}:policy/gone`);
  expect(verdict(made, accessRole(made))).toBe(false);
});

test('a caller that is no more may do nothing', () => {
  const made = world();
  expect(verdict(made, jane(made))).toBe(false);
  expect(
    verdict(made, {
      ...accessRole(made),
      kind: 'role',
      roleName: 'gone',
      sessionName: 'x',
      session: plainSession,
    }),
  ).toBe(false);
});

test('the root user may do everything', () => {
  const made = world();
  const { management: accountId } = made;
  const root: Caller = {
    kind: 'root',
    accountId,
    arn: `arn:aws:iam::${accountId}:root`,
    userId: accountId,
    session: null,
  };
  expect(verdict(made, root)).toBe(true);
});

test.each([
  ['PowerUserAccess', 'iam:CreateUser', false],
  ['PowerUserAccess', 'organizations:MoveAccount', false],
  ['PowerUserAccess', 'organizations:DescribeOrganization', true],
  ['PowerUserAccess', 's3:PutObject', true],
  ['ReadOnlyAccess', 'iam:GetAccountAuthorizationDetails', true],
  ['ReadOnlyAccess', 'organizations:ListAccounts', true],
  ['ReadOnlyAccess', 'iam:CreateUser', false],
  ['SecurityAudit', 'iam:ListRoles', true],
  ['SecurityAudit', 'sts:AssumeRole', false],
  ['IAMFullAccess', 'iam:CreateUser', true],
  ['IAMFullAccess', 'organizations:CreateAccount', false],
  ['job-function/Billing', 'budgets:ViewBudget', true],
  ['job-function/Billing', 'iam:ListUsers', false],
  ['AWSOrganizationsReadOnlyAccess', 'organizations:ListAccounts', true],
  ['AWSOrganizationsReadOnlyAccess', 'organizations:CreateAccount', false],
  ['AWSOrganizationsFullAccess', 'organizations:CreateAccount', true],
  ['AdministratorAccess', 'any:Thing', true],
])('%s and %s: %s', (name, action, expected) => {
  const made = world();
  made.addUser(made.management, 'jane');
  made.edit(made.management, ({ users }) => users['jane']?.attached.push(`arn:aws:iam::aws:policy/${name}`));
  expect(verdict(made, jane(made), { action, resource: '*' })).toBe(expected);
});

test('IAMUserChangePassword is about oneself', () => {
  const made = world();
  made.addUser(made.management, 'jane');
  const arn = 'arn:aws:iam::aws:policy/IAMUserChangePassword';
  made.edit(made.management, ({ users }) => users['jane']?.attached.push(arn));
  const change = (name: string): Permission => ({
    action: 'iam:ChangePassword',
    resource: `arn:aws:iam::${made.management}:user/${name}`,
  });
  expect(verdict(made, jane(made), change('jane'))).toBe(true);
  expect(verdict(made, jane(made), change('joan'))).toBe(false);
});

test('each global key has its value', () => {
  const made = world();
  const { organization, units } = made.sandbox.state();
  const users = Object.values(units).find(({ name }) => name === 'Users')?.id;
  const root = `${organization?.id}/${organization?.rootId}/`;
  const expected: Readonly<Record<string, string>> = {
    'aws:PrincipalAccount': made.management,
    'aws:PrincipalArn': `arn:aws:iam::${made.management}:user/jane`,
    'aws:PrincipalType': 'User',
    'aws:PrincipalOrgID': organization?.id ?? '',
    'aws:PrincipalOrgPaths': root,
    'aws:PrincipalTag/team': 'blue',
    'aws:username': 'jane',
    'aws:userid': 'AIDAJANE',
    'aws:SourceIp': '192.0.2.7',
    'aws:CurrentTime': new Date(made.clock.now()).toISOString(),
    'aws:EpochTime': String(made.clock.now() / 1000),
    'aws:SecureTransport': 'true',
    'aws:RequestedRegion': 'us-east-1',
    'aws:ViaAWSService': 'false',
    'aws:PrincipalIsAWSService': 'false',
    'aws:ResourceAccount': made.ops,
    'aws:ResourceOrgID': organization?.id ?? '',
    'aws:ResourceOrgPaths': `${root}${users}/`,
    'aws:ResourceTag/kind': 'access',
    'iam:ResourceTag/kind': 'access',
    'iam:PolicyARN': 'arn:x',
  };
  made.edit(made.ops, ({ roles }) => {
    const role = roles['organizationaccountaccessrole'];
    if (role) role.tags = { kind: 'access' };
  });
  const permission: Permission = {
    action: 'iam:AttachRolePolicy',
    resource: `arn:aws:iam::${made.ops}:role/OrganizationAccountAccessRole`,
    context: { 'iam:PolicyARN': ['arn:x'] },
  };
  for (const [key, value] of Object.entries(expected)) {
    const Condition = { StringEquals: { [key]: value } };
    made.addUser(made.management, 'jane', [
      policy({ Effect: 'Allow', Action: '*', Resource: '*', Condition }),
    ]);
    made.edit(made.management, ({ users: { jane: user } }) => {
      if (user) user.tags = { Team: 'blue' };
    });
    expect(verdict(made, jane(made), permission, '192.0.2.7'), key).toBe(true);
  }
});

test.each([
  'aws:MultiFactorAuthPresent',
  'aws:MultiFactorAuthAge',
  'aws:TokenIssueTime',
  'aws:SourceIdentity',
  'aws:SourceIp',
  'aws:ResourceTag/x',
  'sts:RoleSessionName',
])('%s is not there for a plain access key', (key) => {
  const made = conditional({ Null: { [key]: 'true' } });
  expect(verdict(made, jane(made))).toBe(true);
});

test('a session says whether MFA was used, and since when', () => {
  const since = { NumericLessThan: { 'aws:MultiFactorAuthAge': '10' } };
  const present = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
  const made = conditional({ ...present, ...since });
  const session = (mfa: boolean, age: number) => {
    return { ...plainSession, mfa, issuedAt: made.clock.now() - age * 1000 };
  };
  expect(verdict(made, jane(made, session(true, 9)))).toBe(true);
  expect(verdict(made, jane(made, session(true, 10)))).toBe(false);
  expect(verdict(made, jane(made, session(false, 1)))).toBe(false);
  const without = conditional({ Bool: { 'aws:MultiFactorAuthPresent': 'false' } });
  expect(verdict(without, jane(without, session(false, 1)))).toBe(true);
  expect(verdict(without, jane(without))).toBe(false);
});

test("a role's session is its role to aws:PrincipalArn, has its tags, and no user name", () => {
  const made = world();
  const role = `arn:aws:iam::${made.ops}:role/OrganizationAccountAccessRole`;
  const conditions = [
    { StringEquals: { 'aws:PrincipalArn': role, 'aws:PrincipalType': 'AssumedRole' } },
    { Null: { 'aws:username': 'true' } },
    { StringEquals: { 'aws:PrincipalTag/a': 'role', 'aws:PrincipalTag/b': 'session' } },
    { StringEquals: { 'aws:SourceIdentity': 'jane', 'aws:userid': 'AROA:jane' } },
  ];
  const session = { ...plainSession, sourceIdentity: 'jane', tags: { b: 'session' } };
  for (const Condition of conditions) {
    made.edit(made.ops, ({ roles }) => {
      const state = roles['organizationaccountaccessrole'];
      if (!state) return;
      state.attached = [];
      state.tags = { a: 'role', b: 'role' };
      const document = policy({ Effect: 'Allow', Action: '*', Resource: '*', Condition });
      state.inline = { p: { document, effectiveAt: 0 } };
    });
    expect(verdict(made, accessRole(made, session)), JSON.stringify(Condition)).toBe(true);
  }
});

test('an account outside any organization has no organization keys', () => {
  const made = conditional({ Null: { 'aws:PrincipalOrgID': 'true', 'aws:ResourceOrgPaths': 'true' } });
  expect(verdict(made, jane(made))).toBe(false);
  made.sandbox.edit((state) => {
    state.organization = null;
  });
  expect(verdict(made, jane(made))).toBe(true);
});

test.each([
  ['account', (made: World) => `account/o-x/${made.ops}`],
  ['unit', (made: World) => `ou/o-x/${Object.keys(made.sandbox.state().units)[0]}`],
])('the tags of an %s are its resource tags', (_, path) => {
  const made = conditional({ StringEquals: { 'aws:ResourceTag/a': 'b' } });
  const resource = `arn:aws:organizations::${made.management}:${path(made)}`;
  const permission = { action: 'organizations:TagResource', resource };
  expect(verdict(made, jane(made), permission)).toBe(false);
  made.sandbox.edit((state) => {
    for (const entry of [state.accounts[made.ops], ...Object.values(state.units)]) {
      if (entry) entry.tags = { a: 'b' };
    }
  });
  expect(verdict(made, jane(made), permission)).toBe(true);
});

test('a written document counts after the propagation, until then the one before', async () => {
  const made = world({ timings: { propagation: 3000 } });
  const keys = made.addUser(made.management, 'jane');
  const may = async () => {
    const sent = made.iam(keys).send(new ListUsersCommand({}));
    return sent.then(
      () => true,
      () => false,
    );
  };
  const put = (effect: string) =>
    made.iam().send(
      new PutUserPolicyCommand({
        UserName: 'jane',
        PolicyName: 'p',
        PolicyDocument: policy({ Effect: effect, Action: '*', Resource: '*' }),
      }),
    );
  await put('Allow');
  made.clock.advance(2999);
  expect(await may()).toBe(false);
  made.clock.advance(1);
  expect(await may()).toBe(true);
  await put('Deny');
  made.clock.advance(1000);
  // Written over what has not spread yet, it is still the first one that counts.
  await put('Deny');
  made.clock.advance(2999);
  expect(await may()).toBe(true);
  made.clock.advance(1);
  expect(await may()).toBe(false);
  await made.iam().send(new DeleteUserPolicyCommand({ UserName: 'jane', PolicyName: 'p' }));
  expect(await may()).toBe(false);
});

test('another default version counts after the propagation', async () => {
  const made = world({ timings: { propagation: 3000 } });
  made.addUser(made.management, 'jane');
  const client = made.iam();
  const document = (action: string) => policy(allow(action));
  const create = new CreatePolicyCommand({ PolicyName: 'p', PolicyDocument: document('iam:ListUsers') });
  const PolicyArn = (await client.send(create)).Policy?.Arn ?? '';
  made.edit(made.management, ({ users }) => users['jane']?.attached.push(PolicyArn));
  expect(verdict(made, jane(made))).toBe(false);
  made.clock.advance(3000);
  expect(verdict(made, jane(made))).toBe(true);
  const PolicyDocument = document('iam:GetUser');
  const version = { PolicyArn, PolicyDocument, SetAsDefault: true };
  await client.send(new CreatePolicyVersionCommand(version));
  expect(verdict(made, jane(made))).toBe(true);
  made.clock.advance(3000);
  expect(verdict(made, jane(made))).toBe(false);
  await client.send(new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: 'v1' }));
  expect(verdict(made, jane(made))).toBe(false);
  made.clock.advance(3000);
  expect(verdict(made, jane(made))).toBe(true);
  await client.send(new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: 'v2' }));
  expect(verdict(made, jane(made))).toBe(true);
  made.clock.advance(3000);
  expect(verdict(made, jane(made))).toBe(false);
});

test('a refusal says why', async () => {
  const made = world();
  const keys = made.addUser(made.management, 'jane');
  expect(await failureOf(made.iam(keys).send(new ListUsersCommand({})))).toMatchObject({
    name: 'AccessDenied',
    message:
      `User: arn:aws:iam::${made.management}:user/jane is not authorized to perform: iam:ListUsers on ` +
      'resource: * because no identity-based policy allows the iam:ListUsers action',
  });
});
