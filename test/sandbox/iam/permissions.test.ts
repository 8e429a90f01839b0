import { expect, test } from 'vitest';
import { MemoryHistory } from '../../../src/sandbox/cloudtrail/history.ts';
import { iamOperations } from '../../../src/sandbox/iam/operations.ts';
import type { CallContext, Operation, Permission } from '../../../src/sandbox/operation.ts';
import { instant } from '../../../src/sandbox/timings.ts';
import { trust, world } from '../world.ts';

type Loose = Operation<Readonly<Record<string, unknown>>>;

/** What an operation asks for, in an account `A` with a role of a path and a boundary. */
function permissionsOf(name: string, input: Readonly<Record<string, unknown>>): readonly Permission[] {
  const { sandbox, management, edit, clock } = world();
  edit(management, ({ roles, users }) => {
    const { 'management-admin': admin } = users;
    if (admin) {
      users['bound'] = {
        ...admin,
        name: 'bound',
        permissionsBoundary: 'arn:aws:iam::aws:policy/ReadOnlyAccess',
      };
    }
    roles['deep'] = {
      name: 'Deep',
      id: 'AROADEEP',
      path: '/a/b/',
      createdAt: 0,
      effectiveAt: 0,
      description: '',
      trust: { document: trust('*'), effectiveAt: 0 },
      maxSessionDuration: 3600,
      permissionsBoundary: 'arn:aws:iam::aws:policy/ReadOnlyAccess',
      inline: {},
      attached: [],
      tags: {},
    };
  });
  const context: CallContext = {
    state: sandbox.state(),
    caller: {
      kind: 'user',
      accountId: management,
      userName: 'management-admin',
      arn: `arn:aws:iam::${management}:user/management-admin`,
      userId: 'AIDA',
      session: null,
    },
    now: clock.now(),
    timings: instant,
    requestId: 'x',
    sourceIp: '192.0.2.1',
    host: 'iam.amazonaws.com',
    region: 'us-east-1',
    history: new MemoryHistory(),
    paths: true,
    restructure: false,
  };
  const operation = iamOperations[name] as Loose | undefined;
  const permissions = operation?.permissions(input, context) ?? [];
  return permissions.map(({ action, resource, context: keys }) => ({
    action,
    resource: resource.replaceAll(management, 'A'),
    ...(keys && Object.keys(keys).length > 0 ? { context: keys } : {}),
  }));
}

const user = 'arn:aws:iam::A:user/management-admin';
const arn = 'arn:aws:iam::A:policy/p';
const boundary = { 'iam:PermissionsBoundary': ['arn:aws:iam::aws:policy/ReadOnlyAccess'] };

/** The resource of every operation whose only permission is its own name. */
test.each([
  ['GetUser', {}, user],
  ['GetUser', { UserName: 'x' }, 'arn:aws:iam::A:user/x'],
  ['ListUsers', {}, '*'],
  ['DeleteUser', { UserName: 'MANAGEMENT-admin' }, user],
  ['ListGroupsForUser', { UserName: 'management-admin' }, user],
  ['ListMFADevices', {}, user],
  ['CreateAccessKey', {}, user],
  ['ListAccessKeys', { UserName: 'x' }, 'arn:aws:iam::A:user/x'],
  ['GetLoginProfile', {}, user],
  ['CreateGroup', { GroupName: 'g', Path: '/p/' }, 'arn:aws:iam::A:group/p/g'],
  ['GetGroup', { GroupName: 'Admin' }, 'arn:aws:iam::A:group/admin'],
  ['ListGroups', {}, '*'],
  ['AddUserToGroup', { GroupName: 'admin', UserName: 'x' }, 'arn:aws:iam::A:group/admin'],
  ['CreateRole', { RoleName: 'r', Path: '/p/' }, 'arn:aws:iam::A:role/p/r'],
  ['GetRole', { RoleName: 'gone' }, 'arn:aws:iam::A:role/gone'],
  ['ListRoles', {}, '*'],
  ['CreatePolicy', { PolicyName: 'p', Path: '/x/' }, 'arn:aws:iam::A:policy/x/p'],
  ['GetPolicy', { PolicyArn: arn }, arn],
  ['CreatePolicyVersion', { PolicyArn: arn, SetAsDefault: true }, arn],
  ['SetDefaultPolicyVersion', { PolicyArn: arn }, arn],
  ['ListEntitiesForPolicy', { PolicyArn: arn }, arn],
  ['ListPolicies', {}, '*'],
  ['PutGroupPolicy', { GroupName: 'admin' }, 'arn:aws:iam::A:group/admin'],
  ['ListAttachedUserPolicies', { UserName: 'x' }, 'arn:aws:iam::A:user/x'],
  ['GetAccountAuthorizationDetails', {}, '*'],
  ['GetAccountSummary', {}, '*'],
  ['ListAccountAliases', {}, '*'],
  ['CreateAccountAlias', {}, '*'],
  ['UpdateAccountPasswordPolicy', {}, '*'],
  ['ChangePassword', {}, user],
  ['UpdateLoginProfile', { UserName: 'x' }, 'arn:aws:iam::A:user/x'],
  ['GenerateCredentialReport', {}, '*'],
  ['CreateVirtualMFADevice', { VirtualMFADeviceName: 'd', Path: '/p/' }, 'arn:aws:iam::A:mfa/p/d'],
  ['DeleteVirtualMFADevice', { SerialNumber: 'arn:aws:iam::A:mfa/d' }, 'arn:aws:iam::A:mfa/d'],
  ['ListVirtualMFADevices', {}, '*'],
  ['EnableMFADevice', { UserName: 'x' }, 'arn:aws:iam::A:user/x'],
  ['DeactivateMFADevice', {}, user],
  ['GetMFADevice', {}, user],
  ['CreateInstanceProfile', { InstanceProfileName: 'i', Path: '/p/' }, 'arn:aws:iam::A:instance-profile/p/i'],
  ['GetInstanceProfile', { InstanceProfileName: 'i' }, 'arn:aws:iam::A:instance-profile/i'],
  ['ListInstanceProfiles', {}, '*'],
  ['DeleteServiceLinkedRole', { RoleName: 'r' }, 'arn:aws:iam::A:role/r'],
])('%s %j is asked for on %s', (name, input, resource) => {
  expect(permissionsOf(name, input)).toEqual([{ action: `iam:${name}`, resource }]);
});

