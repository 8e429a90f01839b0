import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openConnection } from '../../src/cli/connection.ts';
import { jsonOf, runCli, testOrganization } from '../support/cli.ts';

/** Commands on AWS, on a machine that offers an identity of its own; AWS itself answers nothing but errors. */
let folder: string;
let server: Server;
let calls: string[];
/** The code that STS answers with. */
let code: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'diverst-signing-'));
  calls = [];
  code = 'InvalidClientTokenId';
  server = createServer((request, response) => {
    calls.push(request.url ?? '');
    request.resume();
    response.writeHead(403, { 'Content-Type': 'text/xml' });
    response.end(
      `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>no</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  for (const name of Object.keys(process.env)) {
    if (/^(AWS_|DIVERST_|https?_proxy$|no_proxy$)/i.test(name)) vi.stubEnv(name, undefined);
  }
  vi.stubEnv('HOME', folder);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ENDPOINT_URL', endpoint);
  vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', `${endpoint}/container`);
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'));
  writeFileSync(
    join(folder, 'config'),
    '[profile ops]\naws_access_key_id = AKIAOPS\naws_secret_access_key = s\n',
  );
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

const run = (...argv: readonly string[]) =>
  runCli(testOrganization(), argv, {
    openConnection,
    cwd: folder,
    env: { ...process.env, DIVERST_SANDBOX: '0' },
  });

describe('a profile that does not exist', () => {
  it.each([
    ['org', 'show'],
    ['client', 'list'],
    ['client', 'assume', 'acme', '--format', 'json'],
    ['client', 'init', 'acme', '--yes', '--email', 'a@example.com'],
  ])('%s %s stops, and AWS is asked nothing', async (...words) => {
    const { code, stdout, stderr } = await run(...words, '--profile', 'op');
    expect(code).toBe(1);
    expect(stdout).toEqual(words.includes('json') ? expect.stringMatching(/^\{"error":\{/) : '');
    expect(stderr).toContain('cannot sign with profile op: the profile does not exist');
    expect(stderr).toContain('if you meant ops, use that profile: add --profile ops');
    expect(calls).toEqual([]);
  });

  it('is what doctor reports', async () => {
    writeFileSync(join(folder, 'diverst.config.yaml'), 'profiles: { ops: op }\n');
    const result = await run('doctor', '--json');
    const { checks } = jsonOf<{ checks: { id: string; state: string; what: string }[] }>(result);
    const credentials = checks.find(({ id }) => id === 'credentials');
    expect(credentials?.state).toBe('problem');
    expect(credentials?.what).toMatch(
      /^cannot sign with profile op: the profile does not exist: profiles\.ops in .*diverst\.config\.yaml names/,
    );
    expect(checks.find(({ id }) => id === 'identity')?.state).toBe('skipped');
    expect(calls).toEqual([]);
  });
});

describe('keys of the environment that AWS does not take', () => {
  beforeEach(() => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAENV');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 's');
    vi.stubEnv('AWS_SESSION_TOKEN', 'stale');
  });

  it.each([
    ['InvalidClientTokenId', 'remove the session token:\n         unset AWS_SESSION_TOKEN'],
    ['ExpiredToken', 'unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN'],
    ['SignatureDoesNotMatch', 'correct AWS_SECRET_ACCESS_KEY'],
  ])('with %s: %s', async (answered, advice) => {
    code = answered;
    const { stderr } = await run('org', 'show');
    expect(stderr).toContain(advice);
    expect(stderr).not.toContain('aws configure --profile');
  });

  it('have no part in a profile’s failure', async () => {
    const { stderr } = await run('org', 'show', '--profile', 'ops');
    expect(stderr).toContain('aws configure --profile');
    expect(stderr).not.toContain('unset');
  });
});

describe('the region', () => {
  it.each([
    [{ AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-2' }, 'eu-west-1'],
    [{ AWS_REGION: undefined, AWS_DEFAULT_REGION: 'eu-west-2' }, 'eu-west-2'],
    [{ AWS_REGION: undefined }, 'eu-west-3'],
  ])('with %j over the profile’s is %s', async (env, region) => {
    writeFileSync(
      join(folder, 'config'),
      '[profile ops]\nregion: eu-west-3\naws_access_key_id = A\naws_secret_access_key = s\n',
    );
    for (const [name, value] of Object.entries({ AWS_PROFILE: 'ops', ...env })) vi.stubEnv(name, value);
    const { checks } = jsonOf<{ checks: { id: string; what: string }[] }>(await run('doctor', '--json'));
    expect(checks.find(({ id }) => id === 'region')?.what).toMatch(new RegExp(`^${region} `));
  });
});

describe('DIVERST_SANDBOX_STATE', () => {
  it('alone does not mean the sandbox, and that is said', async () => {
    vi.stubEnv('DIVERST_SANDBOX_STATE', join(folder, 'sandbox.json'));
    const { stderr } = await run('org', 'show', '--profile', 'ops');
    expect(stderr).toContain('! DIVERST_SANDBOX_STATE is set, but this command works on AWS');
    vi.stubEnv('DIVERST_SANDBOX_STATE', undefined);
    expect((await run('org', 'show', '--profile', 'ops')).stderr).not.toContain('DIVERST_SANDBOX_STATE');
  });
});
