import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { awsTransport } from '../../src/aws/network/transport.ts';
import { readAwsProfiles } from '../../src/aws/profiles/aws-profiles.ts';
import { ProfileError } from '../../src/aws/profiles/profile-error.ts';
import { findSigner } from '../../src/cli/signing-profile.ts';
import { Failure } from '../../src/model/failure.ts';

/** What AWS files say, to the SDK's own readers of them, on a machine that offers an identity of its own. */
let folder: string;
let server: Server;
let calls: string[];

const foreign = {
  AccessKeyId: 'ASIAFOREIGN',
  SecretAccessKey: 'f',
  Token: 't',
  Expiration: '2099-01-01T00:00:00Z',
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'diverst-profile-'));
  calls = [];
  // No answer of STS is any good here: it is counted how often it is asked.
  server = createServer((request, response) => {
    if (request.url === '/container') {
      calls.push('container');
      response.end(JSON.stringify(foreign));
      return;
    }
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      calls.push(new URLSearchParams(body).get('TokenCode') ?? 'no code');
      response.writeHead(500).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  vi.stubEnv('HOME', folder);
  vi.stubEnv('AWS_ENDPOINT_URL', endpoint);
  vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', `${endpoint}/container`);
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'));
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'credentials'));
  for (const name of ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'])
    vi.stubEnv(name, undefined);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

const write = (file: 'config' | 'credentials', text: string) => writeFileSync(join(folder, file), text);
const none = { profiles: { management: null, ops: null }, file: null };
const signer = (profile?: string) =>
  findSigner(profile === undefined ? {} : { profile }, none, 'ops', process.env);

async function keyOf(profile?: string): Promise<string> {
  const { chain } = await signer(profile);
  const { credentials } = await awsTransport({
    region: 'us-east-1',
    env: process.env,
    chain,
    mfaCode: async () => '123456',
  });
  if (typeof credentials !== 'function') throw new Error('no provider');
  return (await credentials()).accessKeyId;
}

async function failureOf(work: Promise<unknown>): Promise<Failure['text']> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof ProfileError) return error.failure.text;
  if (error instanceof Failure) return error.text;
  throw new Error(`no failure: ${error}`);
}

const keys = (id: string) => `aws_access_key_id = ${id}\naws_secret_access_key = secret\n`;

