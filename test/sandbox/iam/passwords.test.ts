import {
  ChangePasswordCommand,
  CreateLoginProfileCommand,
  DeleteAccountPasswordPolicyCommand,
  DeleteLoginProfileCommand,
  GetAccountPasswordPolicyCommand,
  GetLoginProfileCommand,
  UpdateAccountPasswordPolicyCommand,
  type UpdateAccountPasswordPolicyCommandInput,
  UpdateLoginProfileCommand,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { failureOf } from '../ground.ts';
import { allow, policy, type World, world } from '../world.ts';

const good = 'Correct-Horse-1';
const better = 'Battery-Staple-2';

const setPolicy = ({ iam }: World, input: UpdateAccountPasswordPolicyCommandInput = {}) =>
  iam().send(new UpdateAccountPasswordPolicyCommand(input));

/** A user with a password, and the calls that it makes itself. */
async function person(made: World, documents: readonly string[] = []) {
  const keys = made.addUser(made.management, 'jane', documents);
  await made.iam().send(new CreateLoginProfileCommand({ UserName: 'jane', Password: good }));
  return (OldPassword: string, NewPassword: string) =>
    made.iam(keys).send(new ChangePasswordCommand({ OldPassword, NewPassword }));
}

test('the password policy: as set, and nothing else kept from before', async () => {
  const made = world();
  const current = async () => (await made.iam().send(new GetAccountPasswordPolicyCommand({}))).PasswordPolicy;
  await setPolicy(made, { MinimumPasswordLength: 14, RequireSymbols: true, MaxPasswordAge: 90 });
  expect(await current()).toEqual({
    MinimumPasswordLength: 14,
    RequireSymbols: true,
    RequireNumbers: false,
    RequireUppercaseCharacters: false,
    RequireLowercaseCharacters: false,
    AllowUsersToChangePassword: false,
    ExpirePasswords: true,
    MaxPasswordAge: 90,
  });
  await setPolicy(made, { PasswordReusePrevention: 5, HardExpiry: true });
  expect(await current()).toMatchObject({
    MinimumPasswordLength: 6,
    RequireSymbols: false,
    ExpirePasswords: false,
    PasswordReusePrevention: 5,
    HardExpiry: true,
  });
});

test('without a password policy there is none to get or delete', async () => {
  const made = world();
  const get = () => made.iam().send(new GetAccountPasswordPolicyCommand({}));
  const remove = () => made.iam().send(new DeleteAccountPasswordPolicyCommand({}));
  expect(await failureOf(get())).toMatchObject({
    name: 'NoSuchEntityException',
    message: `The Password Policy with domain name ${made.management} cannot be found.`,
  });
  expect((await failureOf(remove())).name).toBe('NoSuchEntityException');
  await setPolicy(made);
  await remove();
  expect((await failureOf(get())).name).toBe('NoSuchEntityException');
});

test.each([
  [{ MinimumPasswordLength: 5 }, 'minimumPasswordLength'],
  [{ MinimumPasswordLength: 129 }, 'minimumPasswordLength'],
  [{ MaxPasswordAge: 1096 }, 'maxPasswordAge'],
  [{ PasswordReusePrevention: 25 }, 'passwordReusePrevention'],
])('%j is no password policy', async (input, member) => {
  const made = world();
  const failure = await failureOf(setPolicy(made, input));
  expect(failure).toMatchObject({ name: 'ValidationError', message: expect.stringContaining(`'${member}'`) });
  expect(made.sandbox.state().iam[made.management]?.passwordPolicy).toBeUndefined();
});

test('the password policy is asked for on everything', async () => {
  const { iam, addUser, management } = world();
  const jane = iam(addUser(management, 'jane'));
  const refused = [
    jane.send(new UpdateAccountPasswordPolicyCommand({})),
    jane.send(new GetAccountPasswordPolicyCommand({})),
    jane.send(new DeleteAccountPasswordPolicyCommand({})),
  ];
  for (const call of refused) expect((await failureOf(call)).message).toContain('on resource: *');
});

test.each([
  ['short-1', {}],
  ['alllowercase1', {}],
  ['management@example.com', {}],
  ['Short-1', { MinimumPasswordLength: 8 }],
  ['lower-case-1', { RequireUppercaseCharacters: true }],
  ['UPPER-CASE-1', { RequireLowercaseCharacters: true }],
  ['No-numbers', { RequireNumbers: true }],
  ['NoSymbols1', { RequireSymbols: true }],
])('%s is no password by %j', async (Password, input) => {
  const made = world();
  if (Object.keys(input).length > 0) await setPolicy(made, input);
  made.addUser(made.management, 'jane');
  const create = made.iam().send(new CreateLoginProfileCommand({ UserName: 'jane', Password }));
  expect(await failureOf(create)).toMatchObject({
    name: 'PasswordPolicyViolationException',
    message: 'Password does not conform to the account password policy.',
  });
  expect(made.sandbox.state().iam[made.management]?.users['jane']?.hasPassword).toBe(false);
});

test('a user changes its password, who knows the old one', async () => {
  const made = world();
  const change = await person(made, [
    policy(allow('iam:ChangePassword', 'arn:aws:iam::*:user/${aws:username}')),
  ]);
  expect(await failureOf(change(better, better))).toMatchObject({
    name: 'AccessDenied',
    message: 'The old password was incorrect.',
  });
  expect((await failureOf(change(good, 'short'))).name).toBe('PasswordPolicyViolationException');
  await change(good, better);
  await change(better, good);
  expect((await failureOf(change(better, good))).message).toBe('The old password was incorrect.');
});

test('a password is not used again while the policy bars it', async () => {
  const made = world();
  const change = await person(made, [policy(allow('iam:ChangePassword'))]);
  await setPolicy(made, { PasswordReusePrevention: 2 });
  expect((await failureOf(change(good, good))).name).toBe('PasswordPolicyViolationException');
  await change(good, better);
  expect((await failureOf(change(better, good))).name).toBe('PasswordPolicyViolationException');
  await change(better, 'Third-Password-3');
  await change('Third-Password-3', good);
});

test('the password policy may let every user change its password, but for one who is denied it', async () => {
  const made = world();
  const change = await person(made);
  expect((await failureOf(change(good, better))).message).toContain('is not authorized to perform');
  await setPolicy(made, { AllowUsersToChangePassword: true });
  await change(good, better);
  const denied = policy({ Effect: 'Deny', Action: 'iam:*', Resource: '*' });
  made.edit(made.management, ({ users }) => {
    const user = users['jane'];
    if (user) user.inline['deny'] = { document: denied, effectiveAt: 0 };
  });
  expect((await failureOf(change(better, good))).message).toContain('with an explicit deny');
});

test('a user with the right to its password may see the policy that it must keep', async () => {
  const made = world();
  const keys = made.addUser(made.management, 'jane');
  await setPolicy(made, { AllowUsersToChangePassword: true });
  const { PasswordPolicy } = await made.iam(keys).send(new GetAccountPasswordPolicyCommand({}));
  expect(PasswordPolicy?.AllowUsersToChangePassword).toBe(true);
});

test('only a user has a password to change', async () => {
  const made = world();
  const role = await made.assume({
    RoleArn: `arn:aws:iam::${made.ops}:role/OrganizationAccountAccessRole`,
    RoleSessionName: 'test',
  });
  const change = new ChangePasswordCommand({ OldPassword: good, NewPassword: better });
  expect((await failureOf(made.iam(role).send(change))).name).toBe('InvalidUserTypeException');
  const nobody = await failureOf(made.iam().send(change));
  expect(nobody.message).toBe('Login Profile for User management-admin cannot be found.');
});

test('UpdateLoginProfile sets a password, or that the next sign-in must', async () => {
  const made = world();
  const change = await person(made, [policy(allow('iam:ChangePassword'))]);
  const update = (input: object) =>
    made.iam().send(new UpdateLoginProfileCommand({ UserName: 'jane', ...input }));
  const reset = async () =>
    (await made.iam().send(new GetLoginProfileCommand({ UserName: 'jane' }))).LoginProfile
      ?.PasswordResetRequired;
  await update({ PasswordResetRequired: true });
  expect(await reset()).toBe(true);
  await change(good, better);
  expect(await reset()).toBe(false);
  await update({ Password: good });
  await change(good, better);
  expect((await failureOf(update({ Password: 'short' }))).name).toBe('PasswordPolicyViolationException');
  await made.iam().send(new DeleteLoginProfileCommand({ UserName: 'jane' }));
  expect((await failureOf(update({ Password: good }))).name).toBe('NoSuchEntityException');
});

test('a state of before has passwords of which nothing is known', async () => {
  const made = world();
  const keys = made.addUser(made.management, 'jane', [policy(allow('iam:ChangePassword'))]);
  made.edit(made.management, ({ users }) => {
    const user = users['jane'];
    if (user) user.hasPassword = true;
  });
  const change = (OldPassword: string) =>
    made.iam(keys).send(new ChangePasswordCommand({ OldPassword, NewPassword: better }));
  await change('whatever it was');
  expect((await failureOf(change(good))).message).toBe('The old password was incorrect.');
});
