import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Failure } from '../../src/model/failure.ts';
import { canonicalJson } from '../../src/model/policy/canonical.ts';
import { inlineGrant } from '../../src/model/policy/grant.ts';
import type { SandboxState } from '../../src/sandbox/state.ts';
import { jsonOf, runCli, type TestOrganization, testOrganization } from '../support/cli.ts';
import { clean, everyone, everything, type Result, repair, setTrust } from '../support/repair.ts';
import { groupOf, iamOf, idOf, roleOf } from '../support/state.ts';

const folder = mkdtempSync(join(tmpdir(), 'diverst-repair-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The options that name a configuration. */
function configured(yaml: string): readonly string[] {
  const file = join(folder, 'diverst.config.yaml');
  writeFileSync(file, yaml);
  return ['--config', file];
}

function adminsOf(state: SandboxState) {
  const group = state.iam[state.managementAccountId]?.groups.admin;
  if (!group) throw new Error('no admins');
  return group;
}

function unitOf(state: SandboxState, name: string): string {
  const unit = Object.values(state.units).find((one) => one.name === name);
  if (!unit) throw new Error(`no OU ${name}`);
  return unit.id;
}

function addUnit(state: SandboxState, name: string): string {
  const id = 'ou-abcd-aaaaaaaa';
  state.units[id] = { id, name, parentId: state.organization?.rootId ?? '', tags: {} };
  return id;
}

function place(state: SandboxState, name: string, parentId: string): void {
  Object.assign(state.accounts[idOf(state, name)] ?? {}, { parentId });
}

const parentOf = ({ sandbox }: TestOrganization, name: string) => {
  const state = sandbox.state();
  return state.accounts[idOf(state, name)]?.parentId;
};

describe('what is taken from the admins', () => {
  const readers = 'organization: { adminPolicies: [ReadOnlyAccess] }\n';

  it('leaves them what they are to have: it comes first', async () => {
    const organization = await clean();
    const result = await repair(organization, ...configured(readers), '--only', 'admin-broader');
    const { attached, inline } = adminsOf(organization.sandbox.state());
    expect(attached).toEqual(['arn:aws:iam::aws:policy/ReadOnlyAccess']);
    expect(Object.keys(inline)).toEqual(['assume-OrganizationAccountAccessRole']);
    expect(result.calls.at(-1)).toBe('iam:DetachGroupPolicy');
    expect(result.code, result.stderr).toBe(0);
  });

  it('is rewritten where it is of the name of what they are to have', async () => {
    const organization = await clean();
    const name = 'assume-OrganizationAccountAccessRole';
    organization.sandbox.edit((state) => {
      adminsOf(state).attached = ['arn:aws:iam::aws:policy/ReadOnlyAccess'];
      adminsOf(state).inline[name] = { document: everything, effectiveAt: 0 };
    });
    const result = await repair(organization, ...configured(readers), '--only', 'admin-broader');
    expect(result.code, result.stderr).toBe(0);
    const held = adminsOf(organization.sandbox.state()).inline[name]?.document;
    expect(held).toContain(':role/OrganizationAccountAccessRole');
    expect(result.calls).toEqual(['iam:PutGroupPolicy']);
  });

  it('stays where what they are to have cannot be given', async () => {
    const organization = await clean();
    organization.sandbox.faults.add({
      operation: 'PutGroupPolicy',
      fault: { kind: 'error', code: 'InvalidInputException' },
    });
    const result = await repair(organization, ...configured(readers), '--only', 'admin-broader');
    expect(result.code).toBe(1);
    expect(adminsOf(organization.sandbox.state()).attached).toContain(
      'arn:aws:iam::aws:policy/AdministratorAccess',
    );
  });

  it('stays where what would be rewritten was changed meanwhile', async () => {
    const organization = await clean();
    const name = 'assume-OrganizationAccountAccessRole';
    const narrow = everything.replace('"Resource":"*"', '"Resource":"arn:aws:s3:::x"');
    organization.sandbox.edit((state) => {
      adminsOf(state).inline[name] = { document: narrow, effectiveAt: 0 };
      adminsOf(state).inline.mine = { document: everything, effectiveAt: 0 };
    });
    organization.sandbox.faults.add({
      operation: 'PutGroupPolicy',
      times: 9,
      fault: { kind: 'error', code: 'InvalidInputException' },
    });
    const result = await repair(organization, ...configured(readers), ...['--only', 'admin-broader']);
    expect(result.code).toBe(1);
    const { attached, inline } = adminsOf(organization.sandbox.state());
    expect(attached).toContain('arn:aws:iam::aws:policy/AdministratorAccess');
    expect(Object.keys(inline)).toContain('mine');
  });

  it('goes last of all: it may be what everything else is done by', async () => {
    const organization = await clean();
    organization.sandbox.edit((state) => {
      roleOf(state, 'acme').inline.mine = { document: everything, effectiveAt: 0 };
      groupOf(state).inline.more = { document: everything, effectiveAt: 0 };
    });
    const only = ['admin-broader', 'role-policy-extra', 'group-broader', 'grant-broader'];
    const result = await repair(organization, ...configured(readers), '--only', ...only);
    expect(result.code, result.stderr).toBe(0);
    expect(result.calls.at(-1)).toBe('iam:DetachGroupPolicy');
    expect(result.calls).toContain('iam:DeleteRolePolicy');
  });
});

describe('what is taken from the people in Ops', () => {
  it('leaves them reading their own', async () => {
    const organization = await clean();
    const iam = everything.replace('"*"', '"iam:*"');
    organization.sandbox.edit((state) => {
      const { inline } = groupOf(state);
      delete inline['read-own-access'];
      inline.more = { document: iam, effectiveAt: 0 };
    });
    const result = await repair(organization, '--only', 'group-broader');
    expect(result.code, result.stderr).toBe(0);
    expect(result.calls).toEqual(['iam:PutGroupPolicy', 'iam:DeleteGroupPolicy']);
    expect(Object.keys(groupOf(organization.sandbox.state()).inline)).toContain('read-own-access');
    expect(jsonOf<Result>(result).left).toEqual([]);
  });

  it('and its name: one policy is written once', async () => {
    const organization = await clean();
    const other = everything.replace('"*"', '"s3:*"');
    organization.sandbox.edit((state) => {
      groupOf(state).inline['read-own-access'] = { document: other, effectiveAt: 0 };
    });
    const result = await repair(organization, '--only', 'group-broader', 'group-read-access');
    expect(result.code, result.stderr).toBe(0);
    expect(result.calls).toEqual(['iam:PutGroupPolicy']);
    expect(jsonOf<Result>(result).left).toEqual([]);
  });

  it('reports whose clients nothing else grants', async () => {
    const organization = await clean();
    const wide = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: 'arn:aws:iam::*:role/*' }],
    });
    organization.sandbox.edit((state) => {
      delete groupOf(state).inline['assume-acme-production'];
      groupOf(state).inline.wide = { document: wide, effectiveAt: 0 };
    });
    const { stdout } = await runCli(organization, ['org', 'repair', '--dry-run', '--only', 'grant-broader']);
    expect(stdout).toContain('acme');
    expect(stdout).toContain('--only grant-missing');
  });
});

