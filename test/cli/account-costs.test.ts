import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OpenConnection } from '../../src/cli/context.ts';
import { keysOf } from '../../src/cli/sandbox/state-file.ts';
import { keptText } from '../../src/credentials/checksummed-json.ts';
import { type CliOptions, jsonOf, runCli, type TestOrganization } from '../support/cli.ts';
import { environmentIn } from '../support/environments.ts';
import { madeClients } from '../support/made-clients.ts';
import { accountOf } from '../support/state.ts';

const day = 86_400_000;

let folder: string;
let organization: TestOrganization;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'diverst-costs-'));
  organization = await madeClients({ rates: false });
  const later = new Date(organization.clock.now() + 200 * day);
  later.setUTCDate(10);
  organization.clock.advance(later.getTime() - organization.clock.now());
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = (words: readonly string[], options: CliOptions = {}) =>
  runCli(organization, words, {
    ...options,
    cwd: folder,
    env: { DIVERST_SANDBOX_STATE: join(folder, 'state.json') },
  });
const paid = () => organization.sandbox.paidRequests();

interface Shown {
  readonly accountId: string;
  readonly costs?: { readonly amounts: readonly string[]; readonly total: string; readonly requests: number };
}

/** What an account costs follows from the secret of the sandbox: it may be next to nothing. */
function shown(amount: string | undefined): string {
  const number = Number(amount);
  return number > 0 && number < 0.01 ? '<0.01' : number.toFixed(2);
}

async function rowOf(name: string) {
  const { rows } = jsonOf<{ rows: readonly { name: string; amounts: readonly string[]; total: string }[] }>(
    await run(['org', 'costs', '--json', '--yes']),
  );
  return rows.find((row) => row.name === name);
}

describe('client show --costs', () => {
  it('shows the row of the account out of the table of all, which is paid for once', async () => {
    const row = await rowOf('acme');
    const { costs } = jsonOf<Shown>(await run(['client', 'show', 'acme', '--costs', '--json']));
    expect(costs).toMatchObject({ amounts: row?.amounts, total: row?.total, requests: 0 });
    const { stdout } = await run(['client', 'show', 'globex', '--costs']);
    expect(stdout).toMatch(/^costs {5}\d{4}-\d{2} +(?:\d+\.\d{2}|<0\.01)\n/m);
    expect(stdout).toContain('without tax, credits and refunds; * the bill is not final');
    expect(paid()).toBe(1);
  });

  it('opens the way to AWS once, so that a code of an MFA device is asked for once', async () => {
    const { sandbox } = organization;
    let opened = 0;
    const openConnection: OpenConnection = async (_, profile, { structure }) => {
      opened += 1;
      const credentials = keysOf(sandbox, profile, 'diverst --sandbox', structure);
      const { region, requestHandler } = sandbox;
      return { profile, transport: { credentials, region, requestHandler } };
    };
    const words = ['client', 'show', 'acme', '--costs', '--yes'];
    expect((await run(words, { openConnection })).code).toBe(0);
    expect(opened).toBe(1);
  });

  it('asks before it pays, and not at all without --costs', async () => {
    expect((await run(['client', 'show', 'acme', '--json'])).stdout).not.toContain('"costs"');
    const refused = await run(['client', 'show', 'acme', '--costs'], { answer: false });
    expect({ code: refused.code, stdout: refused.stdout, paid: paid() }).toEqual({
      code: 4,
      stdout: '',
      paid: 0,
    });
    expect((await run(['client', 'show', 'acme', '--costs', '--yes'])).code).toBe(0);
    expect(paid()).toBe(1);
  });

  it('does not pay for a name that is none', async () => {
    const { code, stderr } = await run(['client', 'show', 'acne', '--costs', '--yes']);
    expect({ code, paid: paid() }).toEqual({ code: 1, paid: 0 });
    expect(stderr).toContain('did you mean acme?');
  });

  it('shows what a closed account still costs', async () => {
    organization.sandbox.edit((state) => {
      accountOf(state, 'acme').state = 'CLOSED';
    });
    const shown = jsonOf<Shown>(await run(['client', 'show', 'acme', '--costs', '--yes', '--json']));
    expect(shown.costs?.amounts).toHaveLength(6);
    expect((await run(['client', 'show', 'acme', '--costs'])).stdout).toMatch(/^costs {5}/m);
  });

  it('says to a person of Ops whose costs they are to see', async () => {
    const { code, stderr, stdout } = await run([
      'client',
      'show',
      'acme',
      '--costs',
      '--yes',
      '--profile',
      'ops',
    ]);
    expect({ code, stdout, paid: paid() }).toEqual({ code: 1, stdout: '', paid: 0 });
    expect(stderr).toContain('you cannot see what the accounts cost');
  });

  it('takes --yes for --costs alone', async () => {
    expect((await run(['client', 'show', 'acme', '--yes'])).code).toBe(64);
  });
});

