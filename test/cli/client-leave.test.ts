import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { runClientLeave, variablesToUnset } from '../../src/cli/client/leave-run.ts';
import type { Globals } from '../../src/cli/globals.ts';
import { formatSession } from '../../src/credentials/formats.ts';
import type { ShellName } from '../../src/credentials/shells.ts';
import { testRun } from '../support/run.ts';

const inAcme = {
  AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret-of-acme',
  AWS_SESSION_TOKEN: 'token-of-acme',
  AWS_CREDENTIAL_EXPIRATION: '2030-01-01T12:00:00Z',
  AWS_REGION: 'eu-central-1',
  AWS_DEFAULT_REGION: 'eu-central-1',
  DIVERST_CLIENT: 'acme',
};
const credentials = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_CREDENTIAL_EXPIRATION',
];
const regions = ['AWS_REGION', 'AWS_DEFAULT_REGION'];

async function leave(
  name: string | null,
  env: NodeJS.ProcessEnv,
  format: ShellName = 'env',
  globals: Globals = {},
) {
  const { run, said } = testRun({ env, globals });
  const dropped: (string | null)[] = [];
  await runClientLeave(name, { format }, run, async (_, client) => {
    dropped.push(client);
    return 2;
  });
  return { ...said, dropped };
}

describe('what is unset', () => {
  it('is all that assume set', () => {
    expect(variablesToUnset(null, inAcme)).toEqual([...credentials, ...regions, 'DIVERST_CLIENT']);
    expect(variablesToUnset('acme', inAcme)).toEqual(variablesToUnset(null, inAcme));
  });

  it('spares a region that assume did not set', () => {
    const spared = [...credentials, 'DIVERST_CLIENT'];
    expect(variablesToUnset(null, { ...inAcme, AWS_DEFAULT_REGION: undefined })).toEqual(spared);
    expect(variablesToUnset(null, { ...inAcme, AWS_REGION: 'us-east-1' })).toEqual(spared);
    expect(variablesToUnset(null, { AWS_REGION: 'a', AWS_DEFAULT_REGION: 'a' })).toEqual(spared);
  });

  it('is nothing of another client, and no keys of one’s own', () => {
    expect(variablesToUnset('globex', inAcme)).toEqual([]);
    expect(variablesToUnset(null, { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE' })).toEqual([]);
  });
});

describe('client leave', () => {
  it('prints the lines and drops the sessions', async () => {
    const { out, err, dropped } = await leave('acme', inAcme);
    expect(out).toBe(
      [...credentials, ...regions, 'DIVERST_CLIENT'].map((name) => `unset ${name}\n`).join(''),
    );
    expect(err).toBe('✓ dropped 2 cached sessions of client acme\n');
    expect(dropped).toEqual(['acme']);
    expect((await leave(null, inAcme)).dropped).toEqual([null]);
  });

  it.each<[ShellName, string]>([
    ['fish', 'set -e AWS_ACCESS_KEY_ID\n'],
    ['powershell', 'Remove-Item -ErrorAction SilentlyContinue Env:AWS_ACCESS_KEY_ID\n'],
    ['cmd', 'set "AWS_ACCESS_KEY_ID="\r\n'],
  ])('writes %s', async (format, first) => {
    expect((await leave(null, inAcme, format)).out.startsWith(first)).toBe(true);
  });

  it('takes away in a shell what assume gave, and nothing else', async () => {
    const session = {
      client: 'acme',
      accountId: '111122223333',
      roleArn: 'arn:aws:iam::111122223333:role/acme-production',
      accessKeyId: 'ASIAEXAMPLE',
      secretAccessKey: "it's",
      sessionToken: 'token',
      expiration: '2030-01-01T12:00:00Z',
      region: 'eu-central-1',
    };
    const { out } = await leave(null, inAcme);
    const script = `${formatSession(session, 'env')}\nMINE=kept; export MINE\neval '${out}'\nenv`;
    const { stdout } = spawnSync('sh', ['-c', script], {
      env: { PATH: process.env.PATH ?? '' },
      encoding: 'utf8',
    });
    expect(stdout).toContain('MINE=kept');
    expect(stdout).not.toMatch(/AWS|DIVERST/);
  });

  it('says what stays', async () => {
    const other = await leave('globex', inAcme);
    expect(other.out).toBe('');
    expect(other.err).toContain('this shell stays in client acme');
    expect(other.dropped).toEqual(['globex']);
    const own = await leave(null, { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE' });
    expect(own.out).toBe('');
    expect(own.err).toContain('not a client’s');
  });

  it('gives JSON', async () => {
    const { out, err } = await leave('acme', inAcme, 'env', { json: true });
    expect(JSON.parse(out)).toEqual({
      client: 'acme',
      dropped: 2,
      unset: [...credentials, ...regions, 'DIVERST_CLIENT'],
    });
    expect(err).toBe('');
  });

  it('refuses what is no client name, and drops nothing then', async () => {
    await expect(leave('../acme', inAcme)).rejects.toMatchObject({ kind: 'usage' });
  });

  it('never prints a secret', async () => {
    for (const format of ['env', 'fish', 'powershell', 'cmd'] as const) {
      const { out, err } = await leave(null, inAcme, format);
      expect(out + err).not.toMatch(/secret-of-acme|token-of-acme/);
    }
  });
});
