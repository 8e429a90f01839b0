import {
  CreateRoleCommand,
  CreateVirtualMFADeviceCommand,
  DeactivateMFADeviceCommand,
  DeleteUserCommand,
  DeleteVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  GetAccountSummaryCommand,
  GetMFADeviceCommand,
  ListMFADevicesCommand,
  ListMFADeviceTagsCommand,
  ListVirtualMFADevicesCommand,
  ResyncMFADeviceCommand,
  TagMFADeviceCommand,
  UpdateUserCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, GetSessionTokenCommand } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { failureOf } from '../ground.ts';
import { totp, twoCodes } from '../totp.ts';
import { allow, keysOf, policy, trust, type World, world } from '../world.ts';

const wrongCode = {
  name: 'InvalidAuthenticationCodeException',
  message: 'Authentication code for device is not valid.',
};

/** The device as its owner's telephone has it. */
interface Phone {
  readonly SerialNumber: string;
  readonly seed: string;
}

async function newPhone({ iam }: World, VirtualMFADeviceName = 'jane'): Promise<Phone> {
  const { VirtualMFADevice } = await iam().send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName }));
  const seed = Buffer.from(VirtualMFADevice?.Base32StringSeed ?? []).toString();
  return { SerialNumber: VirtualMFADevice?.SerialNumber ?? '', seed };
}

function enable({ iam, clock }: World, { SerialNumber, seed }: Phone, at = clock.now(), UserName = 'jane') {
  return iam().send(new EnableMFADeviceCommand({ UserName, SerialNumber, ...twoCodes(seed, at) }));
}

/** A user with an enabled device. */
async function person(documents: readonly string[] = []) {
  const made = world();
  const keys = made.addUser(made.management, 'jane', documents);
  const phone = await newPhone(made);
  await enable(made, phone);
  return { made, keys, phone };
}

test('codes follow RFC 6238', () => {
  // The test vectors of its appendix B, shortened to six digits.
  const seed = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
  const vectors = { 59: '287082', 1111111109: '081804', 1234567890: '005924', 20000000000: '353130' };
  for (const [seconds, code] of Object.entries(vectors))
    expect(totp(seed, Number(seconds) * 1000)).toBe(code);
});

test('a device is made with a seed, and belongs to nobody yet', async () => {
  const made = world();
  const { iam, management } = made;
  const Tags = [{ Key: 'team', Value: 'blue' }];
  const { VirtualMFADevice } = await iam().send(
    new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'Jane', Path: '/phones/', Tags }),
  );
  const serial = `arn:aws:iam::${management}:mfa/phones/Jane`;
  expect(VirtualMFADevice).toMatchObject({ SerialNumber: serial, Tags });
  expect(Buffer.from(VirtualMFADevice?.Base32StringSeed ?? []).toString()).toMatch(/^[A-Z2-7]{64}$/);
  const { VirtualMFADevices } = await iam().send(new ListVirtualMFADevicesCommand({}));
  expect(VirtualMFADevices).toEqual([{ SerialNumber: serial }]);
  const again = new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'JANE', Path: '/phones/' });
  expect(await failureOf(iam().send(again))).toMatchObject({
    name: 'EntityAlreadyExistsException',
    message: 'MFADevice entity at the same path and name already exists.',
  });
  expect((await newPhone(made)).seed).not.toBe((await newPhone(made, 'other')).seed);
});

test('two codes in a row give it to a user', async () => {
  const made = world();
  const { iam, clock, management } = made;
  made.addUser(management, 'jane');
  const phone = await newPhone(made);
  await clock.sleep(90_000);
  await enable(made, phone);
  const EnableDate = new Date(clock.now());
  const { SerialNumber } = phone;
  const { MFADevices } = await iam().send(new ListMFADevicesCommand({ UserName: 'jane' }));
  expect(MFADevices).toEqual([{ UserName: 'jane', SerialNumber, EnableDate }]);
  const { VirtualMFADevices } = await iam().send(
    new ListVirtualMFADevicesCommand({ AssignmentStatus: 'Assigned' }),
  );
  expect(VirtualMFADevices).toMatchObject([{ SerialNumber, EnableDate, User: { UserName: 'jane' } }]);
  expect(await iam().send(new GetMFADeviceCommand({ UserName: 'jane', SerialNumber }))).toMatchObject({
    UserName: 'jane',
    EnableDate,
  });
  const unassigned = new ListVirtualMFADevicesCommand({ AssignmentStatus: 'Unassigned' });
  expect((await iam().send(unassigned)).VirtualMFADevices).toEqual([]);
  const { SummaryMap } = await iam().send(new GetAccountSummaryCommand({}));
  expect(SummaryMap).toMatchObject({ MFADevices: 1, MFADevicesInUse: 1 });
});

