import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  ListInstanceProfilesForRoleCommand,
  ListRolesCommand,
  PutRolePermissionsBoundaryCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
  UpdateRoleDescriptionCommand,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { failureOf } from '../ground.ts';
import { trust, world } from '../world.ts';

const anyone = trust('*');
const readOnly = 'arn:aws:iam::aws:policy/ReadOnlyAccess';

test('a role is shown as it was made, its trust policy URL-encoded', async () => {
  const { iam, management, ops } = world();
  const document = trust(
    { AWS: ops },
    { Sid: 'It', Condition: { StringLike: { 'aws:username': "a'(*)!" } } },
  );
  await iam().send(
    new CreateRoleCommand({
      RoleName: 'Acme-production',
      Path: '/clients/',
      AssumeRolePolicyDocument: document,
      Description: 'acme',
      MaxSessionDuration: 7200,
      PermissionsBoundary: readOnly,
      Tags: [{ Key: 'k', Value: 'v' }],
    }),
  );
  const { Role } = await iam().send(new GetRoleCommand({ RoleName: 'acme-PRODUCTION' }));
  expect(Role).toMatchObject({
    RoleName: 'Acme-production',
    Arn: `arn:aws:iam::${management}:role/clients/Acme-production`,
    RoleId: expect.stringMatching(/^AROA/),
    Description: 'acme',
    MaxSessionDuration: 7200,
    PermissionsBoundary: { PermissionsBoundaryArn: readOnly },
    Tags: [{ Key: 'k', Value: 'v' }],
  });
  expect(Role?.AssumeRolePolicyDocument).not.toMatch(/[{"'()*!]/);
  expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toBe(document);
});

test('an hour is the session of a role that does not say', async () => {
  const { iam } = world();
  await iam().send(new CreateRoleCommand({ RoleName: 'x', AssumeRolePolicyDocument: anyone }));
  const { Role } = await iam().send(new GetRoleCommand({ RoleName: 'x' }));
  expect([Role?.MaxSessionDuration, Role?.Path, Role?.PermissionsBoundary]).toEqual([3600, '/', undefined]);
});

test('the answer to CreateRole does not report the longest session, and every other does', async () => {
  const { iam } = world();
  const made = await iam().send(
    new CreateRoleCommand({ RoleName: 'x', AssumeRolePolicyDocument: anyone, MaxSessionDuration: 7200 }),
  );
  expect(made.Role).not.toHaveProperty('MaxSessionDuration');
  const { Roles } = await iam().send(new ListRolesCommand({}));
  expect(Roles?.map((role) => role.MaxSessionDuration)).toEqual([7200]);
});

test('a description that is empty is one, and none is none', async () => {
  const { iam } = world();
  const description = async (RoleName: string, input = {}) => {
    const made = await iam().send(
      new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: anyone, ...input }),
    );
    const { Role } = await iam().send(new GetRoleCommand({ RoleName }));
    expect(Role?.Description).toBe(made.Role?.Description);
    return Role?.Description;
  };
  expect(await description('x')).toBeUndefined();
  expect(await description('y', { Description: '' })).toBe('');
});

test('a boundary is of the type Policy', async () => {
  const { iam } = world();
  const input = { RoleName: 'x', AssumeRolePolicyDocument: anyone, PermissionsBoundary: readOnly };
  await iam().send(new CreateRoleCommand(input));
  const { Role } = await iam().send(new GetRoleCommand({ RoleName: 'x' }));
  expect(Role?.PermissionsBoundary).toEqual({
    PermissionsBoundaryType: 'Policy',
    PermissionsBoundaryArn: readOnly,
  });
});

test.each([
  ['/', ['a', 'b', 'c']],
  ['/tea', ['a', 'b']],
  ['/team/', ['a']],
  ['/teams/x', []],
])('roles of paths that begin with %s', async (PathPrefix, expected) => {
  const { iam } = world();
  for (const [RoleName, Path] of [
    ['a', '/team/'],
    ['b', '/tea/x/'],
    ['c', '/'],
  ]) {
    await iam().send(new CreateRoleCommand({ RoleName, Path, AssumeRolePolicyDocument: anyone }));
  }
  const { Roles } = await iam().send(new ListRolesCommand({ PathPrefix }));
  expect(Roles?.map(({ RoleName }) => RoleName)).toEqual(expected);
});

test('a prefix of paths begins with a slash', async () => {
  const { iam } = world();
  const listing = iam().send(new ListRolesCommand({ PathPrefix: 'team' }));
  expect((await failureOf(listing)).message).toMatch(/^1 validation error .* at 'pathPrefix'/);
});

test.each([
  [
    'a path that only service-linked roles have',
    { Path: '/aws-service-role/ec2.amazonaws.com/' },
    "Path prefix '/aws-service-role/' can only be used for AWS Service linked Roles",
  ],
  ['a name that differs in case only', { RoleName: 'TAKEN' }, 'Role with name TAKEN already exists.'],
  ['a session of 59 minutes', { MaxSessionDuration: 3540 }, /greater than or equal to 3600$/],
  ['a session of 13 hours', { MaxSessionDuration: 46_800 }, /less than or equal to 43200$/],
  ['a description that is too long', { Description: 'x'.repeat(1001) }, /at 'description'/],
  ['a name of 65 characters', { RoleName: 'x'.repeat(65) }, /at 'roleName'/],
  [
    'a boundary that is no policy',
    { PermissionsBoundary: `${readOnly}x` },
    /does not exist or is not attachable/,
  ],
  ['a trust policy that is none', { AssumeRolePolicyDocument: '{}' }, 'Syntax errors in policy.'],
  ['no trust policy', { AssumeRolePolicyDocument: undefined }, /Value null at 'assumeRolePolicyDocument'/],
])('refused, and nothing changed: %s', async (_, input, message) => {
  const { iam, sandbox } = world();
  await iam().send(new CreateRoleCommand({ RoleName: 'taken', AssumeRolePolicyDocument: anyone }));
  const before = structuredClone(sandbox.state());
  const given = { RoleName: 'x', AssumeRolePolicyDocument: anyone, ...input };
  const failure = await failureOf(iam().send(new CreateRoleCommand(given)));
  if (typeof message === 'string') expect(failure.message).toBe(message);
  else expect(failure.message).toMatch(message);
  expect(sandbox.state()).toEqual(before);
});

test('settings can be changed, each on its own', async () => {
  const { iam } = world();
  const RoleName = 'x';
  await iam().send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: anyone, Description: 'old' }));
  const shown = async () => (await iam().send(new GetRoleCommand({ RoleName }))).Role;
  await iam().send(new UpdateRoleCommand({ RoleName, MaxSessionDuration: 7200 }));
  expect(await shown()).toMatchObject({ MaxSessionDuration: 7200, Description: 'old' });
  await iam().send(new UpdateRoleCommand({ RoleName, Description: 'new' }));
  expect(await shown()).toMatchObject({ MaxSessionDuration: 7200, Description: 'new' });
  await iam().send(new UpdateRoleDescriptionCommand({ RoleName, Description: 'newer' }));
  expect(await shown()).toMatchObject({ Description: 'newer' });
  const PolicyDocument = trust({ AWS: '444455556666' });
  await iam().send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }));
  expect(decodeURIComponent((await shown())?.AssumeRolePolicyDocument ?? '')).toBe(PolicyDocument);
  await iam().send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: readOnly }));
  expect((await shown())?.PermissionsBoundary?.PermissionsBoundaryArn).toBe(readOnly);
  await iam().send(new DeleteRolePermissionsBoundaryCommand({ RoleName }));
  expect((await shown())?.PermissionsBoundary).toBeUndefined();
  const again = iam().send(new DeleteRolePermissionsBoundaryCommand({ RoleName }));
  expect((await failureOf(again)).name).toBe('NoSuchEntityException');
});

