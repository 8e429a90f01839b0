import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OpenConnection } from '../../src/cli/context.ts';
import { Failure } from '../../src/model/failure.ts';
import { jsonOf, mutations, runCli } from '../support/cli.ts';
import { driftedOrganization } from '../support/report-organizations.ts';
import { iamOf } from '../support/state.ts';

let folder: string;
let organization: Awaited<ReturnType<typeof driftedOrganization>>;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'diverst-page-'));
  organization = await driftedOrganization(3);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const report = (words: readonly string[], options: Parameters<typeof runCli>[2] = {}) =>
  runCli(organization, ['org', 'report', ...words], { cwd: folder, ...options });

describe('org report', () => {
  it('writes one private page, changes nothing, and says where it is', async () => {
    const calls = organization.sandbox.calls.length;
    const { code, stdout, stderr } = await report(['--output', 'page.html']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    const file = join(folder, 'page.html');
    expect(stderr).toContain(`✓ wrote ${file}: 2 high`);
    expect(stderr).toContain('open it in a browser');
    const page = readFileSync(file, 'utf8');
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(page).toContain('sandbox: not AWS');
    expect(page).toContain('diverst 0.0.0-test');
    expect(page).toContain('arn:aws:iam::');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(organization.sandbox.calls.length).toBeGreaterThan(calls);
    expect(mutations(organization.sandbox)).toEqual([]);
    for (const secret of organization.secrets()) expect(page.includes(secret)).toBe(false);
  });

  it('gives a script what was written as JSON, in place of words', async () => {
    const result = await report(['--output', 'page.html', '--json']);
    expect(jsonOf(result)).toMatchObject({
      format: 1,
      output: join(folder, 'page.html'),
      accounts: 9,
      findings: { high: 2, medium: 2, low: 0 },
      notAudited: 0,
      sandbox: true,
      profile: 'management',
    });
    expect(result.stderr).not.toContain('wrote');
  });

  it.each([
    { of: 'the organization', account: [] },
    { of: 'one client', account: ['--client', 'client-1'] },
  ])(
    'opens one way to AWS for the page of $of, so that an MFA code is asked for once',
    async ({ account }) => {
      const { sandbox } = organization;
      let opened = 0;
      const openConnection: OpenConnection = async ({ globals }) => {
        opened += 1;
        const credentials = sandbox.profiles.management;
        if (credentials === undefined) throw new Error('no credentials');
        const region = globals.region ?? sandbox.region;
        return {
          profile: 'management',
          transport: { credentials, region, requestHandler: sandbox.requestHandler },
        };
      };
      const words = ['--output', 'page.html', '--history', '--costs', '--yes', ...account];
      const env = { HOME: folder };
      const { code, stderr } = await report(words, { openConnection, env });
      expect(code, stderr).toBe(0);
      expect(opened).toBe(1);
    },
  );

  it('needs a file, and stdout is none', async () => {
    for (const words of [[], ['--output', '-'], ['--output', '']]) {
      const { code, stdout, stderr } = await report(words);
      expect({ code, stdout }, words.join(' ')).toEqual({ code: 64, stdout: '' });
      expect(stderr).toContain('diverst org report --output organization.html');
    }
    // It says nothing of a page that would be printed.
    const device = await report(['--output', '/dev/null']);
    expect(device).toMatchObject({ code: 64 });
    expect(device.stderr).not.toContain('printed');
  });

  it('marks what an earlier audit had found already', async () => {
    await runCli(organization, ['org', 'audit', '--json', '--output', 'earlier.json'], { cwd: folder });
    const { stderr } = await report(['--output', 'known.html', '--since', 'earlier.json']);
    expect(stderr).toContain('0 new, 4 known, 0 fixed');
    const page = readFileSync(join(folder, 'known.html'), 'utf8');
    expect(page).toContain('Known from the earlier report');
    expect(page).toContain('The audit has no new findings.');
  });

  it('writes the page and ends with 3 where an account could not be read', async () => {
    const { sandbox } = organization;
    const role = 'organizationaccountaccessrole';
    const { [role]: kept } = iamOf(sandbox.state(), 'globex').roles;
    sandbox.edit((state) => {
      delete iamOf(state, 'globex').roles[role];
    });
    const { code, stderr } = await report(['--output', 'unread.html']);
    sandbox.edit((state) => {
      if (kept !== undefined) iamOf(state, 'globex').roles[role] = kept;
    });
    expect(code, stderr).toBe(3);
    expect(stderr).toContain('1 not audited');
    expect(readFileSync(join(folder, 'unread.html'), 'utf8')).toContain('id="findings-unread"');
  });

  it('leaves what is there whole when it is interrupted', async () => {
    const file = join(folder, 'kept.html');
    writeFileSync(file, 'before');
    for (const name of ['kept.html', 'none.html']) {
      const interruption = new AbortController();
      const stop = () => interruption.abort(new Failure('interrupted', { what: 'interrupted' }));
      const { code } = await report(['--output', name], {
        signal: interruption.signal,
        progress: { start: () => ({ update: stop, pause() {}, done() {}, fail() {} }) },
      });
      expect(code).toBe(130);
    }
    expect(readFileSync(file, 'utf8')).toBe('before');
    expect(existsSync(join(folder, 'none.html'))).toBe(false);
  });
});
