import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SandboxState } from '../../src/sandbox/state.ts';
import {
  type CliResult,
  jsonOf,
  mutations,
  runCli,
  type TestOrganization,
  testOrganization,
} from '../support/cli.ts';
import { accountOf, iamOf } from '../support/state.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'diverst-env-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const bothNamed = 'environment: {accounts: [staging, tools]}\n';

function run(
  organization: TestOrganization,
  argv: readonly string[],
  config = bothNamed,
): Promise<CliResult> {
  writeFileSync(join(folder, 'diverst.config.yaml'), config);
  return runCli(organization, argv, { cwd: folder });
}

const made = (command: string, name: string) => [command, 'init', name, '--yes', '--json'];

interface Made {
  readonly account: { readonly path: string };
  readonly changes: readonly { readonly status: string }[];
}

const unitId = (state: SandboxState, name: string) =>
  Object.values(state.units).find((unit) => unit.name === name)?.id ?? '';

/** A client of that name, and where nothing but its account is known by name. */
async function withClient(name: string): Promise<TestOrganization> {
  const organization = testOrganization();
  expect((await run(organization, made('client', name), '')).code).toBe(0);
  return organization;
}

describe('env init', () => {
  it('prints the object of client init, with the words and places of an environment', async () => {
    const organization = testOrganization();
    const ofClient = await run(organization, made('client', 'acme'));
    const ofEnvironment = await run(organization, made('env', 'staging'));
    expect(ofEnvironment.code, ofEnvironment.stderr).toBe(0);
    const idIn = (result: CliResult) => jsonOf<{ account: { id: string } }>(result).account.id;
    const translated = ofClient.stdout
      .replace('"client":', '"environment":')
      .replaceAll('acme → Envs/Production', 'staging → Envs')
      .replaceAll('Envs/Production', 'Envs')
      .replaceAll('acme-production', 'staging-environment')
      .replaceAll('acme', 'staging')
      .replaceAll('production', 'environments')
      .replaceAll(idIn(ofClient), idIn(ofEnvironment));
    expect(ofEnvironment.stdout).toBe(translated);
  });

  it('tags account and role as an environment’s, and audits clean', async () => {
    const organization = testOrganization();
    for (const name of ['staging', 'tools'])
      expect((await run(organization, made('env', name))).code).toBe(0);
    const state = organization.sandbox.state();
    expect(accountOf(state, 'staging')).toMatchObject({
      parentId: unitId(state, 'Envs'),
      tags: { 'diverst:environment': 'staging', 'diverst:managed-by': 'diverst' },
    });
    expect(iamOf(state, 'staging').roles['staging-environment']?.tags).toEqual({
      'diverst:environment': 'staging',
      'diverst:managed-by': 'diverst',
    });
    const audit = await run(organization, ['org', 'audit']);
    expect(audit.code, audit.stdout).toBe(0);
    expect(audit.stdout).toContain('0 clients, 2 environments');
  });

  it('changes nothing when it is run again', async () => {
    const organization = testOrganization();
    await run(organization, made('env', 'staging'));
    const before = mutations(organization.sandbox).length;
    const again = await run(organization, made('env', 'staging'));
    expect(jsonOf<Made>(again).changes.map(({ status }) => status)).toEqual(
      Array.from({ length: 5 }, () => 'unchanged'),
    );
    expect(mutations(organization.sandbox)).toHaveLength(before);
  });

  it('brings an account that was made by hand to its place', async () => {
    const organization = testOrganization();
    await run(organization, made('env', 'staging'));
    organization.sandbox.edit((state) => {
      accountOf(state, 'staging').parentId = state.organization?.rootId ?? '';
      delete iamOf(state, 'staging').roles['staging-environment'];
    });
    const again = await run(organization, made('env', 'staging'));
    expect(again.code, again.stderr).toBe(0);
    expect(jsonOf<Made>(again).account.path).toBe('Envs');
  });

  it('works with the short form of the names as well, and the audit then judges the account', async () => {
    const short = 'organization: {environments: [staging]}\n';
    const organization = testOrganization();
    const before = await run(organization, ['org', 'audit', '--json'], short);
    expect(before.stdout).not.toContain('"environments":');
    expect((await run(organization, made('env', 'staging'), short)).code).toBe(0);
    const clean = await run(organization, ['org', 'audit'], short);
    expect(clean.code, clean.stdout).toBe(0);
    organization.sandbox.edit((state) => {
      delete iamOf(state, 'staging').roles['staging-environment'];
    });
    const audit = await run(organization, ['org', 'audit'], short);
    expect(audit.code).toBe(2);
    expect(audit.stdout).toContain('the account staging has no role staging-environment');
  });

  it('says how the group is made, where it is missing', async () => {
    const organization = testOrganization();
    organization.sandbox.edit((state) => {
      delete iamOf(state, 'Ops').groups.environments;
    });
    const refused = await run(organization, made('env', 'staging'));
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('has no IAM group environments');
    expect(refused.stderr).toContain('create the group:\n         diverst org init');
    expect(mutations(organization.sandbox)).toEqual([]);
    expect((await run(organization, ['org', 'init', '--yes'])).code).toBe(0);
    expect((await run(organization, made('env', 'staging'))).code).toBe(0);
  });
});

