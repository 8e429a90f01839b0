import { beforeAll, describe, expect, it, test } from 'vitest';
import { wantsPlain } from '../../src/cli/plain-mode.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { ascii } from '../../src/terminal/ascii.ts';
import type { Paint } from '../../src/views/paint.ts';
import { type CliOptions, runCli, type TestOrganization, testOrganization } from '../support/cli.ts';
import { madeClients } from '../support/made-clients.ts';

const colored = (text: string) => `\x1b[1m${text}\x1b[0m`;
const paint: Paint = { bold: colored, dim: colored, good: colored, bad: colored, warn: colored };

let organization: TestOrganization;
beforeAll(async () => {
  organization = await madeClients({ rates: false });
});

/** Runs a line on a terminal with colors, in plain mode. */
const run = (line: string, options: CliOptions = {}, on = organization) =>
  runCli(on, line.split(' '), { paint, ...options, env: { DIVERST_PLAIN: '1', ...options.env } });

describe('in plain mode, all that is printed is ASCII without control characters', () => {
  it.each([
    '--help',
    'client assume --help',
    'client exec --help',
    'org audit --help',
    'doctor',
    'client init umbrella --yes',
    'client list',
    'client show acme',
    'client assume acme',
    'client leave',
    'client history acme',
    'client terraform acme',
    'client revoke acme --dry-run',
    'user list',
    'org audit',
    'org show',
    'org repair --dry-run',
    'org checks',
    'org costs --yes',
    'client assume nope',
    'client exec acme',
    'client assume',
    'client asume acme',
  ])('%s', async (line) => {
    const { stdout, stderr } = await run(line);
    expect(stdout + stderr).not.toBe('');
    expect((stdout + stderr).match(/[^\n\x20-\x7e]+/g) ?? []).toEqual([]);
  });

  it('from an empty account to an audit', async () => {
    const empty = testOrganization({ rates: false, start: 'empty' });
    for (const line of ['org init --yes', 'org audit --plain']) {
      const { stdout, stderr } = await run(line, {}, empty);
      expect((stdout + stderr).match(/[^\n\x20-\x7e]+/g) ?? []).toEqual([]);
    }
  });
});

test('a tree is drawn with ASCII, in the same columns', async () => {
  const { stdout } = await run('org show');
  expect(stdout).toMatch(/^\|-- /m);
  expect(stdout).toMatch(/^(\| {3}| {4})*`-- /m);
  const usual = await runCli(organization, ['org', 'show']);
  const widths = (text: string) => text.split('\n').map((line) => line.length);
  expect(widths(stdout)).toEqual(widths(usual.stdout));
});

test('--plain does the same as DIVERST_PLAIN', async () => {
  const flag = await runCli(organization, ['org', 'show', '--plain'], { paint });
  expect(flag).toEqual(await run('org show'));
  expect(wantsPlain([], { DIVERST_PLAIN: '0' })).toBe(false);
  expect(wantsPlain(['client', 'exec', 'acme', '--', 'ls', '--plain'], {})).toBe(false);
  expect(wantsPlain(['client', 'exec', '--plain', 'acme', '--', 'ls'], {})).toBe(true);
  expect(wantsPlain(['client', 'assume', 'acme', '--reason', '--plain'], {})).toBe(false);
});

describe('data stays as it is', () => {
  const name = 'Größe 日本 \u2014 \u201cA\u201d\u2026';
  async function renamed(): Promise<TestOrganization> {
    const own = await madeClients({ rates: false });
    rename(own.sandbox, name);
    return own;
  }
  function rename(sandbox: Sandbox, to: string): void {
    sandbox.edit((state) => {
      for (const unit of Object.values(state.units)) if (unit.name === 'Users') unit.name = to;
    });
  }

  it('in JSON and other formats for programs', async () => {
    const own = await renamed();
    for (const line of ['org show --json', 'org audit --format sarif']) {
      const usual = await runCli(own, line.split(' '));
      expect((await run(line, {}, own)).stdout).toBe(usual.stdout);
      expect(usual.stdout).toContain('Größe 日本');
    }
  });

  it('in a file that is printed', async () => {
    const init = ['config', 'init', '--dry-run', '--yes', '--email', 'a+{client}@example.com'];
    const argv = [...init, '--management-profile', 'mine \u2014 \u201cold\u201d', '--plain'];
    expect((await runCli(organization, argv)).stdout).toContain('mine \u2014 \u201cold\u201d');
    const schema = ['config', 'schema'];
    const usual = await runCli(organization, schema);
    expect((await runCli(organization, [...schema, '--plain'])).stdout).toBe(usual.stdout);
  });

  it('in the letters of a name', async () => {
    expect((await run('org show', {}, await renamed())).stdout).toContain('Größe 日本');
    expect(ascii('✓ Zoë ✗ error: 日本…')).toBe('ok Zoë error: 日本...');
  });

  it('in what a shell reads, when a command fails too', async () => {
    const profile = 'mine \u2014 \u201cold\u201d';
    const env = {
      DIVERST_CLIENT: 'acme',
      AWS_ACCESS_KEY_ID: 'ASIA',
      DIVERST_BASE: `v=1:set.AWS_ACCESS_KEY_ID=ASIA:was.AWS_PROFILE=${encodeURIComponent(profile)}`,
    };
    const { stdout } = await run('client assume nope', { env });
    expect(stdout).toContain(`export AWS_PROFILE='${profile}';`);
  });
});