test.each<[string, (seed: string, now: number) => [string, string]]>([
  ['the same code twice', (seed, now) => [totp(seed, now), totp(seed, now)]],
  ['codes the wrong way round', (seed, now) => [totp(seed, now + 30_000), totp(seed, now)]],
  ['codes that leave one out', (seed, now) => [totp(seed, now), totp(seed, now + 60_000)]],
  ['codes of an hour ago', (seed, now) => [totp(seed, now - 3_600_000), totp(seed, now - 3_570_000)]],
])('%s do not enable it', async (_, codes) => {
  const made = world();
  made.addUser(made.management, 'jane');
  const { SerialNumber, seed } = await newPhone(made);
  const [AuthenticationCode1, AuthenticationCode2] = codes(seed, made.clock.now());
  const input = { UserName: 'jane', SerialNumber, AuthenticationCode1, AuthenticationCode2 };
  const before = structuredClone(made.sandbox.state());
  expect(await failureOf(made.iam().send(new EnableMFADeviceCommand(input)))).toMatchObject(wrongCode);
  expect(made.sandbox.state()).toEqual(before);
});

test('who, which and whose must be right', async () => {
  const { made, phone } = await person();
  const { iam, management } = made;
  made.addUser(management, 'joe');
  expect((await failureOf(enable(made, phone, undefined, 'joe'))).name).toBe('EntityAlreadyExistsException');
  const spare = await newPhone(made, 'spare');
  expect((await failureOf(enable(made, spare, undefined, 'gone'))).name).toBe('NoSuchEntityException');
  const unknown = { ...spare, SerialNumber: `arn:aws:iam::${management}:mfa/none` };
  expect((await failureOf(enable(made, unknown))).message).toBe(
    `MFA device with serial number ${unknown.SerialNumber} does not exist.`,
  );
  const short = { UserName: 'jane', AuthenticationCode1: '12345', AuthenticationCode2: '123456' };
  const command = new EnableMFADeviceCommand({ ...short, SerialNumber: spare.SerialNumber });
  expect((await failureOf(iam().send(command))).message).toContain("at 'authenticationCode1'");
  const wrong = new ListVirtualMFADevicesCommand({ AssignmentStatus: 'Lost' as 'Any' });
  expect((await failureOf(iam().send(wrong))).message).toContain("at 'assignmentStatus'");
  const none = new GetMFADeviceCommand({ UserName: 'joe', SerialNumber: phone.SerialNumber });
  expect((await failureOf(iam().send(none))).name).toBe('NoSuchEntityException');
});

test('a user has eight devices at most', async () => {
  const { made } = await person();
  made.edit(made.management, ({ users }) => {
    const user = users['jane'];
    if (user) user.mfaDevices = Array.from({ length: 8 }, (_, index) => `arn:aws:iam::1:mfa/${index}`);
  });
  const failure = await failureOf(enable(made, await newPhone(made, 'ninth')));
  expect(failure.message).toBe('Cannot exceed quota for MFADevicesPerUser: 8');
});

test('STS takes the codes of this half minute and of those beside it', async () => {
  const { made, keys, phone } = await person();
  const { SerialNumber, seed } = phone;
  const session = (TokenCode: string) =>
    made.sts(keys).send(new GetSessionTokenCommand({ SerialNumber, TokenCode }));
  await made.clock.sleep(3_600_000);
  const now = made.clock.now();
  for (const at of [now - 30_000, now, now + 30_000]) {
    expect((await session(totp(seed, at))).Credentials?.SessionToken).toBeDefined();
  }
  for (const at of [now - 3_600_000, now - 60_000, now + 60_000]) {
    expect(await failureOf(session(totp(seed, at)))).toMatchObject({
      name: 'AccessDenied',
      message: 'MultiFactorAuthentication failed with invalid MFA one time pass code.',
    });
  }
});

test('a code opens a role that demands MFA', async () => {
  const { made, keys, phone } = await person([policy(allow('sts:AssumeRole'))]);
  const { SerialNumber, seed } = phone;
  const document = trust(
    { AWS: `arn:aws:iam::${made.management}:root` },
    { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } },
  );
  await made.iam().send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: document }));
  const assume = (code: object, as = keys) =>
    made.sts(as).send(
      new AssumeRoleCommand({
        RoleArn: `arn:aws:iam::${made.management}:role/r`,
        RoleSessionName: 'me',
        ...code,
      }),
    );
  expect((await failureOf(assume({}))).name).toBe('AccessDenied');
  await assume({ SerialNumber, TokenCode: totp(seed, made.clock.now()) });
  const token = new GetSessionTokenCommand({ SerialNumber, TokenCode: totp(seed, made.clock.now()) });
  await assume({}, keysOf((await made.sts(keys).send(token)).Credentials));
});

