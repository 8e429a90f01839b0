import {
  CreatePolicyCommand,
  CreateUserCommand,
  DeletePolicyCommand,
  DeleteUserPermissionsBoundaryCommand,
  GetAccountAuthorizationDetailsCommand,
  GetPolicyCommand,
  GetUserCommand,
  ListEntitiesForPolicyCommand,
  ListGroupsCommand,
  ListUsersCommand,
  PutUserPermissionsBoundaryCommand,
} from '@aws-sdk/client-iam';
import { GetSessionTokenCommand } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { failureOf } from '../ground.ts';
import { allow, keysOf, policy, trust, type World, world } from '../world.ts';

const readOnly = 'arn:aws:iam::aws:policy/IAMReadOnlyAccess';
const UserName = 'jane';

/** The type that the service says; the model's enumeration has another one. */
const boundary = { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: readOnly };

const shown = async ({ iam }: World) =>
  (await iam().send(new GetUserCommand({ UserName }))).User?.PermissionsBoundary;

test('a user is made with a boundary, and reports it', async () => {
  const made = world();
  const client = made.iam();
  const { User } = await client.send(new CreateUserCommand({ UserName, PermissionsBoundary: readOnly }));
  expect(User?.PermissionsBoundary).toEqual(boundary);
  expect(await shown(made)).toEqual(boundary);
  const details = await client.send(new GetAccountAuthorizationDetailsCommand({ Filter: ['User'] }));
  expect(details.UserDetailList?.map((user) => user.PermissionsBoundary)).toEqual([boundary, undefined]);
  const { Users } = await client.send(new ListUsersCommand({}));
  expect(Users?.[0]).not.toHaveProperty('PermissionsBoundary');
});

test('a boundary that does not exist makes no user', async () => {
  const made = world();
  const before = structuredClone(made.sandbox.state());
  const create = new CreateUserCommand({ UserName, PermissionsBoundary: `${readOnly}x` });
  expect((await failureOf(made.iam().send(create))).name).toBe('NoSuchEntityException');
  expect(made.sandbox.state()).toEqual(before);
});

test('a boundary is put, replaced and taken away', async () => {
  const made = world();
  const client = made.iam();
  await client.send(new CreateUserCommand({ UserName }));
  const put = (PermissionsBoundary: string) =>
    client.send(new PutUserPermissionsBoundaryCommand({ UserName, PermissionsBoundary }));
  await put('arn:aws:iam::aws:policy/PowerUserAccess');
  await put(readOnly);
  expect(await shown(made)).toEqual(boundary);
  expect((await failureOf(put(`${readOnly}x`))).name).toBe('NoSuchEntityException');
  expect(await shown(made)).toEqual(boundary);
  const remove = () => client.send(new DeleteUserPermissionsBoundaryCommand({ UserName }));
  await remove();
  expect(await shown(made)).toBeUndefined();
  expect((await failureOf(remove())).name).toBe('NoSuchEntityException');
});

test('it limits what the user may do, and a session of its own', async () => {
  const made = world();
  const keys = made.addUser(made.management, UserName, [policy(allow('*'))]);
  const admin = made.iam();
  const session = keysOf((await made.sts(keys).send(new GetSessionTokenCommand({}))).Credentials);
  const put = (PermissionsBoundary: string) =>
    admin.send(new PutUserPermissionsBoundaryCommand({ UserName, PermissionsBoundary }));
  const role = {
    RoleArn: `arn:aws:iam::${made.ops}:role/OrganizationAccountAccessRole`,
    RoleSessionName: 'me',
  };
  await made.assume(role, keys);
  await made.assume(role, session);
  await put(readOnly);
  const jane = made.iam(keys);
  expect((await jane.send(new ListGroupsCommand({}))).Groups).toHaveLength(1);
  expect(await failureOf(jane.send(new CreateUserCommand({ UserName: 'x' })))).toMatchObject({
    message: expect.stringMatching(/because no permissions boundary allows the iam:CreateUser action$/),
  });
  for (const own of [keys, session]) {
    expect((await failureOf(made.assume(role, own))).name).toBe('AccessDenied');
  }
  await put('arn:aws:iam::aws:policy/AdministratorAccess');
  await made.assume(role, keys);
});

test('a trust policy that names the user is not limited by it', async () => {
  const made = world();
  const keys = made.addUser(made.management, UserName);
  const arn = `arn:aws:iam::${made.management}:user/${UserName}`;
  made.edit(made.management, ({ users, roles }) => {
    const { jane } = users;
    if (jane) jane.permissionsBoundary = readOnly;
    roles['own'] = {
      name: 'own',
      id: 'AROAOWN',
      path: '/',
      createdAt: 0,
      effectiveAt: 0,
      trust: { document: trust({ AWS: arn }), effectiveAt: 0 },
      maxSessionDuration: 3600,
      inline: {},
      attached: [],
      tags: {},
    };
  });
  const RoleArn = `arn:aws:iam::${made.management}:role/own`;
  expect((await made.assume({ RoleArn, RoleSessionName: 'me' }, keys)).accessKeyId).toMatch(/^ASIA/);
});

test('a policy is in use while it is the boundary of a user', async () => {
  const made = world();
  const client = made.iam();
  const PolicyDocument = policy(allow('iam:Get*'));
  const { Policy } = await client.send(new CreatePolicyCommand({ PolicyName: 'limit', PolicyDocument }));
  const PolicyArn = Policy?.Arn ?? '';
  await client.send(new CreateUserCommand({ UserName, PermissionsBoundary: PolicyArn }));
  const got = await client.send(new GetPolicyCommand({ PolicyArn }));
  expect(got.Policy).toMatchObject({ AttachmentCount: 0, PermissionsBoundaryUsageCount: 1 });
  const entities = await client.send(new ListEntitiesForPolicyCommand({ PolicyArn }));
  expect(entities.PolicyUsers?.map((user) => user.UserName)).toEqual([UserName]);
  expect((await failureOf(client.send(new DeletePolicyCommand({ PolicyArn })))).name).toBe(
    'DeleteConflictException',
  );
});
