import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  AttachUserPolicyCommand,
  CreateGroupCommand,
  CreateLoginProfileCommand,
  CreateRoleCommand,
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  DetachGroupPolicyCommand,
  EnableMFADeviceCommand,
  GetUserCommand,
  PutGroupPolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { SignInRefused } from '../../../src/sandbox/console/refused.ts';
import { recordsOf } from '../cloudtrail/recorded.ts';
import { failureOf, type Keys } from '../ground.ts';
import { allow, keysOf, policy, trust, world } from '../world.ts';

const minute = 60_000;
const hour = 60 * minute;
const managed = (name: string) => `arn:aws:iam::aws:policy/${name}`;

/** What a new person needs: a password and a device of the own, `aws login`, and with MFA a client. */
const ownCredentials = policy(
  allow(['iam:ChangePassword', 'iam:GetUser', 'iam:EnableMFADevice'], 'arn:aws:iam::*:user/${aws:username}'),
  allow('iam:CreateVirtualMFADevice', 'arn:aws:iam::*:mfa/${aws:username}*'),
);

/** Kim, who was just added, and a role that wants MFA no older than an hour. */
async function withKim() {
  const made = world();
  const admin = made.iam();
  await admin.send(new CreateGroupCommand({ GroupName: 'people' }));
  await admin.send(
    new PutGroupPolicyCommand({ GroupName: 'people', PolicyName: 'own', PolicyDocument: ownCredentials }),
  );
  const PolicyArn = managed('SignInLocalDevelopmentAccess');
  await admin.send(new AttachGroupPolicyCommand({ GroupName: 'people', PolicyArn }));
  await admin.send(new CreateUserCommand({ UserName: 'kim' }));
  await admin.send(new AddUserToGroupCommand({ GroupName: 'people', UserName: 'kim' }));
  const Password = 'First-Password-1';
  await admin.send(new CreateLoginProfileCommand({ UserName: 'kim', Password, PasswordResetRequired: true }));
  await admin.send(
    new CreateRoleCommand({
      RoleName: 'client',
      AssumeRolePolicyDocument: trust(
        { AWS: `arn:aws:iam::${made.management}:user/kim` },
        {
          Condition: {
            Bool: { 'aws:MultiFactorAuthPresent': 'true' },
            NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' },
          },
        },
      ),
    }),
  );
  const signIn = (password: string, code?: string) =>
    made.sandbox.console.signIn({
      account: made.management,
      userName: 'kim',
      password,
      ...(code === undefined ? {} : { code }),
    });
  const assume = async (keys: Keys) => {
    const RoleArn = `arn:aws:iam::${made.management}:role/client`;
    const input = { RoleArn, RoleSessionName: 'kim' };
    return keysOf((await made.sts(keys).send(new AssumeRoleCommand(input))).Credentials);
  };
  return { ...made, admin, signIn, assume };
}

/** From the first password to a session with MFA. */
async function settled() {
  const made = await withKim();
  const { iam, sandbox, signIn } = made;
  const session = await signIn('First-Password-1').changePassword('Own-Password-2');
  const own = iam(session.credentials);
  const { VirtualMFADevice } = await own.send(
    new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'kim-phone' }),
  );
  const SerialNumber = VirtualMFADevice?.SerialNumber ?? '';
  const [AuthenticationCode1, AuthenticationCode2] = sandbox.console.codesOf(SerialNumber);
  await own.send(
    new EnableMFADeviceCommand({
      UserName: 'kim',
      SerialNumber,
      AuthenticationCode1,
      AuthenticationCode2,
    }),
  );
  const code = () => sandbox.console.codesOf(SerialNumber)[1];
  return { ...made, first: session, code, again: () => signIn('Own-Password-2', code()) };
}

function problemOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof SignInRefused) return `${error.problem}: ${error.message}`;
    throw error;
  }
  return 'none';
}

test('from the first password to a session in a role that wants MFA', async () => {
  const { first, again, signIn, assume, sts, management } = await settled();
  // The session was there before the device.
  expect((await failureOf(assume(first.login().credentials))).name).toBe('AccessDenied');
  expect(problemOf(() => signIn('Own-Password-2'))).toContain('code-missing');
  const { credentials } = again().login();
  const who = await sts(credentials).send(new GetCallerIdentityCommand({}));
  expect(who.Arn).toBe(`arn:aws:iam::${management}:user/kim`);
  await sts(await assume(credentials)).send(new GetCallerIdentityCommand({}));
});

