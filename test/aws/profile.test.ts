import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { mfaSerialOf } from '../../src/aws/profile-settings.ts';
import { awsTransport } from '../../src/aws/transport.ts';

/** What AWS files say, to the SDK's own readers of them. */
let folder: string;
let server: Server;
let calls: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'diverst-profile-'));
  calls = [];
  // No answer of STS is any good here: it is counted how often it is asked.
  server = createServer((request, response) => {
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
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'));
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'credentials'));
  writeFileSync(
    join(folder, 'config'),
    `[profile ops]
mfa_serial = arn:aws:iam::111122223333:mfa/phone
[profile plain]
region = us-east-1
[profile role]
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
  writeFileSync(
    join(folder, 'credentials'),
    '[keys]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = secret\n[old]\nmfa_serial = GAHT12345678\n',
  );
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

describe('the MFA device of a profile', () => {
  it.each([
    ['ops', 'arn:aws:iam::111122223333:mfa/phone'],
    ['old', 'GAHT12345678'],
    ['plain', null],
    ['no-such', null],
  ])('%s: %s', async (profile, serial) => {
    expect(await mfaSerialOf(profile)).toBe(serial);
  });
});

describe('credentials of a profile that assumes a role', () => {
  it.each([
    ['role', ['no code', 'no code', 'no code']],
    ['role-with-mfa', ['123456']],
  ])('%s: is asked for as often as it is safe', { timeout: 20_000 }, async (profile, sent) => {
    vi.stubEnv('AWS_PROFILE', profile);
    const { credentials } = awsTransport({ region: 'us-east-1', mfaCode: async () => '123456' });
    if (typeof credentials !== 'function') throw new Error('no provider');
    await expect(credentials()).rejects.toThrow();
    expect(calls).toEqual(sent);
  });
});