describe('a profile that was named', () => {
  it('and does not exist stops, whatever else there is', async () => {
    write('config', `[profile ops]\n${keys('AKIAOPS')}[profile management]\nregion = x\n`);
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAENV');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'e');
    const { what, why, fix } = await failureOf(keyOf('op'));
    expect(what).toBe('cannot sign with profile op: the profile does not exist');
    expect(why).toBe(
      `--profile names profile op. These profiles exist in ${join(folder, 'config')} and ${join(folder, 'credentials')}: management, ops.`,
    );
    expect(fix?.[0]).toBe('if you meant ops, use that profile: add --profile ops');
    expect(calls).toEqual([]);
  });

  it('is quoted in the commands that create it, whatever a file names', async () => {
    const { fix } = await failureOf(keyOf('x$(touch pwned)'));
    expect(fix?.at(-1)).toBe("create the profile: aws configure --profile 'x$(touch pwned)'");
  });

  it.each([
    ['AWS_PROFILE', { AWS_PROFILE: 'nope', AWS_DEFAULT_PROFILE: 'other' }, none],
    ['AWS_DEFAULT_PROFILE', { AWS_DEFAULT_PROFILE: 'nope' }, none],
    [
      'profiles.ops in /x/diverst.config.yaml',
      { AWS_PROFILE: 'other' },
      { profiles: { management: null, ops: 'nope' }, file: '/x/diverst.config.yaml' },
    ],
  ])('by %s says so', async (origin, env, config) => {
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    const { what, why } = await failureOf(findSigner({}, config, 'ops', process.env));
    expect(what).toBe('cannot sign with profile nope: the profile does not exist');
    expect(why).toContain(`${origin} names profile nope. No profile exists in`);
  });

  it.each([
    ['[profile ops]\nregion = x\n', 'ops has no settings that give credentials'],
    ['[profile ops]\nrole_arn = r\nsource_profile = gone\n', 'its source_profile gone does not exist'],
    [
      '[profile ops]\nrole_arn = r\nsource_profile = b\n[profile b]\nrole_arn = r\nsource_profile = ops\n',
      'its source_profile settings form a circle: ops → b → ops',
    ],
    [
      `[profile ops]\nrole_arn = r\nsource_profile = b\ncredential_source = Environment\n[profile b]\n${keys('A')}`,
      'ops has both source_profile and credential_source',
    ],
    [
      `[profile ops]\nrole_arn = r\n${keys('AKIAOWN')}`,
      'ops has role_arn, and neither source_profile nor credential_source',
    ],
    ['[profile ops]\naws_access_key_id = A\n', 'ops has aws_access_key_id only'],
    [`[profile ops]\n${keys('A')}words\n`, 'diverst cannot interpret line 4 of CONFIG'],
    [
      `[profile ops]\n${keys('A')}aws_access_key_id: B\n`,
      'line 4 of CONFIG repeats the section or setting of an earlier line, and tools differ in which of the two they use',
    ],
  ])('with %j stops', async (text, problem) => {
    write('config', text);
    const { what } = await failureOf(keyOf('ops'));
    expect(what).toBe(`cannot sign with profile ops: ${problem.replace('CONFIG', join(folder, 'config'))}`);
    expect(calls).toEqual([]);
  });

  it('names the lines that may have hidden it', async () => {
    write('config', `[profile ops\n${keys('A')}`);
    const { why } = await failureOf(keyOf('ops'));
    expect(why).toContain(`diverst cannot interpret line 1 of ${join(folder, 'config')}.`);
  });

  it('stops where its credential_process fails, with what that reported', async () => {
    write('config', '[profile ops]\ncredential_process = sh -c "echo the token has ended >&2; exit 3"\n');
    expect(await failureOf(keyOf('ops'))).toEqual({
      what: 'cannot sign with profile ops: the credential_process of profile ops failed',
      why: 'the token has ended',
      fix: [
        'show the command of the credential_process: aws configure get credential_process --profile ops',
        'then run that command on its own, and read what it reports',
      ],
    });
    expect(calls).toEqual([]);
  });

  it.each([
    ['sso_session = corp\nsso_account_id = 1\nsso_role_name = r', 'aws sso login'],
    ['sso_start_url = u\nsso_region = r\nsso_account_id = 1\nsso_role_name = r', 'aws sso login'],
    ['login_session = arn:aws:iam::111122223333:user/ada', 'aws login'],
  ])('with %j says how to sign in again', async (text, command) => {
    write('config', `[profile ops]\n${text}\n[sso-session corp]\nsso_start_url = u\nsso_region = r\n`);
    const { what, fix } = await failureOf(keyOf('ops'));
    expect(what).toBe('cannot sign with profile ops: you have not signed in, or the sign-in has ended');
    expect(fix).toEqual([`sign in, then run the same command again: ${command} --profile ops`]);
    expect(calls).toEqual([]);
  });

  it('gives what aws login has kept, until that ends', async () => {
    const session = 'arn:aws:iam::111122223333:user/ada';
    const keep = (expiresAt: string) => {
      const accessToken = {
        ...{ accessKeyId: 'ASIALOGIN', secretAccessKey: 's', sessionToken: 't' },
        ...{ accountId: '111122223333', expiresAt },
      };
      const file = `${createHash('sha256').update(session).digest('hex')}.json`;
      const kept = {
        accessToken,
        clientId: 'arn:aws:signin:::devtools/same-device',
        refreshToken: 'r',
        dpopKey: 'k',
      };
      writeFileSync(join(folder, file), JSON.stringify(kept));
    };
    vi.stubEnv('AWS_LOGIN_CACHE_DIRECTORY', folder);
    write('config', `[profile ops]\nregion = us-east-1\nlogin_session = ${session}\n`);
    keep('2099-01-01T00:00:00Z');
    expect(await keyOf('ops')).toBe('ASIALOGIN');
    // Renewing takes a key that is none here: the sign-in has to be made anew.
    keep('2020-01-01T00:00:00Z');
    expect((await failureOf(keyOf('ops'))).fix).toEqual([
      'sign in, then run the same command again: aws login --profile ops',
    ]);
  });

  it('wins over keys of the environment, without a word of the SDK', async () => {
    const said = vi.spyOn(console, 'warn');
    write('credentials', `[ops]\n${keys('AKIAOPS')}`);
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAENV');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'e');
    vi.stubEnv('AWS_PROFILE', 'ops');
    expect(await keyOf()).toBe('AKIAOPS');
    expect(said).not.toHaveBeenCalled();
  });

  it('may take the keys of the environment for a role', async () => {
    write('config', '[profile role]\nrole_arn = r\ncredential_source = Environment\n');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAENV');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'e');
    await expect(keyOf('role')).rejects.not.toThrow(/Environment|credentials/);
    expect(calls).toEqual(['no code', 'no code', 'no code']);
  });

  it('may be its own source', async () => {
    write('config', `[profile self]\nrole_arn = r\nsource_profile = self\n${keys('A')}`);
    await expect(keyOf('self')).rejects.toThrow();
    expect(calls).toHaveLength(3);
  });
});

