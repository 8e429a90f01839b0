import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SandboxState } from '../../src/sandbox/state.ts';
import type { RootUserState } from '../../src/sandbox/state-of-iam.ts';
import { giveRoot, giveRootKey } from '../audit/drifts/root-users.ts';
import { jsonOf, mutations, runCli, type TestOrganization, testOrganization } from '../support/cli.ts';
import { iamOf, idOf } from '../support/state.ts';

let folder: string;
let uncentral: readonly string[];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'diverst-roots-'));
  const file = join(folder, 'config.json');
  writeFileSync(file, JSON.stringify({ organization: { centralRootAccess: false } }));
  uncentral = ['--config', file];
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const day = 24 * 3_600_000;
const nothing = { hasPassword: false, mfaDevices: [], signingCertificates: [] };
const everything: RootUserState = {
  hasPassword: true,
  mfaDevices: ['arn:aws:iam::aws:mfa/root'],
  signingCertificates: [{ id: 'CERTIFICATEOFTHEROOTUSER', uploadedAt: 0 }],
};

interface Reported {
  readonly findings: readonly { readonly id: string; readonly severity: string; readonly message: string }[];
}

interface Repaired {
  readonly changes: readonly { readonly kind: string; readonly target: string; readonly status: string }[];
  readonly notices: readonly string[];
  readonly repaired: readonly string[];
  readonly notAudited: readonly string[];
}

/** An organization with clients, whose state is then changed. */
async function withClients(
  clients: readonly string[],
  change: (state: SandboxState, id: (name: string) => string, now: number) => void,
): Promise<TestOrganization> {
  const organization = testOrganization();
  for (const client of clients)
    expect((await runCli(organization, ['client', 'init', client, '--yes'])).code).toBe(0);
  organization.clock.advance(200 * day);
  organization.sandbox.edit((state) => {
    const now = organization.clock.now();
    // The people are new again, and so are their keys.
    const users = Object.values(state.iam).flatMap((iam) => Object.values(iam.users));
    for (const one of [...users, ...Object.values(state.accessKeys)]) Object.assign(one, { createdAt: now });
    change(state, (name) => idOf(state, name), now);
  });
  return organization;
}

async function findings(
  organization: TestOrganization,
  ...more: readonly string[]
): Promise<readonly string[]> {
  const { findings: found } = jsonOf<Reported>(
    await runCli(organization, ['org', 'audit', '--json', ...more]),
  );
  return found.map(({ id, severity }) => `${severity} ${id}`);
}

function rootOf({ sandbox }: TestOrganization, name: string) {
  const state = sandbox.state();
  const keys = Object.values(state.accessKeys).filter(
    ({ accountId, userName }) => accountId === idOf(state, name) && userName === undefined,
  );
  return { ...iamOf(state, name).root, keys: keys.map(({ id }) => id) };
}

const line = (...only: readonly string[]) => ['org', 'repair', '--yes', '--json', '--only', ...only];

const lines = ({ changes }: Repaired) =>
  changes.map(({ kind, target, status }) => `${status} ${kind} ${target}`);

/** Calls that a run made about root users. */
function callsOf({ sandbox }: TestOrganization, from: number): readonly string[] {
  return sandbox.calls.slice(from).map(({ operation }) => operation);
}

