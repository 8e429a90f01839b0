import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { CreateVirtualMFADeviceCommand, EnableMFADeviceCommand, IAMClient } from '@aws-sdk/client-iam';
import { openSandbox, type Sandbox } from '../../../src/sandbox/sandbox.ts';
import { idOf, opsOf } from '../../support/state.ts';
import type { Place } from './bash.ts';
import type { Mode } from './ways.ts';

/** Kim, who was added by the commands before: a browser, an authenticator app and, at the end, `aws login`. */
export interface Person {
  /** Answers when kim has signed in. */
  readonly address: string;
  end(): Promise<void>;
}

/**
 * @param place whose sandbox kim is a user of; the first password is in what the commands before printed
 */
export async function openPerson(place: Place, mode: Mode): Promise<Person> {
  const server = createServer((_request, response) => {
    void signIn(place, mode).then(
      () => response.end(),
      (error: unknown) => response.writeHead(500).end(`${error}\n`),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}/`,
    end: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function signIn(place: Place, mode: Mode): Promise<void> {
  const sandbox = openSandbox({ stateFile: place.state });
  if (mode === 'the sandbox') return giveDevice(sandbox);
  const account = idOf(sandbox.state(), 'Ops');
  const who = { account, userName: 'kim' };
  const first = await sandbox.console
    .signIn({ ...who, password: firstPassword(place) })
    .changePassword('Own-Password-2');
  const code = await assignDevice(sandbox, who.userName, first.credentials);
  const session = sandbox.console.signIn({ ...who, password: 'Own-Password-2', code }).login();
  writeLogin(place, `arn:aws:iam::${account}:user/${who.userName}`, session);
}

/** The sandbox signs with an access key of its own user, who needs no browser, and a device where roles demand MFA. */
function giveDevice(sandbox: Sandbox): void {
  sandbox.addOpsUser({ account: 'Ops', group: 'production', others: [] });
  sandbox.edit((state) => {
    const { ops, user } = opsOf(state);
    user.mfaDevices = [`arn:aws:iam::${ops.id}:mfa/phone`];
  });
}

function firstPassword({ notes }: Place): string {
  const printed = readdirSync(notes)
    .filter((name) => name.endsWith('.out'))
    .map((name) => readFileSync(join(notes, name), 'utf8'))
    .join('\n');
  const [, password] = /^password.*kim.*: (\S{20})$/m.exec(printed) ?? [];
  if (password === undefined) throw new Error('no first password of kim was printed');
  return password;
}

/** @returns a code that the device shows at this moment */
async function assignDevice(
  sandbox: Sandbox,
  userName: string,
  credentials: { readonly accessKeyId: string; readonly secretAccessKey: string },
): Promise<string> {
  const iam = new IAMClient({
    region: sandbox.region,
    requestHandler: sandbox.requestHandler,
    credentials,
    maxAttempts: 1,
  });
  const made = await iam.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: userName }));
  const SerialNumber = made.VirtualMFADevice?.SerialNumber ?? '';
  const [AuthenticationCode1, AuthenticationCode2] = sandbox.console.codesOf(SerialNumber);
  const codes = { AuthenticationCode1, AuthenticationCode2 };
  await iam.send(new EnableMFADeviceCommand({ UserName: userName, SerialNumber, ...codes }));
  return sandbox.console.codesOf(SerialNumber)[1];
}

/** As the AWS CLI keeps a sign-in, where the SDKs find it. */
function writeLogin(
  { home }: Place,
  user: string,
  { credentials, expiresAt }: ReturnType<ReturnType<Sandbox['console']['signIn']>['login']>,
): void {
  const folder = join(home, '.aws', 'login', 'cache');
  mkdirSync(folder, { recursive: true });
  const file = createHash('sha256').update(user).digest('hex');
  writeFileSync(
    join(folder, `${file}.json`),
    JSON.stringify({
      accessToken: {
        ...credentials,
        accountId: user.split(':')[4],
        expiresAt: new Date(expiresAt).toISOString(),
      },
      clientId: 'arn:aws:signin:::devtools/same-device',
      refreshToken: 'none',
      dpopKey: 'none',
    }),
    { mode: 0o600 },
  );
  // The profile ops is the last one of the file.
  appendFileSync(join(home, '.aws', 'config'), `login_session = ${user}\n`);
}