describe('a configuration that means another organization', () => {
  it('a client for Ops: nothing is moved, made or trusted', async () => {
    const organization = await clean();
    const result = await repair(organization, ...configured('organization: { opsAccount: acme }\n'));
    expect(result.calls).toEqual([]);
    expect(result.stderr).toContain('acme');
  });

  it('an account that somebody put into an OU of their own is only moved when it is named', async () => {
    const organization = await clean();
    organization.sandbox.edit((state) => place(state, 'acme', addUnit(state, 'Quarantine')));
    const result = await repair(organization);
    expect(result.calls).toEqual([]);
    expect(result.stderr).toContain('needs --only client-misplaced:acme');
    const named = await repair(organization, '--only', 'client-misplaced:acme');
    expect(named.code, named.stderr).toBe(0);
    expect(named.calls).toEqual(['organizations:MoveAccount']);
  });
});

describe('a client of another group', () => {
  it('is not granted to this one unless it is named', async () => {
    const organization = await clean();
    organization.sandbox.edit((state) => {
      const { groups } = iamOf(state, 'Ops');
      const own = groupOf(state);
      const grant = own.inline['assume-globex-production'];
      delete own.inline['assume-globex-production'];
      groups.others = {
        ...structuredClone(own),
        name: 'others',
        inline: grant ? { 'assume-globex-production': grant } : {},
      };
    });
    const result = await repair(organization);
    expect(result.calls).toEqual([]);
    expect(result.stderr).toContain('needs --only grant-missing:globex');
    const named = await repair(organization, '--only', 'grant-missing:globex');
    expect(named.calls).toEqual(['iam:PutGroupPolicy']);
  });

  it('is granted while its OU has another name', async () => {
    const organization = await clean();
    organization.sandbox.edit((state) => {
      const unit = state.units[unitOf(state, 'Production')];
      if (unit) unit.name = 'Clients';
      delete groupOf(state).inline['assume-globex-production'];
    });
    const result = await repair(organization, '--only', 'grant-missing:globex');
    expect(result.code, result.stderr).toBe(0);
    expect(result.calls).toEqual(['iam:PutGroupPolicy']);
  });
});

