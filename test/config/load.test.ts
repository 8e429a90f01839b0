import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ConfigDisk } from '../../src/config/disk.ts';
import { loadConfig } from '../../src/config/load.ts';
import { defaultStructure } from '../../src/model/structure.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'diverst-config-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** A disk without any file: what lies above the temporary folder must not matter. */
const emptyDisk: ConfigDisk = {
  exists: async () => false,
  read: async () => {
    throw new Error('nothing to read');
  },
};

describe('loadConfig', () => {
  test('gives the defaults where there is no file, and loads neither YAML nor validation for it', async () => {
    vi.doMock('yaml', () => {
      throw new Error('yaml was loaded');
    });
    vi.doMock('valibot', () => {
      throw new Error('valibot was loaded');
    });
    vi.resetModules();
    try {
      const fresh = await import('../../src/config/load.ts');
      expect(await fresh.loadConfig({ cwd: '/anywhere' }, emptyDisk)).toEqual({
        structure: defaultStructure,
        profiles: { management: null, ops: null },
        region: null,
        ignores: [],
        costs: { ask: true, metric: 'unblended' },
        file: null,
      });
    } finally {
      vi.doUnmock('yaml');
      vi.doUnmock('valibot');
      vi.resetModules();
    }
  });

  test.each(['', '# nothing but a comment\n', '{}', 'client: {role: {}}\norganization: {units: {}}\n'])(
    'gives the same defaults for a file that says nothing: %j',
    async (text) => {
      const file = join(folder, 'diverst.config.yaml');
      await writeFile(file, text);
      expect(await loadConfig({ cwd: folder })).toEqual({
        structure: defaultStructure,
        profiles: { management: null, ops: null },
        region: null,
        ignores: [],
        costs: { ask: true, metric: 'unblended' },
        file,
      });
    },
  );

  const full = {
    $schema: './node_modules/diverst/docs/diverst.config.schema.json',
    profiles: { management: 'management', ops: 'ops' },
    region: 'eu-central-1',
    organization: {
      units: { users: 'People', environments: 'Environments', production: 'Clients' },
      opsAccount: 'Operations',
      opsEmail: 'ops@example.com',
      accountQuota: 50,
      adminPolicies: ['AWSOrganizationsFullAccess'],
      accessRole: 'Access',
      centralRootAccess: false,
      delegatedAdministrators: { security: ['guardduty.amazonaws.com'] },
      groups: { admin: 'admins', production: 'operators', people: 'staff' },
    },
    client: {
      email: 'aws+{client}@example.com',
      role: {
        name: 'prod-{client}',
        path: '/clients/',
        managedPolicies: ['PowerUserAccess', 'arn:aws:iam::aws:policy/job-function/Billing'],
        maxSession: '4h',
        requireMfa: true,
        requireSourceIdentity: true,
        permissionsBoundary: 'PowerUserAccess',
        tags: { CostCenter: '0123', 'Größe 1': '' },
      },
      roleArns: { acme: 'arn:aws:iam::111122223333:role/clients/prod-acme' },
    },
    environment: {
      accounts: ['staging', 'tools'],
      email: 'aws+{environment}@example.com',
      group: 'builders',
      role: {
        name: 'env-{environment}',
        path: '/envs/',
        managedPolicies: ['PowerUserAccess'],
        maxSession: 7_200,
        requireMfa: true,
        requireSourceIdentity: true,
        permissionsBoundary: null,
        tags: {},
      },
      roleArns: { staging: 'arn:aws:iam::111122223333:role/envs/env-staging' },
    },
    people: { accessKeys: true, maxKeyAge: 30, unusedAfter: 45 },
    trail: { name: 'all-accounts', account: 'Operations', bucket: '{organizationId}-logs' },
    guardrails: {
      enabled: ['leave', 'people'],
      reach: ['shared'],
      hubs: ['tools'],
      vendors: ['999988887777'],
      issuers: ['token.actions.githubusercontent.com'],
    },
    costs: { ask: false, metric: 'net-amortized' },
    audit: {
      ignore: [{ check: 'unit-extra', subject: 'Sandbox', reason: 'for trials', expires: '2027-03-31' }],
    },
  };

  test('takes every key', async () => {
    const { $schema: _, organization, client, environment, people, trail, guardrails, audit, ...rest } = full;
    const { accounts, ...ofEnvironments } = environment;
    const { groups, ...ofOrganization } = organization;
    await writeFile(join(folder, 'diverst.config.json'), JSON.stringify(full, null, '\t'));
    await mkdir(join(folder, 'below'));
    expect(await loadConfig({ cwd: join(folder, 'below') })).toEqual({
      ...rest,
      ignores: audit.ignore,
      structure: {
        ...ofOrganization,
        trail,
        people: { ...people, group: 'staff' },
        guardrails,
        groups: { admin: groups.admin },
        kinds: {
          client: {
            ...defaultStructure.kinds.client,
            ...client,
            group: groups.production,
            role: { ...client.role, maxSession: 14_400 },
          },
          environment: {
            ...defaultStructure.kinds.environment,
            ...ofEnvironments,
            names: accounts,
            isExpected: true,
          },
        },
      },
      file: join(folder, 'diverst.config.json'),
    });
  });

  test('wants no trail where that is said', async () => {
    await writeFile(join(folder, 'diverst.config.yaml'), 'trail: false\n');
    expect((await loadConfig({ cwd: folder })).structure).toEqual({ ...defaultStructure, trail: null });
  });

  test('looks at no people where that is said', async () => {
    await writeFile(join(folder, 'diverst.config.yaml'), 'people: false\n');
    expect((await loadConfig({ cwd: folder })).structure).toEqual({ ...defaultStructure, people: null });
  });

  test('wants no guardrails where that is said', async () => {
    await writeFile(join(folder, 'diverst.config.yaml'), 'guardrails: false\n');
    expect((await loadConfig({ cwd: folder })).structure).toEqual({ ...defaultStructure, guardrails: null });
  });

  test('keeps the defaults of keys that are not given', async () => {
    await writeFile(
      join(folder, 'diverst.config.yml'),
      'organization:\n  units:\n    production: Clients\nclient:\n  email: ~\n  role:\n    tags:\n      a: b\n',
    );
    const { structure } = await loadConfig({ cwd: folder });
    expect(structure).toEqual({
      ...defaultStructure,
      units: { ...defaultStructure.units, production: 'Clients' },
      kinds: {
        ...defaultStructure.kinds,
        client: {
          ...defaultStructure.kinds.client,
          role: { ...defaultStructure.kinds.client.role, tags: { a: 'b' } },
        },
      },
    });
  });

  test.each([
    ['organization: {environments: [staging, "Data lake"]}', ['staging', 'Data lake'], false],
    ['environment: {accounts: [staging]}', ['staging'], true],
    ['organization: {environments: [staging]}\nenvironment: {group: builders}', ['staging'], true],
    ['environment: {}', [], true],
  ])('takes the names of environments from either place: %j', async (text, names, isExpected) => {
    await writeFile(join(folder, 'diverst.config.yaml'), text);
    const { structure } = await loadConfig({ cwd: folder });
    expect(structure.kinds.environment).toMatchObject({ names, isExpected });
  });

  test('reads the file of --config, relative to the working directory, whatever it is called', async () => {
    await writeFile(join(folder, 'diverst.config.yaml'), 'this: is not read');
    await writeFile(join(folder, 'other.conf'), '\ufeffregion: us-gov-west-1\r\n');
    const config = await loadConfig({ cwd: folder, file: 'other.conf' });
    expect(config).toMatchObject({ region: 'us-gov-west-1', file: join(folder, 'other.conf') });
    expect(await loadConfig({ cwd: '/', file: join(folder, 'other.conf') })).toEqual(config);
  });

  test.each([
    ['missing.yaml', 'the file does not exist\n  check the path that you gave with --config'],
    ['file/missing.yaml', 'the file does not exist\n  check the path that you gave with --config'],
    ['', 'this is a folder, not a file'],
  ])('refuses --config %j', async (name, message) => {
    await writeFile(join(folder, 'file'), '');
    await expect(loadConfig({ cwd: folder, file: name })).rejects.toMatchObject({
      name: 'ConfigError',
      message: `${join(folder, name)}: ${message}`,
    });
  });

  test.each([
    ['EACCES', 'you are not allowed to read the file'],
    ['EPERM', 'you are not allowed to read the file'],
    ['EIO', 'diverst cannot read the file (EIO)'],
  ])('says what stands in the way of reading: %s', async (code, message) => {
    const disk: ConfigDisk = {
      exists: async () => true,
      read: async () => {
        throw Object.assign(new Error(code), { code });
      },
    };
    await expect(loadConfig({ cwd: '/', file: '/c.yaml' }, disk)).rejects.toThrow(`/c.yaml: ${message}`);
  });

  test('refuses what is too large and what is not text', async () => {
    const file = join(folder, 'c.yaml');
    await writeFile(file, `#${'x'.repeat(1024 * 1024)}`);
    await expect(loadConfig({ cwd: folder, file })).rejects.toThrow(`${file}: the file is larger than 1 MiB`);
    await writeFile(file, `#${'x'.repeat(1024 * 1024 - 1)}`);
    expect((await loadConfig({ cwd: folder, file })).structure).toEqual(defaultStructure);
    await writeFile(file, new Uint8Array([0x61, 0xff, 0x62]));
    await expect(loadConfig({ cwd: folder, file })).rejects.toThrow(`${file}: the file is not UTF-8 text`);
  });
});
