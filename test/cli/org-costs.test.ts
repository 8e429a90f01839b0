import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OpenConnection } from '../../src/cli/context.ts';
import { Failure } from '../../src/model/failure.ts';
import { type CliOptions, jsonOf, mutations, runCli, type TestOrganization } from '../support/cli.ts';
import { parseCsv } from '../support/csv.ts';
import { madeClients } from '../support/made-clients.ts';
import { actionsOf, printedPolicy } from '../support/printed-policy.ts';
import { accountOf } from '../support/state.ts';

const hour = 3_600_000;
const day = 24 * hour;

let folder: string;
let organization: TestOrganization;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'diverst-costs-'));
  organization = await madeClients({ rates: false });
  // Clients of some months, on the 10th of a month.
  const later = new Date(organization.clock.now() + 200 * day);
  later.setUTCDate(10);
  organization.clock.advance(later.getTime() - organization.clock.now());
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = (words: readonly string[], options: CliOptions = {}) =>
  runCli(organization, words, {
    ...options,
    cwd: folder,
    env: { DIVERST_SANDBOX_STATE: join(folder, 'state.json'), ...options.env },
  });
const costs = (words: readonly string[] = [], options?: CliOptions) =>
  run(['org', 'costs', ...words], options);
const paid = () => organization.sandbox.paidRequests();
const configure = (text: string) => writeFileSync(join(folder, 'diverst.config.yaml'), text);

interface Shown {
  readonly rows: readonly { kind: string; name: string; amounts: readonly string[]; total: string }[];
  readonly periods: readonly { name: string; estimated: boolean }[];
  readonly totals: readonly string[];
  readonly total: string;
  readonly requests: number;
  readonly complete: boolean;
}