describe('what is named alone', () => {
  it('reports what a client’s role may lack without it', async () => {
    const organization = await clean();
    organization.sandbox.edit((state) => {
      roleOf(state, 'acme').attached = [];
      roleOf(state, 'acme').inline.mine = { document: everything, effectiveAt: 0 };
    });
    const line = ['org', 'repair', '--dry-run', '--only', 'role-policy-extra'];
    expect((await runCli(organization, line)).stdout).toContain('--only role-policy-missing');
  });

  it('is looked at again though it is ignored otherwise', async () => {
    const organization = await clean();
    organization.sandbox.edit((state) => setTrust(state, 'acme', everyone));
    const ignoring = `audit: { ignore: [{ check: trust-everyone, subject: acme, reason: known here, expires: '2027-03-31' }] }\n`;
    const undo = () => organization.sandbox.edit((state) => setTrust(state, 'acme', everyone));
    organization.sandbox.faults.add({
      operation: 'UpdateAssumeRolePolicy',
      fault: { kind: 'hook', after: undo },
    });
    const result = await repair(organization, ...configured(ignoring), '--only', 'trust-everyone:acme');
    expect(result.code).toBe(1);
    expect(jsonOf<Result>(result).repaired).toEqual([]);
  });
});

describe('two at once', () => {
  it.each([0, 100, 300, 700])('the second %i ms later: both end well', async (later) => {
    const organization = await clean();
    organization.sandbox.edit((state) => {
      setTrust(state, 'acme', everyone);
      roleOf(state, 'globex').attached = [];
      delete groupOf(state).inline['assume-globex-production'];
      place(state, 'acme', unitOf(state, 'Envs'));
      roleOf(state, 'acme').inline.mine = { document: everything, effectiveAt: 0 };
      const arn = 'arn:aws:iam::999999999999:role/gone-production';
      groupOf(state).inline['assume-gone'] = { document: canonicalJson(inlineGrant(arn)), effectiveAt: 0 };
    });
    const first = runCli(organization, ['org', 'repair', '--yes']);
    await organization.clock.sleep(later);
    const second = runCli(organization, ['org', 'repair', '--yes']);
    const [one, two] = await Promise.all([first, second]);
    expect([one.code, two.code], one.stderr + two.stderr).toEqual([0, 0]);
    const { findings } = jsonOf<{ findings: { id: string }[] }>(
      await runCli(organization, ['org', 'audit', '--json']),
    );
    expect(findings.map(({ id }) => id)).toEqual(['role-policy-extra:acme/mine']);
  });
});

