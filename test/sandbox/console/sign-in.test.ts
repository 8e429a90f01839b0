import {
  CreateAccountAliasCommand,
  CreateLoginProfileCommand,
  CreateUserCommand,
  DeleteLoginProfileCommand,
  DeleteUserCommand,
  GetUserCommand,
  ListUsersCommand,
  PutUserPolicyCommand,
  UpdateAccountPasswordPolicyCommand,
} from '@aws-sdk/client-iam';
import { AssumeRootCommand, GetCallerIdentityCommand, GetSessionTokenCommand } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import type { SignIn } from '../../../src/sandbox/console/console.ts';
import { type SignInProblem, SignInRefused } from '../../../src/sandbox/console/refused.ts';
import { recordsOf } from '../cloudtrail/recorded.ts';
import { failureOf } from '../ground.ts';
import { allow, policy, world } from '../world.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const password = 'Correct-Horse-1';

/** Jane, a user of the management account, with a password. */
async function withJane(documents: readonly string[] = [], PasswordResetRequired = false) {
  const made = world();
  const client = made.iam();
  await client.send(new CreateUserCommand({ UserName: 'jane' }));
  await client.send(
    new CreateLoginProfileCommand({ UserName: 'jane', Password: password, PasswordResetRequired }),
  );
  for (const [index, PolicyDocument] of documents.entries()) {
    await client.send(
      new PutUserPolicyCommand({ UserName: 'jane', PolicyName: `p${index}`, PolicyDocument }),
    );
  }
  const signIn = (parts: Partial<SignIn> = {}) =>
    made.sandbox.console.signIn({ account: made.management, userName: 'jane', password, ...parts });
  return { ...made, client, signIn };
}

function problemOf(work: () => unknown): SignInProblem {
  try {
    work();
  } catch (error) {
    if (error instanceof SignInRefused) return error.problem;
    throw error;
  }
  throw new Error('It was expected to be refused.');
}

const denyAll = policy({ Effect: 'Deny', Action: '*', Resource: '*' });

test('a session of twelve hours, of the user, without MFA, which may do what the user may', async () => {
  const { signIn, iam, sts, clock, management } = await withJane([policy(allow('iam:GetUser'))]);
  const { credentials, mfa, mustChangePassword, userName, accountId } = signIn({ userName: 'Jane' });
  expect([accountId, userName, mfa, mustChangePassword]).toEqual([management, 'jane', false, false]);
  const whoAmI = () => sts(credentials).send(new GetCallerIdentityCommand({}));
  expect((await whoAmI()).Arn).toBe(`arn:aws:iam::${management}:user/jane`);
  await iam(credentials).send(new GetUserCommand({}));
  expect((await failureOf(iam(credentials).send(new ListUsersCommand({})))).name).toBe('AccessDenied');
  expect((await failureOf(sts(credentials).send(new GetSessionTokenCommand({})))).name).toBe('AccessDenied');
  clock.advance(12 * hour - 1);
  await whoAmI();
  clock.advance(1);
  expect((await failureOf(whoAmI())).name).toBe('ExpiredTokenException');
});

test('an account is known by its alias too', async () => {
  const { signIn, client, management } = await withJane();
  await client.send(new CreateAccountAliasCommand({ AccountAlias: 'example-company' }));
  expect(signIn({ account: 'example-company' }).accountId).toBe(management);
});

test.each<[string, Partial<SignIn>]>([
  ['a wrong password', { password: 'Wrong-Horse-1' }],
  ['no such user', { userName: 'kim' }],
  ['a user without a password', { userName: 'management-admin' }],
  ['no such account', { account: '100000000000' }],
  ['no such alias', { account: 'nobody' }],
])('%s: AWS does not say which', async (_, parts) => {
  const { signIn } = await withJane();
  expect(problemOf(() => signIn(parts))).toBe('credentials');
});

test('no policy keeps a user out, a password that is gone and an account that is closed do', async () => {
  const { signIn, client, iam, sandbox, management } = await withJane([denyAll]);
  const { credentials } = signIn();
  expect((await failureOf(iam(credentials).send(new GetUserCommand({})))).message).toContain('explicit deny');
  sandbox.edit(({ accounts }) => void Object.assign(accounts[management] ?? {}, { state: 'CLOSED' }));
  expect(problemOf(() => signIn())).toBe('credentials');
  sandbox.edit(({ accounts }) => void Object.assign(accounts[management] ?? {}, { state: 'ACTIVE' }));
  await client.send(new DeleteLoginProfileCommand({ UserName: 'jane' }));
  expect(problemOf(() => signIn())).toBe('credentials');
});

test('a session ends with its user, also when a namesake comes', async () => {
  const { signIn, client, sts } = await withJane();
  const session = signIn();
  await client.send(new DeleteLoginProfileCommand({ UserName: 'jane' }));
  await client.send(new DeleteUserCommand({ UserName: 'jane' }));
  await client.send(new CreateUserCommand({ UserName: 'jane' }));
  const asked = sts(session.credentials).send(new GetCallerIdentityCommand({}));
  expect((await failureOf(asked)).name).toBe('InvalidClientTokenId');
  expect(problemOf(() => session.login())).toBe('session-ended');
});

