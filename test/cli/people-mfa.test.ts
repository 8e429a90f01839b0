import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AddUserToGroupCommand,
  CreateAccessKeyCommand,
  CreateLoginProfileCommand,
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminKeys } from '../support/admin-keys.ts';
import { type CliOptions, jsonOf, runCli, type TestOrganization, testOrganization } from '../support/cli.ts';
import { iamOf, idOf } from '../support/state.ts';

/** How a person who was just added gets into a client, where people have to prove MFA; `people-walk` walks the printed text. */

interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

async function withKim(requireMfa: boolean) {
  const folder = mkdtempSync(join(tmpdir(), 'diverst-people-'));
  folders.push(folder);
  const config = join(folder, 'test.yaml');
  writeFileSync(config, `client:\n  role:\n    requireMfa: ${requireMfa}\n`);
  const organization = testOrganization({ rates: false });
  const made = await runCli(organization, ['client', 'init', 'acme', '--yes', '--config', config]);
  expect(made.code, made.stderr).toBe(0);
  organization.clock.advance(120_000);
  const { sandbox, clock } = organization;
  const account = idOf(sandbox.state(), 'Ops');
  const iam = (credentials: Keys) =>
    new IAMClient({ region: sandbox.region, requestHandler: sandbox.requestHandler, credentials });
  const admin = iam(await adminKeys(organization, account));
  const Password = 'First-Password-1';
  await admin.send(new CreateUserCommand({ UserName: 'kim' }));
  for (const GroupName of ['people', 'production'])
    await admin.send(new AddUserToGroupCommand({ UserName: 'kim', GroupName }));
  await admin.send(new CreateLoginProfileCommand({ UserName: 'kim', Password, PasswordResetRequired: true }));
  clock.advance(60_000);
  /** Registers the device of the own name with the credentials of the first sign-in. */
  const register = async (credentials: Keys) => {
    const own = iam(credentials);
    const { VirtualMFADevice } = await own.send(
      new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'kim' }),
    );
    const SerialNumber = VirtualMFADevice?.SerialNumber ?? '';
    const [AuthenticationCode1, AuthenticationCode2] = sandbox.console.codesOf(SerialNumber);
    await own.send(
      new EnableMFADeviceCommand({ UserName: 'kim', SerialNumber, AuthenticationCode1, AuthenticationCode2 }),
    );
    clock.advance(60_000);
    return () => sandbox.console.codesOf(SerialNumber)[1];
  };
  const signIn = (password: string, code?: string) =>
    sandbox.console.signIn({ account, userName: 'kim', password, ...(code ? { code } : {}) });
  let key: Keys | null = null;
  const keyOfKim = async (): Promise<Keys> => {
    if (key !== null) return key;
    const { AccessKey } = await admin.send(new CreateAccessKeyCommand({ UserName: 'kim' }));
    clock.advance(60_000);
    key = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
    return key;
  };
  /** A command of diverst whose profile gives these credentials. */
  const as = (credentials: Keys, argv: readonly string[], options: CliOptions = {}) =>
    runCli(organization, [...argv, '--config', config], {
      cwd: folder,
      ...options,
      env: { DIVERST_SANDBOX_STATE: join(folder, 'state.json'), ...options.env },
      openConnection: async () => ({
        profile: 'kim',
        transport: { credentials, region: sandbox.region, requestHandler: sandbox.requestHandler },
      }),
    });
  return { ...organization, Password, register, signIn, keyOfKim, as, iam };
}

const count = ({ sandbox }: Pick<TestOrganization, 'sandbox'>, operation: string) =>
  sandbox.calls.filter((call) => call.operation === operation && call.outcome === 'ok').length;
const clientsOf = (stdout: string) =>
  (JSON.parse(stdout) as { readonly clients: readonly { readonly client: string }[] }).clients.map(
    ({ client }) => client,
  );

