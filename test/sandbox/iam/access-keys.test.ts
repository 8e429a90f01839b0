import {
  CreateAccessKeyCommand,
  CreateLoginProfileCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteLoginProfileCommand,
  GetAccessKeyLastUsedCommand,
  GetLoginProfileCommand,
  ListAccessKeysCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, GetSessionTokenCommand } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { failureOf } from '../ground.ts';
import { allow, keysOf, policy, type World, world } from '../world.ts';

async function newKey({ iam }: World, UserName = 'jane') {
  const { AccessKey } = await iam().send(new CreateAccessKeyCommand({ UserName }));
  return {
    accessKeyId: AccessKey?.AccessKeyId ?? '',
    secretAccessKey: AccessKey?.SecretAccessKey ?? '',
  };
}

async function withUser(): Promise<World> {
  const made = world();
  await made.iam().send(new CreateUserCommand({ UserName: 'jane' }));
  return made;
}

test('a new key signs requests until it is switched off or deleted', async () => {
  const made = await withUser();
  const { iam, sts, management } = made;
  const key = await newKey(made, 'JANE');
  const who = () => sts(key).send(new GetCallerIdentityCommand({}));
  expect((await who()).Arn).toBe(`arn:aws:iam::${management}:user/jane`);
  const named = { UserName: 'jane', AccessKeyId: key.accessKeyId };
  await iam().send(new UpdateAccessKeyCommand({ ...named, Status: 'Inactive' }));
  expect((await failureOf(who())).name).toBe('InvalidClientTokenId');
  await iam().send(new UpdateAccessKeyCommand({ ...named, Status: 'Active' }));
  await who();
  await iam().send(new DeleteAccessKeyCommand(named));
  expect((await failureOf(who())).name).toBe('InvalidClientTokenId');
});

test('a user has two keys at most', async () => {
  const made = await withUser();
  const [first, second] = [await newKey(made), await newKey(made)];
  expect(first.accessKeyId).not.toBe(second.accessKeyId);
  expect(await failureOf(newKey(made))).toMatchObject({
    name: 'LimitExceededException',
    message: 'Cannot exceed quota for AccessKeysPerUser: 2',
  });
});

test('keys are listed without their secrets, of the caller where nobody is named', async () => {
  const made = await withUser();
  const { accessKeyId } = await newKey(made);
  const listed = await made.iam().send(new ListAccessKeysCommand({ UserName: 'jane' }));
  expect(listed.AccessKeyMetadata).toEqual([
    {
      UserName: 'jane',
      AccessKeyId: accessKeyId,
      Status: 'Active',
      CreateDate: new Date(made.clock.now()),
    },
  ]);
  const own = await made.iam().send(new ListAccessKeysCommand({}));
  expect(own.AccessKeyMetadata).toMatchObject([{ UserName: 'management-admin' }]);
});

test('a key of somebody else is not found', async () => {
  const made = await withUser();
  const { accessKeyId } = made.sandbox.profiles.management;
  const remove = new DeleteAccessKeyCommand({ UserName: 'jane', AccessKeyId: accessKeyId });
  expect(await failureOf(made.iam().send(remove))).toMatchObject({
    name: 'NoSuchEntityException',
    message: `The Access Key with id ${accessKeyId} cannot be found.`,
  });
  const elsewhere = new GetAccessKeyLastUsedCommand({ AccessKeyId: made.opsKeys.accessKeyId });
  expect(await failureOf(made.iam().send(elsewhere))).toMatchObject({
    name: 'AccessDenied',
    message: expect.stringMatching(
      new RegExp(
        `not authorized to perform: iam:GetAccessKeyLastUsed on resource: access key ${made.opsKeys.accessKeyId}$`,
      ),
    ),
  });
});

test('GetAccessKeyLastUsed answers as for a key that was never used', async () => {
  const made = await withUser();
  const { accessKeyId } = await newKey(made);
  const answer = await made.iam().send(new GetAccessKeyLastUsedCommand({ AccessKeyId: accessKeyId }));
  expect(answer.UserName).toBe('jane');
  expect(answer.AccessKeyLastUsed).toEqual({ ServiceName: 'N/A', Region: 'N/A' });
});

test('the root user may make keys of its own', async () => {
  const made = world();
  const root = { accessKeyId: 'AKIAROOTROOTROOT', secretAccessKey: 'secret' };
  made.sandbox.edit((state) => {
    const { accessKeyId: id, secretAccessKey } = root;
    const accountId = made.management;
    state.accessKeys[id] = { id, secretAccessKey, accountId, createdAt: 0, status: 'Active' };
  });
  const { AccessKey } = await made.iam(root).send(new CreateAccessKeyCommand({}));
  const listed = await made.iam(root).send(new ListAccessKeysCommand({}));
  expect(listed.AccessKeyMetadata?.map(({ AccessKeyId }) => AccessKeyId).sort()).toEqual(
    [root.accessKeyId, AccessKey?.AccessKeyId].sort(),
  );
});

test('a password comes once, and goes', async () => {
  const { iam, clock } = await withUser();
  const UserName = 'jane';
  clock.advance(5_000);
  const set = new Date(clock.now());
  const get = () => iam().send(new GetLoginProfileCommand({ UserName }));
  const create = () =>
    iam().send(
      new CreateLoginProfileCommand({ UserName, Password: 'x9!xxxxx', PasswordResetRequired: true }),
    );
  expect(await failureOf(get())).toMatchObject({
    name: 'NoSuchEntityException',
    message: 'Login Profile for User jane cannot be found.',
  });
  expect((await create()).LoginProfile).toMatchObject({ UserName, PasswordResetRequired: true });
  clock.advance(5_000);
  const shown = { UserName, CreateDate: set, PasswordResetRequired: true };
  expect((await get()).LoginProfile).toEqual(shown);
  expect((await failureOf(create())).name).toBe('EntityAlreadyExistsException');
  await iam().send(new DeleteLoginProfileCommand({ UserName }));
  expect((await failureOf(get())).name).toBe('NoSuchEntityException');
});

test('a session of GetSessionToken without MFA does not get into IAM', async () => {
  const made = world();
  const keys = made.addUser(made.management, 'jane', [policy(allow('*'))]);
  const serial = `arn:aws:iam::${made.management}:mfa/phone`;
  made.edit(made.management, ({ users }) => users['jane']?.mfaDevices.push(serial));
  const session = async (input = {}) => {
    const { Credentials } = await made.sts(keys).send(new GetSessionTokenCommand(input));
    return made.iam(keysOf(Credentials)).send(new ListAccessKeysCommand({}));
  };
  expect((await failureOf(session())).name).toBe('InvalidClientTokenId');
  expect((await session({ SerialNumber: serial, TokenCode: '123456' })).AccessKeyMetadata).toHaveLength(1);
});
