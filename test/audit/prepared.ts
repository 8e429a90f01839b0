import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AccountNoun } from '../../src/model/account-kind.ts';
import { VirtualClock } from '../../src/sandbox/clock.ts';
import { openSandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts';
import type { SandboxState } from '../../src/sandbox/state.ts';
import { runCli, type TestOrganization, testOrganization } from '../support/cli.ts';
import { watchSecrets } from '../support/secrets.ts';
import { dropPolicies } from '../support/state.ts';
import { type Cast, castOf, kinds } from './cast.ts';
import { ofOps, policyOf, statementsOf, write } from './control-policies.ts';
import {
  addAccount,
  administratorAccess,
  adminsOf,
  awsPolicy,
  groupNamed,
  mfaDeviceOf,
  opsUserOf,
} from './edits.ts';
import { giveReadAccessByGroup } from './read-access.ts';

/** Configurations that organizations are made with. */
export const configs = {
  default: {},
  named: { client: { role: { requireSourceIdentity: true } } },
  mfa: { client: { role: { requireMfa: true } } },
  staging: { organization: { environments: ['staging'] } },
  path: { client: { role: { path: '/clients/' } } },
  session: { client: { role: { maxSession: '4h' } } },
  boundary: { client: { role: { permissionsBoundary: 'PowerUserAccess' } } },
  /** No guardrail is wanted. */
  unguarded: { guardrails: { enabled: [] } },
  /** A role for CI in each account. */
  ci: {
    client: {
      ci: { subject: 'repo:company/infra:environment:{client}', managedPolicies: ['ReadOnlyAccess'] },
    },
  },
  quota: { organization: { accountQuota: 20 } },
  /** Clients and environments, each kind with its accounts. */
  both: { environment: { accounts: kinds.environment.names } },
  /** Accounts that may administer services, an account of each kind among them. */
  delegates: {
    organization: {
      delegatedAdministrators: {
        Ops: ['guardduty.amazonaws.com', 'sso.amazonaws.com', 'organizations.amazonaws.com'],
        [kinds.client.names[0]]: ['guardduty.amazonaws.com', 'organizations.amazonaws.com'],
        [kinds.environment.names[0]]: ['guardduty.amazonaws.com', 'organizations.amazonaws.com'],
      },
    },
    environment: { accounts: kinds.environment.names },
  },
  /** Admins that are less than administrators; the one who runs the commands has the rest by himself. */
  admins: { organization: { adminPolicies: ['ReadOnlyAccess'] } },
} as const;

/** What Ops’ policy holds where roles demand MFA. */
const mfaStatement = {
  Sid: 'DiverstMfa',
  Effect: 'Deny',
  Action: 'sts:AssumeRole',
  Resource: '*',
  Condition: {
    BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' },
    Null: { 'aws:username': 'false' },
  },
};

export type ConfigName = keyof typeof configs;

/** An organization as it is wanted, with three accounts of a kind or two, everything written in it long since spread. */
export interface Prepared {
  readonly state: SandboxState;
  readonly cast: Cast;
  /** Options for every command. */
  readonly options: readonly string[];
}

interface Made {
  readonly state: SandboxState;
  readonly now: number;
  readonly options: readonly string[];
}

const kept = new Map<string, Promise<Made>>();
let folder: string | undefined;

/**
 * Made once for each configuration, with the program's own commands.
 * @param noun the kind that the cast is about; an organization with environments has clients too
 */
export async function prepared(
  config: ConfigName = 'default',
  noun: AccountNoun = 'client',
): Promise<Prepared> {
  const configuration = configurationOf(config, noun);
  const key = JSON.stringify(configuration);
  const making = kept.get(key) ?? prepare(config, configuration);
  kept.set(key, making);
  const { state, now, options } = await making;
  const path = config === 'path' ? '/clients/' : '/';
  return { state, cast: castOf(state, noun, now, path), options };
}

/** Whether what a configuration says of clients can be said of environments. */
export function isShared(config: ConfigName): boolean {
  return config !== 'staging' && config !== 'both' && config !== 'delegates';
}

/** What the configuration says of clients, said of environments. */
function configurationOf(config: ConfigName, noun: AccountNoun): object {
  const configuration: Readonly<Record<string, object>> = configs[config];
  if (noun === 'client' || !isShared(config)) return configuration;
  const { client, ...rest } = configuration;
  const said = JSON.parse(JSON.stringify(client ?? {}).replaceAll('{client}', '{environment}'));
  return { ...rest, environment: { accounts: kinds.environment.names, ...said } };
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

async function prepare(config: ConfigName, configuration: object): Promise<Made> {
  const organization = testOrganization({ rates: false });
  const { sandbox, clock } = organization;
  const file = configFile(configuration);
  const options = ['--config', file];
  sandbox.edit((state) => {
    giveReadAccessByGroup(state, opsIdOf(state));
    if (config === 'unguarded') dropPolicies(state);
  });
  for (const client of kinds.client.names)
    await run(organization, ['client', 'init', client, '--yes', ...options]);
  if ('environment' in configuration) {
    for (const name of kinds.environment.names)
      await run(organization, ['env', 'init', name, '--yes', ...options]);
    sandbox.edit((state) => {
      groupNamed(state, opsIdOf(state), kinds.environment.group).members.push('ops-user');
    });
  }
  sandbox.edit((state) => {
    const cast = castOf(state, 'client', clock.now());
    if (config === 'staging') addAccount(state, 'staging', cast.environments);
    if (config === 'mfa') {
      opsUserOf(state, cast).mfaDevices.push(mfaDeviceOf(cast.ops, 'ops-user'));
      const policy = policyOf(state, ofOps);
      write(policy, ...statementsOf(policy), mfaStatement);
    }
    if (config === 'admins') {
      letAdminActAlone(state);
      adminsOf(state, cast).attached = [awsPolicy('ReadOnlyAccess')];
    }
  });
  // It writes what else the admins need.
  if (config === 'admins') await run(organization, ['org', 'init', '--yes', ...options]);
  clock.advance(10 * 60_000);
  return { state: structuredClone(sandbox.state()), now: clock.now(), options };
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

function configFile(configuration: object): string {
  folder ??= mkdtempSync(join(tmpdir(), 'diverst-audit-'));
  const file = join(folder, `${kept.size}.json`);
  writeFileSync(file, JSON.stringify(configuration));
  return file;
}

function opsIdOf(state: SandboxState): string {
  return Object.values(state.accounts).find(({ name }) => name === 'Ops')?.id ?? '';
}