test('credentials of aws login last a quarter of an hour, and are renewed for twelve', async () => {
  const { again, sts, clock } = await settled();
  const login = again().login();
  const whoAmI = (keys: Keys) => sts(keys).send(new GetCallerIdentityCommand({}));
  expect(login.expiresAt - clock.now()).toBe(15 * minute);
  expect(login.endsAt - clock.now()).toBe(12 * hour);
  clock.advance(15 * minute - 1);
  await whoAmI(login.credentials);
  clock.advance(1);
  expect((await failureOf(whoAmI(login.credentials))).name).toBe('ExpiredTokenException');
  clock.advance(11 * hour);
  const next = login.renew();
  await whoAmI(next.credentials);
  expect(next.expiresAt - clock.now()).toBe(15 * minute);
  clock.advance(40 * minute);
  const last = login.renew();
  expect([last.expiresAt, last.endsAt]).toEqual([login.endsAt, login.endsAt]);
  clock.advance(5 * minute);
  expect(problemOf(() => login.renew())).toContain('session-ended');
});

test('MFA is as old as the sign-in, however often credentials are renewed', async () => {
  const { again, assume, clock } = await settled();
  const session = again();
  clock.advance(50 * minute);
  const login = session.login();
  await assume(login.credentials);
  clock.advance(10 * minute);
  expect((await failureOf(assume(login.renew().credentials))).name).toBe('AccessDenied');
  await assume(again().login().credentials);
});

test('what IAM allows an MFA session it allows with these credentials', async () => {
  const { again, iam } = await settled();
  const session = again();
  for (const { credentials } of [session, session.login()]) {
    await iam(credentials).send(new GetUserCommand({}));
  }
});

test('without the permission there are no credentials, and no new ones when it is taken away', async () => {
  const { again, admin, management, cloudtrail } = await settled();
  const login = again().login();
  const PolicyArn = managed('SignInLocalDevelopmentAccess');
  await admin.send(new DetachGroupPolicyCommand({ GroupName: 'people', PolicyArn }));
  const refused =
    `is not authorized to perform: signin:CreateOAuth2Token on resource: ` +
    `arn:aws:signin:us-east-1:${management}:oauth2/public-client/localhost`;
  expect(problemOf(() => login.renew())).toContain(refused);
  expect(problemOf(() => again().login())).toContain('signin:AuthorizeOAuth2Access');
  const tried = await recordsOf(cloudtrail(), 'AuthorizeOAuth2Access');
  expect(tried.map(({ errorCode }) => errorCode)).toEqual([undefined, 'AccessDenied']);
});

test('somebody who is locked gets no new credentials, and the old ones do nothing', async () => {
  const { again, admin, iam } = await settled();
  const session = again();
  const login = session.login();
  const PolicyDocument = policy({ Effect: 'Deny', Action: '*', Resource: '*' });
  await admin.send(new PutUserPolicyCommand({ UserName: 'kim', PolicyName: 'lock', PolicyDocument }));
  expect((await failureOf(iam(login.credentials).send(new GetUserCommand({})))).name).toBe('AccessDenied');
  expect(problemOf(() => login.renew())).toContain('not-allowed');
  expect(problemOf(() => session.login())).toContain('not-allowed');
});

test('one device may be allowed, and the other not', async () => {
  const made = world();
  const admin = made.iam();
  await admin.send(new CreateUserCommand({ UserName: 'kim' }));
  await admin.send(new CreateLoginProfileCommand({ UserName: 'kim', Password: 'Own-Password-2' }));
  const remote = `arn:aws:signin:eu-central-1:${made.management}:oauth2/public-client/remote`;
  const PolicyDocument = policy(allow('signin:*', remote));
  await admin.send(new PutUserPolicyCommand({ UserName: 'kim', PolicyName: 'p', PolicyDocument }));
  const session = made.sandbox.console.signIn({
    account: made.management,
    userName: 'kim',
    password: 'Own-Password-2',
  });
  session.login({ device: 'remote', region: 'eu-central-1' });
  expect(problemOf(() => session.login({ device: 'remote' }))).toContain('not-allowed');
  expect(problemOf(() => session.login({ region: 'eu-central-1' }))).toContain('not-allowed');
});

test('AWS’s policy lets a user with a path change the own password', async () => {
  const made = world();
  const admin = made.iam();
  await admin.send(new CreateUserCommand({ UserName: 'kim', Path: '/people/' }));
  const Password = 'First-Password-1';
  await admin.send(new CreateLoginProfileCommand({ UserName: 'kim', Password, PasswordResetRequired: true }));
  const PolicyArn = managed('IAMUserChangePassword');
  await admin.send(new AttachUserPolicyCommand({ UserName: 'kim', PolicyArn }));
  const session = made.sandbox.console.signIn({
    account: made.management,
    userName: 'kim',
    password: Password,
  });
  expect((await session.changePassword('Own-Password-2')).mustChangePassword).toBe(false);
});
