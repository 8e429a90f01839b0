import {
  CreateAccountCommand,
  CreateOrganizationalUnitCommand,
  CreateOrganizationCommand,
  DeleteOrganizationCommand,
  DescribeOrganizationCommand,
  LeaveOrganizationCommand,
  ListAccountsCommand,
  RemoveAccountFromOrganizationCommand,
} from '@aws-sdk/client-organizations';
import { expect, test } from 'vitest';
import type { AccountState } from '../../../src/sandbox/state.ts';
import { failureOf, type Ground, ground, type Keys } from '../ground.ts';

const days = 24 * 60 * 60 * 1000;
const opsOf = ({ sandbox }: Ground) =>
  Object.values(sandbox.state().accounts).find(({ name }) => name === 'Ops')?.id ?? '';

/** Removed by the management account, and leaving by itself. */
const departures: readonly [string, (made: Ground, AccountId: string, keys?: Keys) => Promise<unknown>][] = [
  [
    'RemoveAccountFromOrganization',
    ({ organizations }, AccountId) =>
      organizations().send(new RemoveAccountFromOrganizationCommand({ AccountId })),
  ],
  [
    'LeaveOrganization',
    ({ organizations }, _, keys) => organizations(keys).send(new LeaveOrganizationCommand({})),
  ],
];

/** Ops as an account that was invited instead of created. */
function invited(made: Ground, change: Partial<AccountState> = {}): string {
  const id = opsOf(made);
  made.sandbox.edit((state) => {
    const account = state.accounts[id];
    if (account === undefined) throw new Error('there is no Ops');
    state.accounts[id] = { ...account, joinedMethod: 'INVITED', ...change };
    state.creations = {};
  });
  return id;
}

test.each(departures)(
  '%s: an account that was created lacks what it needs to stand alone',
  async (_, leave) => {
    const made = ground();
    // What a trail delivers meanwhile is no change of the account.
    made.sandbox.edit((state) => {
      delete state.trails;
    });
    const before = structuredClone(made.sandbox.state());
    const keys = made.sandbox.profiles.ops;
    expect(await failureOf(leave(made, opsOf(made), keys))).toMatchObject({
      name: 'ConstraintViolationException',
      Reason: 'WAIT_PERIOD_ACTIVE',
    });
    await made.clock.sleep(4 * days);
    expect(await failureOf(leave(made, opsOf(made), keys))).toMatchObject({
      name: 'ConstraintViolationException',
      message: 'The member account must be configured with a valid payment method, such as a credit card.',
      Reason: 'MEMBER_ACCOUNT_PAYMENT_INSTRUMENT_REQUIRED',
    });
    expect(made.sandbox.state()).toEqual(before);
  },
);

test.each(departures)('%s: an invited account goes, and its credentials with it', async (_, leave) => {
  const made = ground();
  const id = invited(made);
  const keys = made.sandbox.profiles.ops;
  await leave(made, id, keys);
  const { Accounts } = await made.organizations().send(new ListAccountsCommand({}));
  expect(Accounts?.map(({ Name }) => Name)).toEqual(['management']);
  const asked = made.organizations(keys).send(new DescribeOrganizationCommand({}));
  expect((await failureOf(asked)).name).toBe('UnrecognizedClientException');
  expect(made.sandbox.state().iam[id]).toBeUndefined();
});

test('a closed account stays until it is gone', async () => {
  const made = ground();
  const AccountId = invited(made, { state: 'CLOSED' });
  const failure = await failureOf(
    made.organizations().send(new RemoveAccountFromOrganizationCommand({ AccountId })),
  );
  expect(failure).toMatchObject({ Reason: 'ACCOUNT_CANNOT_LEAVE_ORGANIZATION' });
});

test.each(departures)('%s: the management account does not go', async (_, leave) => {
  const made = ground();
  const failure = await failureOf(leave(made, made.sandbox.state().managementAccountId));
  expect(failure.name).toBe('MasterCannotLeaveOrganizationException');
});

test('an account that there is not', async () => {
  const remove = (AccountId: string) =>
    failureOf(ground().organizations().send(new RemoveAccountFromOrganizationCommand({ AccountId })));
  expect((await remove('999999999999')).name).toBe('AccountNotFoundException');
  expect((await remove('ops')).Reason).toBe('INVALID_PATTERN');
});

test('nobody leaves an organization that there is not', async () => {
  const { organizations } = ground({ start: 'empty' });
  expect((await failureOf(organizations().send(new LeaveOrganizationCommand({})))).name).toBe(
    'AWSOrganizationsNotInUseException',
  );
});

test('leaving is asked for on everything', async () => {
  const made = ground({ denied: ['organizations:LeaveOrganization *'] });
  const failure = failureOf(
    made.organizations(made.sandbox.profiles.ops).send(new LeaveOrganizationCommand({})),
  );
  expect((await failure).name).toBe('AccessDeniedException');
});

test('an organization with members is not deleted', async () => {
  const made = ground();
  const before = structuredClone(made.sandbox.state());
  const failure = await failureOf(made.organizations().send(new DeleteOrganizationCommand({})));
  expect(failure.name).toBe('OrganizationNotEmptyException');
  expect(made.sandbox.state()).toEqual(before);
});

test('an organization is not deleted while an account is being created in it', async () => {
  const made = ground({ start: 'empty', timings: { accountCreation: 1000 } });
  await made.organizations().send(new CreateOrganizationCommand({}));
  await made.organizations().send(new CreateAccountCommand({ AccountName: 'a', Email: 'a@example.com' }));
  const remove = () => failureOf(made.organizations().send(new DeleteOrganizationCommand({})));
  expect((await remove()).name).toBe('OrganizationNotEmptyException');
  await made.clock.sleep(1000);
  expect((await remove()).name).toBe('OrganizationNotEmptyException');
});

test('an empty organization is deleted, and another can be made', async () => {
  const made = ground({ start: 'empty' });
  const client = made.organizations();
  const { Organization: first } = await client.send(new CreateOrganizationCommand({}));
  const root = made.sandbox.state().organization?.rootId ?? '';
  await client.send(new CreateOrganizationalUnitCommand({ ParentId: root, Name: 'Users' }));
  await client.send(new DeleteOrganizationCommand({}));
  expect((await failureOf(client.send(new DescribeOrganizationCommand({})))).name).toBe(
    'AWSOrganizationsNotInUseException',
  );
  const { managementAccountId, accounts, units } = made.sandbox.state();
  expect([accounts[managementAccountId]?.parentId, units]).toEqual(['', {}]);
  const { Organization: second } = await client.send(new CreateOrganizationCommand({}));
  expect(second?.Id).not.toBe(first?.Id);
});
