import {
  AttachRolePolicyCommand,
  CreateAccessKeyCommand,
  CreateLoginProfileCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  DetachRolePolicyCommand,
  type IAMClient,
  ListRolesCommand,
  PutRolePolicyCommand,
  SetDefaultPolicyVersionCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
  UpdateRoleDescriptionCommand,
} from '@aws-sdk/client-iam';
import { LeaveOrganizationCommand } from '@aws-sdk/client-organizations';
import { AssumeRoleCommand, GetCallerIdentityCommand, GetSessionTokenCommand } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { authorize } from '../../../src/sandbox/authorization/authorize.ts';
import type { Caller } from '../../../src/sandbox/operation.ts';
import { accessRoleName, type Company, company } from '../company.ts';
import { failureOf, type Keys } from '../ground.ts';
import { allow, keysOf, policy, trust } from '../world.ts';

/**
 * The guardrails that diverst is to attach, as plain policies: what each denies in a client's account, and what goes on
 * working under it.
 */

const accessRole = `arn:aws:iam::*:role/${accessRoleName}`;
const notTheAccessRole = { ArnNotLike: { 'aws:PrincipalArn': accessRole } };
const deny = (Action: string | readonly string[], Condition?: object, Resource = '*') => ({
  Effect: 'Deny',
  Action,
  Resource,
  ...(Condition === undefined ? {} : { Condition }),
});
const roleChanges = [
  'iam:AttachRolePolicy',
  'iam:DeleteRole',
  'iam:DeleteRolePermissionsBoundary',
  'iam:DeleteRolePolicy',
  'iam:DetachRolePolicy',
  'iam:PutRolePermissionsBoundary',
  'iam:PutRolePolicy',
  'iam:UpdateAssumeRolePolicy',
  'iam:UpdateRole',
  'iam:UpdateRoleDescription',
];
const ownTag = 'diverst:managed-by';
const TrustPolicy = trust({ AWS: '*' });
const everything = 'arn:aws:iam::aws:policy/AdministratorAccess';

/** Whether the organization's policies, and nothing else, refuse the call. */
async function isHeld(call: Promise<unknown>): Promise<boolean> {
  return call.then(
    () => false,
    (error: Error) => / control policy/.test(error.message),
  );
}

/** An administrator of an account who is not the access role. */
function administrator(made: Company, accountId: string, name = 'boss'): Keys {
  return made.addUser(accountId, name, [policy(allow('*'))]);
}

type Calls = Readonly<Record<string, (client: IAMClient) => Promise<unknown>>>;

/** Makes each call and says which were held. */
async function heldAmong(calls: Calls, client: IAMClient): Promise<string[]> {
  const held: string[] = [];
  for (const [name, call] of Object.entries(calls)) if (await isHeld(call(client))) held.push(name);
  return held;
}

/** The decision on an action that the sandbox does not answer. */
function decides(made: Company, accountId: string, action: string): boolean {
  const caller: Caller = {
    kind: 'role',
    accountId,
    roleName: accessRoleName,
    sessionName: 'admin',
    arn: `arn:aws:sts::${accountId}:assumed-role/${accessRoleName}/admin`,
    userId: 'AROA:admin',
    session: { issuedAt: 0, expiresAt: 1, mfa: false, tags: {}, transitiveTagKeys: [], policies: [] },
  };
  return authorize(made.sandbox.state(), caller, { action, resource: '*' }, made.clock.now()).allowed;
}

const assume = (made: Company, RoleArn: string, keys?: Keys) =>
  made.sts(keys).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'me' }));

test('leave: the account stays in the organization and open', async () => {
  const made = await company();
  await made.enable();
  await made.attach(
    made.units['Envs'] ?? '',
    policy(
      deny(['organizations:LeaveOrganization', 'organizations:AcceptHandshake', 'account:CloseAccount']),
    ),
  );
  const leave = async (accountId: string) =>
    made.organizations(await made.admin(accountId)).send(new LeaveOrganizationCommand({}));
  expect(await isHeld(leave(made.acme))).toBe(true);
  expect((await failureOf(leave(made.ops))).Reason).toBe('WAIT_PERIOD_ACTIVE');
  for (const action of ['organizations:AcceptHandshake', 'account:CloseAccount']) {
    expect([action, decides(made, made.acme, action), decides(made, made.ops, action)]).toEqual([
      action,
      false,
      true,
    ]);
  }
  expect(decides(made, made.acme, 'account:GetContactInformation')).toBe(true);
});