describe('what changed since it was read', () => {
  it('a session length that somebody else set is left alone', async () => {
    const organization = await clean();
    const { sandbox } = organization;
    const set = (seconds: number) =>
      sandbox.edit((state) => Object.assign(roleOf(state, 'acme'), { maxSessionDuration: seconds }));
    set(7_200);
    const result = await runCli(organization, ['org', 'repair'], {
      answer: true,
      whileAsked: () => set(10_800),
    });
    expect(result.code).toBe(1);
    expect(result.stderr).toContain('was changed after diverst read it');
    expect(roleOf(sandbox.state(), 'acme').maxSessionDuration).toBe(10_800);
  });

  it('an account that somebody else moved meanwhile stays where it is', async () => {
    const organization = await clean();
    const { sandbox } = organization;
    sandbox.edit((state) => place(state, 'acme', unitOf(state, 'Envs')));
    const typed = sandbox.state().organization?.id ?? '';
    const result = await runCli(organization, ['org', 'repair'], {
      answer: true,
      typed,
      whileAsked: () => sandbox.edit((state) => place(state, 'acme', addUnit(state, 'Quarantine'))),
    });
    expect(result.code).toBe(1);
    expect(result.stderr).toContain(': it was moved after diverst read it');
    expect(parentOf(organization, 'acme')).toBe('ou-abcd-aaaaaaaa');
  });

  it('a client that was made while the accounts were read keeps its grant', async () => {
    const organization = await clean();
    const { sandbox } = organization;
    let begun = false;
    sandbox.faults.add({
      operation: 'ListAccounts',
      fault: {
        kind: 'hook',
        after: async () => {
          if (begun) return;
          begun = true;
          const made = await runCli(organization, ['client', 'init', 'initech', '--yes']);
          expect(made.code, made.stderr).toBe(0);
        },
      },
    });
    const result = await repair(organization);
    expect(begun).toBe(true);
    expect(result.calls).not.toContain('iam:DeleteGroupPolicy');
    expect(Object.keys(groupOf(sandbox.state()).inline)).toContain('assume-initech-production');
  });

  it('a role that was made since is not dangling any more', async () => {
    const organization = await clean();
    const { sandbox } = organization;
    const id = idOf(sandbox.state(), 'acme');
    const arn = `arn:aws:iam::${id}:role/second`;
    sandbox.edit((state) => {
      groupOf(state).inline['assume-second'] = { document: canonicalJson(inlineGrant(arn)), effectiveAt: 0 };
    });
    const result = await repair(organization);
    expect(result.calls).toEqual(['iam:DeleteGroupPolicy']);
  });
});

describe('what is not certain', () => {
  it('nothing is taken from users while two accounts have the name of Ops', async () => {
    const organization = await clean();
    organization.sandbox.edit((state) => {
      const user = iamOf(state, 'Ops').users['ops-user'];
      const acme = `arn:aws:iam::${idOf(state, 'acme')}:role/acme-production`;
      if (user) user.inline.more = { document: canonicalJson(inlineGrant(acme)), effectiveAt: 0 };
      Object.assign(state.accounts[idOf(state, 'globex')] ?? {}, { name: 'Ops' });
    });
    const audit = await runCli(organization, ['org', 'audit', '--json']);
    const { findings } = jsonOf<{ findings: { id: string; check: string }[] }>(audit);
    const ofUser = findings.filter(({ id }) => id === 'grant-elsewhere:user/ops-user');
    expect(ofUser.length).toBeGreaterThan(0);
    const result = await repair(organization, '--only', ...ofUser.map(({ id }) => id));
    expect(result.calls).toEqual([]);
    expect(result.stderr).toContain('two accounts have the name Ops');
  });
});

