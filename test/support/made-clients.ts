import { expect } from 'vitest';
import { VirtualClock } from '../../src/sandbox/clock.ts';
import { openSandbox } from '../../src/sandbox/sandbox.ts';
import type { SandboxState } from '../../src/sandbox/state.ts';
import { overwriteStateFile } from '../../src/sandbox/store.ts';
import { realistic, runCli, type Surroundings, type TestOrganization, testOrganization } from './cli.ts';
import { environmentIn } from './environments.ts';
import { watchSecrets } from './secrets.ts';

interface Made {
  readonly state: SandboxState;
  /** Epoch milliseconds at which the last client was ready. */
  readonly now: number;
}

/** Made once in each process, with the program's own commands. */
let made: Promise<Made> | undefined;

async function make(): Promise<Made> {
  const organization = testOrganization({ rates: false });
  await initClients(organization, ['acme', 'globex']);
  return { state: structuredClone(organization.sandbox.state()), now: organization.clock.now() };
}

async function initClients(organization: Surroundings, clients: readonly string[]): Promise<void> {
  for (const client of clients) {
    const { code, stderr } = await runCli(organization, ['client', 'init', client, '--yes']);
    expect(code, stderr).toBe(0);
  }
}

/** An organization with the clients acme and globex, just made: a copy of the test's own, in which nothing was called. */
export async function madeClients(options: { readonly rates: boolean }): Promise<TestOrganization> {
  made ??= make();
  const { state, now } = await made;
  const clock = new VirtualClock(now);
  const sandbox = openSandbox({ timings: realistic, ...options, clock });
  sandbox.edit((empty) => Object.assign(empty, structuredClone(state)));
  return { clock, sandbox, secrets: watchSecrets(sandbox) };
}

/** States by the names of their clients and environments: each is made once in each process. */
const written = new Map<string, Promise<SandboxState>>();

/**
 * The file of a sandbox with these clients and environments, as the built program continues with it. They were made
 * ten minutes ago, or earlier in this process.
 */
export async function writeMadeClients(
  file: string,
  clients: readonly string[],
  environments: readonly string[] = [],
): Promise<void> {
  const names = JSON.stringify([clients, environments]);
  const making = written.get(names) ?? makeState(clients, environments);
  written.set(names, making);
  overwriteStateFile(file, await making);
}

async function makeState(clients: readonly string[], environments: readonly string[]): Promise<SandboxState> {
  const clock = new VirtualClock(Date.now() - 10 * 60_000);
  const sandbox = openSandbox({ clock });
  await initClients({ clock, sandbox, secrets: watchSecrets(sandbox) }, clients);
  environmentIn({ sandbox }, ...environments);
  return sandbox.state();
}
