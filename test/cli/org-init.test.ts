import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SandboxState } from '../../src/sandbox/state.ts';
import {
  jsonOf,
  mutations,
  realistic,
  runCli,
  type TestOrganization,
  testOrganization,
} from '../support/cli.ts';

interface Result {
  readonly organizationId: string | null;
  readonly ops: { readonly id: string | null; readonly email: string };
  readonly changes: readonly { readonly kind: string; readonly target: string; readonly status: string }[];
  readonly notices: readonly string[];
  readonly findings: readonly { readonly id: string }[] | null;
}

const line = (...more: readonly string[]) => ['org', 'init', '--yes', '--json', ...more];

function opsAccounts({ sandbox }: TestOrganization) {
  return Object.values(sandbox.state().accounts).filter(({ name }) => name === 'Ops');
}

function sends({ sandbox }: TestOrganization) {
  return sandbox.calls.filter(({ operation, outcome }) => operation === 'CreateAccount' && outcome === 'ok')
    .length;
}

/** The base as it is wanted, by what is in AWS. */
function shapeOf(state: SandboxState) {
  const { accounts, units, iam, managementAccountId, organization } = state;
  const nameOf = (id: string): string =>
    id === organization?.rootId ? 'root' : (units[id]?.name ?? 'nowhere');
  const ops = Object.values(accounts).find(({ name }) => name === 'Ops');
  const groups = (id: string) =>
    Object.values(iam[id]?.groups ?? {})
      .map(({ name, inline, attached }) => ({
        name,
        inline: Object.keys(inline),
        attached,
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    featureSet: organization?.featureSet,
    units: Object.values(units)
      .map(({ name, parentId }) => `${nameOf(parentId)}/${name}`)
      .sort(),
    accounts: Object.values(accounts)
      .map(({ name, parentId }) => `${nameOf(parentId)}/${name}`)
      .sort(),
    management: groups(managementAccountId),
    ops: groups(ops?.id ?? ''),
  };
}

const base = {
  featureSet: 'ALL',
  units: ['Envs/Production', 'root/Envs', 'root/Users'],
  accounts: ['Users/Ops', 'root/management'],
  management: [{ name: 'admin', inline: [], attached: ['arn:aws:iam::aws:policy/AdministratorAccess'] }],
  ops: [
    {
      name: 'people',
      inline: ['own-sign-in'],
      attached: ['arn:aws:iam::aws:policy/SignInLocalDevelopmentAccess'],
    },
    { name: 'production', inline: ['read-own-access'], attached: [] },
  ],
};

async function finishes(organization: TestOrganization, ...more: readonly string[]): Promise<Result> {
  const result = await runCli(organization, line(...more));
  expect(result.code, result.stderr).toBe(0);
  expect(shapeOf(organization.sandbox.state())).toEqual(base);
  expect(jsonOf<Result>(result).findings).toEqual([]);
  return jsonOf<Result>(result);
}

describe('from nothing', () => {
  it('makes the organization, its OUs, Ops, groups, trail and guardrails, and the audit is clean', async () => {
    const organization = testOrganization({ start: 'empty' });
    const { changes, ops, organizationId } = await finishes(organization);
    const bucket = `${organizationId}-${organization.sandbox.state().managementAccountId}-cloudtrail`;
    expect(changes.map(({ kind, target, status }) => `${status} ${kind} ${target}`)).toEqual([
      'applied create-organization organization',
      'applied trust-service iam.amazonaws.com',
      'applied enable-root-management root credentials',
      'applied create-unit Users',
      'applied create-unit Envs',
      'applied create-unit Envs/Production',
      'applied create-account Ops',
      'applied move-account Ops → Users',
      'applied create-group admin',
      'applied attach-group-policy admin ← AdministratorAccess',
      'applied create-group production',
      'applied put-group-policy production ← read-own-access',
      'applied create-group people',
      'applied put-group-policy people ← own-sign-in',
      'applied attach-group-policy people ← SignInLocalDevelopmentAccess',
      'applied trust-service cloudtrail.amazonaws.com',
      `applied create-bucket ${bucket}`,
      `applied protect-bucket ${bucket}`,
      `applied put-bucket-policy ${bucket}`,
      'applied create-trail diverst-organization',
      'applied start-logging diverst-organization',
      'applied enable-policy-type service control policies',
      'applied enable-policy-type resource control policies',
      'applied create-control-policy SCP diverst-guardrails',
      'applied create-control-policy RCP diverst-guardrails',
      'applied create-control-policy SCP diverst-guardrails-ops',
      'applied create-control-policy RCP diverst-guardrails-ops',
      'applied attach-control-policy Envs ← SCP diverst-guardrails',
      'applied attach-control-policy Envs ← RCP diverst-guardrails',
      'applied attach-control-policy Users ← SCP diverst-guardrails-ops',
      'applied attach-control-policy Users ← RCP diverst-guardrails-ops',
    ]);
    expect(ops).toMatchObject({ id: opsAccounts(organization)[0]?.id, email: 'aws+ops@example.com' });
    expect(organizationId).toBe(organization.sandbox.state().organization?.id);
  });

  it('then audits clean, and the first client can be made', async () => {
    const organization = testOrganization({ start: 'empty' });
    await finishes(organization);
    expect((await runCli(organization, ['client', 'init', 'acme', '--yes'])).code).toBe(0);
    const audit = await runCli(organization, ['org', 'audit']);
    expect(audit.code, audit.stdout).toBe(0);
    // Ops and acme were made after root credentials were managed centrally.
    const { accounts, iam, managementAccountId } = organization.sandbox.state();
    const members = Object.values(accounts).filter(({ id }) => id !== managementAccountId);
    expect(members.map(({ id, name }) => [name, iam[id]?.root?.hasPassword])).toEqual([
      ['Ops', false],
      ['acme', false],
    ]);
  });

  it('names Ops in the policy that lets people read their own', async () => {
    const organization = testOrganization({ start: 'empty' });
    const { ops } = await finishes(organization);
    const { iam } = organization.sandbox.state();
    const { document } = iam[ops.id ?? '']?.groups.production?.inline['read-own-access'] ?? {};
    expect(document).toContain(`arn:aws:iam::${ops.id}:group/*`);
    expect(document).not.toContain('000000000000');
  });

  it('run again plans nothing and changes nothing', async () => {
    const organization = testOrganization({ start: 'empty' });
    await finishes(organization);
    const before = mutations(organization.sandbox).length;
    const { changes } = await finishes(organization);
    expect(new Set(changes.map(({ status }) => status))).toEqual(new Set(['unchanged']));
    expect(mutations(organization.sandbox)).toHaveLength(before);
  });

  it('shows the plan with --dry-run and changes nothing', async () => {
    const organization = testOrganization({ start: 'empty' });
    const { code, stdout } = await runCli(organization, ['org', 'init', '--dry-run', '--json']);
    expect(code).toBe(0);
    expect(new Set((JSON.parse(stdout) as Result).changes.map(({ status }) => status))).toEqual(
      new Set(['planned']),
    );
    expect(mutations(organization.sandbox)).toEqual([]);
  });

  it('asks, and does nothing when declined', async () => {
    const organization = testOrganization({ start: 'empty' });
    const { code, asked, stderr } = await runCli(organization, ['org', 'init'], { answer: false });
    expect(code).toBe(4);
    expect(asked).toHaveLength(1);
    expect(stderr).toContain('organization  none');
    expect(mutations(organization.sandbox)).toEqual([]);
  });

  it('without a terminal wants --yes or --dry-run', async () => {
    const organization = testOrganization({ start: 'empty' });
    const { code, stderr } = await runCli(organization, ['org', 'init']);
    expect(code).toBe(64);
    expect(stderr).toContain('add --yes');
    expect(mutations(organization.sandbox)).toEqual([]);
  });

  it('waits out an organization that AWS sets up for most of an hour, with few sends', async () => {
    const organization = testOrganization({
      start: 'empty',
      timings: { ...realistic, organizationSetup: 50 * 60_000 },
    });
    await finishes(organization);
    expect(sends(organization)).toBe(1);
    const all = organization.sandbox.calls.filter(({ operation }) => operation === 'CreateAccount').length;
    expect(all).toBeLessThanOrEqual((50 * 60) / 10);
  });

  it('gives up that wait at --timeout, names the command, and continues later', async () => {
    const organization = testOrganization({
      start: 'empty',
      timings: { ...realistic, organizationSetup: 50 * 60_000 },
    });
    const { code, stderr } = await runCli(organization, line('--timeout', '5m'));
    expect(code).toBe(1);
    expect(stderr).toContain('still setting up the organization');
    expect(stderr).toContain('continue:\n         diverst org init --timeout 5m');
    expect(opsAccounts(organization)).toEqual([]);
    await finishes(organization);
  });
});

describe('from whatever is there', () => {
  it.each<[string, (state: SandboxState) => void]>([
    [
      'an OU is missing',
      (state) => {
        for (const unit of Object.values(state.units))
          if (unit.name === 'Production') delete state.units[unit.id];
      },
    ],
    [
      'Ops is still in the root',
      (state) => {
        for (const one of Object.values(state.accounts))
          if (one.name === 'Ops') one.parentId = state.organization?.rootId ?? '';
      },
    ],
    [
      'the group of admins is missing',
      (state) => {
        delete state.iam[state.managementAccountId]?.groups.admin;
      },
    ],
    [
      'the group of admins lacks its policy',
      (state) => {
        const admin = state.iam[state.managementAccountId]?.groups.admin;
        if (admin) admin.attached = [];
        // Otherwise nobody may do anything.
        const user = Object.values(state.iam[state.managementAccountId]?.users ?? {})[0];
        user?.attached.push('arn:aws:iam::aws:policy/AdministratorAccess');
      },
    ],
    [
      'the group in Ops lacks its policy',
      (state) => {
        for (const { groups } of Object.values(state.iam))
          if (groups.production) groups.production.inline = {};
      },
    ],
  ])('makes only what is missing: %s', async (_name, edit) => {
    const organization = testOrganization();
    organization.sandbox.edit((state) => {
      edit(state);
      // Without environments in the configuration their group is none of the base.
      for (const { groups } of Object.values(state.iam)) delete groups.environments;
      const user = Object.values(state.iam[state.managementAccountId]?.users ?? {})[0];
      if (!user?.attached.length) user?.attached.push('arn:aws:iam::aws:policy/AdministratorAccess');
    });
    const { changes } = await finishes(organization);
    expect(changes.filter(({ status }) => status === 'applied').length).toBeGreaterThan(0);
    expect(changes.filter(({ status }) => status === 'applied')).toHaveLength(
      mutations(organization.sandbox).length,
    );
  });

  it('reports what differs, and leaves it to repair', async () => {
    const organization = testOrganization();
    const other = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'iam:GetUser', Resource: '*' }],
    });
    organization.sandbox.edit((state) => {
      const ops = Object.values(state.accounts).find(({ name }) => name === 'Ops');
      const envs = Object.values(state.units).find(({ name }) => name === 'Envs');
      if (ops && envs) ops.parentId = envs.id;
      const group = state.iam[ops?.id ?? '']?.groups.production;
      if (group) group.inline['read-own-access'] = { document: other, effectiveAt: 0 };
    });
    const result = await runCli(organization, line());
    expect(result.code).toBe(0);
    expect(jsonOf<Result>(result).notices).toEqual([
      expect.stringContaining('move account Ops from Envs to Users'),
      expect.stringContaining('overwrite inline policy read-own-access of group production in Ops'),
    ]);
    expect(jsonOf<Result>(result).findings?.map(({ id }) => id)).toContain('ops-misplaced:Ops');
    expect(mutations(organization.sandbox)).toEqual([]);
  });
});

