import { CreateAccountAliasCommand, CreateUserCommand, DeleteAccountAliasCommand } from '@aws-sdk/client-iam';
import {
  CloseAccountCommand,
  CreateAccountCommand,
  CreateOrganizationCommand,
  DescribeAccountCommand,
  DescribeCreateAccountStatusCommand,
  LeaveOrganizationCommand,
  ListAccountsCommand,
  ListParentsCommand,
  ListTagsForResourceCommand,
  MoveAccountCommand,
  TagResourceCommand,
} from '@aws-sdk/client-organizations';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import type { SandboxOptions } from '../../../src/sandbox/assemble.ts';
import { recordsOf } from '../cloudtrail/recorded.ts';
import { failureOf, ground } from '../ground.ts';
import { type World, world } from '../world.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const closing = 8 * minute;

/** Ops is what is closed. */
function made(options: Omit<SandboxOptions, 'clock'> = {}) {
  const it = world({ timings: { closing }, ...options });
  const client = it.organizations();
  return {
    ...it,
    RoleArn: `arn:aws:iam::${it.ops}:role/OrganizationAccountAccessRole`,
    close: (AccountId = it.ops) => client.send(new CloseAccountCommand({ AccountId })),
    described: async () =>
      (await client.send(new DescribeAccountCommand({ AccountId: it.ops }))).Account ?? {},
    listed: async () => (await client.send(new ListAccountsCommand({}))).Accounts ?? [],
  };
}

function addAccounts({ sandbox, clock, management }: World, count: number, ago = 0, closed = false) {
  const ids = Array.from({ length: count }, (_, index) => String(900_000_000_000 + index));
  sandbox.edit(({ accounts }) => {
    for (const id of ids) {
      accounts[id] = {
        id,
        name: id,
        email: `${id}@example.com`,
        parentId: accounts[management]?.parentId ?? '',
        joinedMethod: 'CREATED',
        joinedAt: clock.now() - ago,
        ...(closed ? { state: 'CLOSED', closedAt: clock.now() - ago } : { state: 'ACTIVE' }),
        tags: {},
      };
    }
  });
  return ids;
}

test('closing answers nothing, and readings go back to ACTIVE before the account is closed', async () => {
  const { close, described, listed, clock, ops } = made();
  const { $metadata, ...answer } = await close();
  expect([$metadata.httpStatusCode, answer]).toEqual([200, {}]);
  const seen: unknown[] = [];
  for (let part = 0; part < 9; part += 1) {
    const { State, Status } = await described();
    seen.push(`${State} ${Status}`);
    const inList = (await listed()).find(({ Id }) => Id === ops);
    expect([inList?.State, inList?.Status]).toEqual([State, Status]);
    clock.advance(minute);
  }
  const pending = 'PENDING_CLOSURE PENDING_CLOSURE';
  const active = 'ACTIVE ACTIVE';
  expect(seen).toEqual([
    ...[pending, active, pending, active],
    ...[pending, pending, pending, pending],
    'CLOSED SUSPENDED',
  ]);
});

test('until it is closed, an account works: its keys, its sessions, new sessions, writing', async () => {
  const { close, clock, sts, iam, assume, opsKeys, RoleArn } = made();
  const whoAmI = (keys: typeof opsKeys) => sts(keys).send(new GetCallerIdentityCommand({}));
  const before = await assume({ RoleArn, RoleSessionName: 'before' });
  await close();
  const within = await assume({ RoleArn, RoleSessionName: 'within' });
  for (const keys of [opsKeys, before, within]) await whoAmI(keys);
  await iam(within).send(new CreateUserCommand({ UserName: 'late' }));
  clock.advance(closing);
  expect((await failureOf(assume({ RoleArn, RoleSessionName: 'after' }))).name).toBe('AccessDenied');
  for (const keys of [opsKeys, before, within]) {
    expect((await failureOf(whoAmI(keys))).name).toBe('InvalidClientTokenId');
  }
});

test('policies of the organization hold until the account is closed', async () => {
  const { close, assume, organizations, RoleArn } = made({ start: 'base' });
  await close();
  const keys = await assume({ RoleArn, RoleSessionName: 'within' });
  const { message } = await failureOf(organizations(keys).send(new LeaveOrganizationCommand({})));
  expect(message).toContain('explicit deny in a service control policy');
});

test('an account is closed once, whatever a reading says meanwhile', async () => {
  const { close, described, clock } = made();
  await close();
  for (const part of [0, 1, 2]) {
    expect((await failureOf(close())).name, String(part)).toBe('ConflictException');
    clock.advance(minute);
  }
  clock.advance(closing);
  expect((await failureOf(close())).name).toBe('AccountAlreadyClosedException');
  expect((await described()).State).toBe('CLOSED');
});