describe('continuing', () => {
  it('with the same names, of which some are done', async () => {
    const organization = await clean();
    organization.sandbox.edit((state) => {
      setTrust(state, 'acme', everyone);
      delete groupOf(state).inline['assume-globex-production'];
    });
    const only = ['--only', 'trust-everyone:acme', 'grant-missing:globex'];
    const interruption = new AbortController();
    organization.sandbox.faults.add({
      operation: 'UpdateAssumeRolePolicy',
      fault: {
        kind: 'hook',
        after: () => interruption.abort(new Failure('interrupted', { what: 'interrupted' })),
      },
    });
    const line = ['org', 'repair', '--yes', ...only];
    const first = await runCli(organization, line, { signal: interruption.signal });
    expect(first.code).toBe(130);
    expect(first.stderr.match(/fix: continue:/g)).toHaveLength(1);
    organization.sandbox.edit((state) => {
      delete groupOf(state).inline['assume-globex-production'];
    });
    const again = await repair(organization, ...only);
    expect(again.code, again.stderr).toBe(0);
    expect(again.stderr).toContain('trust-everyone:acme matches no finding');
  });
});

describe('an Ops that repair creates', () => {
  const line = ['org', 'repair', '--yes', '--json', '--only', 'ops-missing'];
  /** A base without Ops. */
  const withoutOps = () => {
    const organization = testOrganization();
    organization.sandbox.edit((state) => {
      const id = idOf(state, 'Ops');
      delete state.accounts[id];
      delete state.iam[id];
      state.creations = {};
    });
    return organization;
  };
  const opsOf = ({ sandbox }: TestOrganization) =>
    Object.values(sandbox.state().accounts).filter(({ name }) => name === 'Ops');

  it.each([
    { kind: 'reset', when: 'before' },
    { kind: 'reset', when: 'after' },
    { kind: 'noReply', when: 'before' },
    { kind: 'noReply', when: 'after' },
    { kind: 'http500', when: 'before' },
    { kind: 'http500', when: 'after' },
    { kind: 'truncated' },
    { kind: 'throttle' },
  ] as const)('is made once, whatever comes of the call: %o', async (fault) => {
    const organization = withoutOps();
    organization.sandbox.faults.add({ operation: 'CreateAccount', fault });
    const result = await runCli(organization, line);
    expect(result.code, result.stderr).toBe(0);
    expect(opsOf(organization)).toHaveLength(1);
    expect(parentOf(organization, 'Ops')).toBe(unitOf(organization.sandbox.state(), 'Users'));
    const { changes } = jsonOf<Result>(result);
    expect(new Set(changes.map(({ status }) => status))).toEqual(new Set(['applied']));
  });

  it('has its OU made first', async () => {
    const organization = withoutOps();
    organization.sandbox.edit((state) => {
      delete state.units[unitOf(state, 'Users')];
    });
    const result = await runCli(organization, line);
    expect(result.code, result.stderr).toBe(0);
    expect(parentOf(organization, 'Ops')).toBe(unitOf(organization.sandbox.state(), 'Users'));
  });

  it('is reported as under way when the run is interrupted', async () => {
    const organization = withoutOps();
    const interruption = new AbortController();
    organization.sandbox.faults.add({
      operation: 'CreateAccount',
      fault: {
        kind: 'hook',
        after: () => interruption.abort(new Failure('interrupted', { what: 'interrupted' })),
      },
    });
    const first = await runCli(organization, line, { signal: interruption.signal });
    expect(first.code).toBe(130);
    expect(first.stderr).toContain('AWS continues to create it');
    const again = await runCli(organization, line);
    expect(again.code, again.stderr).toBe(0);
    expect(opsOf(organization)).toHaveLength(1);
  });

  it.each([0, 700, 5_000, 50_000])('two at once, the second %i ms later, make one', async (later) => {
    const organization = withoutOps();
    const first = runCli(organization, line);
    await organization.clock.sleep(later);
    const second = runCli(organization, ['org', 'init', '--yes']);
    const [one, two] = await Promise.all([first, second]);
    expect([one.code, two.code], one.stderr + two.stderr).toEqual([0, 0]);
    expect(opsOf(organization)).toHaveLength(1);
  });
});