describe('an audit', () => {
  it('asks each account once, in no further step, and the management account for central management', async () => {
    const organization = await withClients(['acme', 'globex'], () => {});
    const before = organization.sandbox.calls.length;
    expect(await findings(organization)).toEqual([]);
    const calls = organization.sandbox.calls.slice(before);
    const summaries = calls.filter(({ operation }) => operation === 'GetAccountSummary');
    expect(new Set(summaries.map(({ accountId }) => accountId)).size).toBe(4);
    expect(summaries).toHaveLength(4);
    expect(calls.filter(({ operation }) => operation === 'ListOrganizationsFeatures')).toHaveLength(1);
  });

  it('tells keys and a password apart, of one account', async () => {
    const organization = await withClients(['acme'], (state, id) => {
      giveRoot(state, id('acme'), { hasPassword: true });
      giveRootKey(state, id('acme'));
    });
    expect(await findings(organization)).toEqual([
      'high root-keys:acme',
      'high root-password-without-mfa:acme',
    ]);
    expect(await findings(organization, '--client', 'acme')).toEqual([
      'high root-keys:acme',
      'high root-password-without-mfa:acme',
    ]);
  });

  it('says of an account that it cannot ask that it was not audited, and of the rest what is wrong', async () => {
    const organization = await withClients(['acme', 'globex'], (state, id) =>
      giveRootKey(state, id('globex')),
    );
    const { sandbox } = organization;
    const code = 'AccessDenied';
    const accountId = idOf(sandbox.state(), 'acme');
    const deny = () =>
      sandbox.faults.add({
        operation: 'GetAccountSummary',
        accountId,
        fault: { kind: 'error', code, status: 403 },
      });
    deny();
    const { code: exit, stdout } = await runCli(organization, ['org', 'audit', '--json']);
    expect(exit).toBe(3);
    expect(JSON.parse(stdout).findings.map(({ id }: { readonly id: string }) => id)).toEqual([
      'not-audited:acme/root-user',
      'root-keys:globex',
    ]);
    // What was known of it before is not taken for fixed, and what is known of others is.
    const since = join(folder, 'since.json');
    const before = ['root-keys:acme', 'trust-broader:acme', 'root-keys:initech'].map((id) => ({ id }));
    writeFileSync(since, JSON.stringify({ ...JSON.parse(stdout), findings: before }));
    deny();
    const again = await runCli(organization, ['org', 'audit', '--json', '--since', since]);
    expect(JSON.parse(again.stdout).fixed).toEqual(['trust-broader:acme', 'root-keys:initech']);
  });

  it('does not take a denial, or a caller of a member, for central management that is off', async () => {
    const organization = await withClients(['acme'], () => {});
    for (const code of ['AccessDenied', 'AccountNotManagementOrDelegatedAdministratorException']) {
      organization.sandbox.faults.add({
        operation: 'ListOrganizationsFeatures',
        fault: { kind: 'error', code, status: 403 },
      });
      expect(await findings(organization)).toEqual(['high not-audited:root-access']);
    }
  });

  it('asks nothing of central management where it is switched off, and judges root users all the same', async () => {
    const organization = await withClients(['acme'], (state, id) => {
      if (state.organization) state.organization.rootFeatures = [];
      giveRoot(state, id('acme'), { hasPassword: true });
    });
    const before = organization.sandbox.calls.length;
    expect(await findings(organization, ...uncentral)).toEqual(['high root-password-without-mfa:acme']);
    expect(callsOf(organization, before)).not.toContain('ListOrganizationsFeatures');
    const { code, stderr } = await runCli(organization, [...line('root-credentials:acme'), ...uncentral]);
    expect(code).toBe(1);
    expect(stderr).toContain('sign in as the root user with the email address');
  });

  it('offers to manage credentials first where that is off, and deletes nothing before', async () => {
    const organization = await withClients(['acme'], (state, id) => {
      if (state.organization) state.organization.rootFeatures = [];
      giveRoot(state, id('acme'), { hasPassword: true });
    });
    const first = await runCli(organization, line('root-credentials:acme'));
    expect(first.code).toBe(1);
    expect(first.stderr).toContain('diverst org repair --only root-management');
    expect(first.stderr).toContain(
      'then delete these credentials:\n         diverst org repair --only root-credentials:acme',
    );
    const managed = jsonOf<Repaired>(await runCli(organization, line('root-management')));
    expect(lines(managed)).toEqual(['applied enable-root-management root credentials']);
    expect(rootOf(organization, 'acme')).toMatchObject({ hasPassword: true });
    expect((await runCli(organization, line('root-credentials:acme'))).code).toBe(0);
    expect(await findings(organization)).toEqual([]);
  });

  it('says of an organization without all features that it cannot be', async () => {
    const organization = await withClients([], (state) => {
      const { organization: made } = state;
      if (made) state.organization = { ...made, featureSet: 'CONSOLIDATED_BILLING' };
    });
    expect(await findings(organization)).toContain(
      `medium root-management:${organization.sandbox.state().organization?.id}`,
    );
    const { code, stderr } = await runCli(organization, line('root-management'));
    expect(code).toBe(1);
    expect(stderr).toContain('enable all features');
  });
});