describe('who may', () => {
  it('a member account may not', async () => {
    const organization = testOrganization();
    const document = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
    });
    organization.sandbox.edit((state) => {
      const user = state.iam[opsAccounts(organization)[0]?.id ?? '']?.users['ops-user'];
      if (user) user.inline.all = { document, effectiveAt: 0 };
    });
    const { code, stderr } = await runCli(organization, line('--profile', 'ops'));
    expect(code).toBe(1);
    expect(stderr).toContain('is a member of organization');
    expect(mutations(organization.sandbox)).toEqual([]);
  });

  it.each(['empty', 'base'] as const)('the root user may not: %s', async (start) => {
    const organization = testOrganization({ start });
    const keys = asRootUser(organization);
    const { code, stderr } = await runCli(organization, line(), {
      openConnection: async () => ({
        profile: 'root user',
        transport: {
          credentials: keys,
          region: organization.sandbox.region,
          requestHandler: organization.sandbox.requestHandler,
        },
      }),
    });
    expect(code).toBe(1);
    expect(stderr).toContain('you are the root user of account');
    expect(stderr).toContain('diverst could not work in any other account');
    expect(mutations(organization.sandbox)).toEqual([]);
  });
});

/** An access key of the management account's root user. */
function asRootUser({ sandbox }: TestOrganization) {
  const keys = sandbox.profiles.management;
  sandbox.edit((state) => {
    const key = state.accessKeys[keys.accessKeyId];
    if (!key) throw new Error('no such key');
    const { userName: _none, ...ofRoot } = key;
    state.accessKeys[keys.accessKeyId] = ofRoot;
  });
  return keys;
}