describe('org costs', () => {
  it('shows every account with what it costs, and changes nothing', async () => {
    const { code, stdout, stderr } = await costs(['--yes']);
    expect(code, stderr).toBe(0);
    const names = stdout.split('\n').map((line) => line.split(/ {2,}/).find((word) => word !== ''));
    expect(names).toEqual(expect.arrayContaining(['clients', 'acme', 'globex', 'Ops', 'management', 'tax']));
    expect(stderr).toContain('Cost Explorer bills $0.01 for each page of an answer');
    expect(mutations(organization.sandbox)).toEqual([]);
  });

  it('has rows whose sum is the bill, to the last digit', async () => {
    const shown = jsonOf<Shown>(await costs(['--json', '--yes']));
    expect(shown.rows.filter(({ kind }) => kind === 'client')).toHaveLength(2);
    for (const amount of shown.rows.flatMap(({ amounts }) => amounts))
      expect(amount).toMatch(/^-?\d+(\.\d+)?$/);
    expect(units(shown.total)).toBe(sum(shown.rows.map(({ total }) => total)));
    expect(units(shown.total)).toBe(sum(shown.totals));
    expect(units(shown.total)).toBeGreaterThan(0n);
    expect(shown.periods).toHaveLength(6);
    expect(shown.periods.map(({ estimated }) => estimated).slice(-1)).toEqual([true]);
  });

  it('asks Cost Explorer once for a table, and not at all from the cache', async () => {
    await costs(['--yes']);
    expect(paid()).toBe(1);
    const { stdout, stderr, asked } = await costs(['--json'], { answer: true });
    expect({ paid: paid(), asked, requests: JSON.parse(stdout).requests }).toEqual({
      paid: 1,
      asked: [],
      requests: 0,
    });
    expect(stderr).toContain('from the cache, read just now');
    // A choice of rows and fewer months are a part of what is kept.
    await costs(['--client', 'acme', '--format', 'csv']);
    await costs(['--months', '2']);
    expect(paid()).toBe(1);
  });

  it('names the command that reads the same again, with the options that were given', async () => {
    const again = async (...words: readonly string[]) =>
      /or more\): (.*)/.exec((await costs([...words, '--yes'])).stderr)?.[1];
    for (const [words, shown] of [
      [[], ''],
      [['--months', '13', '--metric', 'amortized'], ' --months 13 --metric amortized'],
      [['--by', 'day'], ' --by day --days 14'],
    ] as const) {
      expect(await again(...words)).toBeUndefined();
      expect(await again(...words, '--profile', 'management')).toBe(
        `diverst org costs --no-cache${shown} --profile management`,
      );
    }
  });

  it('gives the same from the cache', async () => {
    const first = await costs(['--yes', '--months', '3', '--format', 'csv']);
    expect((await costs(['--months', '3', '--format', 'csv'])).stdout).toBe(first.stdout);
    const shorter = parseCsv((await costs(['--months', '2', '--format', 'csv'])).stdout);
    const own = parseCsv((await costs(['--months', '2', '--format', 'csv', '--no-cache', '--yes'])).stdout);
    expect(shorter).toEqual(own);
  });

  it('asks again for more months, another metric, by day, after 8 hours, and if it is told to', async () => {
    const lines = [[], ['--months', '7'], ['--metric', 'amortized'], ['--by', 'day'], ['--no-cache']];
    for (const words of lines) expect((await costs([...words, '--yes'])).code).toBe(0);
    expect(paid()).toBe(5);
    organization.clock.advance(8 * hour - 60_000);
    expect((await costs()).stderr).toContain('from the cache, read 7 h ago');
    organization.clock.advance(60_000);
    await costs(['--yes']);
    expect(paid()).toBe(6);
  });

  it('reads every page, and says so', async () => {
    organization.sandbox.edit((state) => {
      state.costExplorer = { openedAt: 0, pageSize: 7 };
    });
    const whole = jsonOf<Shown>(await costs(['--json', '--yes']));
    expect(whole.requests).toBe(paid());
    expect(paid()).toBeGreaterThan(2);
    organization.sandbox.edit((state) => {
      state.costExplorer = { openedAt: 0 };
    });
    expect(jsonOf<Shown>(await costs(['--json', '--yes', '--no-cache'])).total).toBe(whole.total);
  });

  it('shows the rows that are chosen, with their own sums', async () => {
    configure('client: { labels: { acme: { tier: gold } } }\ncosts: { ask: false }\n');
    const whole = jsonOf<Shown>(await costs(['--json']));
    const acme = whole.rows.find(({ name }) => name === 'acme');
    for (const words of [
      ['--client', 'acme'],
      ['--label', 'tier=gold'],
      ['--client', 'acme,globex', '--label', 'tier'],
    ]) {
      const shown = jsonOf<Shown>(await costs([...words, '--json']));
      expect(shown).toMatchObject({ rows: [acme], total: acme?.total, complete: false });
    }
    expect(paid()).toBe(1);
    expect((await costs(['--client', 'acme'])).stdout).toContain('total of these');
  });

  it('marks an account that is closed and still costs', async () => {
    organization.sandbox.edit((state) => {
      accountOf(state, 'globex').state = 'CLOSED';
    });
    expect((await costs(['--yes'])).stdout).toMatch(/^ {2}globex \(closed\) /m);
  });

  it('shows the accounts of an organization that has no OUs for clients yet', async () => {
    organization.sandbox.edit((state) => {
      for (const unit of Object.values(state.units)) if (unit.name === 'Envs') unit.name = 'Elsewhere';
    });
    const { rows } = jsonOf<Shown>(await costs(['--json', '--yes']));
    expect(rows.find(({ name }) => name === 'acme')?.kind).toBe('other');
  });

  it('gives a spreadsheet numbers', async () => {
    const rows = parseCsv((await costs(['--yes', '--format', 'csv'])).stdout);
    const [header, ...lines] = rows;
    expect(header?.slice(0, 5)).toEqual(['kind', 'name', 'account', 'state', 'currency']);
    expect(header?.at(-3)).toMatch(/^\d{4}-\d{2} estimated$/);
    const numbers = lines.flatMap((line) => line.slice(5).filter((cell) => cell !== ''));
    for (const cell of numbers) expect(cell).toMatch(/^-?\d+(\.\d+)?$/);
    const total = jsonOf<Shown>(await costs(['--json'])).total;
    expect(sum(lines.map((line) => line.at(-2) ?? ''))).toBe(units(total));
  });

  it('begins a month on its first day by UTC', async () => {
    const now = new Date(organization.clock.now());
    const newYear = Date.UTC(now.getUTCFullYear() + 1, 0, 1);
    organization.clock.advance(newYear - 60_000 - now.getTime());
    const before = jsonOf<Shown>(await costs(['--json', '--yes', '--months', '2']));
    expect(before.periods.map(({ name }) => name.slice(5))).toEqual(['11', '12']);
    organization.clock.advance(60_000);
    const after = jsonOf<Shown>(await costs(['--json', '--yes', '--months', '2']));
    expect(after.periods.map(({ name }) => name.slice(5))).toEqual(['12', '01']);
    expect(paid()).toBe(2);
  });
});