describe('clients and environments do not meet', () => {
  it.each([
    ['the configuration does not name it', ['env', 'init', 'stagin', '--yes'], 'did you mean staging?'],
    ['it is the name of an environment', ['client', 'init', 'staging', '--yes'], 'diverst env init staging'],
  ])('a name is refused where %s', async (_case, argv, fix) => {
    const organization = testOrganization();
    const refused = await run(organization, argv);
    expect(refused.code).toBe(64);
    expect(refused.stderr).toContain(fix);
    expect(mutations(organization.sandbox)).toEqual([]);
  });

  it.each<[string, string, (state: SandboxState) => void]>([
    ['it is in Production', 'it is in the OU Envs/Production', () => {}],
    [
      'a client’s role in it is granted, wherever it is',
      'the group production in Ops is granted acme-production in it',
      (state) => {
        accountOf(state, 'acme').parentId = unitId(state, 'Envs');
        accountOf(state, 'acme').tags = {};
      },
    ],
    [
      'it is tagged as a client’s, wherever it is',
      'it is tagged diverst:client=acme',
      (state) => {
        accountOf(state, 'acme').parentId = unitId(state, 'Envs');
        delete iamOf(state, 'acme').roles['acme-production'];
        delete iamOf(state, 'Ops').groups.production?.inline['assume-acme-production'];
      },
    ],
  ])('an account does not become an environment where %s', async (_case, why, edit) => {
    const organization = await withClient('acme');
    organization.sandbox.edit(edit);
    const before = mutations(organization.sandbox).length;
    const refused = await run(organization, made('env', 'acme'), 'environment: {accounts: [acme]}\n');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('is a client’s, not an environment’s');
    expect(refused.stderr).toContain(why);
    expect(mutations(organization.sandbox)).toHaveLength(before);
  });

  it.each<[string, string, (state: SandboxState) => void]>([
    ['an environment’s role in it is granted', 'the group environments in Ops is granted', () => {}],
    [
      'it is tagged as an environment’s',
      'it is tagged diverst:environment=staging',
      (state) => {
        delete iamOf(state, 'staging').roles['staging-environment'];
        delete iamOf(state, 'Ops').groups.environments?.inline['assume-staging-environment'];
      },
    ],
  ])('an account does not become a client where %s', async (_case, why, edit) => {
    const organization = testOrganization();
    await run(organization, made('env', 'staging'));
    organization.sandbox.edit(edit);
    const before = mutations(organization.sandbox).length;
    const refused = await run(
      organization,
      [...made('client', 'staging'), '--email', 'aws+staging@example.com'],
      'environment: {accounts: [tools]}\n',
    );
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('is an environment’s, not a client’s');
    expect(refused.stderr).toContain(why);
    expect(mutations(organization.sandbox)).toHaveLength(before);
  });
});