describe.each([
  ['roles demand MFA', true],
  ['roles do not demand it', false],
])('where people have to prove MFA and %s', (_name, requireMfa) => {
  let kim: Awaited<ReturnType<typeof withKim>>;
  let code: () => string;
  let first: Awaited<ReturnType<ReturnType<Awaited<ReturnType<typeof withKim>>['signIn']>['changePassword']>>;

  beforeAll(async () => {
    kim = await withKim(requireMfa);
    first = await kim.signIn(kim.Password).changePassword('Own-Password-2');
  });

  it('before there is a device, aws login gets nobody anywhere, and the steps are named', async () => {
    const { credentials } = first.login();
    for (const argv of [
      ['client', 'list'],
      ['client', 'assume', 'acme'],
    ]) {
      const { code: exit, stderr } = await kim.as(credentials, argv);
      expect(exit).not.toBe(0);
      expect(stderr).toContain('your temporary credentials were issued without MFA');
      expect(stderr).toContain('register a device in the IAM console');
      expect(stderr).toContain('aws login');
    }
  });

  it('after a sign-in with a code, aws login is enough: nobody is asked again', async () => {
    code = await kim.register(first.login().credentials);
    const { credentials } = kim.signIn('Own-Password-2', code()).login();
    const listed = await kim.as(credentials, ['client', 'list', '--json']);
    expect(listed.code, listed.stderr).toBe(0);
    expect(clientsOf(listed.stdout)).toEqual(['acme']);
    const assumed = await kim.as(credentials, ['client', 'assume', 'acme', '--format', 'json']);
    expect(assumed.code, assumed.stderr).toBe(0);
    expect(jsonOf<{ readonly client: string }>(assumed).client).toBe('acme');
    expect(count(kim, 'GetSessionToken')).toBe(0);
  });

  it('with an access key, one code serves the list and the client', async () => {
    const key = await kim.keyOfKim();
    const before = count(kim, 'GetSessionToken');
    const asked = { mfaCode: () => code() };
    const listed = await kim.as(key, ['client', 'list', '--json'], asked);
    expect(listed.code, listed.stderr).toBe(0);
    expect(clientsOf(listed.stdout)).toEqual(['acme']);
    const assumed = await kim.as(key, ['client', 'assume', 'acme', '--format', 'json'], asked);
    expect(assumed.code, assumed.stderr).toBe(0);
    expect(count(kim, 'GetSessionToken')).toBe(before + 1);
  });

  it('the doctor says that groups are read after a code, whatever signs', async () => {
    const checkOf = async (credentials: Keys, id: string) => {
      const { stdout } = await kim.as(credentials, ['doctor', '--json']);
      const { checks } = JSON.parse(stdout) as { readonly checks: readonly { readonly id: string }[] };
      return checks.find((check) => check.id === id);
    };
    const key = await kim.keyOfKim();
    expect(await checkOf(key, 'group')).toMatchObject({
      state: 'warning',
      what: expect.stringContaining('diverst asks you for a code'),
    });
    const { credentials } = kim.signIn('Own-Password-2', code()).login();
    expect(await checkOf(credentials, 'group')).toMatchObject({ state: 'ok' });
    expect(await checkOf(credentials, 'mfa')).toMatchObject({ state: 'ok' });
  });

  it('with an access key and nothing kept, as many codes as there have to be', async () => {
    const key = await kim.keyOfKim();
    const before = count(kim, 'GetSessionToken');
    const assumed = await kim.as(key, ['client', 'assume', 'acme', '--no-cache', '--format', 'json'], {
      mfaCode: () => code(),
      env: { DIVERST_SANDBOX_STATE: join(folders.at(-1) ?? '', 'other.json') },
    });
    expect(assumed.code, assumed.stderr).toBe(0);
    expect(count(kim, 'GetSessionToken')).toBe(before + 1);
  });
});

it('a key without a device is told to register one', async () => {
  const kim = await withKim(false);
  const { code, stderr } = await kim.as(await kim.keyOfKim(), ['client', 'assume', 'acme'], {
    mfaCode: () => '123456',
  });
  expect(code).not.toBe(0);
  expect(stderr).toContain('kim has no MFA device');
  expect(stderr).toContain('one of your policies denies everything without MFA');
  expect(count(kim, 'GetSessionToken')).toBe(0);
});

it('a device of another name, a second device and other people’s are out of reach', async () => {
  const kim = await withKim(true);
  const { credentials } = (await kim.signIn(kim.Password).changePassword('Own-Password-2')).login();
  const own = kim.iam(credentials);
  const create = (VirtualMFADeviceName: string) =>
    own.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName }));
  await expect(create('phone')).rejects.toThrow('not authorized');
  await kim.register(credentials);
  await expect(create('kim')).rejects.toThrow('already exists');
});

it('a session without MFA of somebody outside of people is told what a role that demands MFA may lack', async () => {
  const kim = await withKim(true);
  kim.sandbox.edit((state) => {
    const groups = iamOf(state, 'Ops').groups;
    groups['people']?.members.splice(0);
    groups['production']?.attached.push('arn:aws:iam::aws:policy/SignInLocalDevelopmentAccess');
    const user = iamOf(state, 'Ops').users['kim'];
    if (user) user.passwordResetRequired = false;
  });
  const { credentials } = kim.signIn(kim.Password).login();
  const { code, stderr } = await kim.as(credentials, ['client', 'assume', 'acme']);
  expect(code).not.toBe(0);
  expect(stderr).toContain('requires MFA, which your temporary credentials can lack');
  expect(stderr).toMatch(/then run:\n +aws login\n/);
});