describe('the address of Ops', () => {
  const noEmail = (organization: TestOrganization, argv: readonly string[]) =>
    runCli(organization, argv, { env: { DIVERST_SANDBOX: '' } });

  it('is asked for before anything is changed, where none is known', async () => {
    const organization = testOrganization({ start: 'empty' });
    const { code, stderr } = await noEmail(organization, line());
    expect(code).toBe(64);
    expect(stderr).toContain('cannot create the account: no email address for Ops');
    expect(stderr).toContain('--ops-email');
    expect(mutations(organization.sandbox)).toEqual([]);
  });

  it('is not asked for where Ops is there', async () => {
    const organization = testOrganization();
    expect((await noEmail(organization, line())).code).toBe(0);
  });

  it('can be given', async () => {
    const organization = testOrganization({ start: 'empty' });
    await finishes(organization, '--ops-email', 'Ops@Acme.example');
    expect(opsAccounts(organization)[0]?.email).toBe('ops@acme.example');
  });

  it('is refused where it is none', async () => {
    const organization = testOrganization({ start: 'empty' });
    const { code, stderr } = await runCli(organization, line('--ops-email', 'ops at acme'));
    expect(code).toBe(64);
    expect(stderr).toContain('--ops-email');
  });

  it('must not belong to another account, closed ones included', async () => {
    const organization = testOrganization({ start: 'empty' });
    await finishes(organization);
    organization.sandbox.edit((state) => {
      const ops = Object.values(state.accounts).find(({ name }) => name === 'Ops');
      if (ops) Object.assign(ops, { name: 'Gone', state: 'CLOSED' });
    });
    const before = mutations(organization.sandbox).length;
    const { code, stderr } = await runCli(organization, line());
    expect(code).toBe(1);
    expect(stderr).toContain('belongs to account Gone');
    expect(mutations(organization.sandbox)).toHaveLength(before);
  });
});