describe('org init', () => {
  it('plans nothing of it where the configuration switches it off', async () => {
    const organization = testOrganization({ start: 'unguarded' });
    const { stdout } = await runCli(organization, ['org', 'init', '--dry-run', '--json', ...uncentral]);
    expect(stdout).not.toContain('root');
  });

  it('enables it in an organization that has all else', async () => {
    const organization = testOrganization({ start: 'unguarded' });
    const { stdout } = await runCli(organization, ['org', 'init', '--yes', '--json']);
    expect(
      lines(JSON.parse(stdout)).filter((one) => one.startsWith('applied') && /root|iam/.test(one)),
    ).toEqual(['applied trust-service iam.amazonaws.com', 'applied enable-root-management root credentials']);
    expect(organization.sandbox.state().organization?.rootFeatures).toEqual(['RootCredentialsManagement']);
  });

  it('makes no account where it fails before', async () => {
    const organization = testOrganization({ start: 'empty' });
    organization.sandbox.faults.add({
      operation: 'EnableOrganizationsRootCredentialsManagement',
      fault: { kind: 'error', code: 'AccessDenied', status: 403 },
    });
    const words = ['org', 'init', '--ops-email', 'ops@example.com', '--yes'];
    expect((await runCli(organization, words)).code).toBe(1);
    expect(Object.values(organization.sandbox.state().accounts).map(({ name }) => name)).toEqual([
      'management',
    ]);
    expect((await runCli(organization, words)).code).toBe(0);
  });
});