it('env show --costs shows an environment', async () => {
  environmentIn(organization, 'staging');
  writeFileSync(join(folder, 'diverst.config.yaml'), 'environment: { accounts: [staging] }\n');
  const { costs } = jsonOf<Shown>(await run(['env', 'show', 'staging', '--costs', '--yes', '--json']));
  expect(costs?.amounts).toHaveLength(6);
  const { stdout } = await run(['env', 'show', 'staging', '--costs']);
  expect(stdout).toMatch(/^account {6}\d{12}$/m);
  expect(stdout).toMatch(/^costs {8}\d{4}-\d{2} {4,}\d/m);
});

describe('client close', () => {
  const plan = () => run(['client', 'close', 'acme', '--dry-run']);

  it('names the command that shows the costs, and asks nobody for money', async () => {
    const { code, stdout } = await plan();
    expect({ code, paid: paid() }).toEqual({ code: 0, paid: 0 });
    expect(stdout).toMatch(/costs +unknown; to see the costs:\n +diverst .*org costs --client acme\n/);
  });

  it('shows the last final month where the cache knows it', async () => {
    const row = await rowOf('acme');
    const last = shown(row?.amounts.at(-2));
    expect((await plan()).stdout).toMatch(
      new RegExp(`costs +${last.replace('.', '\\.')} USD in \\d{4}-\\d{2}, read just now\\n`),
    );
    expect(paid()).toBe(1);
  });

  it('is not kept from closing by a kept answer that cannot be added up', async () => {
    await rowOf('acme');
    const sessions = join(folder, 'state.json.sessions');
    const file = join(sessions, readdirSync(sessions).find((name) => name.startsWith('_costs-')) ?? '');
    const { sum: _sum, ...entry } = JSON.parse(readFileSync(file, 'utf8'));
    entry.reading.periods[0].amounts[0].amount = 'NaN';
    writeFileSync(file, keptText(entry), { mode: 0o600 });
    const { code, stdout } = await plan();
    expect(code).toBe(0);
    expect(stdout).toMatch(/costs +unknown; to see the costs:\n +/);
  });
});

describe('org report --costs', () => {
  const page = (...words: readonly string[]) => {
    const file = join(folder, 'page.html');
    return { file, words: ['org', 'report', '--output', file, ...words] };
  };

  it('has what every account costs, out of the same table', async () => {
    const row = await rowOf('acme');
    const { file, words } = page('--costs');
    expect((await run(words)).code).toBe(0);
    const html = readFileSync(file, 'utf8');
    expect(html).toContain(`>${shown(row?.amounts.at(-2)).replace('<', '&lt;')}</td>`);
    expect(html).toContain('id="costs"');
    expect(paid()).toBe(1);
  });

  it('shows on the page of a client what it costs, and no sum over others', async () => {
    const row = await rowOf('acme');
    const { file, words } = page('--client', 'acme', '--costs');
    expect((await run(words)).code).toBe(0);
    const html = readFileSync(file, 'utf8');
    expect(html).toContain(`>${shown(row?.total).replace('<', '&lt;')}</td>`);
    expect(html).toContain('Total of these');
    expect(html).not.toContain('globex');
  });

  it('asks nobody for a page of a name that is none', async () => {
    const { code, stderr, asked } = await run(page('--client', 'acne', '--costs').words, { answer: true });
    expect({ code, asked, paid: paid() }).toEqual({ code: 1, asked: [], paid: 0 });
    expect(stderr).toContain('did you mean acme?');
  });

  it('does not pay for a page of an account that is no client, or whose name two have', async () => {
    const refused = async (name: string) => {
      const { code, stderr } = await run(page('--client', name, '--costs').words, { answer: true });
      expect({ code, paid: paid() }).toEqual({ code: 1, paid: 0 });
      return stderr;
    };
    environmentIn(organization, 'staging');
    expect(await refused('staging')).toContain('cannot write the page: the account staging is not a client');
    organization.sandbox.edit((state) => {
      accountOf(state, 'globex').name = 'acme';
    });
    expect(await refused('acme')).toContain('2 accounts have the name of client acme');
  });

  it('asks before the audit begins, and nobody where costs are not wanted', async () => {
    const { words } = page('--costs');
    const { code, stderr } = await run(words);
    expect({ code, paid: paid() }).toEqual({ code: 64, paid: 0 });
    expect(stderr).not.toContain('read the organization');
    const { file, words: without } = page();
    expect((await run(without)).code).toBe(0);
    expect(readFileSync(file, 'utf8')).not.toContain('id="costs"');
    expect(paid()).toBe(0);
  });

  it('takes --yes for --costs alone', async () => {
    expect((await run(page('--yes').words)).code).toBe(64);
  });
});