test('neither the management account, nor without all features, nor by anyone else', async () => {
  const { close, management, ops, organizations, opsKeys, addUser, sandbox } = made();
  expect(await failureOf(close(management))).toMatchObject({ Reason: 'CANNOT_CLOSE_MANAGEMENT_ACCOUNT' });
  expect((await failureOf(close('100000000000'))).name).toBe('AccountNotFoundException');
  expect(await failureOf(close('x'))).toMatchObject({ Reason: 'INVALID_PATTERN' });
  for (const keys of [opsKeys, addUser(management, 'nobody')]) {
    const { name } = await failureOf(organizations(keys).send(new CloseAccountCommand({ AccountId: ops })));
    expect(name).toBe('AccessDeniedException');
  }
  sandbox.edit((state) => {
    if (state.organization !== null)
      state.organization = { ...state.organization, featureSet: 'CONSOLIDATED_BILLING' };
  });
  expect(await failureOf(close())).toMatchObject({ Reason: 'ORGANIZATION_NOT_IN_ALL_FEATURES_MODE' });
  expect(sandbox.state().accounts[ops]?.state).toBe('ACTIVE');
});

test('three at once', async () => {
  const it = made();
  const [first = '', second = '', third = ''] = addAccounts(it, 3);
  for (const id of [first, second, third]) await it.close(id);
  expect(await failureOf(it.close())).toMatchObject({ Reason: 'CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED' });
  it.clock.advance(closing);
  await it.close();
});

test.each([
  ['250 of few', 300, 250, 'CLOSE_ACCOUNT_QUOTA_EXCEEDED'],
  ['a fifth of many', 1500, 300, 'CLOSE_ACCOUNT_QUOTA_EXCEEDED'],
  ['one less', 1500, 298, undefined],
])('in 30 days: %s', async (_, count, closed, Reason) => {
  const it = made();
  const ids = addAccounts(it, count);
  it.sandbox.edit(({ accounts }) => {
    for (const id of ids.slice(0, closed)) {
      Object.assign(accounts[id] ?? {}, { state: 'CLOSED', closedAt: it.clock.now() - 29 * day });
    }
  });
  const answer = it.close();
  if (Reason === undefined) await answer;
  else {
    expect(await failureOf(answer)).toMatchObject({ Reason });
    it.clock.advance(2 * day);
    await it.close();
  }
});

test('one call in 20 seconds, as published', async () => {
  const it = made({ rates: true });
  const [first = '', second = ''] = addAccounts(it, 2);
  await it.close(first);
  it.clock.advance(19_000);
  expect((await failureOf(it.close(second))).name).toBe('TooManyRequestsException');
  it.clock.advance(1_000);
  await it.close(second);
});

test('a closed account is there for 90 days: where it was, with its tags, and it can be moved', async () => {
  const { close, clock, organizations, listed, ops, sandbox } = made();
  const client = organizations();
  await close();
  clock.advance(closing + 90 * day - 1);
  const parentOf = async () =>
    (await client.send(new ListParentsCommand({ ChildId: ops }))).Parents?.[0]?.Id ?? '';
  const { organization } = sandbox.state();
  const [from, to] = [await parentOf(), organization?.rootId ?? ''];
  await client.send(
    new MoveAccountCommand({ AccountId: ops, SourceParentId: from, DestinationParentId: to }),
  );
  expect(await parentOf()).toBe(to);
  await client.send(new TagResourceCommand({ ResourceId: ops, Tags: [{ Key: 'end', Value: 'near' }] }));
  const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceId: ops }));
  expect(Tags).toContainEqual({ Key: 'end', Value: 'near' });
  expect((await listed()).map(({ Id }) => Id)).toContain(ops);
  clock.advance(1);
  expect((await listed()).map(({ Id }) => Id)).not.toContain(ops);
  expect((await failureOf(parentOf())).name).toBe('ChildNotFoundException');
  expect((await failureOf(client.send(new DescribeAccountCommand({ AccountId: ops })))).name).toBe(
    'AccountNotFoundException',
  );
  const { iam, accessKeys, accounts } = sandbox.state();
  const keysLeft = Object.values(accessKeys).filter(({ accountId }) => accountId === ops);
  expect([iam[ops], accounts[ops], keysLeft]).toEqual([undefined, undefined, []]);
});