describe('an Ops that is not to be taken', () => {
  it.each<[string, object, string]>([
    ['closed', { state: 'CLOSED' }, 'belongs to account Ops'],
    ['in another case', { name: 'OPS' }, 'are treated as the same'],
  ])('%s: nothing is begun', async (_name, change, text) => {
    const organization = testOrganization();
    organization.sandbox.edit((state) => {
      const ops = Object.values(state.accounts).find(({ name }) => name === 'Ops');
      if (ops) Object.assign(ops, change);
    });
    const { code, stderr } = await runCli(organization, line());
    expect(code).toBe(1);
    expect(stderr).toContain(text);
    expect(mutations(organization.sandbox)).toEqual([]);
  });
});

describe('an Ops that the list of accounts does not show yet', () => {
  /** Hides Ops, and how it came to be, from the next two listings. */
  const hide = ({ sandbox }: TestOrganization) => {
    let hidden: [string, SandboxState['accounts'][string], SandboxState['creations']] | undefined;
    sandbox.faults.add({
      operation: 'ListAccounts',
      times: 2,
      fault: {
        kind: 'hook',
        before: () =>
          sandbox.edit((state) => {
            const ops = Object.values(state.accounts).find(({ name }) => name === 'Ops');
            if (!ops) throw new Error('no Ops');
            hidden = [ops.id, ops, state.creations];
            delete state.accounts[ops.id];
            state.creations = {};
          }),
        after: () =>
          sandbox.edit((state) => {
            if (!hidden) return;
            const [id, ops, creations] = structuredClone(hidden);
            state.accounts[id] = ops;
            state.creations = creations;
          }),
      },
    });
  };

  it('is not made a second time with another address', async () => {
    const organization = testOrganization({ start: 'empty' });
    await finishes(organization);
    hide(organization);
    const { code, stderr } = await runCli(organization, line('--ops-email', 'other@example.com'));
    expect(code).toBe(1);
    expect(stderr).toContain('with the email address aws+ops@example.com');
    expect(sends(organization)).toBe(1);
    expect(opsAccounts(organization)).toHaveLength(1);
  });

  it('is continued with where its address is the one that is asked for', async () => {
    const organization = testOrganization({ start: 'empty' });
    await finishes(organization);
    hide(organization);
    await finishes(organization);
    expect(sends(organization)).toBe(1);
  });
});

