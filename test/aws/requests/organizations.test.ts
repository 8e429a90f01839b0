import {
  CloseAccountCommand,
  CreateAccountCommand,
  DescribeCreateAccountStatusCommand,
  DescribeOrganizationCommand,
  ListAccountsCommand,
  ListAccountsForParentCommand,
  ListCreateAccountStatusCommand,
  ListOrganizationalUnitsForParentCommand,
  ListParentsCommand,
  ListRootsCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { AwsError } from '../../../src/aws/errors/aws-error.ts';
import { organizationsApi } from '../../../src/aws/organizations.ts';
import { answer, sending } from './sending.ts';

const repeating = new OrganizationsClient({ region: 'us-east-1' });
const single = new OrganizationsClient({ region: 'us-east-1' });
const client = mockClient(repeating);
const once = mockClient(single);
const api = organizationsApi(repeating, single, sending);
beforeEach(() => {
  client.reset();
  once.reset();
});

const input = {
  name: 'acme',
  email: 'aws+acme@example.com',
  accessRole: 'OrganizationAccountAccessRole',
  tags: { 'diverst:client': 'acme', 'diverst:managed-by': 'diverst' },
};
const creation = { Id: 'car-1', AccountName: 'acme', State: 'IN_PROGRESS' } as const;

interface List {
  readonly list: string;
  readonly command: new (input: never) => object;
  /** The first two are followed by another. */
  readonly pages: readonly object[];
  read(): Promise<unknown>;
  readonly all: unknown;
}

describe('a list of Organizations', () => {
  /** The members that each page of a list has, and what the whole comes to. */
  const lists: readonly List[] = [
    {
      list: 'accounts',
      command: ListAccountsCommand,
      pages: [{ Accounts: [{ Id: '1', State: 'ACTIVE' }] }, {}, { Accounts: [{ Id: '2', State: 'CLOSED' }] }],
      read: async () => (await api.listAccounts()).map(({ id }) => id),
      all: ['1', '2'],
    },
    {
      list: 'accounts of a parent',
      command: ListAccountsForParentCommand,
      pages: [{ Accounts: [] }, { Accounts: [{ Id: '1' }] }, { Accounts: [{ Id: '2' }] }],
      read: () => api.listAccountIds('ou-1'),
      all: ['1', '2'],
    },
    {
      list: 'units',
      command: ListOrganizationalUnitsForParentCommand,
      pages: [{ OrganizationalUnits: [] }, {}, { OrganizationalUnits: [{ Id: 'ou-1', Name: 'Envs' }] }],
      read: () => api.listUnits('r-1'),
      all: [{ id: 'ou-1', name: 'Envs' }],
    },
    {
      list: 'creations',
      command: ListCreateAccountStatusCommand,
      pages: [{ CreateAccountStatuses: [] }, {}, { CreateAccountStatuses: [creation] }],
      read: async () => (await api.listCreations(['IN_PROGRESS'])).map(({ id }) => id),
      all: ['car-1'],
    },
    {
      list: 'roots',
      command: ListRootsCommand,
      pages: [{ Roots: [] }, {}, { Roots: [{ Id: 'r-1' }] }],
      read: () => api.rootId(),
      all: 'r-1',
    },
    {
      list: 'parents',
      command: ListParentsCommand,
      pages: [{ Parents: [] }, {}, { Parents: [{ Id: 'ou-9', Type: 'ORGANIZATIONAL_UNIT' }] }],
      read: () => api.parentOf('123456789012'),
      all: 'ou-9',
    },
  ];

  it.each(lists)('$list: an empty page that has a token is not the last', async ({ command, ...list }) => {
    const [first, second, last] = list.pages;
    client
      .onAnyCommand()
      .resolvesOnce({ ...first, NextToken: 'two' })
      .resolvesOnce({ ...second, NextToken: 'three' })
      .resolvesOnce({ ...last });
    expect(await list.read()).toEqual(list.all);
    expect(client.calls().every(({ args }) => args[0] instanceof command)).toBe(true);
    expect(client.calls().map(({ args }) => args[0].input)).toEqual([
      expect.objectContaining({ NextToken: undefined }),
      expect.objectContaining({ NextToken: 'two' }),
      expect.objectContaining({ NextToken: 'three' }),
    ]);
  });

  it('of which a page fails is no list', async () => {
    client
      .on(ListAccountsCommand)
      .resolvesOnce({ Accounts: [{ Id: '1' }], NextToken: 'two' })
      .rejectsOnce(answer('ServiceException', 500));
    await expect(api.listAccounts()).rejects.toMatchObject({
      action: 'organizations:ListAccounts',
      code: 'ServiceException',
      inDoubt: false,
    });
  });
});

describe('an account', () => {
  it.each([
    ['State alone', { State: 'PENDING_CLOSURE' }, 'PENDING_CLOSURE'],
    ['Status alone', { Status: 'SUSPENDED' }, 'SUSPENDED'],
    ['both: State counts', { State: 'CLOSED', Status: 'SUSPENDED' }, 'CLOSED'],
    ['neither', {}, 'UNKNOWN'],
    ['a state that is new', { State: 'FROZEN' }, 'UNKNOWN'],
  ] as const)('with %s', async (_what, answered, state) => {
    client.on(ListAccountsCommand).resolves({ Accounts: [{ Id: '1', ...(answered as object) }] });
    expect(await api.listAccounts()).toMatchObject([{ id: '1', state }]);
  });

  it('is placed by its path, where AWS gives one', async () => {
    const Paths = ['o-1/r-1/ou-1/ou-2/123456789012/'];
    client.on(ListAccountsCommand).resolves({ Accounts: [{ Id: '1', Paths }, { Id: '2' }] });
    expect((await api.listAccounts()).map(({ parentId }) => parentId)).toEqual(['ou-2', null]);
  });

  it('without an id is no answer', async () => {
    client.on(ListAccountsCommand).resolves({ Accounts: [{ Name: 'acme' }] });
    await expect(api.listAccounts()).rejects.toMatchObject({ code: 'UnreadableAnswer', outcome: 'unknown' });
  });
});

describe('CreateAccount', () => {
  it('is sent once, by the client with a single attempt', async () => {
    once.on(CreateAccountCommand).resolves({ CreateAccountStatus: creation });
    expect(await api.createAccount(input)).toEqual({
      id: 'car-1',
      accountName: 'acme',
      state: 'IN_PROGRESS',
      accountId: null,
      failureReason: null,
      requestedAt: null,
    });
    expect(once.calls().map(({ args }) => args[0].input)).toEqual([
      {
        AccountName: 'acme',
        Email: 'aws+acme@example.com',
        RoleName: 'OrganizationAccountAccessRole',
        Tags: [
          { Key: 'diverst:client', Value: 'acme' },
          { Key: 'diverst:managed-by', Value: 'diverst' },
        ],
      },
    ]);
    expect(client.calls()).toEqual([]);
  });

  /** https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html#API_CreateAccount_Errors */
  it.each([
    ['AccessDeniedException', 400],
    ['AWSOrganizationsNotInUseException', 400],
    ['ConcurrentModificationException', 400],
    ['ConstraintViolationException', 400],
    ['FinalizingOrganizationException', 400],
    ['InvalidInputException', 400],
    ['TooManyRequestsException', 400],
    ['UnsupportedAPIEndpointException', 400],
  ])('%s: nothing was created', async (code, status) => {
    once.on(CreateAccountCommand).rejects(answer(code, status, { Reason: 'WHY' }));
    const error = await api.createAccount(input).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AwsError);
    expect(error).toMatchObject({
      action: 'organizations:CreateAccount',
      code,
      reason: 'WHY',
      requestId: 'request-1',
      outcome: 'rejected',
      inDoubt: false,
    });
    expect(once.calls()).toHaveLength(1);
  });

  it.each<[string, Error, string]>([
    ['a fault of AWS', answer('ServiceException', 500), 'ServiceException'],
    ['a fault that says that it is throttling', answer('SlowDown', 503), 'SlowDown'],
    ['a connection that was reset', Object.assign(new Error('reset'), { code: 'ECONNRESET' }), 'ECONNRESET'],
    [
      'a connection that was reset, as the SDK names it',
      Object.assign(new Error('reset'), { name: 'TimeoutError', code: 'ECONNRESET' }),
      'ECONNRESET',
    ],
    ['no answer in time', Object.assign(new Error('late'), { name: 'TimeoutError' }), 'TimeoutError'],
    ['an answer that cannot be read', Object.assign(new SyntaxError('no JSON'), {}), 'SyntaxError'],
  ])('%s: it may have been created, and is not sent again', async (_what, thrown, code) => {
    once.on(CreateAccountCommand).rejects(thrown);
    await expect(api.createAccount(input)).rejects.toMatchObject({ code, outcome: 'unknown', inDoubt: true });
    expect(once.calls()).toHaveLength(1);
    expect(client.calls()).toEqual([]);
  });

  it.each([
    ['ENOTFOUND', 'no such host'],
    ['ECONNREFUSED', 'nobody listens'],
  ])('%s: it was not sent', async (code, message) => {
    once.on(CreateAccountCommand).rejects(Object.assign(new Error(message), { code }));
    await expect(api.createAccount(input)).rejects.toMatchObject({
      code,
      outcome: 'rejected',
      inDoubt: false,
    });
  });

  it('answered without an id is in doubt', async () => {
    once.on(CreateAccountCommand).resolves({ CreateAccountStatus: { State: 'IN_PROGRESS' } });
    await expect(api.createAccount(input)).rejects.toMatchObject({
      code: 'UnreadableAnswer',
      outcome: 'unknown',
    });
  });
});