test('closed accounts count against the number of accounts until they are gone', async () => {
  const { close, clock, organizations, sandbox } = made();
  sandbox.edit((state) => {
    state.accountQuota = Object.keys(state.accounts).length;
  });
  const create = () =>
    organizations().send(new CreateAccountCommand({ AccountName: 'next', Email: 'next@example.com' }));
  await close();
  clock.advance(closing);
  expect(await failureOf(create())).toMatchObject({ Reason: 'ACCOUNT_NUMBER_LIMIT_EXCEEDED' });
  clock.advance(90 * day);
  await create();
});

test('nobody gets the e-mail address and the alias of an account that is gone', async () => {
  const { close, clock, organizations, iam, assume, sandbox, ops, RoleArn } = made();
  const within = await assume({ RoleArn, RoleSessionName: 'within' });
  for (const AccountAlias of ['given-back', 'kept-alias']) {
    await iam(within).send(new CreateAccountAliasCommand({ AccountAlias }));
  }
  const Email = sandbox.state().accounts[ops]?.email.toUpperCase() ?? '';
  await close();
  for (const wait of [closing, 90 * day, 400 * day]) {
    clock.advance(wait);
    const client = organizations();
    const { CreateAccountStatus } = await client.send(new CreateAccountCommand({ AccountName: 'a', Email }));
    const CreateAccountRequestId = CreateAccountStatus?.Id ?? '';
    const status = await client.send(new DescribeCreateAccountStatusCommand({ CreateAccountRequestId }));
    expect(status.CreateAccountStatus?.FailureReason).toBe('EMAIL_ALREADY_EXISTS');
    const take = (AccountAlias: string) => iam().send(new CreateAccountAliasCommand({ AccountAlias }));
    expect((await failureOf(take('kept-alias'))).name).toBe('EntityAlreadyExistsException');
    await take('given-back');
    await iam().send(new DeleteAccountAliasCommand({ AccountAlias: 'given-back' }));
  }
});

test('CloudTrail: the call, its end, and that the account is gone', async () => {
  const { close, clock, cloudtrail, assume, management, ops, RoleArn } = made();
  const requested = 'Jan 1, 2030, 12:00:00 AM';
  const names = ['CloseAccount', 'CloseAccountResult', 'AccountDepartedOrganization'];
  const seen = async (client = cloudtrail()) =>
    (await Promise.all(names.map((name) => recordsOf(client, name)))).map(([event]) => event);
  await close();
  clock.advance(closing - 1);
  const within = await assume({ RoleArn, RoleSessionName: 'within' });
  expect((await seen()).map((event) => event?.eventType)).toEqual(['AwsApiCall', undefined, undefined]);
  expect(await seen(cloudtrail(within))).toEqual([undefined, undefined, undefined]);
  clock.advance(1);
  const [call, end] = await seen();
  expect(call).toMatchObject({ requestParameters: { accountId: ops }, responseElements: null });
  expect(end).toMatchObject({
    eventType: 'AwsServiceEvent',
    eventTime: '2030-01-01T00:08:00Z',
    userIdentity: { accountId: management, invokedBy: 'organizations.amazonaws.com' },
    recipientAccountId: management,
    serviceEventDetails: {
      closeAccountStatus: {
        accountId: ops,
        state: 'SUCCEEDED',
        requestedTimestamp: requested,
        completedTimestamp: 'Jan 1, 2030, 12:08:00 AM',
      },
    },
  });
  expect(await seen(cloudtrail(undefined, 'eu-central-1'))).toEqual([undefined, undefined, undefined]);
  clock.advance(90 * day);
  const [, , gone] = await seen();
  expect(gone).toMatchObject({
    eventType: 'AwsServiceEvent',
    eventTime: '2030-04-01T00:08:00Z',
    serviceEventDetails: { accountId: ops, departureMethod: 'CLEANED' },
  });
});

test('a closed account without a date stays, and one that is closing without an end goes on closing', async () => {
  const { sandbox, clock, described, ops } = made();
  for (const state of ['PENDING_CLOSURE', 'CLOSED'] as const) {
    sandbox.edit(({ accounts }) => void Object.assign(accounts[ops] ?? {}, { state }));
    clock.advance(400 * day);
    expect((await described()).State).toBe(state);
  }
});

test('nothing is closed without an organization', async () => {
  const { organizations, sandbox } = ground({ start: 'empty' });
  const close = () =>
    organizations().send(new CloseAccountCommand({ AccountId: sandbox.state().managementAccountId }));
  expect((await failureOf(close())).name).toBe('AWSOrganizationsNotInUseException');
  await organizations().send(new CreateOrganizationCommand({}));
  expect(await failureOf(close())).toMatchObject({ Reason: 'CANNOT_CLOSE_MANAGEMENT_ACCOUNT' });
});