test('a role with policies is not deleted', async () => {
  const { iam, edit, management } = world();
  const RoleName = 'x';
  await iam().send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: anyone }));
  await iam().send(new AttachRolePolicyCommand({ RoleName, PolicyArn: readOnly }));
  edit(management, ({ roles: { x } }) => {
    if (x) x.inline['p'] = { document: '{}', effectiveAt: 0 };
  });
  const reason = async () => (await failureOf(iam().send(new DeleteRoleCommand({ RoleName })))).message;
  expect(await reason()).toBe('Cannot delete entity, must detach all policies first.');
  await iam().send(new DetachRolePolicyCommand({ RoleName, PolicyArn: readOnly }));
  expect(await reason()).toBe('Cannot delete entity, must delete policies first.');
  edit(management, ({ roles: { x } }) => delete x?.inline['p']);
  await iam().send(new DeleteRoleCommand({ RoleName }));
  expect(await reason()).toBe('The role with name x cannot be found.');
});

test('ListRoles shows trust policies, by pages and path', async () => {
  const { iam, ops, assume } = world();
  const keys = await assume({
    RoleArn: `arn:aws:iam::${ops}:role/OrganizationAccountAccessRole`,
    RoleSessionName: 'test',
  });
  for (const RoleName of ['b', 'a']) {
    await iam(keys).send(new CreateRoleCommand({ RoleName, Path: '/t/', AssumeRolePolicyDocument: anyone }));
  }
  const first = await iam(keys).send(new ListRolesCommand({ MaxItems: 2 }));
  expect(first.Roles?.map(({ RoleName }) => RoleName)).toEqual(['a']);
  const rest = await iam(keys).send(new ListRolesCommand({ Marker: first.Marker }));
  expect(rest.Roles?.map(({ RoleName }) => RoleName)).toEqual(['b', 'OrganizationAccountAccessRole']);
  const inPath = await iam(keys).send(new ListRolesCommand({ PathPrefix: '/t/' }));
  expect(inPath.Roles?.map(({ RoleName }) => RoleName)).toEqual(['a', 'b']);
  expect(decodeURIComponent(inPath.Roles?.[0]?.AssumeRolePolicyDocument ?? '')).toBe(anyone);
});

test('an account that is past its thousand roles gets no more', async () => {
  const { iam, edit, management } = world();
  await iam().send(new CreateRoleCommand({ RoleName: 'x', AssumeRolePolicyDocument: anyone }));
  edit(management, ({ roles }) => {
    const { x } = roles;
    for (let index = 1; index < 1000 && x; index += 1) roles[`r${index}`] = { ...x, name: `r${index}` };
  });
  const one = iam().send(new CreateRoleCommand({ RoleName: 'y', AssumeRolePolicyDocument: anyone }));
  expect(await failureOf(one)).toMatchObject({
    name: 'LimitExceededException',
    message: 'Cannot exceed quota for RolesPerAccount: 1000',
  });
});

test('no role is in an instance profile', async () => {
  const { iam } = world();
  const ask = () => iam().send(new ListInstanceProfilesForRoleCommand({ RoleName: 'x' }));
  expect((await failureOf(ask())).name).toBe('NoSuchEntityException');
  await iam().send(new CreateRoleCommand({ RoleName: 'x', AssumeRolePolicyDocument: anyone }));
  expect((await ask()).InstanceProfiles).toEqual([]);
});
