import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/model/failure.ts';
import { canonicalJson } from '../../src/model/policy/canonical.ts';
import { inlineGrant, readGrant } from '../../src/model/policy/grant.ts';
import type { SandboxState } from '../../src/sandbox/state.ts';
import { type CliOptions, jsonOf, mutations, runCli } from '../support/cli.ts';
import { clean, everyone, everything, type Result, repair, setTrust, trustOf } from '../support/repair.ts';
import { groupOf, iamOf, idOf, roleOf } from '../support/state.ts';

describe('what can be fixed', () => {
  it('is fixed, and the audit is clean', async () => {
    const organization = await clean();
    organization.sandbox.edit((state) => {
      setTrust(state, 'acme', everyone);
      roleOf(state, 'globex').attached = [];
      delete groupOf(state).inline['assume-globex-production'];
      const dangling = 'arn:aws:iam::999999999999:role/gone-production';
      groupOf(state).inline['assume-gone-production'] = {
        document: canonicalJson(inlineGrant(dangling)),
        effectiveAt: 0,
      };
    });
    const result = await repair(organization);
    expect(result.code, result.stderr).toBe(0);
    const { changes, repaired, left } = jsonOf<Result>(result);
    expect(changes.map(({ kind, status }) => `${status} ${kind}`)).toEqual([
      'applied replace-trust',
      'applied attach-policy',
      'applied grant-access',
      'applied revoke-grant',
    ]);
    for (const id of [
      'trust-everyone:acme',
      'role-policy-missing:globex/AdministratorAccess',
      'grant-missing:globex',
      'grant-dangling:arn:aws:iam::999999999999:role/gone-production',
    ])
      expect(repaired.filter((one) => one.startsWith(id))).toHaveLength(1);
    expect(left).toEqual([]);
    expect(trustOf(organization, 'acme')).not.toContain('"*"');
    expect((await runCli(organization, ['org', 'audit'])).code).toBe(0);
  });

  it('where nothing is to be fixed nothing is called', async () => {
    const organization = await clean();
    const result = await repair(organization);
    expect(result.code).toBe(0);
    expect(jsonOf<Result>(result)).toMatchObject({ changes: [], repaired: [], left: [] });
    expect(result.calls).toEqual([]);
  });

  it('with --dry-run is shown only', async () => {
    const organization = await clean();
    organization.sandbox.edit((state) => setTrust(state, 'acme', everyone));
    const result = await runCli(organization, ['org', 'repair', '--dry-run']);
    expect(result.code).toBe(0);
    expect(result.stdout).toContain('~ replace the trust policy of role acme-production');
    expect(trustOf(organization, 'acme')).toContain('*');
  });

  it('says what is left, and how to see it', async () => {
    const organization = await clean();
    organization.sandbox.edit((state) => {
      setTrust(state, 'acme', everyone);
      groupOf(state).inline.more = { document: everything, effectiveAt: 0 };
    });
    const { code, stdout } = await runCli(organization, ['org', 'repair', '--yes']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/fixed +trust-everyone:acme/);
    expect(stdout).toMatch(/left +\d finding/);
    expect(stdout).toContain('diverst org audit');
  });
});

describe('asking', () => {
  const ask = async (edit: (state: SandboxState) => void, options: CliOptions) => {
    const organization = await clean();
    organization.sandbox.edit(edit);
    const before = mutations(organization.sandbox).length;
    const result = await runCli(organization, ['org', 'repair'], options);
    return { ...result, organization, calls: mutations(organization.sandbox).slice(before) };
  };
  const severe = (state: SandboxState) => setTrust(state, 'acme', everyone);
  const mild = (state: SandboxState) => {
    roleOf(state, 'acme').attached = [];
  };

  it('a plain yes is enough for what only adds', async () => {
    const { code, calls } = await ask(mild, { answer: true });
    expect({ code, calls }).toEqual({ code: 0, calls: ['iam:AttachRolePolicy'] });
  });

  it('for what takes a way in away the organization’s id is to be typed', async () => {
    const { code, calls, asked } = await ask(severe, { typed: 'yes' });
    expect({ code, calls }).toEqual({ code: 4, calls: [] });
    expect(asked[0]).toMatch(
      /^1 of 1 change removes access or overwrites something that diverst did not create\. Type o-[a-z0-9]+ to continue:$/,
    );
  });

  it('and with it typed it is done', async () => {
    const organization = await clean();
    organization.sandbox.edit(severe);
    const typed = organization.sandbox.state().organization?.id ?? '';
    expect((await runCli(organization, ['org', 'repair'], { typed })).code).toBe(0);
    expect(trustOf(organization, 'acme')).not.toContain('"*"');
  });

  it('nobody can be asked: --yes or --dry-run is wanted', async () => {
    const { code, calls } = await ask(severe, {});
    expect({ code, calls }).toEqual({ code: 64, calls: [] });
  });
});