test('a device that was out of step is right again once it is synchronized', async () => {
  const { made, keys, phone } = await person();
  const { SerialNumber, seed } = phone;
  const ahead = 2 * 3_600_000;
  const session = () =>
    made
      .sts(keys)
      .send(new GetSessionTokenCommand({ SerialNumber, TokenCode: totp(seed, made.clock.now() + ahead) }));
  expect((await failureOf(session())).name).toBe('AccessDenied');
  const resync = (codes: object) =>
    made.iam().send(
      new ResyncMFADeviceCommand({
        UserName: 'jane',
        SerialNumber,
        AuthenticationCode1: '000000',
        AuthenticationCode2: '000000',
        ...codes,
      }),
    );
  expect(await failureOf(resync({}))).toMatchObject(wrongCode);
  await resync(twoCodes(seed, made.clock.now() + ahead - 30_000));
  await session();
  await made.clock.sleep(24 * 3_600_000);
  await session();
});

test('a device is taken from its user before it is deleted, and both before the user', async () => {
  const { made, keys, phone } = await person();
  const { iam } = made;
  const { SerialNumber, seed } = phone;
  const UserName = 'jane';
  made.sandbox.edit((state) => {
    for (const key of Object.values(state.accessKeys))
      if (key.userName === UserName) delete state.accessKeys[key.id];
  });
  expect((await failureOf(iam().send(new DeleteUserCommand({ UserName })))).message).toContain('MFA device');
  const remove = new DeleteVirtualMFADeviceCommand({ SerialNumber });
  expect(await failureOf(iam().send(remove))).toMatchObject({
    name: 'DeleteConflictException',
    message: 'MFA VirtualDevice in use. Must deactivate first.',
  });
  const deactivate = new DeactivateMFADeviceCommand({ UserName, SerialNumber });
  await iam().send(deactivate);
  expect(await failureOf(iam().send(deactivate))).toMatchObject({ name: 'NoSuchEntityException' });
  const late = twoCodes(seed, made.clock.now());
  const resync = new ResyncMFADeviceCommand({ UserName, SerialNumber, ...late });
  expect((await failureOf(iam().send(resync))).message).toBe('MFA Device invalid for user.');
  await iam().send(remove);
  expect((await failureOf(iam().send(remove))).name).toBe('NoSuchEntityException');
  await iam().send(new DeleteUserCommand({ UserName }));
  expect((await failureOf(made.sts(keys).send(new GetSessionTokenCommand({})))).name).toBe(
    'InvalidClientTokenId',
  );
});

test('a device stays with its user under another name', async () => {
  const { made, keys, phone } = await person();
  await made.iam().send(new UpdateUserCommand({ UserName: 'jane', NewUserName: 'mary' }));
  const { VirtualMFADevices } = await made.iam().send(new ListVirtualMFADevicesCommand({}));
  expect(VirtualMFADevices).toMatchObject([{ User: { UserName: 'mary' } }]);
  const TokenCode = totp(phone.seed, made.clock.now());
  await made.sts(keys).send(new GetSessionTokenCommand({ SerialNumber: phone.SerialNumber, TokenCode }));
});

test('a device has tags', async () => {
  const { made, phone } = await person();
  const { SerialNumber } = phone;
  await made.iam().send(new TagMFADeviceCommand({ SerialNumber, Tags: [{ Key: 'a', Value: 'b' }] }));
  const { Tags } = await made.iam().send(new ListMFADeviceTagsCommand({ SerialNumber }));
  expect(Tags).toEqual([{ Key: 'a', Value: 'b' }]);
});

test('a person manages the one device of the same name', async () => {
  const made = world();
  const { management, iam, clock } = made;
  const own = policy(
    allow('iam:*VirtualMFADevice', `arn:aws:iam::${management}:mfa/\${aws:username}`),
    allow(['iam:EnableMFADevice', 'iam:ResyncMFADevice'], `arn:aws:iam::${management}:user/\${aws:username}`),
  );
  const jane = iam(made.addUser(management, 'jane', [own]));
  const create = (VirtualMFADeviceName: string) =>
    jane.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName }));
  expect((await failureOf(create('joe'))).name).toBe('AccessDenied');
  const { VirtualMFADevice } = await create('jane');
  const seed = Buffer.from(VirtualMFADevice?.Base32StringSeed ?? []).toString();
  const { SerialNumber } = VirtualMFADevice ?? {};
  const codes = { SerialNumber, ...twoCodes(seed, clock.now()) };
  made.addUser(management, 'joe');
  const forJoe = new EnableMFADeviceCommand({ UserName: 'joe', ...codes });
  expect((await failureOf(jane.send(forJoe))).message).toContain(`:user/joe`);
  await jane.send(new EnableMFADeviceCommand({ UserName: 'jane', ...codes }));
  const lists = jane.send(new ListVirtualMFADevicesCommand({}));
  expect((await failureOf(lists)).message).toContain('on resource: *');
  const off = jane.send(new DeactivateMFADeviceCommand({ UserName: 'jane', SerialNumber }));
  expect((await failureOf(off)).name).toBe('AccessDenied');
});