describe('the price', () => {
  it('is agreed to by a person', async () => {
    const { code, asked } = await costs([], { answer: true });
    expect({ code, asked, paid: paid() }).toEqual({ code: 0, asked: ['Ask Cost Explorer?'], paid: 1 });
  });

  it('is refused by a person', async () => {
    const { code, stderr, stdout } = await costs([], { answer: false });
    expect({ code, stdout, paid: paid() }).toEqual({ code: 4, stdout: '', paid: 0 });
    expect(stderr).toContain('nothing was sent to Cost Explorer');
  });

  it('is nobody’s to agree to without a terminal', async () => {
    const { code, stderr } = await costs();
    expect({ code, paid: paid() }).toEqual({ code: 64, paid: 0 });
    expect(stderr).toContain('add --yes');
    expect(stderr).toContain('costs: { ask: false }');
  });

  it('is agreed to by the configuration, and said all the same', async () => {
    configure('costs: { ask: false, metric: amortized }\n');
    const result = await costs(['--json']);
    expect(result.stderr).toContain('bills $0.01');
    expect(JSON.parse(result.stdout)).toMatchObject({ metric: 'amortized', requests: 1 });
  });

  it('is not paid where the question is interrupted', async () => {
    const stop = new AbortController();
    const whileAsked = () => stop.abort(new Failure('interrupted', { what: 'interrupted' }));
    const { code } = await costs([], { answer: true, whileAsked, signal: stop.signal });
    expect({ code, paid: paid() }).toEqual({ code: 130, paid: 0 });
  });
});

describe('what is kept of costs', () => {
  it('answers the same profile and endpoint of AWS alone', async () => {
    const { sandbox } = organization;
    const isPaid = async (name: string, env: NodeJS.ProcessEnv = {}) => {
      const before = paid();
      const openConnection: OpenConnection = async () => ({
        profile: name,
        signing: { name, mfaSerial: async () => null },
        transport: {
          credentials: sandbox.profiles.management,
          region: sandbox.region,
          requestHandler: sandbox.requestHandler,
        },
      });
      const aws = { DIVERST_SANDBOX: '', DIVERST_SANDBOX_STATE: '', XDG_CACHE_HOME: folder };
      expect((await costs(['--yes'], { env: { ...aws, ...env }, openConnection })).code).toBe(0);
      return paid() > before;
    };
    expect(await isPaid('one')).toBe(true);
    expect(await isPaid('one')).toBe(false);
    expect(await isPaid('other')).toBe(true);
    expect(await isPaid('one', { AWS_ENDPOINT_URL_COST_EXPLORER: 'http://127.0.0.1:1' })).toBe(true);
  });

  const files = () =>
    readdirSync(join(folder, 'state.json.sessions')).filter((name) => name.startsWith('_costs'));

  it('is private', async () => {
    await costs(['--yes']);
    const [file = ''] = files();
    expect(statSync(join(folder, 'state.json.sessions', file)).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'state.json.sessions')).mode & 0o777).toBe(0o700);
  });

  it('answers no other organization', async () => {
    await costs(['--yes']);
    const other = await madeClients({ rates: false });
    other.sandbox.edit((state) => {
      if (state.organization) Object.assign(state.organization, { id: 'o-another0001' });
    });
    organization = other;
    expect((await costs()).code).toBe(64);
  });

  it.each([
    ['is damaged', (file: string) => writeFileSync(file, 'no JSON', { mode: 0o600 })],
    ['was left empty', (file: string) => writeFileSync(file, '', { mode: 0o600 })],
  ])('is read again where it %s', async (_, spoil) => {
    await costs(['--yes']);
    for (const file of files()) spoil(join(folder, 'state.json.sessions', file));
    expect((await costs(['--yes'])).code).toBe(0);
    expect(paid()).toBe(2);
  });

  it('is said not to be kept where it cannot be, before a person agrees to the price', async () => {
    writeFileSync(join(folder, 'state.json.sessions'), 'a file');
    const refused = await costs([], { answer: false });
    expect({ code: refused.code, paid: paid() }).toEqual({ code: 4, paid: 0 });
    expect(refused.stderr).toContain('so each command that shows costs pays again: ');
    const { code, stderr } = await costs(['--yes']);
    expect(code).toBe(0);
    expect(stderr.match(/is not a folder/g)).toHaveLength(1);
  });

  it('stays when sessions are dropped', async () => {
    await costs(['--yes']);
    expect(await run(['client', 'leave', '--all', '--json'])).toMatchObject({ code: 0 });
    expect(files()).toHaveLength(1);
  });
});