describe('what diverst did not make', () => {
  const foreign = (state: SandboxState) => {
    groupOf(state).inline.more = { document: everything, effectiveAt: 0 };
    roleOf(state, 'acme').inline.mine = { document: everything, effectiveAt: 0 };
  };

  it('stays without being named', async () => {
    const organization = await clean();
    organization.sandbox.edit(foreign);
    const result = await repair(organization);
    expect(result.code).toBe(0);
    expect(result.calls).toEqual([]);
    expect(result.stderr).toContain('needs --only role-policy-extra:acme');
  });

  it('goes when it is named, and only that', async () => {
    const organization = await clean();
    organization.sandbox.edit(foreign);
    const result = await repair(organization, '--only', 'role-policy-extra');
    expect(result.code, result.stderr).toBe(0);
    expect(result.calls).toEqual(['iam:DeleteRolePolicy']);
    expect(Object.keys(groupOf(organization.sandbox.state()).inline)).toContain('more');
  });

  it('is left alone when it was changed since it was shown', async () => {
    const organization = await clean();
    organization.sandbox.edit(foreign);
    const other = everything.replace('"Action":"*"', '"Action":"s3:*"');
    const change = () =>
      organization.sandbox.edit((state) => {
        groupOf(state).inline.more = { document: other, effectiveAt: 0 };
      });
    organization.sandbox.faults.add({ operation: 'GetGroupPolicy', fault: { kind: 'hook', before: change } });
    const result = await repair(organization, '--only', 'group-broader', 'grant-broader');
    expect(result.code).toBe(1);
    expect(result.stderr).toContain('was changed after diverst read it');
    expect(result.calls).toEqual([]);
    expect(groupOf(organization.sandbox.state()).inline.more?.document).toBe(other);
  });

  it('is shown before it goes from a role, and is left alone there too when it was changed', async () => {
    const organization = await clean();
    organization.sandbox.edit(foreign);
    const inlineOf = (state: SandboxState) => roleOf(state, 'acme').inline;
    const [name = ''] = Object.keys(inlineOf(organization.sandbox.state()));
    const plan = await runCli(organization, ['org', 'repair', '--dry-run', '--only', 'role-policy-extra']);
    expect(plan.stdout).toMatch(/- delete inline policy \S+ of role acme-production\n {6}- /);
    const change = () =>
      organization.sandbox.edit((state) => {
        inlineOf(state)[name] = { document: everyone, effectiveAt: 0 };
      });
    organization.sandbox.faults.add({ operation: 'GetRolePolicy', fault: { kind: 'hook', before: change } });
    const result = await repair(organization, '--only', 'role-policy-extra');
    expect(result.code).toBe(1);
    expect(result.stderr).toContain('of role acme-production was changed after diverst read it');
    expect(result.calls).toEqual([]);
    expect(Object.keys(inlineOf(organization.sandbox.state()))).toEqual([name]);
  });

  it('as a trust policy that was changed since it was shown is not overwritten', async () => {
    const organization = await clean();
    organization.sandbox.edit((state) => setTrust(state, 'acme', everyone));
    const other = everyone.replace('"*"', '{"AWS":"*"}');
    const change = () => organization.sandbox.edit((state) => setTrust(state, 'acme', other));
    organization.sandbox.faults.add({
      operation: 'GetRole',
      nth: 3,
      fault: { kind: 'hook', before: change },
    });
    const result = await repair(organization);
    expect(result.code).toBe(1);
    expect(result.stderr).toContain(
      'the trust policy of role acme-production was changed after diverst read it',
    );
    expect(result.calls).toEqual([]);
  });

  it('keeps a way in while what is to replace it fails', async () => {
    const organization = await clean();
    const wide = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: 'arn:aws:iam::*:role/*' }],
    });
    organization.sandbox.edit((state) => {
      delete groupOf(state).inline['assume-acme-production'];
      groupOf(state).inline.wide = { document: wide, effectiveAt: 0 };
    });
    organization.sandbox.faults.add({
      operation: 'PutGroupPolicy',
      fault: { kind: 'error', code: 'InvalidInputException' },
    });
    const result = await repair(organization, '--only', 'grant-broader', 'grant-missing');
    expect(result.code).toBe(1);
    expect(Object.keys(groupOf(organization.sandbox.state()).inline)).toContain('wide');
    const again = await repair(organization, '--only', 'grant-broader', 'grant-missing');
    expect(again.code, again.stderr).toBe(0);
    expect(again.calls).toEqual(['iam:PutGroupPolicy', 'iam:DeleteGroupPolicy']);
  });
});

