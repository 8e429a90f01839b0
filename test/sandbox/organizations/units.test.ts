import {
  CreateOrganizationalUnitCommand,
  DeleteOrganizationalUnitCommand,
  DescribeOrganizationalUnitCommand,
  ListChildrenCommand,
  ListOrganizationalUnitsForParentCommand,
  ListParentsCommand,
  UpdateOrganizationalUnitCommand,
} from '@aws-sdk/client-organizations';
import { expect, test } from 'vitest';
import type { SandboxOptions } from '../../../src/sandbox/assemble.ts';
import { failureOf, ground } from '../ground.ts';

function tree(options: SandboxOptions = {}) {
  const g = ground(options);
  const { organization, units, accounts } = g.sandbox.state();
  const unit = (name: string) => Object.values(units).find((one) => one.name === name)?.id ?? '';
  const client = g.organizations();
  return {
    ...g,
    client,
    organization: organization?.id ?? '',
    root: organization?.rootId ?? '',
    users: unit('Users'),
    envs: unit('Envs'),
    production: unit('Production'),
    ops: Object.values(accounts).find((one) => one.name === 'Ops')?.id ?? '',
    create: async (ParentId: string, Name: string) => {
      const answer = await client.send(new CreateOrganizationalUnitCommand({ ParentId, Name }));
      return answer.OrganizationalUnit;
    },
  };
}

test('a unit is made in its parent and reports its path', async () => {
  const { create, envs, root, organization, client, sandbox } = tree();
  const made = await create(envs, 'Staging \u0007 & more');
  const { managementAccountId } = sandbox.state();
  expect(made).toEqual({
    Id: expect.stringMatching(new RegExp(`^ou-${root.slice(2)}-[a-z0-9]{8}$`)),
    Arn: `arn:aws:organizations::${managementAccountId}:ou/${organization}/${made?.Id}`,
    Name: 'Staging \u0007 & more',
    Path: `${organization}/${root}/${envs}/${made?.Id}/`,
  });
  const described = await client.send(
    new DescribeOrganizationalUnitCommand({ OrganizationalUnitId: made?.Id }),
  );
  expect(described.OrganizationalUnit).toEqual(made);
});

test('without paths a unit reports none', async () => {
  const { client, envs } = tree({ paths: false });
  const described = await client.send(new DescribeOrganizationalUnitCommand({ OrganizationalUnitId: envs }));
  expect(described.OrganizationalUnit).not.toHaveProperty('Path');
});

test('siblings have different names, cousins need not', async () => {
  const { create, envs, root } = tree();
  expect((await failureOf(create(root, 'Users'))).name).toBe('DuplicateOrganizationalUnitException');
  await create(envs, 'Users');
});

test('a unit can be renamed, but not to a sibling’s name', async () => {
  const { client, users, sandbox } = tree();
  const rename = (Name: string) =>
    client.send(new UpdateOrganizationalUnitCommand({ OrganizationalUnitId: users, Name }));
  expect((await rename('People')).OrganizationalUnit?.Name).toBe('People');
  await rename('People');
  expect((await failureOf(rename('Envs'))).name).toBe('DuplicateOrganizationalUnitException');
  expect(sandbox.state().units[users]?.name).toBe('People');
});

test('units nest five deep', async () => {
  const { create, production } = tree();
  let parent = production;
  for (const name of ['third', 'fourth', 'fifth']) parent = (await create(parent, name))?.Id ?? '';
  expect(await failureOf(create(parent, 'sixth'))).toMatchObject({
    name: 'ConstraintViolationException',
    Reason: 'OU_DEPTH_LIMIT_EXCEEDED',
  });
});

test('only an empty unit can be deleted', async () => {
  const { client, create, root, users, envs, sandbox } = tree();
  const remove = (id: string | undefined) =>
    client.send(new DeleteOrganizationalUnitCommand({ OrganizationalUnitId: id }));
  for (const inhabited of [users, envs]) {
    expect((await failureOf(remove(inhabited))).name).toBe('OrganizationalUnitNotEmptyException');
  }
  const made = await create(root, 'Empty');
  await remove(made?.Id);
  expect(sandbox.state().units).not.toHaveProperty(made?.Id ?? '');
  expect((await failureOf(remove(made?.Id))).name).toBe('OrganizationalUnitNotFoundException');
});

test('a parent that does not exist, or is no parent', async () => {
  const { create, ops } = tree();
  expect((await failureOf(create('ou-zzzz-zzzzzzzz', 'x'))).name).toBe('ParentNotFoundException');
  expect((await failureOf(create('r-zzzz', 'x'))).name).toBe('ParentNotFoundException');
  expect(await failureOf(create(ops, 'x'))).toMatchObject({ Reason: 'INVALID_PATTERN' });
});

test.each([
  ['', 'MIN_LENGTH_EXCEEDED'],
  ['x'.repeat(129), 'MAX_LENGTH_EXCEEDED'],
])('the name %j is refused', async (name, Reason) => {
  const { create, root } = tree();
  expect(await failureOf(create(root, name))).toMatchObject({ name: 'InvalidInputException', Reason });
});

test('the tree can be walked down and up', async () => {
  const { client, root, users, envs, production, ops } = tree();
  const units = await client.send(new ListOrganizationalUnitsForParentCommand({ ParentId: root }));
  expect(units.OrganizationalUnits?.map(({ Name }) => Name).sort()).toEqual(['Envs', 'Users']);
  const children = async (ParentId: string, ChildType: 'ACCOUNT' | 'ORGANIZATIONAL_UNIT') =>
    (await client.send(new ListChildrenCommand({ ParentId, ChildType }))).Children;
  expect(await children(envs, 'ORGANIZATIONAL_UNIT')).toEqual([
    { Id: production, Type: 'ORGANIZATIONAL_UNIT' },
  ]);
  expect(await children(users, 'ACCOUNT')).toEqual([{ Id: ops, Type: 'ACCOUNT' }]);
  expect(await failureOf(children(users, 'USER' as 'ACCOUNT'))).toMatchObject({ Reason: 'INVALID_ENUM' });
  const parents = async (ChildId: string) => (await client.send(new ListParentsCommand({ ChildId }))).Parents;
  expect(await parents(ops)).toEqual([{ Id: users, Type: 'ORGANIZATIONAL_UNIT' }]);
  expect(await parents(users)).toEqual([{ Id: root, Type: 'ROOT' }]);
  expect((await failureOf(parents('111122223333'))).name).toBe('ChildNotFoundException');
});