describe('what cannot be', () => {
  it.each([
    [['--months', '0'], '--months "0" is not a whole number from 1 to 38'],
    [['--days', '3'], '--days needs --by day'],
    [['--by', 'day', '--months', '3'], '--months needs --by month'],
    [['--json', '--format', 'csv'], 'do not go together'],
    [['--client', 'ACME!'], 'is not a client name'],
    [['--label', '='], 'is not a label'],
  ])('%j is refused before anything is opened', async (words, message) => {
    const { code, stderr } = await costs(words, {
      openConnection: async () => {
        throw new Error('opened');
      },
    });
    expect({ code, stderr }).toEqual({ code: 64, stderr: expect.stringContaining(message) });
  });

  it('says of an environment where the configuration names it, in a command for the same profile', async () => {
    const { stderr } = await costs(['--yes', '--env', 'staging', '--profile', 'management']);
    expect(stderr).toContain('see every account:\n         diverst org costs --profile management\n');
    expect(stderr).toContain(
      'if the account exists, add its name to environment.accounts in diverst.config.yaml\n',
    );
    const labelled = await costs(['--yes', '--label', 'a=b', '--profile', 'management']);
    expect(labelled.stderr).toContain('no client or environment has the label a=b');
    const named = await costs(['--yes', '--label', 'a=b', '--client', 'acme']);
    expect(named.stderr).toContain('none of the accounts that you named has the label a=b');
    expect(labelled.stderr).toContain('see the labels:\n         diverst client list --profile management\n');
  });

  it('says that there is no organization, where there is none', async () => {
    organization.sandbox.edit((state) => {
      state.organization = null;
    });
    const { code, stderr } = await costs(['--yes']);
    expect({ code, paid: paid() }).toEqual({ code: 1, paid: 0 });
    expect(stderr).toContain('is not part of an organization yet');
    expect(stderr).toContain('diverst org init');
  });

  it('names the client that is meant', async () => {
    const { code, stderr } = await costs(['--yes', '--client', 'acne']);
    expect(code).toBe(1);
    expect(stderr).toContain('did you mean acme?');
  });

  it.each([
    [['--client', 'acne'], 'cannot show the costs of client acne'],
    [['--env', 'acme'], 'cannot show the costs of environment acme'],
    [['--label', 'tier=gold'], 'no client or environment has the label tier=gold'],
    [
      ['--client', 'acme', '--label', 'tier=gold'],
      'none of the accounts that you named has the label tier=gold',
    ],
  ])('%j is refused before anybody pays or is asked to', async (words, message) => {
    const { code, stderr, asked } = await costs(words, { answer: true });
    expect({ code, asked, paid: paid() }).toEqual({ code: 1, asked: [], paid: 0 });
    expect(stderr).toContain(message);
  });

  it.each([
    [{ openedAt: null }, 'Cost Explorer is not enabled', 'open Cost Explorer once in the AWS console'],
    ['new', 'Cost Explorer has none for this period yet', 'wait 24 hours'],
  ] as const)('without Cost Explorer (%j) it says what to do', async (costExplorer, what, fix) => {
    organization.sandbox.edit((state) => {
      state.costExplorer =
        costExplorer === 'new' ? { openedAt: organization.clock.now() } : { ...costExplorer };
    });
    const { code, stderr } = await costs(['--yes']);
    expect({ code, paid: paid() }).toEqual({ code: 1, paid: 0 });
    expect(stderr).toContain(what);
    expect(stderr).toContain(fix);
  });

  it('for more months than AWS keeps it says how many there are', async () => {
    const { code, stderr } = await costs(['--yes', '--months', '20']);
    expect(code).toBe(1);
    expect(stderr).toContain('choose fewer months: --months 13');
  });

  it.each([
    'Start date is too old',
    'To retrieve data beyond the past 14 months, your start date needs to be',
  ])('knows that %s is of too long a period', async (message) => {
    const fault = { kind: 'error', code: 'ValidationException', status: 400, message } as const;
    organization.sandbox.faults.add({ operation: 'GetCostAndUsage', fault });
    expect((await costs(['--yes'])).stderr).toContain('choose fewer months: --months 13');
  });

  it('waits where Cost Explorer throttles, and says so where it does not stop', async () => {
    const throttle = (times: number) =>
      organization.sandbox.faults.add({
        service: 'ce',
        operation: 'GetCostAndUsage',
        fault: { kind: 'error', code: 'LimitExceededException', status: 400, message: 'Rate limit exceeded' },
        times,
      });
    throttle(2);
    expect((await costs(['--yes'])).code).toBe(0);
    throttle(100);
    const { code, stderr } = await costs(['--yes', '--no-cache']);
    expect(code).toBe(1);
    expect(stderr).toContain('cannot read the costs: Cost Explorer received too many requests');
  });

  it('shows a member nothing, and says whose profile does', async () => {
    const { code, stderr } = await costs(['--yes', '--profile', 'ops']);
    expect({ code, paid: paid() }).toEqual({ code: 1, paid: 0 });
    expect(stderr).toContain('use a profile of the management account');
    expect(stderr).toContain('allow your identity organizations:DescribeOrganization');
  });

  it('tells a member that may ask whose organization it is of no right that would not help', async () => {
    const document = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'organizations:DescribeOrganization', Resource: '*' }],
    });
    organization.sandbox.edit((state) => {
      for (const user of Object.values(state.iam[accountOf(state, 'Ops').id]?.users ?? {}))
        Object.assign(user.inline, { ask: { document, effectiveAt: 0 } });
    });
    const { code, stderr } = await costs(['--yes', '--profile', 'ops']);
    expect({ code, paid: paid() }).toEqual({ code: 1, paid: 0 });
    expect(stderr).toContain('use a profile of the management account');
    expect(stderr).not.toContain('DescribeOrganization');
  });

  it('says of an account that is in no organization that it is in none', async () => {
    organization.sandbox.faults.add({
      operation: 'DescribeOrganization',
      fault: { kind: 'error', code: 'AWSOrganizationsNotInUseException', status: 400 },
    });
    const { code, stderr } = await costs(['--yes']);
    expect({ code, paid: paid() }).toEqual({ code: 1, paid: 0 });
    expect(stderr).toMatch(/account \d{12} is not part of an organization yet/);
  });
});