describe('a policy of a grant’s own that reaches further', () => {
  it('is written anew for its client, whichever of its findings are named', async () => {
    const wide = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sts:*', Resource: 'arn:aws:iam::*:role/*' }],
    });
    for (const only of [['grant-broader'], ['grant-missing'], ['grant-broader', 'grant-missing']]) {
      const organization = await clean();
      organization.sandbox.edit((state) => {
        groupOf(state).inline['assume-acme-production'] = { document: wide, effectiveAt: 0 };
      });
      const result = await repair(organization, '--only', ...only);
      expect(result.code, result.stderr).toBe(0);
      expect(result.calls).toEqual(['iam:PutGroupPolicy']);
      const held = groupOf(organization.sandbox.state()).inline['assume-acme-production']?.document;
      expect(readGrant(held ?? '')?.map((arn) => arn.split('/').at(-1))).toEqual(['acme-production']);
    }
  });
});

describe('--only', () => {
  it('knows no such check: the nearest is named', async () => {
    const { code, stderr } = await repair(await clean(), '--only', 'trust-brodaer');
    expect(code).toBe(64);
    expect(stderr).toContain('did you mean trust-broader');
  });

  it('of a check or subject that is not found says so', async () => {
    const organization = await clean();
    organization.sandbox.edit((state) => setTrust(state, 'acme', everyone));
    const { code, stderr, calls } = await repair(organization, '--only', 'trust-everyone:globex');
    expect(code).toBe(1);
    expect(stderr).toContain('matches no finding');
    expect(stderr).toContain('Findings of this check: acme');
    expect(calls).toEqual([]);
  });

  it('of something that diverst cannot fix says what to do', async () => {
    const organization = await clean();
    organization.sandbox.edit((state) => {
      const root = state.organization?.rootId ?? '';
      state.units['ou-abcd-aaaaaaaa'] = { id: 'ou-abcd-aaaaaaaa', name: 'Extra', parentId: root, tags: {} };
    });
    const { code, stderr } = await repair(organization, '--only', 'unit-extra');
    expect(code).toBe(1);
    expect(stderr).toContain('diverst cannot repair unit-extra');
    expect(stderr).toContain('delete-organizational-unit');
  });
});

describe('what is not certain', () => {
  it('an account whose name another one has is not touched', async () => {
    const organization = await clean();
    organization.sandbox.edit((state) => {
      setTrust(state, 'acme', everyone);
      Object.assign(state.accounts[idOf(state, 'globex')] ?? {}, { name: 'acme' });
    });
    const result = await repair(organization);
    expect(result.stderr).toContain('two accounts have the name acme');
    expect(result.calls.filter((call) => call === 'iam:UpdateAssumeRolePolicy')).toEqual([]);
  });

  it('an account that could not be read is not touched', async () => {
    const organization = await clean();
    organization.sandbox.edit((state) => {
      const { OrganizationAccountAccessRole: _gone, ...roles } = iamOf(state, 'acme').roles;
      iamOf(state, 'acme').roles = Object.fromEntries(
        Object.entries(roles).filter(([name]) => name !== 'organizationaccountaccessrole'),
      );
      Object.assign(state.accounts[idOf(state, 'acme')] ?? {}, {
        parentId: state.organization?.rootId ?? '',
      });
    });
    organization.clock.advance(3_600_000);
    const result = await repair(organization);
    expect(result.calls).toEqual([]);
    expect(result.stderr).toContain('diverst has no access to the account');
  });
});

describe('an interruption', () => {
  it('names the command that continues, and continuing ends the same', async () => {
    for (let nth = 1; nth <= 4; nth++) {
      const organization = await clean();
      organization.sandbox.edit((state) => {
        setTrust(state, 'acme', everyone);
        setTrust(state, 'globex', everyone);
        groupOf(state).inline = { 'read-own-access': groupOf(state).inline['read-own-access'] as never };
      });
      const interruption = new AbortController();
      const stop = () => interruption.abort(new Failure('interrupted', { what: 'interrupted' }));
      organization.sandbox.faults.add({
        nth,
        when: ({ operation }) => ['UpdateAssumeRolePolicy', 'PutGroupPolicy'].includes(operation),
        fault: { kind: 'hook', before: stop },
      });
      const { code, stderr } = await runCli(organization, ['org', 'repair', '--yes'], {
        signal: interruption.signal,
      });
      expect(code).toBe(130);
      expect(stderr).toContain('continue:\n         diverst org repair');
      const again = await repair(organization);
      expect(again.code, again.stderr).toBe(0);
      expect(jsonOf<Result>(again).left).toEqual([]);
    }
  });
});
