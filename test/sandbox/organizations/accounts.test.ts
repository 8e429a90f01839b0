import {
  CloseAccountCommand,
  DescribeAccountCommand,
  ListAccountsCommand,
  ListAccountsForParentCommand,
  MoveAccountCommand,
} from '@aws-sdk/client-organizations';
import { expect, test } from 'vitest';
import type { SandboxOptions } from '../../../src/sandbox/assemble.ts';
import { failureOf, type Ground, ground } from '../ground.ts';

/** The base structure's ids, by what they are. */
function placed(options: SandboxOptions = {}) {
  const g = ground(options);
  const { organization, units, accounts, managementAccountId } = g.sandbox.state();
  const unit = (name: string) => Object.values(units).find((one) => one.name === name)?.id ?? '';
  return {
    ...g,
    root: organization?.rootId ?? '',
    organization: organization?.id ?? '',
    management: managementAccountId,
    ops: Object.values(accounts).find((one) => one.name === 'Ops')?.id ?? '',
    users: unit('Users'),
    envs: unit('Envs'),
    production: unit('Production'),
  };
}

function addAccounts({ sandbox, clock }: Ground, count: number, parentId: string): void {
  sandbox.edit((state) => {
    for (let i = 0; i < count; i += 1) {
      const id = String(900000000000 + ((i * 7919) % 100000));
      state.accounts[id] = {
        id,
        name: `client-${i}`,
        email: `client-${i}@example.com`,
        parentId,
        joinedMethod: 'CREATED',
        joinedAt: clock.now(),
        state: 'ACTIVE',
        tags: {},
      };
    }
  });
}

test('accounts report their place as a path of ids', async () => {
  const { organizations, ops, root, users, organization } = placed();
  const { Account } = await organizations().send(new DescribeAccountCommand({ AccountId: ops }));
  expect(Account).toMatchObject({ State: 'ACTIVE', Paths: [`${organization}/${root}/${users}/${ops}/`] });
});

test.each([
  ['PENDING_ACTIVATION', 'ACTIVE'],
  ['ACTIVE', 'ACTIVE'],
  ['SUSPENDED', 'SUSPENDED'],
  ['PENDING_CLOSURE', 'PENDING_CLOSURE'],
  ['CLOSED', 'SUSPENDED'],
] as const)('an account that is %s has the older status %s beside its state', async (State, Status) => {
  const { organizations, ops, sandbox } = placed();
  sandbox.edit(({ accounts }) => {
    const account = accounts[ops];
    if (account) account.state = State;
  });
  const { Account } = await organizations().send(new DescribeAccountCommand({ AccountId: ops }));
  expect(Account).toMatchObject({ State, Status });
});

test.each([
  ['ACTIVE', 'ACTIVE'],
  ['PENDING_CLOSURE', 'PENDING_CLOSURE'],
  ['CLOSED', 'SUSPENDED'],
] as const)(
  'without paths an account that is %s has the older status %s and no state',
  async (state, status) => {
    const { organizations, ops, sandbox } = placed({ paths: false });
    sandbox.edit(({ accounts }) => {
      const account = accounts[ops];
      if (account) account.state = state;
    });
    const { Account } = await organizations().send(new DescribeAccountCommand({ AccountId: ops }));
    expect(Account).toMatchObject({ Status: status });
    expect(Account).not.toHaveProperty('State');
    expect(Account).not.toHaveProperty('Paths');
  },
);

test('the pages of a listing: the second one is empty and not the last, and each account comes once', async () => {
  const g = placed();
  addAccounts(g, 43, g.production);
  const sizes: number[] = [];
  const ids: string[] = [];
  let NextToken: string | undefined;
  do {
    const answer = await g
      .organizations()
      .send(new ListAccountsCommand({ ...(NextToken ? { NextToken } : {}) }));
    sizes.push(answer.Accounts?.length ?? -1);
    ids.push(...(answer.Accounts ?? []).map((account) => account.Id ?? ''));
    NextToken = answer.NextToken;
  } while (NextToken !== undefined);
  expect(sizes).toEqual([20, 0, 20, 5]);
  expect(new Set(ids).size).toBe(45);
  const names = ids.map((id) => g.sandbox.state().accounts[id]?.name);
  expect(names).not.toEqual([...names].sort());
});

