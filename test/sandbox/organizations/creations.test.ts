import {
  CreateAccountCommand,
  type CreateAccountCommandInput,
  DescribeAccountCommand,
  DescribeCreateAccountStatusCommand,
  ListAccountsCommand,
  ListCreateAccountStatusCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-organizations';
import { expect, test } from 'vitest';
import { failureOf, type Ground, ground } from '../ground.ts';

const creation = 60_000;

function slow() {
  return ground({ timings: { accountCreation: creation, accessRole: 5_000 } });
}

async function create(g: Ground, name: string, input: Partial<CreateAccountCommandInput> = {}) {
  const answer = await g
    .organizations()
    .send(new CreateAccountCommand({ AccountName: name, Email: `aws+${name}@example.com`, ...input }));
  return answer.CreateAccountStatus;
}

async function statusOf(g: Ground, id: string | undefined) {
  const answer = await g
    .organizations()
    .send(new DescribeCreateAccountStatusCommand({ CreateAccountRequestId: id }));
  return answer.CreateAccountStatus;
}

test('a creation is in progress, then done: the account is in the root, with its tags and its e-mail', async () => {
  const g = slow();
  const started = await create(g, 'acme', { Tags: [{ Key: 'diverst:client', Value: 'acme' }] });
  expect(started).toEqual({
    Id: expect.stringMatching(/^car-[a-z0-9]{32}$/),
    AccountName: 'acme',
    State: 'IN_PROGRESS',
    RequestedTimestamp: new Date(g.clock.now()),
  });
  g.clock.advance(creation - 1);
  expect(await statusOf(g, started?.Id)).toMatchObject({ State: 'IN_PROGRESS' });
  g.clock.advance(1);
  const done = await statusOf(g, started?.Id);
  expect(done).toEqual({
    ...started,
    State: 'SUCCEEDED',
    AccountId: expect.stringMatching(/^\d{12}$/),
    CompletedTimestamp: new Date(g.clock.now()),
  });
  const { organization } = g.sandbox.state();
  const described = await g.organizations().send(new DescribeAccountCommand({ AccountId: done?.AccountId }));
  expect(described.Account).toMatchObject({
    Name: 'acme',
    Email: 'aws+acme@example.com',
    State: 'ACTIVE',
    JoinedMethod: 'CREATED',
    JoinedTimestamp: new Date(g.clock.now()),
    Paths: [`${organization?.id}/${organization?.rootId}/${done?.AccountId}/`],
  });
  const tags = await g.organizations().send(new ListTagsForResourceCommand({ ResourceId: done?.AccountId }));
  expect(tags.Tags).toEqual([{ Key: 'diverst:client', Value: 'acme' }]);
});

test('even an instant creation is answered as in progress', async () => {
  const g = ground();
  const started = await create(g, 'acme');
  expect(started?.State).toBe('IN_PROGRESS');
  expect(await statusOf(g, started?.Id)).toMatchObject({ State: 'SUCCEEDED' });
});

test('the new account has an administrator role that trusts the management account, usable a little later', async () => {
  const g = slow();
  const [plain, named] = [await create(g, 'acme'), await create(g, 'globex', { RoleName: 'Access' })];
  g.clock.advance(creation);
  const { managementAccountId, iam } = g.sandbox.state();
  const rolesOf = async (id: string | undefined) =>
    Object.values(iam[(await statusOf(g, id))?.AccountId ?? '']?.roles ?? {});
  const [role, ...others] = await rolesOf(plain?.Id);
  expect(others).toEqual([]);
  expect(role).toMatchObject({
    name: 'OrganizationAccountAccessRole',
    id: expect.stringMatching(/^AROA[A-Z2-7]{17}$/),
    path: '/',
    maxSessionDuration: 3600,
    attached: ['arn:aws:iam::aws:policy/AdministratorAccess'],
    effectiveAt: g.clock.now() + 5_000,
  });
  expect(JSON.parse(role?.trust.document ?? '').Statement).toEqual([
    {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${managementAccountId}:root` },
      Action: 'sts:AssumeRole',
    },
  ]);
  expect((await rolesOf(named?.Id)).map(({ name }) => name)).toEqual(['Access']);
});

test.each(['aws+acme@example.com', 'AWS+Acme@Example.COM'])(
  'an e-mail that an account has (%s) fails the creation, not the request',
  async (email) => {
    const g = slow();
    await create(g, 'acme');
    g.clock.advance(creation);
    const again = await create(g, 'other', { Email: email });
    expect(again?.State).toBe('IN_PROGRESS');
    g.clock.advance(creation);
    expect(await statusOf(g, again?.Id)).toEqual({
      ...again,
      State: 'FAILED',
      FailureReason: 'EMAIL_ALREADY_EXISTS',
      CompletedTimestamp: new Date(g.clock.now()),
    });
    const { Accounts } = await g.organizations().send(new ListAccountsCommand({}));
    expect(Accounts?.map((account) => account.Name)).not.toContain('other');
  },
);

test('a closed account keeps its e-mail', async () => {
  const g = ground();
  g.sandbox.edit((state) => {
    for (const account of Object.values(state.accounts)) if (account.name === 'Ops') account.state = 'CLOSED';
  });
  const again = await create(g, 'acme', { Email: 'OPS@example.com' });
  expect(await statusOf(g, again?.Id)).toMatchObject({ FailureReason: 'EMAIL_ALREADY_EXISTS' });
});

test('a second creation of the same e-mail while the first is under way fails, and the first succeeds', async () => {
  const g = slow();
  const first = await create(g, 'acme');
  const second = await create(g, 'acme', { Email: 'AWS+acme@example.com' });
  g.clock.advance(creation);
  expect(await statusOf(g, second?.Id)).toMatchObject({
    State: 'FAILED',
    FailureReason: 'CONCURRENT_ACCOUNT_MODIFICATION',
  });
  expect(await statusOf(g, first?.Id)).toMatchObject({ State: 'SUCCEEDED' });
});

test('five creations at once, no sixth', async () => {
  const g = slow();
  for (let i = 0; i < 5; i += 1) await create(g, `client-${i}`);
  expect(await failureOf(create(g, 'sixth'))).toMatchObject({
    name: 'ConstraintViolationException',
    Reason: 'ACCOUNT_CREATION_RATE_LIMIT_EXCEEDED',
  });
  g.clock.advance(creation);
  await create(g, 'sixth');
});

test('the quota of accounts counts closed ones and those under way', async () => {
  const g = slow();
  g.sandbox.edit((state) => {
    state.accountQuota = 3;
    for (const account of Object.values(state.accounts)) if (account.name === 'Ops') account.state = 'CLOSED';
  });
  await create(g, 'acme');
  expect(await failureOf(create(g, 'globex'))).toMatchObject({
    name: 'ConstraintViolationException',
    Reason: 'ACCOUNT_NUMBER_LIMIT_EXCEEDED',
  });
});

test('the sandbox has room for 2,000 accounts', () => {
  expect(ground().sandbox.state().accountQuota).toBe(2000);
});

test.each([
  ['too short', 'a@b.c', 'MIN_LENGTH_EXCEEDED'],
  ['too long', `${'a'.repeat(53)}@example.com`, 'MAX_LENGTH_EXCEEDED'],
  ['no @', 'acme.example.com', 'INVALID_PATTERN'],
  ['two @', 'a@b@example.com', 'INVALID_PATTERN'],
  ['not ASCII', 'acmé@example.com', 'INVALID_PATTERN'],
  ['a leading dot', '.acme@example.com', 'INVALID_PATTERN'],
  ['a space', 'ac me@example.com', 'INVALID_PATTERN'],
  ...[...'"\'()<>[]:;,\\|%&'].map((mark) => [
    `the mark ${mark}`,
    `ac${mark}me@example.com`,
    'INVALID_PATTERN',
  ]),
  ['no dot in the domain', 'acme@localhost', 'INVALID_PATTERN'],
  ['a domain that starts with a hyphen', 'acme@-example.com', 'INVALID_PATTERN'],
  ['a domain that ends with a dot', 'acme@example.com.', 'INVALID_PATTERN'],
  ['a domain with an underscore', 'acme@exa_mple.com', 'INVALID_PATTERN'],
])('an e-mail with %s is refused', async (_, Email, Reason) => {
  const g = ground();
  expect(await failureOf(create(g, 'acme', { Email }))).toMatchObject({
    name: 'InvalidInputException',
    Reason,
  });
  expect(Object.values(g.sandbox.state().creations)).toHaveLength(1);
});

test.each([`${'a'.repeat(52)}@example.com`, 'a!#$*+-/=?^_`{}~.b@sub.example.com'])(
  'the e-mail %s is accepted',
  async (Email) => {
    expect(await create(ground(), 'acme', { Email })).toMatchObject({ State: 'IN_PROGRESS' });
  },
);

test.each([
  [{ AccountName: '' }, 'MIN_LENGTH_EXCEEDED'],
  [{ AccountName: 'a'.repeat(51) }, 'MAX_LENGTH_EXCEEDED'],
  [{ AccountName: 'acmé' }, 'INVALID_PATTERN'],
  [{ AccountName: 'ac\nme' }, 'INVALID_PATTERN'],
  [{ RoleName: 'with space' }, 'INVALID_ROLE_NAME'],
  [{ RoleName: 'r'.repeat(65) }, 'INVALID_ROLE_NAME'],
  [{ IamUserAccessToBilling: 'MAYBE' as 'ALLOW' }, 'INVALID_ENUM'],
  [{ Tags: [{ Key: 'aws:x', Value: '' }] }, 'INVALID_SYSTEM_TAGS_PARAMETER'],
  [
    {
      Tags: [
        { Key: 'x', Value: '1' },
        { Key: 'x', Value: '2' },
      ],
    },
    'DUPLICATE_TAG_KEY',
  ],
  [{ Tags: [{ Key: 'x'.repeat(129), Value: '' }] }, 'MAX_LENGTH_EXCEEDED'],
  [{ Tags: [{ Key: 'x', Value: '<' }] }, 'INVALID_PATTERN'],
])('%j is refused with %s', async (input, Reason) => {
  expect(await failureOf(create(ground(), 'acme', input))).toMatchObject({
    name: 'InvalidInputException',
    Reason,
  });
});

test('fifty-one tags are one too many for the whole request', async () => {
  const Tags = Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: '' }));
  expect(await failureOf(create(ground(), 'acme', { Tags }))).toMatchObject({
    name: 'ConstraintViolationException',
    Reason: 'MAX_TAG_LIMIT_EXCEEDED',
  });
});

test('tags need a permission of their own, with their keys and values as conditions', async () => {
  const g = ground();
  const Tags = [{ Key: 'team', Value: 'blue' }];
  await create(g, 'acme', { Tags });
  const { managementAccountId, organization } = g.sandbox.state();
  const context = { 'aws:RequestTag/team': ['blue'], 'aws:TagKeys': ['team'] };
  expect(g.asked).toEqual([
    { action: 'organizations:CreateAccount', resource: '*', context },
    {
      action: 'organizations:TagResource',
      resource: `arn:aws:organizations::${managementAccountId}:account/${organization?.id}/*`,
      context,
    },
  ]);
  const without = ground({ denied: ['organizations:TagResource'] });
  expect((await failureOf(create(without, 'acme', { Tags }))).message).toContain('organizations:TagResource');
  await create(without, 'acme');
});

test('creations are listed by state, page after page', async () => {
  const g = slow();
  const first = await create(g, 'acme');
  g.clock.advance(creation);
  const failing = await create(g, 'again', { Email: 'aws+acme@example.com' });
  const list = async (...States: ('IN_PROGRESS' | 'SUCCEEDED' | 'FAILED')[]) => {
    const answer = await g.organizations().send(new ListCreateAccountStatusCommand({ States }));
    return answer.CreateAccountStatuses?.map((status) => status.Id);
  };
  expect(await list('IN_PROGRESS')).toEqual([failing?.Id]);
  g.clock.advance(creation);
  expect(await list('FAILED')).toEqual([failing?.Id]);
  expect(await list('SUCCEEDED')).toContain(first?.Id);
  const everything = await g.organizations().send(new ListCreateAccountStatusCommand({}));
  expect(everything.CreateAccountStatuses).toHaveLength(3);
  const wrong = new ListCreateAccountStatusCommand({ States: ['DONE' as 'FAILED'] });
  expect(await failureOf(g.organizations().send(wrong))).toMatchObject({ Reason: 'INVALID_ENUM' });
});

test('an unknown request id', async () => {
  const g = ground();
  expect((await failureOf(statusOf(g, 'car-aaaaaaaaaaaa'))).name).toBe(
    'CreateAccountStatusNotFoundException',
  );
  expect(await failureOf(statusOf(g, 'nonsense'))).toMatchObject({ Reason: 'INVALID_PATTERN' });
});