const rootUser = policy(
  deny('*', {
    ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:root' },
    Null: { 'aws:AssumedRoot': 'true' },
  }),
);

test('root-user: nothing is left to it, everything to everybody else', async () => {
  const made = await company();
  await made.enable();
  await made.attach(made.units['Envs'] ?? '', rootUser);
  const list = (keys?: Keys) => made.iam(keys).send(new ListRolesCommand({}));
  expect(await isHeld(list(made.rootKeys(made.acme)))).toBe(true);
  await list(made.rootKeys(made.ops));
  await list(made.rootKeys(made.management));
  await list(await made.admin(made.acme));
  await list(administrator(made, made.acme));
});

test('roles: the access role is changed by itself only', async () => {
  const made = await company();
  await made.enable();
  await made.attach(
    made.units['Envs'] ?? '',
    policy(deny([...roleChanges, 'iam:CreateRole'], notTheAccessRole, accessRole)),
  );
  const on = (RoleName: string): Calls => {
    const PolicyArn = everything;
    return {
      CreateRole: (iam) =>
        iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TrustPolicy })),
      UpdateAssumeRolePolicy: (iam) =>
        iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: TrustPolicy })),
      UpdateRole: (iam) => iam.send(new UpdateRoleCommand({ RoleName, MaxSessionDuration: 7200 })),
      UpdateRoleDescription: (iam) =>
        iam.send(new UpdateRoleDescriptionCommand({ RoleName, Description: 'x' })),
      AttachRolePolicy: (iam) => iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn })),
      DetachRolePolicy: (iam) => iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn })),
      PutRolePolicy: (iam) =>
        iam.send(
          new PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument: policy(allow('s3:*')) }),
        ),
      DeleteRolePermissionsBoundary: (iam) =>
        iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName })),
      DeleteRole: (iam) => iam.send(new DeleteRoleCommand({ RoleName })),
    };
  };
  const boss = made.iam(administrator(made, made.acme));
  const calls = on(accessRoleName);
  expect(await heldAmong(calls, boss)).toEqual(Object.keys(calls));
  expect(await heldAmong(on('team'), boss)).toEqual([]);
  // Another role's session, though an administrator, is not the access role.
  const { AssumeRolePolicyDocument, RoleName } = {
    RoleName: 'deploy',
    AssumeRolePolicyDocument: TrustPolicy,
  };
  await boss.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  await boss.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: everything }));
  const keys = await made.assume(
    { RoleArn: `arn:aws:iam::${made.acme}:role/deploy`, RoleSessionName: accessRoleName },
    await made.admin(made.acme),
  );
  expect(await heldAmong(calls, made.iam(keys))).toEqual(Object.keys(calls));
  expect(await heldAmong(calls, made.iam(await made.admin(made.acme)))).toEqual([]);
});

test('roles: what carries the tag is changed by the access role only, and nobody else sets the tag', async () => {
  const made = await company();
  await made.enable();
  await made.attach(
    made.units['Envs'] ?? '',
    policy(
      deny(roleChanges, { StringLike: { [`aws:ResourceTag/${ownTag}`]: '*' }, ...notTheAccessRole }),
      deny(['iam:TagRole', 'iam:UntagRole', 'iam:CreateRole'], {
        'ForAnyValue:StringEqualsIgnoreCase': { 'aws:TagKeys': [ownTag, 'diverst:client'] },
        ...notTheAccessRole,
      }),
    ),
  );
  const access = made.iam(await made.admin(made.acme));
  const boss = made.iam(administrator(made, made.acme));
  const Tags = [{ Key: ownTag, Value: 'diverst' }];
  const create = (iam: IAMClient, RoleName: string, tags: typeof Tags) =>
    iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TrustPolicy, Tags: tags }));
  await create(access, 'production', Tags);
  expect(await isHeld(create(boss, 'mine', Tags))).toBe(true);
  expect(await isHeld(create(boss, 'mine', [{ Key: 'DIVERST:Managed-By', Value: 'me' }]))).toBe(true);
  await create(boss, 'mine', [{ Key: 'team', Value: 'one' }]);
  const calls = (RoleName: string): Calls => ({
    trust: (iam) => iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: TrustPolicy })),
    attach: (iam) => iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: everything })),
    duration: (iam) => iam.send(new UpdateRoleCommand({ RoleName, MaxSessionDuration: 7200 })),
    tag: (iam) => iam.send(new TagRoleCommand({ RoleName, Tags: [{ Key: 'diverst:client', Value: 'x' }] })),
    untag: (iam) => iam.send(new UntagRoleCommand({ RoleName, TagKeys: [ownTag] })),
    'other tag': (iam) => iam.send(new TagRoleCommand({ RoleName, Tags: [{ Key: 'team', Value: 'x' }] })),
  });
  expect(await heldAmong(calls('production'), boss)).toEqual(['trust', 'attach', 'duration', 'tag', 'untag']);
  expect(await heldAmong(calls('mine'), boss)).toEqual(['tag', 'untag']);
  expect(await heldAmong(calls('production'), access)).toEqual([]);
});