describe('CloseAccount', () => {
  it('is sent once, by the client with a single attempt', async () => {
    once.on(CloseAccountCommand).resolves({});
    expect(await api.closeAccount('111122223333')).toBeUndefined();
    expect(once.calls().map(({ args }) => args[0].input)).toEqual([{ AccountId: '111122223333' }]);
    expect(client.calls()).toEqual([]);
  });

  /** https://docs.aws.amazon.com/organizations/latest/APIReference/API_CloseAccount.html#API_CloseAccount_Errors */
  it.each([
    ['AccountAlreadyClosedException', 400, 'rejected'],
    ['ConflictException', 400, 'rejected'],
    ['ConstraintViolationException', 400, 'rejected'],
    ['ServiceException', 500, 'unknown'],
  ])('%s is not sent again', async (code, status, outcome) => {
    once.on(CloseAccountCommand).rejects(answer(code, status, { Reason: 'WHY' }));
    const action = 'organizations:CloseAccount';
    await expect(api.closeAccount('1')).rejects.toMatchObject({ action, code, outcome, reason: 'WHY' });
    expect(once.calls()).toHaveLength(1);
    expect(client.calls()).toEqual([]);
  });
});

describe('a creation', () => {
  it('says when it was asked for, and why it failed', async () => {
    client.on(DescribeCreateAccountStatusCommand, { CreateAccountRequestId: 'car-1' }).resolves({
      CreateAccountStatus: {
        ...creation,
        State: 'FAILED',
        FailureReason: 'EMAIL_ALREADY_EXISTS',
        RequestedTimestamp: new Date(7_000),
      },
    });
    expect(await api.describeCreation('car-1')).toMatchObject({
      state: 'FAILED',
      failureReason: 'EMAIL_ALREADY_EXISTS',
      requestedAt: 7_000,
    });
  });

  it('comes in the order in which it was asked for', async () => {
    const CreateAccountStatuses = [9, 3, 5].map((time) => ({
      ...creation,
      Id: `car-${time}`,
      RequestedTimestamp: new Date(time),
    }));
    client.on(ListCreateAccountStatusCommand).resolves({ CreateAccountStatuses });
    expect((await api.listCreations(['FAILED'])).map(({ id }) => id)).toEqual(['car-3', 'car-5', 'car-9']);
    expect(client.call(0).args[0].input).toMatchObject({ States: ['FAILED'] });
  });
});

it('an organization without its management account is no answer', async () => {
  client.on(DescribeOrganizationCommand).resolves({ Organization: { Id: 'o-1' } });
  await expect(api.describeOrganization()).rejects.toMatchObject({ code: 'UnreadableAnswer' });
});
