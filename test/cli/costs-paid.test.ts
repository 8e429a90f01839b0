import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Failure } from '../../src/model/failure.ts';
import type { Fault } from '../../src/sandbox/faults.ts';
import { runCli, type TestOrganization } from '../support/cli.ts';
import { madeClients } from '../support/made-clients.ts';

let folder: string;
let organization: TestOrganization;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'diverst-costs-'));
  organization = await madeClients({ rates: false });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const costs = (...words: readonly string[]) =>
  runCli(organization, ['org', 'costs', '--yes', '--json', ...words], {
    cwd: folder,
    env: { DIVERST_SANDBOX_STATE: join(folder, 'state.json') },
  });

/** What meets every request to Cost Explorer from the one with this number on. */
function failing(fault: Fault, from = 1, times = Number.POSITIVE_INFINITY): void {
  let count = 0;
  organization.sandbox.faults.add({
    operation: 'GetCostAndUsage',
    times,
    when: () => {
      count += 1;
      return count >= from;
    },
    fault,
  });
}

it.each([
  ['lost', { kind: 'reset', when: 'after' }],
  ['late', { kind: 'noReply', when: 'after' }],
  ['cut in half', { kind: 'truncated' }],
  ['a fault of AWS', { kind: 'http500', when: 'after' }],
] satisfies readonly (readonly [string, Fault])[])(
  'an answer that is %s each time is paid for twice and not more',
  async (_, fault) => {
    failing(fault);
    const { code, stdout, stderr } = await costs();
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ error: { kind: 'failed', exitCode: 1 } });
    expect(stderr).toContain('fix: ');
    expect(stderr).not.toContain('diverst reads before it writes');
    expect(stderr).toContain('! it is possible that AWS bills a request that got no clear answer');
    expect(organization.sandbox.paidRequests()).toBe(2);
    // Nothing of it is kept.
    organization.sandbox.faults.clear();
    expect((await costs()).code).toBe(0);
    expect(organization.sandbox.paidRequests()).toBe(3);
  },
);

it('of many pages, those before a lost one are not paid for again in the same run', async () => {
  organization.sandbox.edit((state) => {
    state.costExplorer = { pageSize: 4 };
  });
  const { requests } = JSON.parse((await costs()).stdout);
  expect(requests).toBeGreaterThan(3);
  const before = organization.sandbox.paidRequests();
  failing({ kind: 'reset', when: 'after' }, 3, 1);
  const { code, stdout } = await costs('--no-cache');
  expect(code).toBe(0);
  expect(JSON.parse(stdout).requests).toBe(requests);
  expect(organization.sandbox.paidRequests() - before).toBe(requests + 1);
});

it('of many pages, those that were billed in vain are counted to the reader', async () => {
  organization.sandbox.edit((state) => {
    state.costExplorer = { pageSize: 4 };
  });
  failing({ kind: 'error', code: 'RequestChangedException' }, 3);
  const { code, stderr } = await costs();
  expect({ code, paid: organization.sandbox.paidRequests() }).toEqual({ code: 1, paid: 2 });
  expect(stderr).toContain(
    '! 2 pages of the answer were read, and AWS bills each page ($0.01); diverst keeps nothing of the answer',
  );
  // The first one was refused, and is not billed.
  organization.sandbox.faults.clear();
  failing({ kind: 'error', code: 'RequestChangedException' });
  expect((await costs()).stderr).not.toContain('AWS bills each page');
});

it('of many pages, those before an interruption are counted, and no more are asked for', async () => {
  organization.sandbox.edit((state) => {
    state.costExplorer = { pageSize: 4 };
  });
  const stop = new AbortController();
  organization.sandbox.faults.add({
    operation: 'GetCostAndUsage',
    times: 1,
    when: () => {
      if (organization.sandbox.paidRequests() === 2)
        stop.abort(new Failure('interrupted', { what: 'interrupted' }));
      return false;
    },
    fault: { kind: 'http500', when: 'before' },
  });
  const { code, stderr } = await runCli(organization, ['org', 'costs', '--yes'], {
    cwd: folder,
    env: { DIVERST_SANDBOX_STATE: join(folder, 'state.json') },
    signal: stop.signal,
  });
  expect(code).toBe(130);
  const paid = organization.sandbox.paidRequests();
  expect(paid).toBeLessThanOrEqual(3);
  expect(stderr).toContain(`${paid} pages of the answer were read, and AWS bills each page ($0.01)`);
});

it('of two commands at once, one pays, and both show the same', async () => {
  const [one, other] = await Promise.all([costs(), costs()]);
  expect([one.code, other.code]).toEqual([0, 0]);
  expect(JSON.parse(other.stdout).total).toBe(JSON.parse(one.stdout).total);
  expect(organization.sandbox.paidRequests()).toBe(1);
});

it.each(['DataUnavailableException', 'BillExpirationException', 'AccessDeniedException'])(
  'a refusal is final and costs nothing: %s',
  async (code) => {
    failing({ kind: 'error', code });
    expect((await costs()).code).toBe(1);
    expect(organization.sandbox.calls.filter(({ service }) => service === 'ce')).toHaveLength(1);
    expect(organization.sandbox.paidRequests()).toBe(0);
  },
);