test('roles: the customer managed policies of client roles', async () => {
  const made = await company();
  await made.enable();
  const guarded = `arn:aws:iam::${made.acme}:policy/client`;
  const changes = ['CreatePolicyVersion', 'DeletePolicyVersion', 'SetDefaultPolicyVersion', 'DeletePolicy'];
  await made.attach(
    made.acme,
    policy(
      deny(
        changes.map((name) => `iam:${name}`),
        notTheAccessRole,
        guarded,
      ),
    ),
  );
  const boss = made.iam(administrator(made, made.acme));
  const PolicyDocument = policy(allow('s3:*'));
  const calls = (PolicyArn: string): Calls => ({
    version: (iam) => iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument })),
    'default version': (iam) => iam.send(new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: 'v1' })),
  });
  for (const PolicyName of ['client', 'other']) {
    await boss.send(new CreatePolicyCommand({ PolicyName, PolicyDocument }));
  }
  expect(await heldAmong(calls(guarded), boss)).toEqual(['version', 'default version']);
  expect(await heldAmong(calls(guarded.replace('client', 'other')), boss)).toEqual([]);
  expect(await heldAmong(calls(guarded), made.iam(await made.admin(made.acme)))).toEqual([]);
});

test('lateral: no way from a client into another account, but into those that are named and from hubs', async () => {
  const made = await company();
  await made.enable();
  const open = {
    acme: await made.openRole(made.acme),
    globex: await made.openRole(made.globex),
    ops: await made.openRole(made.ops),
  };
  const lateral = (reach: readonly string[], hubs: readonly string[]) =>
    policy(
      deny('sts:AssumeRole', {
        Null: { 'aws:ResourceAccount': 'false' },
        StringNotEquals: {
          'aws:ResourceAccount': ['${aws:PrincipalAccount}', ...reach],
          'aws:PrincipalAccount': hubs,
        },
      }),
    );
  await made.attach(made.units['Envs'] ?? '', lateral([made.ops], [made.globex]));
  const acme = await made.admin(made.acme);
  const globex = await made.admin(made.globex);
  const ops = await made.admin(made.ops);
  const held = async (arn: string, keys?: Keys) => isHeld(assume(made, arn, keys));
  expect({
    'acme to itself': await held(open.acme, acme),
    'acme to globex': await held(open.globex, acme),
    'acme to what it may reach': await held(open.ops, acme),
    'hub to acme': await held(open.acme, globex),
    'ops to acme': await held(open.acme, ops),
    'management to acme': await held(open.acme),
  }).toEqual({
    'acme to itself': false,
    'acme to globex': true,
    'acme to what it may reach': false,
    'hub to acme': false,
    'ops to acme': false,
    'management to acme': false,
  });
  const chained = keysOf((await assume(made, open.acme, acme)).Credentials);
  made.edit(made.acme, ({ roles }) => roles['open']?.attached.push(everything));
  expect(await held(open.globex, chained)).toBe(true);
  await made.sts(acme).send(new GetCallerIdentityCommand({}));
});