describe('an account that the configuration gives to environments, and that is a client’s', () => {
  const mistaken = 'environment: {accounts: [acme]}\n';

  it('is reported, and no repair lets the environments’ group in', async () => {
    const organization = await withClient('acme');
    const before = mutations(organization.sandbox).length;
    const audit = await run(organization, ['org', 'audit'], mistaken);
    expect(audit.code).toBe(2);
    expect(audit.stdout).toContain('client-renamed:acme');
    expect(audit.stdout).toContain('remove acme from environment.accounts in diverst.config.yaml');
    const repair = await run(organization, ['org', 'repair', '--yes'], mistaken);
    expect(repair.stderr).toContain('whose account acme is: it is in Envs/Production');
    const only = ['org', 'repair', '--yes', '--only', 'role-missing:acme', '--only', 'grant-missing:acme'];
    await run(organization, only, mistaken);
    expect(mutations(organization.sandbox)).toHaveLength(before);
  });

  it('is not an environment where only its role says so', async () => {
    const organization = await withClient('acme');
    organization.sandbox.edit((state) => {
      accountOf(state, 'acme').parentId = unitId(state, 'Envs');
      accountOf(state, 'acme').tags = {};
      delete iamOf(state, 'Ops').groups.production?.inline['assume-acme-production'];
    });
    const before = mutations(organization.sandbox).length;
    const refused = await run(organization, made('env', 'acme'), mistaken);
    expect(refused.stderr).toContain('it has the role acme-production');
    expect(mutations(organization.sandbox)).toHaveLength(before);
  });
});

describe('kinds that share a group or names of roles', () => {
  it.each([
    'organization: {environments: [staging], groups: {production: environments}}\n',
    'organization: {environments: [staging]}\nclient: {role: {name: "{client}-environment"}}\n',
  ])('make no environment: %j', async (config) => {
    const organization = testOrganization();
    const refused = await run(organization, made('env', 'staging'), config);
    expect(refused.code).toBe(64);
    expect(refused.stderr).toContain('clients cannot be distinguished');
    expect(mutations(organization.sandbox)).toEqual([]);
    expect((await run(organization, ['org', 'init', '--yes', '--dry-run'], config)).code).toBe(0);
  });
});

