import { setFlagsFromString } from 'node:v8';
import { expect, it, vi } from 'vitest';
import { leanHeap } from '../../src/cli/org/lean-heap.ts';
import { runCli, testOrganization } from '../support/cli.ts';
import { addClients } from '../support/many-clients.ts';

vi.mock('node:v8', async (original) => ({ ...(await original<object>()), setFlagsFromString: vi.fn() }));

it('the heap is kept small once there are many accounts', () => {
  const flags: string[] = [];
  const tell = leanHeap((flag) => flags.push(flag));
  tell(1_020);
  tell(2_000);
  expect(flags).toEqual([]);
  tell(2_020);
  tell(2_040);
  expect(flags).toEqual(['--heap-growing-percent=20']);
});

it('an audit tells how many there are', async () => {
  const organization = testOrganization();
  organization.sandbox.edit((state) => addClients(state, 2_100));
  const { code, stderr } = await runCli(organization, ['org', 'audit', '--client', 'client-0']);
  expect(code, stderr).toBe(0);
  expect(setFlagsFromString).toHaveBeenCalledExactlyOnceWith('--heap-growing-percent=20');
});
