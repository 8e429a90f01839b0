import { syncBuiltinESMExports } from 'node:module';
import v8 from 'node:v8';
import { afterEach, expect, it, vi } from 'vitest';
import { leanHeap } from '../../src/cli/org/lean-heap.ts';
import { runCli, testOrganization } from '../support/cli.ts';
import { addClients } from '../support/many-clients.ts';

afterEach(() => {
  vi.restoreAllMocks();
  syncBuiltinESMExports();
});

it('the heap is kept small once there are many accounts', () => {
  const flags: string[] = [];
  const report = leanHeap((flag) => flags.push(flag));
  report(1_020);
  report(2_000);
  expect(flags).toEqual([]);
  report(2_020);
  report(2_040);
  expect(flags).toEqual(['--heap-growing-percent=20']);
});

it('an audit says how many there are', async () => {
  // Other tests share this process: its heap stays as it is.
  const set = vi.spyOn(v8, 'setFlagsFromString').mockImplementation(() => {});
  syncBuiltinESMExports();
  const organization = testOrganization();
  organization.sandbox.edit((state) => addClients(state, 2_100));
  const { code, stderr } = await runCli(organization, ['org', 'audit', '--client', 'client-0']);
  expect(code, stderr).toBe(0);
  expect(set).toHaveBeenCalledExactlyOnceWith('--heap-growing-percent=20');
});