describe('without a named profile', () => {
  it('a default profile that fails is not passed over', async () => {
    write('config', '[default]\ncredential_process = false\n');
    expect((await failureOf(keyOf())).what).toContain('the credential_process of profile default failed');
    expect(calls).toEqual([]);
  });

  it('the machine’s own credentials sign where no default profile gives any', async () => {
    write('config', '[default]\nregion = eu-west-1\n');
    expect(await keyOf()).toBe('ASIAFOREIGN');
    // `default` is what is meant where nothing is named.
    write('config', '[profile other]\nregion = eu-west-1\n');
    expect(await keyOf('default')).toBe('ASIAFOREIGN');
  });

  it('half a key of the environment stops', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAENV');
    expect((await failureOf(keyOf())).what).toContain('AWS_SECRET_ACCESS_KEY is not set');
  });
});

describe('files in every spelling that the AWS CLI takes', () => {
  it.each([
    '[profile ops]\naws_access_key_id: AKIAOPS\naws_secret_access_key: s\n',
    '[profile ops]\nAWS_ACCESS_KEY_ID = AKIAOPS\nAWS_Secret_Access_Key = s\n',
    '[profile   ops]\naws_access_key_id = AKIAOPS\naws_secret_access_key = s\n',
    '[profile "ops"]\naws_access_key_id = AKIAOPS\naws_secret_access_key = s\n',
    "[profile 'ops' ]\n  aws_access_key_id = AKIAOPS\n  aws_secret_access_key = s\n",
  ])('%j', async (text) => {
    write('config', text);
    expect(await keyOf('ops')).toBe('AKIAOPS');
  });

  it('credentials win over the configuration, and names keep letters of any script', async () => {
    write('config', `[profile müller]\n${keys('AKIACONFIG')}[profile ops]\n${keys('AKIACONFIG')}`);
    write('credentials', `[ops]\nAWS_ACCESS_KEY_ID: AKIACREDENTIALS\naws_secret_access_key: s\n`);
    expect(await keyOf('ops')).toBe('AKIACREDENTIALS');
    expect(await keyOf('müller')).toBe('AKIACONFIG');
  });

  it('[profile default] wins over [default]', async () => {
    write('config', `[profile default]\n${keys('AKIAPROFILE')}[default]\n${keys('AKIAPLAIN')}`);
    expect(await keyOf()).toBe('AKIAPROFILE');
  });
});

describe('the MFA device of a profile', () => {
  it.each([
    ['ops', 'arn:aws:iam::111122223333:mfa/phone'],
    ['old', 'GAHT12345678'],
    ['plain', undefined],
  ])('%s: %s', (profile, serial) => {
    write('config', '[profile ops]\nmfa_serial: arn:aws:iam::111122223333:mfa/phone\n[profile plain]\n');
    write('credentials', '[old]\nMFA_Serial = GAHT12345678\n');
    expect(readAwsProfiles(process.env).profiles.get(profile)?.settings.get('mfa_serial')).toBe(serial);
  });
});

describe('credentials of a profile that assumes a role', () => {
  it.each([
    ['role', ['no code', 'no code', 'no code']],
    ['role-with-mfa', ['123456']],
  ])('%s: is asked for as often as it is safe', { timeout: 120_000 }, async (profile, sent) => {
    write(
      'config',
      `[profile role]
region = us-east-1
role_arn = arn:aws:iam::111122223333:role/audit
source_profile = keys
[profile role-with-mfa]
region = us-east-1
role_arn = arn:aws:iam::111122223333:role/audit
source_profile = keys
mfa_serial = arn:aws:iam::111122223333:mfa/phone
`,
    );
    write('credentials', `[keys]\n${keys('AKIAEXAMPLE')}`);
    await expect(keyOf(profile)).rejects.toThrow();
    expect(calls).toEqual(sent);
  });
});
