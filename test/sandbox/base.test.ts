import {
  DescribeOrganizationCommand,
  ListAccountsCommand,
  ListCreateAccountStatusCommand,
} from '@aws-sdk/client-organizations';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { baseState, emptyState } from '../../src/sandbox/base.ts';
import { failureOf, ground } from './ground.ts';

const administrator = 'arn:aws:iam::aws:policy/AdministratorAccess';

test('the base: units, the Ops account, and who is in which group', () => {
  const { sandbox } = ground();
  const { organization, units, accounts, iam, managementAccountId } = sandbox.state();
  expect(organization?.featureSet).toBe('ALL');
  const tree = Object.values(units).map(({ name, parentId }) => [name, units[parentId]?.name ?? parentId]);
  expect(tree.sort()).toEqual([
    ['Envs', organization?.rootId],
    ['Production', 'Envs'],
    ['Users', organization?.rootId],
  ]);
  const places = Object.values(accounts).map(({ name, parentId }) => [
    name,
    units[parentId]?.name ?? parentId,
  ]);
  expect(places.sort()).toEqual([
    ['Ops', 'Users'],
    ['management', organization?.rootId],
  ]);
  const management = iam[managementAccountId];
  expect(management?.groups.admin).toMatchObject({
    members: ['management-admin'],
    attached: [administrator],
  });
  expect(management?.users['management-admin']).toMatchObject({ attached: [], inline: {} });
  const ops = Object.values(accounts).find(({ name }) => name === 'Ops');
  const inOps = iam[ops?.id ?? ''];
  expect(inOps?.groups.production).toMatchObject({ members: ['ops-user'], attached: [] });
  expect(Object.keys(inOps?.groups.production?.inline ?? {})).toEqual(['read-own-access']);
  expect(inOps?.users['ops-user']).toMatchObject({ attached: [], inline: {} });
  expect(inOps?.roles.organizationaccountaccessrole?.attached).toEqual([administrator]);
});

test('the base was made in the past: nothing in it is still under way', async () => {
  const { organizations } = ground({ timings: { accountCreation: 60_000, organizationSetup: 60_000 } });
  const { CreateAccountStatuses } = await organizations().send(new ListCreateAccountStatusCommand({}));
  expect(CreateAccountStatuses).toMatchObject([{ AccountName: 'Ops', State: 'SUCCEEDED' }]);
});

test('the profiles are users of their accounts', async () => {
  const { sandbox, sts } = ground();
  const { accounts, managementAccountId } = sandbox.state();
  const ops = Object.values(accounts).find(({ name }) => name === 'Ops');
  const arnOf = async (name: 'management' | 'ops') =>
    (await sts(sandbox.profiles[name]).send(new GetCallerIdentityCommand({}))).Arn;
  expect(await arnOf('management')).toBe(`arn:aws:iam::${managementAccountId}:user/management-admin`);
  expect(await arnOf('ops')).toBe(`arn:aws:iam::${ops?.id}:user/ops-user`);
});

test('an empty sandbox has an account with an admin and nothing else', async () => {
  const { sandbox, organizations } = ground({ start: 'empty' });
  const { accounts, iam, managementAccountId, units, creations } = sandbox.state();
  expect(Object.values(accounts)).toMatchObject([
    { name: 'management', email: 'management@example.com', state: 'ACTIVE' },
  ]);
  expect(iam[managementAccountId]?.users['management-admin']?.attached).toEqual([administrator]);
  expect(iam[managementAccountId]?.groups).toEqual({});
  expect([units, creations]).toEqual([{}, {}]);
  expect((await failureOf(organizations().send(new DescribeOrganizationCommand({})))).name).toBe(
    'AWSOrganizationsNotInUseException',
  );
  expect(sandbox.profiles).not.toHaveProperty('ops');
});

test('a new state has a secret of its own unless it is given one', () => {
  const secrets = [baseState({ now: 0 }), emptyState({ now: 0 })].map(({ secret }) => secret);
  expect(new Set(secrets).size).toBe(2);
  expect(baseState({ now: 0, secret: 'ab'.repeat(32) })).toEqual(
    baseState({ now: 0, secret: 'ab'.repeat(32) }),
  );
});

test('edits are seen by the next call', async () => {
  const { sandbox, organizations } = ground();
  sandbox.edit((state) => {
    for (const account of Object.values(state.accounts)) account.name += '!';
  });
  const { Accounts } = await organizations().send(new ListAccountsCommand({}));
  expect(Accounts?.map(({ Name }) => Name).sort()).toEqual(['Ops!', 'management!']);
});
