import { expect } from 'vitest';
import type { Scenario } from './experiment.ts';
import type { World } from './world.ts';

/** A new client in an organization that is as it should be. */
export async function clientInit(): Promise<Scenario> {
  return {
    name: 'client init',
    start: 'base',
    argv: ['client', 'init', 'acme', '--timeout', '2m', '--yes', '--json'],
    done: ({ code }) => code === 0,
    last: auditIsClean,
  };
}

async function auditIsClean(world: World): Promise<void> {
  const ended = await world.run(['org', 'audit', '--json']);
  if (ended.kind !== 'exit') throw new Error(`the audit ended as ${ended.kind}`);
  expect(ended.code, ended.stdout + ended.stderr).toBe(0);
}