describe('org repair', () => {
  it('leaves root users alone unless they are named', async () => {
    const organization = await withClients(['acme'], (state, id) => giveRoot(state, id('acme'), everything));
    const before = mutations(organization.sandbox).length;
    const { stdout, stderr } = await runCli(organization, ['org', 'repair', '--yes', '--json']);
    expect(lines(JSON.parse(stdout))).toEqual([]);
    expect(mutations(organization.sandbox)).toHaveLength(before);
    expect(stderr).toContain('needs --only root-credentials:acme');
  });

  it('deletes all that there is, MFA last, and says before what it is and that it cannot be undone', async () => {
    let key = '';
    const organization = await withClients(['acme', 'globex'], (state, id, now) => {
      for (const name of ['acme', 'globex']) giveRoot(state, id(name), everything);
      key = giveRootKey(state, id('acme'), now - 100 * day);
    });
    const used = new Date(organization.clock.now() - 100 * day).toISOString().slice(0, 10);
    const before = organization.sandbox.calls.length;
    const { code, stderr, asked } = await runCli(
      organization,
      ['org', 'repair', '--only', 'root-credentials:acme'],
      { answer: true, typed: organization.sandbox.state().organization?.id ?? '' },
    );
    expect(code, stderr).toBe(0);
    expect(asked).toHaveLength(1);
    expect(stderr).toContain(
      `password; access key ${key} (last used ${used}); signing certificate CERTIFICATEOFTHEROOTUSER; MFA device`,
    );
    expect(stderr).toContain('with the help of AWS Support');
    expect(callsOf(organization, before).filter((name) => /^(Delete|Deactivate)/.test(name))).toEqual([
      'DeleteAccessKey',
      'DeleteSigningCertificate',
      'DeleteLoginProfile',
      'DeactivateMFADevice',
    ]);
    expect(rootOf(organization, 'acme')).toEqual({ ...nothing, keys: [] });
    expect(rootOf(organization, 'globex')).toMatchObject(everything);
  });

  it('takes the name of the check for all accounts, but never the management account', async () => {
    const organization = await withClients(['acme', 'globex'], (state, id) => {
      for (const name of ['acme', 'globex', 'Ops']) giveRoot(state, id(name), everything);
      giveRootKey(state, state.managementAccountId);
      giveRoot(state, state.managementAccountId, { mfaDevices: [] });
      giveRootKey(state, id('acme'));
    });
    const result = await runCli(organization, line('root-credentials'));
    expect(result.code, result.stderr).toBe(0);
    const { repaired, changes } = jsonOf<Repaired>(result);
    expect(changes.map(({ target }) => target).sort()).toEqual(['Ops', 'acme', 'globex']);
    expect([...repaired].sort()).toEqual([
      'root-credentials:Ops',
      'root-credentials:globex',
      'root-keys:acme',
    ]);
    expect(await findings(organization)).toEqual([
      'high root-keys:management',
      'high root-password-without-mfa:management',
    ]);
    const own = await runCli(organization, line('root-keys:management'));
    expect(own.code).toBe(1);
    expect(own.stderr).toContain('sign in as this root user');
  });

  describe('of a key that is in use', () => {
    const inUse = () =>
      withClients(['acme'], (state, id, now) => giveRootKey(state, id('acme'), now - 89 * day));

    it('says so, and with --yes deletes it only by the name of the account', async () => {
      const organization = await inUse();
      const general = await runCli(organization, line('root-credentials'));
      expect(general.code).toBe(0);
      expect(lines(jsonOf<Repaired>(general))).toEqual([]);
      expect(general.stderr).toContain('warning: access key');
      expect(general.stderr).toContain('needs --only root-keys:acme');
      expect(rootOf(organization, 'acme').keys).toHaveLength(1);
      const named = await runCli(organization, line('root-credentials:acme'));
      expect(named.code, named.stderr).toBe(0);
      expect(named.stderr).toContain('warning: access key');
      expect(rootOf(organization, 'acme').keys).toEqual([]);
    });

    it('asks, where somebody can be asked', async () => {
      const organization = await inUse();
      const typed = organization.sandbox.state().organization?.id ?? '';
      const { code, stderr } = await runCli(organization, ['org', 'repair', '--only', 'root-credentials'], {
        answer: true,
        typed,
      });
      expect(code, stderr).toBe(0);
      expect(stderr).toContain('warning: access key');
      expect(rootOf(organization, 'acme').keys).toEqual([]);
    });
  });

  it('deletes nothing of a root user who got another key since it was shown', async () => {
    const organization = await withClients(['acme'], (state, id) => giveRoot(state, id('acme'), everything));
    const { sandbox } = organization;
    const { code, stderr } = await runCli(
      organization,
      ['org', 'repair', '--only', 'root-credentials:acme'],
      {
        answer: true,
        typed: sandbox.state().organization?.id ?? '',
        whileAsked: () => sandbox.edit((state) => giveRootKey(state, idOf(state, 'acme'))),
      },
    );
    expect(code).toBe(1);
    expect(stderr).toContain('the root user now also has access key AKIAR00T');
    expect(rootOf(organization, 'acme')).toMatchObject(everything);
  });

  it('continues where it failed half-way', async () => {
    const organization = await withClients(['acme'], (state, id) => giveRoot(state, id('acme'), everything));
    organization.sandbox.faults.add({
      operation: 'DeleteLoginProfile',
      fault: { kind: 'error', code: 'EntityTemporarilyUnmodifiable', status: 409 },
    });
    const first = await runCli(organization, line('root-credentials:acme'));
    expect(first.code).toBe(1);
    expect(lines(jsonOf<Repaired>(first))).toEqual(['in-doubt delete-root-credentials acme']);
    expect(rootOf(organization, 'acme')).toMatchObject({ hasPassword: true, signingCertificates: [] });
    expect((await runCli(organization, line('root-credentials:acme'))).code).toBe(0);
    expect(rootOf(organization, 'acme')).toEqual({ ...nothing, keys: [] });
  });

  it('names an account that cannot be looked at, deletes nothing there, and ends with 3', async () => {
    const organization = await withClients(['acme', 'globex'], (state, id) => {
      for (const name of ['acme', 'globex']) giveRoot(state, id(name), everything);
    });
    const target = idOf(organization.sandbox.state(), 'acme');
    organization.sandbox.faults.add({
      operation: 'AssumeRoot',
      when: ({ input }) => input.TargetPrincipal === target,
      fault: { kind: 'error', code: 'AccessDenied', status: 403 },
    });
    const { code, stdout, stderr } = await runCli(organization, line('root-credentials'));
    expect(code).toBe(3);
    expect(stderr).toContain('AWS denied sts:AssumeRoot');
    const { notAudited, repaired } = JSON.parse(stdout) as Repaired;
    expect([notAudited, repaired]).toEqual([['acme/root-user'], ['root-credentials:globex']]);
    expect(rootOf(organization, 'acme')).toMatchObject(everything);
  });

  it('opens sessions by the two tasks only', async () => {
    const organization = await withClients(['acme'], (state, id) => giveRoot(state, id('acme'), everything));
    const before = organization.sandbox.calls.length;
    expect((await runCli(organization, line('root-credentials'))).code).toBe(0);
    const opened = organization.sandbox.calls
      .slice(before)
      .filter(({ operation }) => operation === 'AssumeRoot');
    expect(opened.map(({ input }) => input)).toEqual(
      ['IAMAuditRootUserCredentials', 'IAMDeleteRootUserCredentials'].map((task) =>
        expect.objectContaining({
          TaskPolicyArn: { arn: `arn:aws:iam::aws:policy/root-task/${task}` },
          DurationSeconds: 900,
        }),
      ),
    );
  });
});
