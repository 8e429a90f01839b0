import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SandboxState } from '../../src/sandbox/state.ts';
import { writeMadeClients } from '../support/made-clients.ts';
import { type ProgramResult, runProgram, startProgram } from '../support/program.ts';
import { type Served, serveState } from '../support/served.ts';
import { opsOf } from '../support/state.ts';

/** A person with two MFA devices, a home with AWS files, and a sandbox in the place of AWS. */
let home: string;
let served: Served;
let devices: readonly string[];

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'diverst-mfa-'));
  const state = join(home, 'sandbox.json');
  await writeMadeClients(state, ['acme', 'globex']);
  const content: SandboxState = JSON.parse(readFileSync(state, 'utf8'));
  const { ops, user } = opsOf(content);
  devices = ['phone', 'tablet'].map((name) => `arn:aws:iam::${ops.id}:mfa/${name}`);
  user.mfaDevices = [...devices];
  writeFileSync(state, JSON.stringify(content));
  served = await serveState(state);
  mkdirSync(join(home, '.aws'));
  const { accessKeyId, secretAccessKey } = served.ops;
  writeFileSync(
    join(home, '.aws', 'credentials'),
    `[ops]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
  );
  writeFileSync(
    join(home, '.aws', 'config'),
    `[profile ops]\nregion = us-east-1\nmfa_serial = ${devices[1]}\n[default]\nmfa_serial = ${devices[0]}\n`,
  );
  writeFileSync(join(home, 'diverst.yaml'), 'client:\n  role:\n    requireMfa: true\n');
});
afterAll(async () => {
  await served?.stop();
  rmSync(home, { recursive: true, force: true });
});

const line = (client: string, ...more: readonly string[]) => [
  ...['--config', join(home, 'diverst.yaml'), 'client', 'assume', client, '--format', 'credential-process'],
  ...more,
];
/** @param cache a folder of the test's own */
const env = (cache: string, more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
  HOME: home,
  XDG_CACHE_HOME: join(home, cache),
  AWS_ENDPOINT_URL: served.endpoint,
  AWS_EC2_METADATA_DISABLED: 'true',
  ...more,
});
const code = { DIVERST_MFA_PROCESS: 'echo 123456' };

/** The device whose code opened the MFA session that is kept. */
function deviceIn(cache: string): string {
  const folder = join(home, cache, 'diverst');
  const name = readdirSync(folder).find((one) => /^mfa-.*\.json$/.test(one));
  return JSON.parse(readFileSync(join(folder, name ?? ''), 'utf8')).session.roleArn;
}

const failure = ({ code, stderr }: ProgramResult) => ({ code, stderr });

it('the device is the one that the profile in effect names', async () => {
  for (const [cache, words, variables] of [
    ['option', ['--profile', 'ops'], {}],
    ['variable', [], { AWS_PROFILE: 'ops' }],
  ] as const) {
    const result = await runProgram(line('acme', ...words), env(cache, { ...code, ...variables }));
    expect(failure(result)).toEqual({ code: 0, stderr: '' });
    expect(deviceIn(cache)).toBe(devices[1]);
  }
});

it('keys of the environment are of no profile, so that their user’s devices count', async () => {
  const { accessKeyId, secretAccessKey } = served.ops;
  const keys = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
  const result = await runProgram(line('acme'), env('keys', { ...code, ...keys, AWS_REGION: 'us-east-1' }));
  expect(result.code).toBe(64);
  expect(result.stderr).toContain('has 2 MFA devices, and diverst cannot ask you which one to use');
});

it('a process that can ask nobody waits for one that asks, and is given what that opens', async () => {
  const gate = join(home, 'gate');
  const asked = join(home, 'asked');
  const slow = `touch '${asked}'; while [ ! -e '${gate}' ]; do sleep 0.05; done; echo 123456`;
  const words = ['--profile', 'ops', '--no-input'];
  const first = startProgram(line('acme', ...words), env('two', { DIVERST_MFA_PROCESS: slow }));
  for (let looks = 0; !existsSync(asked) && looks < 500; looks += 1)
    await new Promise((resolve) => setTimeout(resolve, 20));
  const others = ['acme', 'globex'].map((client) => startProgram(line(client, ...words), env('two')));
  try {
    // The other client's run has come to where it would have to ask.
    await others[1]?.shows('waiting for another process, which is asking for an MFA code');
  } finally {
    writeFileSync(gate, '');
  }
  const [one, same, other] = await Promise.all([first, ...others].map(({ ended }) => ended));
  for (const result of [one, same, other]) expect(result?.code, result?.stderr).toBe(0);
  expect(same?.stdout).toBe(one?.stdout);
});

it('a process that can ask nobody, where nobody asks, ends at once and names the command', async () => {
  const result = await runProgram(line('acme', '--profile', 'ops', '--no-input'), env('nobody'));
  expect(result).toMatchObject({ code: 64, stdout: '' });
  expect(result.stderr).toContain(
    `diverst client exec acme --profile ops --config ${join(home, 'diverst.yaml')} -- true`,
  );
});