const least = await printedPolicy('org', 'costs');

describe('the least policy of org costs', () => {
  const { Statement } = least;
  const actions = actionsOf(least);
  const allow = (names: readonly string[]) =>
    organization.sandbox.edit((state) => {
      const iam = state.iam[state.managementAccountId];
      for (const group of Object.values(iam?.groups ?? {}))
        Object.assign(group, { attached: [], inline: {} });
      const document = JSON.stringify({
        ...least,
        Statement: Statement.map((one) => ({ ...one, Action: names })),
      });
      for (const user of Object.values(iam?.users ?? {}))
        Object.assign(user, { attached: [], inline: { least: { document, effectiveAt: 0 } } });
    });

  it('is enough', async () => {
    allow(actions);
    const { code, stderr } = await costs(['--yes']);
    expect(code, stderr).toBe(0);
  });

  it.each(actions)('without %s it fails and names it', async (action) => {
    allow(actions.filter((one) => one !== action));
    const { code, stderr } = await costs(['--yes']);
    expect(code).toBe(1);
    expect(stderr).toContain(action);
  });

  it('names what the root user has to activate, besides the right', async () => {
    allow(actions.filter((one) => one !== 'ce:GetCostAndUsage'));
    expect((await costs(['--yes'])).stderr).toContain('IAM user and role access to Billing information');
  });
});

/** In units of 10^-10, read without the code under test. */
function units(amount: string): bigint {
  const [, sign = '', whole = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d{1,10}))?$/.exec(amount) ?? [];
  if (whole === '') throw new Error(`no amount: ${amount}`);
  return BigInt(`${sign}${whole}${fraction.padEnd(10, '0')}`);
}

function sum(amounts: readonly string[]): bigint {
  return amounts.reduce((total, amount) => total + units(amount), 0n);
}
