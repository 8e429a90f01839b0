import {
  GetAccessKeyInfoCommand,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
} from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { failureOf } from '../ground.ts';
import { allow, keysOf, policy, world } from '../world.ts';

const everything = policy(allow('*'));

test('GetCallerIdentity is answered to anyone, even against a deny', async () => {
  const { sts, addUser, management } = world();
  const jane = addUser(management, 'jane', [policy({ Effect: 'Deny', Action: '*', Resource: '*' })]);
  expect(await sts(jane).send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: management,
    Arn: `arn:aws:iam::${management}:user/jane`,
    UserId: expect.stringMatching(/^AIDA/),
  });
});

test("GetSessionToken: a user's own session, for twelve hours", async () => {
  const { sts, clock, opsKeys } = world();
  const session = (input = {}) => sts(opsKeys).send(new GetSessionTokenCommand(input));
  const { Credentials } = await session();
  expect(Credentials?.Expiration).toEqual(new Date(clock.now() + 43_200_000));
  const { Arn } = await sts(keysOf(Credentials)).send(new GetCallerIdentityCommand({}));
  expect(Arn).toMatch(/:user\/ops-user$/);
  const longest = await session({ DurationSeconds: 129_600 });
  expect(longest.Credentials?.Expiration).toEqual(new Date(clock.now() + 129_600_000));
  expect((await failureOf(session({ DurationSeconds: 899 }))).name).toBe('ValidationError');
  expect((await failureOf(session({ DurationSeconds: 129_601 }))).name).toBe('ValidationError');
  const wrong = { SerialNumber: 'arn:aws:iam::1:mfa/x', TokenCode: '123456' };
  expect((await failureOf(session(wrong))).message).toMatch(/^MultiFactorAuthentication failed/);
});

test('a session opens no session, and asks STS for little', async () => {
  const { sts, assume, addUser, management, ops, opsKeys } = world();
  const jane = addUser(management, 'jane', [everything]);
  const { Credentials } = await sts(jane).send(new GetSessionTokenCommand({}));
  const role = await assume({
    RoleArn: `arn:aws:iam::${ops}:role/OrganizationAccountAccessRole`,
    RoleSessionName: 'x1',
  });
  for (const keys of [keysOf(Credentials), role]) {
    expect(await failureOf(sts(keys).send(new GetSessionTokenCommand({})))).toMatchObject({
      name: 'AccessDenied',
      message: 'Cannot call GetSessionToken with session credentials',
    });
  }
  const info = new GetAccessKeyInfoCommand({ AccessKeyId: opsKeys.accessKeyId });
  expect((await failureOf(sts(keysOf(Credentials)).send(info))).name).toBe('AccessDenied');
  expect((await sts(role).send(info)).Account).toBe(ops);
});

test('a root user gets no session in the sandbox', async () => {
  const { sts, sandbox, management } = world();
  const root = { accessKeyId: 'AKIAROOTROOTROOT', secretAccessKey: 'secret' };
  sandbox.edit((state) => {
    const { accessKeyId: id, secretAccessKey } = root;
    state.accessKeys[id] = { id, secretAccessKey, accountId: management, createdAt: 0, status: 'Active' };
  });
  expect((await failureOf(sts(root).send(new GetSessionTokenCommand({})))).name).toBe('AccessDenied');
});

test('GetAccessKeyInfo says whose key it is, to whom may ask', async () => {
  const { sts, opsKeys, ops, addUser, management } = world();
  const info = (AccessKeyId: string) => new GetAccessKeyInfoCommand({ AccessKeyId });
  const { accessKeyId } = opsKeys;
  expect((await sts().send(info(accessKeyId))).Account).toBe(ops);
  expect((await failureOf(sts().send(info('AKIANOSUCHKEYXXXX')))).name).toBe('ValidationError');
  const { Credentials } = await sts(opsKeys).send(new GetSessionTokenCommand({}));
  expect((await sts().send(info(Credentials?.AccessKeyId ?? ''))).Account).toBe(ops);
  // A key that is not there, or not any more, carries its account's id all the same.
  expect((await sts().send(info('ASIAQNZGKIQY56JQ7WML'))).Account).toBe('029608264753');
  const jane = addUser(management, 'jane');
  expect((await failureOf(sts(jane).send(info(accessKeyId)))).message).toMatch(
    /is not authorized to perform: sts:GetAccessKeyInfo on resource: \* because no identity-based policy allows the sts:GetAccessKeyInfo action$/,
  );
});
