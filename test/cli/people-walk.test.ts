import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import {
  CreateVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  IAMClient,
  ListMFADevicesCommand,
} from '@aws-sdk/client-iam';
import { afterAll, describe, expect, it } from 'vitest';
import { runCli, type TestOrganization, testOrganization } from '../support/cli.ts';

/**
 * The text that `user add` prints, walked as it is printed: every address, name, file and command is taken from it, and
 * a step that is worded otherwise is walked by nobody.
 */

const folder = mkdtempSync(join(tmpdir(), 'diverst-walk-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** In place of the AWS CLI: notes for which client it was started. */
const started = join(folder, 'started');
writeFileSync(join(folder, 'aws'), `#!/bin/sh\necho "$DIVERST_CLIENT $*" >'${started}'\n`);
chmodSync(join(folder, 'aws'), 0o755);

interface Step {
  readonly number: string;
  readonly text: string;
  /** What stands by itself, to be copied. */
  readonly copied: readonly string[];
}

function stepsOf(stdout: string): readonly Step[] {
  const [, printed = ''] = stdout.split('Send this text to kim, and send the password in another way:\n\n');
  return printed.split(/^(?=\d+\. )/m).map((part) => {
    const lines = part.trimEnd().split('\n');
    const isCopied = (line: string) => line.startsWith('     ');
    return {
      number: /^\d+/.exec(part)?.[0] ?? '',
      text: lines
        .filter((line) => !isCopied(line))
        .map((line) => line.slice(3).trim())
        .join(' '),
      copied: lines.filter(isCopied).map((line) => line.trim()),
    };
  });
}

const found = (pattern: RegExp, text: string): string => {
  const [, value] = pattern.exec(text) ?? [];
  if (value === undefined) throw new Error(`${pattern} is not in: ${text}`);
  return value;
};

/** A person, a browser and a command line, that know what was printed and nothing else. */
class Walk {
  readonly #organization: TestOrganization;
  readonly #firstPassword: string;
  #password = '';
  #at = { account: '', userName: '' };
  #session: ReturnType<TestOrganization['sandbox']['console']['signIn']> | null = null;
  #serial = '';
  readonly #profiles = new Map<string, string>();
  readonly #logins = new Map<
    string,
    { accessKeyId: string; secretAccessKey: string; sessionToken?: string }
  >();
  readonly results: Awaited<ReturnType<typeof runCli>>[] = [];

  constructor(organization: TestOrganization, firstPassword: string) {
    this.#organization = organization;
    this.#firstPassword = firstPassword;
  }

  async step({ text, copied }: Step): Promise<void> {
    const all = copied.join('\n');
    if (text.startsWith('Sign in to AWS.')) await this.#signIn(all);
    else if (text.startsWith('If you have no MFA device yet, register one:')) await this.#assign(text, all);
    else if (text === 'Sign out, and sign in again with the MFA code.') this.#signInAgain();
    else if (text.startsWith('Install diverst, and the AWS CLI')) {
      this.#profiles.set(found(/^\[profile (\S+)\]$/m, all), found(/^region = (\S+)$/m, all));
      if (text.includes('Ask for the file diverst.config.yaml'))
        copyFileSync(join(folder, 'test.yaml'), join(folder, 'diverst.config.yaml'));
    } else if (
      /^(Sign in on the command line|Replace NAME, and run a command in the account of a client:)/.test(text)
    )
      for (const command of copied) await this.#run(command);
    else throw new Error(`nobody can walk this step: ${text}`);
  }

  async #signIn(copied: string): Promise<void> {
    const account = found(/^address +https:\/\/(\d{12})\.signin\.aws\.amazon\.com\/console$/m, copied);
    this.#at = { account, userName: found(/^user name +(\S+)$/m, copied) };
    const { console: page } = this.#organization.sandbox;
    this.#password = 'Own-Password-2';
    this.#session = await page
      .signIn({ ...this.#at, password: this.#firstPassword })
      .changePassword(this.#password);
  }

  async #assign(text: string, copied: string): Promise<void> {
    expect(copied).toBe('https://console.aws.amazon.com/iam/home#/security_credentials');
    const { sandbox, clock } = this.#organization;
    if (this.#session === null) throw new Error('not signed in');
    const iam = new IAMClient({
      region: sandbox.region,
      requestHandler: sandbox.requestHandler,
      credentials: this.#session.credentials,
    });
    const UserName = this.#at.userName;
    expect((await iam.send(new ListMFADevicesCommand({ UserName }))).MFADevices).toEqual([]);
    const VirtualMFADeviceName = found(/give the device exactly the name of your user, (.+)\.$/, text);
    const made = await iam.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName }));
    const SerialNumber = made.VirtualMFADevice?.SerialNumber ?? '';
    const [AuthenticationCode1, AuthenticationCode2] = sandbox.console.codesOf(SerialNumber);
    await iam.send(
      new EnableMFADeviceCommand({ UserName, SerialNumber, AuthenticationCode1, AuthenticationCode2 }),
    );
    this.#serial = SerialNumber;
    clock.advance(60_000);
  }

  #signInAgain(): void {
    const { console: page } = this.#organization.sandbox;
    const [, code] = page.codesOf(this.#serial);
    this.#session = page.signIn({ ...this.#at, password: this.#password, code });
  }

  /** Only the name of the client is filled in. */
  async #run(command: string): Promise<void> {
    const [program, ...words] = command.replace('NAME', 'acme').split(' ');
    if (program === 'aws') {
      const profile = found(/^login --profile (\S+)$/, words.join(' '));
      const region = this.#profiles.get(profile);
      if (region === undefined || this.#session === null) throw new Error(`no profile ${profile}`);
      this.#logins.set(profile, this.#session.login({ region }).credentials);
      return;
    }
    expect(program).toBe('diverst');
    const { sandbox } = this.#organization;
    const result = await runCli(this.#organization, words, {
      cwd: folder,
      env: {
        PATH: [folder, process.env['PATH'] ?? ''].join(delimiter),
        DIVERST_SANDBOX_STATE: join(folder, 'state.json'),
      },
      openConnection: async ({ globals }) => {
        const credentials = this.#logins.get(globals.profile ?? 'default');
        const region = this.#profiles.get(globals.profile ?? 'default');
        if (credentials === undefined || region === undefined) throw new Error('this profile cannot sign');
        return {
          profile: globals.profile ?? 'default',
          transport: { credentials, region, requestHandler: sandbox.requestHandler },
        };
      },
    });
    expect(result.code, result.stderr).toBe(0);
    this.results.push(result);
  }
}

describe.each([true, false])('with requireMfa: %s', (requireMfa) => {
  it('the printed steps lead from the first password to a command in the client’s account', async () => {
    const config = join(folder, 'test.yaml');
    writeFileSync(config, `client:\n  role:\n    requireMfa: ${requireMfa}\n`);
    rmSync(started, { force: true });
    const organization = testOrganization({ rates: false });
    const admin = async (...argv: readonly string[]) => {
      const result = await runCli(organization, [...argv, '--yes', '--config', config]);
      expect(result.code, result.stderr).toBe(0);
      organization.clock.advance(120_000);
      return result;
    };
    await admin('client', 'init', 'acme');
    const { stdout, stderr } = await admin('user', 'add', 'kim', '--group', 'production');
    const steps = stepsOf(stdout);
    expect(steps.map(({ number }) => number)).toEqual(['1', '2', '3', '4', '5', '6']);

    const walk = new Walk(organization, found(/^password of kim, shown only this once: (\S+)$/m, stderr));
    for (const step of steps) await walk.step(step);

    const [listed] = walk.results;
    expect(listed?.stdout).toMatch(/^acme +\d{12} /m);
    expect(readFileSync(started, 'utf8')).toBe('acme sts get-caller-identity\n');
  });
});
