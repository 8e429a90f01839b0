import {
  CreateUserCommand,
  DeleteUserCommand,
  GetUserCommand,
  ListMFADevicesCommand,
  ListUsersCommand,
  UpdateUserCommand,
} from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { failureOf } from '../ground.ts';
import { allow, policy, world } from '../world.ts';

test('a user is made with path and tags, and found without regard to case', async () => {
  const { iam, management, clock } = world();
  const Tags = [{ Key: 'team', Value: 'blue' }];
  await iam().send(new CreateUserCommand({ UserName: 'Jane', Path: '/people/', Tags }));
  const { User } = await iam().send(new GetUserCommand({ UserName: 'jane' }));
  expect(User).toEqual({
    UserName: 'Jane',
    Path: '/people/',
    Arn: `arn:aws:iam::${management}:user/people/Jane`,
    UserId: expect.stringMatching(/^AIDA[A-Z2-7]{17}$/),
    CreateDate: new Date(clock.now()),
    Tags,
  });
});

test('a prefix of paths need not end one', async () => {
  const { iam } = world();
  await iam().send(new CreateUserCommand({ UserName: 'Jane', Path: '/people/' }));
  const { Users } = await iam().send(new ListUsersCommand({ PathPrefix: '/peo' }));
  expect(Users?.map(({ UserName }) => UserName)).toEqual(['Jane']);
});

test('names are unique without case', async () => {
  const { iam, sandbox } = world();
  const before = structuredClone(sandbox.state());
  const failure = await failureOf(iam().send(new CreateUserCommand({ UserName: 'MANAGEMENT-ADMIN' })));
  expect(failure).toMatchObject({
    name: 'EntityAlreadyExistsException',
    message: 'User with name MANAGEMENT-ADMIN already exists.',
  });
  expect(sandbox.state()).toEqual(before);
});

test.each(['constructor', '__proto__', 'toString'])('%s is a name like any other', async (UserName) => {
  const { iam } = world();
  expect(await failureOf(iam().send(new GetUserCommand({ UserName })))).toMatchObject({
    name: 'NoSuchEntityException',
    message: `The user with name ${UserName} cannot be found.`,
  });
  await iam().send(new CreateUserCommand({ UserName }));
  const { User } = await iam().send(new GetUserCommand({ UserName }));
  expect(User?.UserName).toBe(UserName);
  await iam().send(new DeleteUserCommand({ UserName }));
  expect((await failureOf(iam().send(new GetUserCommand({ UserName })))).name).toBe('NoSuchEntityException');
});

test.each([
  ['a space', { UserName: 'a b' }, /Value 'a b' at 'userName' .* \[\\w\+=,\.@-\]\+$/],
  ['65 characters', { UserName: 'x'.repeat(65) }, /length less than or equal to 64$/],
  ['a path without its end', { UserName: 'x', Path: '/people' }, /at 'path'/],
  ['a path with a space', { UserName: 'x', Path: '/a b/' }, /at 'path'/],
  ['a tag of AWS', { UserName: 'x', Tags: [{ Key: 'aws:x', Value: '' }] }, /aws: prefixed tag key/],
  [
    'a tag twice',
    {
      UserName: 'x',
      Tags: [
        { Key: 'a', Value: '1' },
        { Key: 'A', Value: '2' },
      ],
    },
    /Duplicate tag keys/,
  ],
])('refused: %s', async (_, input, message) => {
  const { iam, sandbox } = world();
  const before = structuredClone(sandbox.state());
  expect((await failureOf(iam().send(new CreateUserCommand(input)))).message).toMatch(message);
  expect(sandbox.state()).toEqual(before);
});

test('without a name GetUser is about the caller, which must be a user', async () => {
  const { iam, sandbox, management, assume, ops, opsKeys } = world();
  const { User } = await iam(opsKeys).send(new GetUserCommand({}));
  expect(User?.UserName).toBe('ops-user');
  const role = await assume({
    RoleArn: `arn:aws:iam::${ops}:role/OrganizationAccountAccessRole`,
    RoleSessionName: 'test',
  });
  expect(await failureOf(iam(role).send(new GetUserCommand({})))).toMatchObject({
    name: 'ValidationError',
    message: 'Must specify userName when calling with non-User credentials',
  });
  const root = { accessKeyId: 'AKIAROOTROOTROOT', secretAccessKey: 'secret' };
  sandbox.edit((state) => {
    state.accessKeys[root.accessKeyId] = {
      id: root.accessKeyId,
      secretAccessKey: root.secretAccessKey,
      accountId: management,
      createdAt: 0,
      status: 'Active',
    };
  });
  const answer = await iam(root).send(new GetUserCommand({}));
  expect(answer.User).toMatchObject({ Arn: `arn:aws:iam::${management}:root`, UserId: management });
});

