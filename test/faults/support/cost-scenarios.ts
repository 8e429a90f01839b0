import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import type { Scenario } from './experiment.ts';
import type { Exited, ProcessOptions } from './process.ts';
import { oldClients, removeLocks, succeeded } from './scenarios.ts';
import type { World } from './world.ts';

/** What commands that show costs do beside what every command of an admin reads. */
export const costCalls = /^ce:/;

/** Groups on a page of Cost Explorer: small, so that an answer has several. */
const pageSize = 12;

/**
 * What every account costs. Each answer is paid for, so that at most one is asked for again, where it is not known
 * whether it was given; and what was read once is kept whole or not at all.
 */
export async function orgCosts(): Promise<Scenario> {
  return costScenario('org costs', ['org', 'costs', '--months', '4', '--yes', '--json']);
}

/** The same for one client, out of the same answer. */
export async function clientCosts(): Promise<Scenario> {
  return costScenario('client show --costs', ['client', 'show', 'acme', '--costs', '--yes', '--json']);
}

/** What a page with history asks beside what every audit reads. */
export const historyCalls = /^cloudtrail:LookupEvents$/;

/** A page with costs and history: written whole or not at all, with the costs of the undisturbed one. */
export async function orgReport(): Promise<Scenario> {
  const base = mkdtempSync(join(tmpdir(), 'diverst-faults-'));
  afterAll(() => rmSync(base, { recursive: true, force: true }));
  let cwd = '';
  let undisturbed: string | undefined;
  let isWritten = false;
  return {
    name: 'org report --costs --history',
    start: await oldClients((state) => {
      state.costExplorer = { pageSize };
    }),
    argv: ['org', 'report', '--output', 'page.html', '--costs', '--history', '--yes', '--json'],
    done: succeeded,
    // What it could not look at the page says.
    reported: ({ code }) => code === 3,
    options: () => {
      cwd = mkdtempSync(join(base, 'run-'));
      isWritten = false;
      return { env: { DIVERST_SANDBOX_STATE: join(cwd, 'state.json') }, cwd };
    },
    died,
    each: ({ code, stderr }) => {
      isWritten ||= code === 0 || code === 3;
      const file = join(cwd, 'page.html');
      expect(existsSync(file), stderr).toBe(isWritten);
      if (!isWritten) return;
      const page = readFileSync(file, 'utf8');
      expect(page.trimEnd().endsWith('</html>')).toBe(true);
      const costs = /<section[^>]* id="costs".*?<\/section>/s.exec(page)?.[0] ?? '';
      undisturbed ??= costs;
      expect(costs).not.toBe('');
      expect(amountsIn(costs)).toEqual(amountsIn(undisturbed));
    },
  };
}

/** The lock of costs, which would be waited for: this process lives. */
function died({ cwd = '' }: ProcessOptions): void {
  removeLocks(join(cwd, 'state.json.sessions'));
}

function amountsIn(html: string): readonly string[] {
  return html.match(/\d+\.\d\d/g) ?? [];
}

async function costScenario(name: string, argv: readonly string[]): Promise<Scenario> {
  const base = mkdtempSync(join(tmpdir(), 'diverst-faults-'));
  afterAll(() => rmSync(base, { recursive: true, force: true }));
  const start = await oldClients((state) => {
    state.costExplorer = { pageSize };
  });
  let cwd = '';
  let undisturbed: string | undefined;
  let pages: number | undefined;
  return {
    name,
    start,
    argv,
    done: succeeded,
    // A folder of its own for each run of the scenario: what is kept in it is that of the runs before.
    options: (): ProcessOptions => {
      cwd = mkdtempSync(join(base, 'run-'));
      return { env: { DIVERST_SANDBOX_STATE: join(cwd, 'state.json') }, cwd };
    },
    died,
    each: (exited, world) => {
      const paid = paidBy(world);
      pages ??= paid.length;
      expect(pages).toBeGreaterThan(1);
      expect(paid.length, exited.stderr).toBeLessThanOrEqual(pages + 1);
      expect(paid.length - new Set(paid).size, 'pages that were paid for twice').toBeLessThanOrEqual(1);
      for (const text of keptIn(cwd)) expect(() => JSON.parse(text), 'half an answer is kept').not.toThrow();
      if (exited.code !== 0 && exited.stdout !== '')
        expect(Object.keys(JSON.parse(exited.stdout)), 'no costs beside an error').toEqual(['error']);
      else {
        const shown = shownCosts(exited);
        undisturbed ??= shown;
        expect(shown).toBe(undisturbed);
      }
    },
    last: async (world) => {
      const paid = world.sandbox.paidRequests();
      const again = await world.run(
        argv.filter((word) => word !== '--yes'),
        { env: { DIVERST_SANDBOX_STATE: join(cwd, 'state.json') }, cwd },
      );
      if (again.kind !== 'exit') throw new Error(`the run from the cache ended as ${again.kind}`);
      expect(again.code, again.stderr).toBe(0);
      expect(world.sandbox.paidRequests(), 'paid again for what is kept').toBe(paid);
      expect(shownCosts(again)).toBe(undisturbed);
    },
  };
}

/** What the last run has paid for: the token of each page, which the first one has none of. */
function paidBy(world: World): readonly unknown[] {
  const asked = world.calls().filter(({ service }) => service === 'ce');
  const last = Math.max(...asked.map(({ process }) => process));
  const paid = asked.filter(({ process, outcome }) => process === last && outcome === 'ok');
  return paid.map(({ input }) => input['NextPageToken']);
}

/** The amounts of an answer, without when it was read and what it cost. */
function shownCosts({ stdout }: Exited): string {
  const kept = (key: string, value: unknown) => (/^(requests|readAt|cached)$/.test(key) ? undefined : value);
  return JSON.stringify(JSON.parse(stdout), kept);
}

function keptIn(cwd: string): readonly string[] {
  const folder = join(cwd, 'state.json.sessions');
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => /^_costs-.*\.json$/.test(name));
  return names.map((name) => readFileSync(join(folder, name), 'utf8'));
}