describe('an account that was renamed to one of the other kind', () => {
  const named = 'environment: {accounts: [staging, lab]}\n';

  /** Repairs again and again, as a person on duty does, and shows who got in. */
  async function repairs(organization: TestOrganization): Promise<string> {
    let said = '';
    for (let time = 0; time < 3; time += 1)
      said = (await run(organization, ['org', 'repair', '--yes'], named)).stderr;
    return said;
  }

  const grantsIn = (organization: TestOrganization, group: string, accountId: string) =>
    Object.values(iamOf(organization.sandbox.state(), 'Ops').groups[group]?.inline ?? {}).filter(
      ({ document }) => document.includes(`:${accountId}:`),
    );

  it.each([
    ['in Production', (state: SandboxState) => unitId(state, 'Production')],
    [
      'in an OU below it',
      (state: SandboxState) => {
        const parentId = unitId(state, 'Production');
        const id = `${parentId.slice(0, -8)}below123`;
        state.units[id] = { id, name: 'Below', parentId, tags: {} };
        return id;
      },
    ],
  ])('a client’s, %s, is not opened to the environments’ group', async (_where, placed) => {
    const organization = testOrganization();
    await run(organization, made('env', 'staging'), named);
    await run(organization, made('client', 'acme'), named);
    const { id } = accountOf(organization.sandbox.state(), 'acme');
    organization.sandbox.edit((state) => {
      delete iamOf(state, 'acme').roles['acme-production'];
      delete iamOf(state, 'Ops').groups.production?.inline['assume-acme-production'];
      const account = accountOf(state, 'acme');
      account.parentId = placed(state);
      account.name = 'lab';
    });
    expect(await repairs(organization)).toContain('cannot verify whose account lab is: ');
    expect(grantsIn(organization, 'environments', id)).toEqual([]);
    expect(iamOf(organization.sandbox.state(), 'lab').roles['lab-environment']).toBeUndefined();
  });

  it('an environment’s is not opened to the clients’ group', async () => {
    const organization = testOrganization();
    await run(organization, made('env', 'staging'), named);
    const { id } = accountOf(organization.sandbox.state(), 'staging');
    organization.sandbox.edit((state) => {
      const { roles } = iamOf(state, 'staging');
      const role = roles['staging-environment'];
      delete roles['staging-environment'];
      if (role) roles['delta-production'] = { ...role, name: 'delta-production' };
      accountOf(state, 'staging').name = 'delta';
    });
    expect(await repairs(organization)).toContain('whose account delta is: ');
    expect(grantsIn(organization, 'production', id)).toEqual([]);
    expect(grantsIn(organization, 'environments', id)).toHaveLength(1);
    expect(accountOf(organization.sandbox.state(), 'delta').parentId).toBe(
      unitId(organization.sandbox.state(), 'Envs'),
    );
  });

  it('two environments that changed names get no second role', async () => {
    const organization = testOrganization();
    for (const name of ['staging', 'lab']) await run(organization, made('env', name), named);
    organization.sandbox.edit((state) => {
      const [staging, lab] = [accountOf(state, 'staging'), accountOf(state, 'lab')];
      [staging.name, lab.name] = [lab.name, staging.name];
    });
    await repairs(organization);
    const state = organization.sandbox.state();
    expect(iamOf(state, 'staging').roles['staging-environment']).toBeUndefined();
    expect(iamOf(state, 'lab').roles['lab-environment']).toBeUndefined();
  });
});

describe('an organization without environments', () => {
  it.each([
    'client: {role: {name: "prod-{client}"}}\n',
    'client: {role: {name: "{client}"}}\n',
    'client: {role: {name: "{client}-environment"}}\norganization: {environments: [staging]}\n',
    'organization: {groups: {production: environments}}\n',
  ])('makes its clients as before: %j', async (config) => {
    const organization = testOrganization();
    const result = await run(organization, made('client', 'acme'), config);
    expect(result.code, result.stderr).toBe(0);
  });
});

describe('an environment that was renamed by hand', () => {
  it('does not hide who gets in beside the group', async () => {
    const organization = testOrganization();
    await run(organization, made('env', 'staging'));
    organization.sandbox.edit((state) => {
      const { users } = iamOf(state, 'Ops');
      const [person] = Object.values(users);
      const arn = `arn:aws:iam::${accountOf(state, 'staging').id}:role/staging-environment`;
      const document = JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: arn }],
      });
      if (person) users.eve = { ...person, name: 'eve', inline: { own: { document, effectiveAt: 0 } } };
      const inStaging = iamOf(state, 'staging');
      if (person) inStaging.users.bob = { ...person, name: 'bob', inline: {}, attached: [] };
      accountOf(state, 'staging').name = 'Staging';
    });
    const { stdout } = await run(organization, ['org', 'audit']);
    expect(stdout).toContain('grant-elsewhere:user/eve');
    expect(stdout).toContain('client-user:Staging/bob');
  });
});

describe('in an emergency', () => {
  it('an environment is not entered as a client', async () => {
    const organization = testOrganization();
    await run(organization, made('env', 'staging'));
    const argv = ['client', 'assume', 'staging', '--break-glass', '--reason', 'fire', '--format', 'json'];
    const refused = await run(organization, argv);
    expect(refused.code).toBe(64);
    expect(refused.stderr).toContain('use diverst env instead of diverst client');
    expect((await run(organization, ['env', ...argv.slice(1)])).code).toBe(0);
  });
});