test('a listing continues where it was when accounts came in between', async () => {
  const g = placed();
  addAccounts(g, 30, g.production);
  const before = Object.keys(g.sandbox.state().accounts);
  const first = await g.organizations().send(new ListAccountsCommand({ MaxResults: 10 }));
  addAccounts(g, 60, g.production);
  const ids = (first.Accounts ?? []).map((account) => account.Id);
  let { NextToken } = first;
  while (NextToken !== undefined) {
    const answer = await g.organizations().send(new ListAccountsCommand({ MaxResults: 10, NextToken }));
    ids.push(...(answer.Accounts ?? []).map((account) => account.Id));
    NextToken = answer.NextToken;
  }
  expect(ids).toEqual(expect.arrayContaining(before));
  expect(new Set(ids).size).toBe(ids.length);
});

test('a token is good for its own listing only', async () => {
  const g = placed();
  addAccounts(g, 30, g.production);
  const client = g.organizations();
  const { NextToken } = await client.send(new ListAccountsCommand({}));
  const invalid = { name: 'InvalidInputException', Reason: 'INVALID_NEXT_TOKEN' };
  const foreign = new ListAccountsForParentCommand({ ParentId: g.production, NextToken });
  expect(await failureOf(client.send(foreign))).toMatchObject(invalid);
  for (const token of ['', 'made-up', `${NextToken}x`]) {
    expect(await failureOf(client.send(new ListAccountsCommand({ NextToken: token })))).toMatchObject(
      invalid,
    );
  }
});

test.each([
  [0, 'MIN_VALUE_EXCEEDED'],
  [21, 'MAX_VALUE_EXCEEDED'],
])('a page of %i is refused', async (MaxResults, Reason) => {
  const { organizations } = placed();
  expect(await failureOf(organizations().send(new ListAccountsCommand({ MaxResults })))).toMatchObject({
    Reason,
  });
});

test('the accounts of one parent are those directly in it', async () => {
  const { organizations, root, users, envs, ops, management } = placed();
  const list = async (ParentId: string) => {
    const answer = await organizations().send(new ListAccountsForParentCommand({ ParentId }));
    return answer.Accounts?.map((account) => account.Id);
  };
  expect(await list(root)).toEqual([management]);
  expect(await list(users)).toEqual([ops]);
  expect(await list(envs)).toEqual([]);
  expect((await failureOf(list('ou-zzzz-zzzzzzzz'))).name).toBe('ParentNotFoundException');
  expect(await failureOf(list('nonsense'))).toMatchObject({
    Reason: 'INVALID_PATTERN',
    message: 'You provided a value that does not match the required pattern.',
  });
});

test('moving an account, and moving it again', async () => {
  const { organizations, ops, users, production, sandbox } = placed();
  const move = (from: string, to: string, AccountId = ops) =>
    organizations().send(
      new MoveAccountCommand({ AccountId, SourceParentId: from, DestinationParentId: to }),
    );
  await move(users, production);
  expect(sandbox.state().accounts[ops]?.parentId).toBe(production);
  // Nothing says that it is in the destination already.
  expect(await failureOf(move(users, production))).toMatchObject({
    name: 'AccountNotFoundException',
    message: "You specified an account that doesn't exist.",
  });
});

test.each([
  ['the source is not where it is', 'envs', 'production', 'AccountNotFoundException'],
  ['source and destination are the same', 'users', 'users', 'DuplicateAccountException'],
  ['and neither is where it is', 'envs', 'envs', 'DuplicateAccountException'],
  ['the source does not exist', 'nowhere', 'production', 'SourceParentNotFoundException'],
  ['the destination does not exist', 'users', 'nowhere', 'DestinationParentNotFoundException'],
] as const)('an account is not moved when %s', async (_, from, to, name) => {
  const g = { ...placed(), nowhere: 'ou-zzzz-zzzzzzzz' };
  const move = new MoveAccountCommand({
    AccountId: g.ops,
    SourceParentId: g[from],
    DestinationParentId: g[to],
  });
  expect((await failureOf(g.organizations().send(move))).name).toBe(name);
  expect(g.sandbox.state().accounts[g.ops]?.parentId).toBe(g.users);
});

test('an account that does not exist', async () => {
  const { organizations, users, production } = placed();
  const AccountId = '100000000000';
  const client = organizations();
  for (const calling of [
    client.send(new DescribeAccountCommand({ AccountId })),
    client.send(new CloseAccountCommand({ AccountId })),
    client.send(
      new MoveAccountCommand({ AccountId, SourceParentId: users, DestinationParentId: production }),
    ),
  ]) {
    expect((await failureOf(calling)).name).toBe('AccountNotFoundException');
  }
  const wrong = client.send(new DescribeAccountCommand({ AccountId: 'x' }));
  expect(await failureOf(wrong)).toMatchObject({ Reason: 'INVALID_PATTERN' });
});