test('outsiders: nobody else’s account comes in, save vendors', async () => {
  const made = await company();
  await made.enable('RESOURCE_CONTROL_POLICY');
  const organizationId = made.sandbox.state().organization?.id ?? '';
  const outsiders = (vendors: readonly string[]) =>
    policy({
      Effect: 'Deny',
      Principal: '*',
      Action: 'sts:AssumeRole',
      Resource: '*',
      Condition: {
        StringNotEqualsIfExists: {
          'aws:PrincipalOrgID': organizationId,
          ...(vendors.length === 0 ? {} : { 'aws:PrincipalAccount': vendors }),
        },
        BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
      },
    });
  const open = await made.openRole(made.acme);
  const other = await made.openRole(made.globex);
  const out = administrator(made, made.outsider, 'out');
  await assume(made, open, out);
  await made.attach(made.acme, outsiders([]), 'RESOURCE_CONTROL_POLICY');
  await made.attach(made.globex, outsiders([made.outsider]), 'RESOURCE_CONTROL_POLICY');
  expect(await isHeld(assume(made, open, out))).toBe(true);
  await assume(made, other, out);
  for (const keys of [await made.admin(made.globex), await made.admin(made.ops), undefined]) {
    await assume(made, open, keys);
  }
});

test('mfa: a user’s key without a code assumes nothing, roles and users with one do', async () => {
  const made = await company();
  await made.enable();
  const open = await made.openRole(made.acme);
  const withoutMfa = deny('sts:AssumeRole', {
    BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' },
    Null: { 'aws:username': 'false' },
  });
  await made.attach(made.units['Users'] ?? '', policy(withoutMfa));
  const person = administrator(made, made.ops);
  const SerialNumber = `arn:aws:iam::${made.ops}:mfa/boss`;
  made.edit(made.ops, ({ users }) => users['boss']?.mfaDevices.push(SerialNumber));
  const sessionOf = async (input: object) =>
    keysOf((await made.sts(person).send(new GetSessionTokenCommand(input))).Credentials);
  expect(await isHeld(assume(made, open, person))).toBe(true);
  expect(await isHeld(assume(made, open, await sessionOf({})))).toBe(true);
  await assume(made, open, await sessionOf({ SerialNumber, TokenCode: '123456' }));
  await made.assume({ RoleArn: open, RoleSessionName: 'me', SerialNumber, TokenCode: '123456' }, person);
  await assume(made, open, await made.admin(made.ops));
  await assume(made, open, administrator(made, made.globex, 'other'));
});

test('people: only the access role makes users and what they sign in with', async () => {
  const made = await company();
  await made.enable();
  const actions = ['iam:CreateUser', 'iam:CreateAccessKey', 'iam:CreateLoginProfile'];
  await made.attach(made.units['Envs'] ?? '', policy(deny(actions, notTheAccessRole)));
  const calls: Calls = {
    user: (iam) => iam.send(new CreateUserCommand({ UserName: 'jane' })),
    key: (iam) => iam.send(new CreateAccessKeyCommand({ UserName: 'jane' })),
    password: (iam) =>
      iam.send(new CreateLoginProfileCommand({ UserName: 'jane', Password: 'a Long one, 42' })),
    role: (iam) =>
      iam.send(new CreateRoleCommand({ RoleName: 'app', AssumeRolePolicyDocument: TrustPolicy })),
  };
  expect(await heldAmong(calls, made.iam(administrator(made, made.acme)))).toEqual([
    'user',
    'key',
    'password',
  ]);
  expect(await heldAmong(calls, made.iam(await made.admin(made.acme)))).toEqual([]);
});

test('federation: providers are the access role’s affair', async () => {
  const made = await company();
  await made.enable();
  const actions = ['iam:*OpenIDConnectProvider*', 'iam:*SAMLProvider*', 'rolesanywhere:*TrustAnchor'];
  await made.attach(
    made.acme,
    policy({ Effect: 'Deny', Action: actions, Resource: '*', Condition: notTheAccessRole }),
  );
  await made.attach(made.globex, policy({ Effect: 'Deny', Action: actions, Resource: '*' }));
  const tried = [
    'iam:CreateOpenIDConnectProvider',
    'iam:UpdateSAMLProvider',
    'rolesanywhere:CreateTrustAnchor',
  ];
  for (const action of tried) {
    expect([action, decides(made, made.acme, action), decides(made, made.globex, action)]).toEqual([
      action,
      true,
      false,
    ]);
  }
});