describe('an Ops that is a client', () => {
  it('is refused, and nothing is made in it', async () => {
    const organization = testOrganization();
    expect((await runCli(organization, ['client', 'init', 'acme', '--yes'])).code).toBe(0);
    const folder = mkdtempSync(join(tmpdir(), 'diverst-init-'));
    const file = join(folder, 'diverst.config.yaml');
    writeFileSync(file, 'organization: { opsAccount: acme }\n');
    const before = mutations(organization.sandbox).length;
    const { code, stderr } = await runCli(organization, line('--config', file));
    rmSync(folder, { recursive: true });
    expect(code).toBe(1);
    expect(stderr).toContain('is in Envs/Production, with the clients');
    expect(mutations(organization.sandbox)).toHaveLength(before);
  });
});

describe('an Ops of another name', () => {
  it('is asked about before a second one is made', async () => {
    const organization = testOrganization();
    organization.sandbox.edit((state) => {
      for (const account of Object.values(state.accounts))
        if (account.name === 'Ops') account.name = 'People';
    });
    const more = ['--dry-run', '--ops-email', 'second@example.com'];
    const { stdout } = await runCli(organization, ['org', 'init', ...more]);
    expect(stdout).toContain('Users already contains accounts (People) and none is Ops');
    expect(mutations(organization.sandbox)).toEqual([]);
  });
});

describe('two at once', () => {
  it.each([0, 20, 130, 700, 5_000, 62_000, 70_000, 100_000])(
    'the second %i ms later: one organization, one Ops, and both end well',
    async (later) => {
      const organization = testOrganization({ start: 'empty' });
      const first = runCli(organization, line());
      await organization.clock.sleep(later);
      const second = runCli(organization, line());
      const [one, two] = await Promise.all([first, second]);
      expect([one.code, two.code], one.stderr + two.stderr).toEqual([0, 0]);
      expect(shapeOf(organization.sandbox.state())).toEqual(base);
      expect(opsAccounts(organization)).toHaveLength(1);
    },
  );
});