test('a first password must be changed before anything else, by a user who may', async () => {
  const own = 'arn:aws:iam::*:user/${aws:username}';
  const may = policy(allow('iam:ChangePassword', own), allow('iam:GetUser', own));
  const { signIn, iam } = await withJane([may], true);
  const first = signIn();
  expect(first.mustChangePassword).toBe(true);
  const read = (keys: typeof first.credentials) => iam(keys).send(new GetUserCommand({}));
  expect((await failureOf(read(first.credentials))).message).toContain('no session policy allows');
  expect(problemOf(() => first.login())).toBe('not-allowed');
  expect((await failureOf(first.changePassword('short'))).name).toBe('PasswordPolicyViolationException');
  const session = await first.changePassword('Better-Horse-2');
  expect(session.mustChangePassword).toBe(false);
  await read(session.credentials);
  expect((await failureOf(read(first.credentials))).name).toBe('AccessDenied');
  expect(problemOf(() => signIn())).toBe('credentials');
  expect(signIn({ password: 'Better-Horse-2' }).mustChangePassword).toBe(false);
});

test('a user who may not change a password never gets further, unless the account lets all of them', async () => {
  const { signIn, client } = await withJane([], true);
  const session = signIn();
  expect((await failureOf(session.changePassword('Better-Horse-2'))).name).toBe('AccessDenied');
  await client.send(new UpdateAccountPasswordPolicyCommand({ AllowUsersToChangePassword: true }));
  await session.changePassword('Better-Horse-2');
  expect(signIn({ password: 'Better-Horse-2' }).mustChangePassword).toBe(false);
});

test('a password past its age must be changed, or cannot be', async () => {
  const { signIn, client, clock } = await withJane();
  const policyWith = (HardExpiry: boolean) =>
    client.send(new UpdateAccountPasswordPolicyCommand({ MaxPasswordAge: 90, HardExpiry }));
  await policyWith(false);
  clock.advance(90 * day - 1);
  expect(signIn().mustChangePassword).toBe(false);
  clock.advance(1);
  expect(signIn().mustChangePassword).toBe(true);
  await policyWith(true);
  expect(problemOf(() => signIn())).toBe('password-expired');
});

test('a device that `edit` gave the user takes any six digits but 000000', async () => {
  const { signIn, edit, management } = await withJane();
  edit(management, ({ users }) => void users['jane']?.mfaDevices.push('arn:aws:iam::1:mfa/key'));
  expect(problemOf(() => signIn())).toBe('code-missing');
  for (const code of ['000000', '12345', 'abcdef']) {
    expect(
      problemOf(() => signIn({ code })),
      code,
    ).toBe('code-wrong');
  }
  expect(signIn({ code: '123456' }).mfa).toBe(true);
});

test('CloudTrail logs who signed in, how, and that the console made a call', async () => {
  const { signIn, iam, cloudtrail, edit, clock, management } = await withJane([policy(allow('iam:GetUser'))]);
  problemOf(() => signIn({ password: 'wrong' }));
  problemOf(() => signIn({ userName: 'typed-a-password' }));
  const device = 'arn:aws:iam::1:mfa/key';
  edit(management, ({ users }) => void users['jane']?.mfaDevices.push(device));
  problemOf(() => signIn({ code: '000000' }));
  const { credentials } = signIn({ code: '123456' });
  clock.advance(minute);
  await iam(credentials).send(new GetUserCommand({}));
  const logins = await recordsOf(cloudtrail(), 'ConsoleLogin');
  expect(
    logins.map(({ userIdentity, responseElements, additionalEventData }) => [
      userIdentity.userName,
      responseElements?.['ConsoleLogin'],
      additionalEventData?.['MFAUsed'],
      additionalEventData?.['MFAIdentifier'],
    ]),
  ).toEqual([
    ['jane', 'Failure', 'No', undefined],
    ['HIDDEN_DUE_TO_SECURITY_REASONS', 'Failure', 'No', undefined],
    ['jane', 'Failure', 'Yes', undefined],
    ['jane', 'Success', 'Yes', device],
  ]);
  expect(await recordsOf(cloudtrail(), 'CheckMfa')).toHaveLength(2);
  const [call] = await recordsOf(cloudtrail(), 'GetUser');
  expect(call).toMatchObject({
    sessionCredentialFromConsole: 'true',
    userIdentity: {
      type: 'IAMUser',
      userName: 'jane',
      sessionContext: {
        attributes: { mfaAuthenticated: 'true', creationDate: '2030-01-01T00:00:00Z' },
      },
    },
  });
});

test('the console may open sessions of root users', async () => {
  const { signIn, sts, sandbox, ops } = await withJane([policy(allow('*'))]);
  sandbox.edit(({ organization }) => {
    if (organization === null) return;
    organization.trustedServices = { 'iam.amazonaws.com': 0 };
    organization.rootFeatures = ['RootCredentialsManagement'];
  });
  const task = { arn: 'arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials' };
  const open = new AssumeRootCommand({ TargetPrincipal: ops, TaskPolicyArn: task });
  const { Credentials } = await sts(signIn().credentials).send(open);
  expect(Credentials?.AccessKeyId).toMatch(/^ASIA/);
});

test('codes of a device that there is not', () => {
  const { sandbox, management } = world();
  expect(() => sandbox.console.codesOf(`arn:aws:iam::${management}:mfa/none`)).toThrow(
    /no virtual MFA device/,
  );
});