test('ListUsers goes by pages and path', async () => {
  const { iam } = world();
  for (const name of ['b', 'C', 'a', 'd']) {
    await iam().send(new CreateUserCommand({ UserName: name, Path: '/team/' }));
  }
  const names: (string | undefined)[] = [];
  const sizes: number[] = [];
  let Marker: string | undefined;
  do {
    const page = await iam().send(new ListUsersCommand({ PathPrefix: '/team/', MaxItems: 3, Marker }));
    names.push(...(page.Users ?? []).map(({ UserName }) => UserName));
    sizes.push(page.Users?.length ?? 0);
    expect(page.Marker === undefined).toBe(page.IsTruncated === false);
    Marker = page.Marker;
  } while (Marker !== undefined);
  expect(names).toEqual(['a', 'b', 'C', 'd']);
  // A page may hold fewer than were asked for.
  expect(sizes).toEqual([2, 2]);
});

test.each([
  [{ MaxItems: 0 }, /greater than or equal to 1/],
  [{ MaxItems: 1001 }, /less than or equal to 1000/],
  [{ Marker: 'what?' }, /Invalid Marker/],
])('ListUsers refuses %j', async (input, message) => {
  const { iam } = world();
  const failure = await failureOf(iam().send(new ListUsersCommand(input)));
  expect(failure).toMatchObject({ name: 'ValidationError', message: expect.stringMatching(message) });
});

test('renaming keeps id, keys and groups', async () => {
  const { iam, sts, sandbox, ops, opsKeys: keys } = world();
  const access = policy(allow('iam:*'));
  sandbox.edit((state) => {
    const user = state.iam[ops]?.users['ops-user'];
    if (user) user.inline['all'] = { document: access, effectiveAt: 0 };
  });
  const before = (await iam(keys).send(new GetUserCommand({}))).User;
  const renaming = new UpdateUserCommand({ UserName: 'ops-user', NewUserName: 'Lead', NewPath: '/x/' });
  await iam(keys).send(renaming);
  const { Arn, UserId } = await sts(keys).send(new GetCallerIdentityCommand({}));
  expect([Arn, UserId]).toEqual([`arn:aws:iam::${ops}:user/x/Lead`, before?.UserId]);
  expect(sandbox.state().iam[ops]?.groups['production']?.members).toEqual(['Lead']);
  expect((await failureOf(iam(keys).send(renaming))).name).toBe('NoSuchEntityException');
  await iam().send(new CreateUserCommand({ UserName: 'x' }));
  const taken = new UpdateUserCommand({ UserName: 'x', NewUserName: 'management-admin' });
  expect((await failureOf(iam().send(taken))).name).toBe('EntityAlreadyExistsException');
  await iam().send(new UpdateUserCommand({ UserName: 'x', NewUserName: 'X' }));
  expect((await iam().send(new GetUserCommand({ UserName: 'x' }))).User?.UserName).toBe('X');
});

test.each<[string, (world: ReturnType<typeof import('../world.ts').world>) => void]>([
  [
    'must remove users from group first',
    (w) => w.edit(w.management, (iam) => iam.groups['admin']?.members.push('x')),
  ],
  [
    'must detach all policies first',
    (w) => w.edit(w.management, (iam) => iam.users['x']?.attached.push('arn')),
  ],
  [
    'must delete policies first',
    (w) =>
      w.edit(w.management, (iam) => {
        const user = iam.users['x'];
        if (user) user.inline['p'] = { document: '{}', effectiveAt: 0 };
      }),
  ],
  [
    'must delete login profile first',
    (w) =>
      w.edit(w.management, (iam) => {
        const user = iam.users['x'];
        if (user) user.hasPassword = true;
      }),
  ],
  [
    'must delete MFA device first',
    (w) => w.edit(w.management, (iam) => iam.users['x']?.mfaDevices.push('arn')),
  ],
  ['must delete access keys first', (w) => w.addUser(w.management, 'x')],
  [
    'must delete certificates first',
    (w) =>
      w.edit(w.management, (iam) => {
        const user = iam.users['x'];
        if (user) user.certificates = [{ id: 'C'.repeat(24), uploadedAt: 0 }];
      }),
  ],
  [
    'must remove referenced objects first',
    (w) =>
      w.edit(w.management, (iam) => {
        const user = iam.users['x'];
        const git = { service: 'codecommit.amazonaws.com', alias: 'x', createdAt: 0 };
        if (user) user.serviceCredentials = [{ ...git, id: 'ACCA', status: 'Inactive' }];
      }),
  ],
])('DeleteUser: %s', async (message, prepare) => {
  const made = world();
  await made.iam().send(new CreateUserCommand({ UserName: 'x' }));
  prepare(made);
  expect(await failureOf(made.iam().send(new DeleteUserCommand({ UserName: 'x' })))).toMatchObject({
    name: 'DeleteConflictException',
    message: `Cannot delete entity, ${message}.`,
  });
});

test('ListMFADevices, of the caller too', async () => {
  const { iam, edit, management } = world();
  const serial = `arn:aws:iam::${management}:mfa/phone`;
  edit(management, (state) => state.users['management-admin']?.mfaDevices.push(serial));
  for (const input of [{}, { UserName: 'management-admin' }]) {
    const { MFADevices } = await iam().send(new ListMFADevicesCommand(input));
    expect(MFADevices).toMatchObject([{ UserName: 'management-admin', SerialNumber: serial }]);
  }
});