describe('a run that ends half-way', () => {
  const readers = 'organization: { adminPolicies: [ReadOnlyAccess] }\n';
  const wide = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: 'arn:aws:iam::*:role/*' }],
  });
  const only = [
    ...['admin-broader', 'grant-broader', 'grant-missing', 'role-policy-extra', 'role-policy-missing'],
    ...['trust-everyone', 'grant-dangling', 'group-read-access'],
  ];
  const disordered = async () => {
    const organization = await clean();
    organization.sandbox.edit((state) => {
      const { inline } = groupOf(state);
      delete inline['assume-acme-production'];
      delete inline['read-own-access'];
      inline.wide = { document: wide, effectiveAt: 0 };
      const gone = 'arn:aws:iam::999999999999:role/gone-production';
      inline['assume-gone'] = { document: canonicalJson(inlineGrant(gone)), effectiveAt: 0 };
      setTrust(state, 'globex', everyone);
      roleOf(state, 'globex').attached = [];
      roleOf(state, 'globex').inline.mine = { document: everything, effectiveAt: 0 };
    });
    return organization;
  };
  /** Whether admins get into accounts, and people into the client’s role, and it may do something. */
  const isOpen = (state: SandboxState) => {
    const admins = adminsOf(state);
    const people = groupOf(state).inline;
    const role = roleOf(state, 'globex');
    return {
      admins:
        admins.attached.includes('arn:aws:iam::aws:policy/AdministratorAccess') ||
        (admins.attached.length > 0 && 'assume-OrganizationAccountAccessRole' in admins.inline),
      people: 'wide' in people || 'assume-acme-production' in people,
      role: role.attached.length > 0 || 'mine' in role.inline,
    };
  };
  const cases = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].flatMap((nth) =>
    (['refused', 'lost', 'dead'] as const).map((how) => [nth, how] as const),
  );

  it.each(cases)('at its change %i, %s: nobody is locked out, and continuing ends well', async (nth, how) => {
    const organization = await disordered();
    const { faults } = organization.sandbox;
    const writes = ({ operation }: { operation: string }) =>
      /^(Put|Attach|Detach|Delete|Update)/.test(operation);
    let dead = false;
    if (how === 'refused')
      faults.add({ nth, when: writes, fault: { kind: 'error', code: 'InvalidInputException' } });
    if (how === 'lost') faults.add({ nth, when: writes, times: 20, fault: { kind: 'reset', when: 'after' } });
    if (how === 'dead') {
      const die = () => {
        dead = true;
        throw new Error('the process died');
      };
      faults.add({ nth, when: writes, fault: { kind: 'hook', after: die } });
      faults.add({
        when: () => dead,
        times: Number.POSITIVE_INFINITY,
        fault: {
          kind: 'hook',
          before: () => {
            if (dead) throw new Error('the process is dead');
          },
        },
      });
    }
    const first = await repair(organization, ...configured(readers), '--only', ...only);
    faults.clear();
    expect(isOpen(organization.sandbox.state())).toEqual({ admins: true, people: true, role: true });
    expect(first.code, first.stderr).not.toBe(0);
    for (const { status } of jsonOf<Result>(first).changes)
      expect(['applied', 'unchanged', 'not-applied', 'in-doubt']).toContain(status);
    organization.clock.advance(60_000);
    const again = await repair(organization, ...configured(readers), '--only', ...only);
    const isDone = again.stderr.includes('matches no finding');
    expect(again.code === 0 || isDone, again.stderr).toBe(true);
    const audit = await runCli(organization, ['org', 'audit', '--json', ...configured(readers)]);
    const { findings } = jsonOf<{ findings: { id: string }[] }>(audit);
    expect(findings.map(({ id }) => id)).toEqual([]);
  });
});
