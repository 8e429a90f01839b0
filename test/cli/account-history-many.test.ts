import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CliOptions, type CliResult, runCli, type TestOrganization } from '../support/cli.ts';
import { madeClients } from '../support/made-clients.ts';
import { idOf } from '../support/state.ts';

const count = 50_000;

let folder: string;
let organization: TestOrganization;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'diverst-history-many-'));
  organization = await madeClients({ rates: true });
  const { sandbox, clock } = organization;
  clock.advance(7 * 86_400_000);
  const acme = idOf(sandbox.state(), 'acme');
  const newest = clock.now() - 60_000;
  const userIdentity = { type: 'IAMUser', accountId: acme, userName: 'ci', principalId: 'AIDAEXAMPLE' };
  sandbox.putEvents(
    acme,
    Array.from({ length: count }, (_, index) => ({
      eventSource: 'ec2.amazonaws.com',
      eventName: 'RunInstances',
      eventTime: new Date(newest - index * 10_000).toISOString(),
      userIdentity,
    })),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function history(words: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const env = { DIVERST_SANDBOX_STATE: join(folder, 'state.json') };
  const argv = ['client', 'history', 'acme', '--utc', ...words];
  return runCli(organization, argv, { cwd: folder, env, ...options });
}

const lookups = () =>
  organization.sandbox.calls.filter(({ operation }) => operation === 'LookupEvents').length;

it('of 50,000 events, --limit reads no more pages than it needs', async () => {
  const before = lookups();
  const { code, stdout } = await history(['--since', '7d', '--limit', '120', '--json']);
  expect(code).toBe(0);
  expect(stdout.split('\n').filter((line) => line !== '')).toHaveLength(120);
  expect(lookups() - before).toBe(3);
});

it('no more is read once nobody takes what is printed', async () => {
  organization.clock.advance(60_000);
  const before = lookups();
  expect((await history(['--since', '7d', '--json'], { reads: 1 })).code).toBe(0);
  expect(lookups() - before).toBe(1);
});

it('two pages a second are read, with a count on the way, and equal events are one line', async () => {
  organization.clock.advance(60_000);
  const before = lookups();
  const calls = organization.sandbox.calls.length;
  const begun = organization.clock.now();
  // Ten seconds apart.
  const pages = (14 * 360) / 50;
  const { code, stdout, stderr } = await history(['--since', '14h']);
  const seconds = (organization.clock.now() - begun) / 1_000;
  expect(code, stderr).toBe(0);
  expect(stdout.split('\n').filter((line) => line.includes('RunInstances ×')).length).toBeLessThanOrEqual(2);
  expect(lookups() - before).toBeGreaterThanOrEqual(pages);
  expect(seconds).toBeGreaterThanOrEqual((pages - 2) / 2);
  expect(seconds).toBeLessThan((pages / 2) * 1.2);
  expect(stderr).toMatch(/ {2}read the event history of client acme: \d+ events, back to 2030-01-0\dT/);
  const outcomes = organization.sandbox.calls.slice(calls).map(({ outcome }) => outcome);
  expect(outcomes).not.toContain('ThrottlingException');
});