test('what is done to a role is asked for with its path and its boundary', () => {
  const resource = 'arn:aws:iam::A:role/a/b/Deep';
  for (const name of ['GetRole', 'UpdateRole', 'UpdateAssumeRolePolicy', 'PutRolePolicy', 'DeleteRole']) {
    expect(permissionsOf(name, { RoleName: 'deep' })).toEqual([
      { action: `iam:${name}`, resource, context: boundary },
    ]);
  }
});

test('what is done to a user is asked for with its boundary', () => {
  for (const name of ['GetUser', 'PutUserPolicy', 'DeleteUser', 'DeleteUserPermissionsBoundary']) {
    expect(permissionsOf(name, { UserName: 'bound' })).toEqual([
      { action: `iam:${name}`, resource: 'arn:aws:iam::A:user/bound', context: boundary },
    ]);
  }
});

test.each([
  ['Role', { RoleName: 'deep' }, 'role/a/b/Deep', boundary],
  ['Group', { GroupName: 'admin' }, 'group/admin', {}],
  ['User', { UserName: 'management-admin' }, 'user/management-admin', {}],
])('attaching to a %s says which policy', (noun, input, resource, keys) => {
  for (const verb of ['Attach', 'Detach']) {
    expect(permissionsOf(`${verb}${noun}Policy`, { ...input, PolicyArn: arn })).toEqual([
      {
        action: `iam:${verb}${noun}Policy`,
        resource: `arn:aws:iam::A:${resource}`,
        context: { ...keys, 'iam:PolicyARN': [arn] },
      },
    ]);
  }
});

test('a boundary that is set is the one that counts', () => {
  const PermissionsBoundary = arn;
  const keys = { 'iam:PermissionsBoundary': [arn] };
  expect(permissionsOf('CreateRole', { RoleName: 'x', PermissionsBoundary })[0]?.context).toEqual(keys);
  const put = permissionsOf('PutRolePermissionsBoundary', { RoleName: 'deep', PermissionsBoundary });
  expect(put[0]?.context).toEqual(keys);
  expect(permissionsOf('CreateUser', { UserName: 'x', PermissionsBoundary })[0]?.context).toEqual(keys);
  const bound = permissionsOf('PutUserPermissionsBoundary', { UserName: 'bound', PermissionsBoundary });
  expect(bound[0]?.context).toEqual(keys);
});

test.each([
  ['CreateRole', 'TagRole', { RoleName: 'x' }],
  ['CreateUser', 'TagUser', { UserName: 'x' }],
  ['CreatePolicy', 'TagPolicy', { PolicyName: 'x' }],
  ['CreateInstanceProfile', 'TagInstanceProfile', { InstanceProfileName: 'x' }],
  ['CreateVirtualMFADevice', 'TagMFADevice', { VirtualMFADeviceName: 'x' }],
])('%s with tags needs %s too', (name, tagging, input) => {
  const Tags = [
    { Key: 'a', Value: '1' },
    { Key: 'b', Value: '' },
  ];
  const context = { 'aws:RequestTag/a': ['1'], 'aws:RequestTag/b': [''], 'aws:TagKeys': ['a', 'b'] };
  expect(permissionsOf(name, { ...input, Tags })).toMatchObject([
    { action: `iam:${name}`, context },
    { action: `iam:${tagging}`, context },
  ]);
  expect(permissionsOf(name, input)).toHaveLength(1);
});

test('tags are asked for by key and value', () => {
  const Tags = [{ Key: 'a', Value: '1' }];
  expect(permissionsOf('TagUser', { UserName: 'x', Tags })[0]?.context).toEqual({
    'aws:RequestTag/a': ['1'],
    'aws:TagKeys': ['a'],
  });
  expect(permissionsOf('UntagPolicy', { PolicyArn: arn, TagKeys: ['a'] })).toEqual([
    { action: 'iam:UntagPolicy', resource: arn, context: { 'aws:TagKeys': ['a'] } },
  ]);
});

test('renaming is asked for on both names', () => {
  const renamed = permissionsOf('UpdateUser', { UserName: 'management-admin', NewUserName: 'x' });
  expect(renamed.map(({ resource }) => resource)).toEqual([user, 'arn:aws:iam::A:user/x']);
  const groups = permissionsOf('UpdateGroup', { GroupName: 'admin', NewGroupName: 'x' });
  expect(groups.map(({ resource }) => resource)).toEqual([
    'arn:aws:iam::A:group/admin',
    'arn:aws:iam::A:group/x',
  ]);
});

test('no operation fails before it was asked whether the caller may', () => {
  for (const [name, operation] of Object.entries(iamOperations)) {
    expect(operation.mutates, name).toBe(!/^(Get|List)/.test(name));
    expect(permissionsOf(name, {})[0]?.action, name).toBe(`iam:${name}`);
  }
});
