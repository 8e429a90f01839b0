import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VirtualClock } from '../../src/sandbox/clock.ts';
import { openSandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts';
import type { SandboxState } from '../../src/sandbox/state.ts';
import { runCli, type TestOrganization, testOrganization } from '../support/cli.ts';
import { watchSecrets } from '../support/secrets.ts';
import { type Cast, castOf, clientNames } from './cast.ts';
import { addAccount, administratorAccess, adminsOf, awsPolicy, mfaDeviceOf, opsUserOf } from './edits.ts';
import { giveReadAccessByGroup } from './read-access.ts';

/** Configurations that organizations are made with. */
export const configs = {
  default: {},
  mfa: { client: { role: { requireMfa: true } } },
  staging: { organization: { environments: ['staging'] } },
  path: { client: { role: { path: '/clients/' } } },
  session: { client: { role: { maxSession: '4h' } } },
  boundary: { client: { role: { permissionsBoundary: 'PowerUserAccess' } } },
  quota: { organization: { accountQuota: 20 } },
  /** Admins that are less than administrators; the one who runs the commands has the rest by himself. */
  admins: { organization: { adminPolicies: ['ReadOnlyAccess'] } },
} as const;

export type ConfigName = keyof typeof configs;

/** An organization as it is wanted, with three clients, everything written in it long since spread. */
export interface Prepared {
  readonly state: SandboxState;
  readonly cast: Cast;
  /** Options for every command. */
  readonly options: readonly string[];
}

const kept = new Map<ConfigName, Promise<Prepared>>();
let folder: string | undefined;

/** Made once for each configuration, with the program's own commands. */
export function prepared(config: ConfigName = 'default'): Promise<Prepared> {
  const known = kept.get(config) ?? prepare(config);
  kept.set(config, known);
  return known;
}

/** A copy of a prepared organization, to be changed. */
export function open(
  { state, cast }: Prepared,
  options: Pick<SandboxOptions, 'paths'> = {},
): TestOrganization {
  const clock = new VirtualClock(cast.now);
  const sandbox = openSandbox({ ...options, clock });
  sandbox.edit((empty) => Object.assign(empty, structuredClone(state)));
  return { sandbox, clock, secrets: watchSecrets(sandbox) };
}

/** Removes the configuration files. */
export function cleanUp(): void {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  folder = undefined;
  kept.clear();
}

async function prepare(config: ConfigName): Promise<Prepared> {
  const organization = testOrganization({ rates: false });
  const { sandbox, clock } = organization;
  const options = ['--config', configFile(config)];
  sandbox.edit((state) => {
    giveReadAccessByGroup(state, opsIdOf(state));
  });
  for (const client of clientNames) await run(organization, ['client', 'init', client, '--yes', ...options]);
  sandbox.edit((state) => {
    const cast = castOf(state, clock.now());
    if (config === 'staging') addAccount(state, 'staging', cast.environments);
    if (config === 'mfa') opsUserOf(state, cast).mfaDevices.push(mfaDeviceOf(cast.ops, 'ops-user'));
    if (config === 'admins') {
      letAdminActAlone(state);
      adminsOf(state, cast).attached = [awsPolicy('ReadOnlyAccess')];
    }
  });
  // It writes what else the admins need.
  if (config === 'admins') await run(organization, ['org', 'init', '--yes', ...options]);
  clock.advance(10 * 60_000);
  const state = structuredClone(sandbox.state());
  const path = config === 'path' ? '/clients/' : '/';
  return { state, cast: castOf(state, clock.now(), path), options };
}

/** The user who runs the commands is an administrator without any group. */
export function letAdminActAlone(state: SandboxState): void {
  const admin = state.iam[state.managementAccountId]?.users['management-admin'];
  if (admin && !admin.attached.includes(administratorAccess)) admin.attached.push(administratorAccess);
}

async function run(organization: TestOrganization, argv: readonly string[]): Promise<void> {
  const { code, stderr } = await runCli(organization, argv);
  if (code !== 0) throw new Error(`${argv.join(' ')} ended with ${code}: ${stderr}`);
}

function configFile(config: ConfigName): string {
  folder ??= mkdtempSync(join(tmpdir(), 'diverst-audit-'));
  const file = join(folder, `${config}.json`);
  writeFileSync(file, JSON.stringify(configs[config]));
  return file;
}

function opsIdOf(state: SandboxState): string {
  return Object.values(state.accounts).find(({ name }) => name === 'Ops')?.id ?? '';
}
