import { describe, expect, it } from 'vitest';
import { outside } from '../audit/cast.ts';
import { addRole, documentOf, letIn, rootOf } from '../audit/edits.ts';
import { runCli, type TestOrganization } from '../support/cli.ts';
import { madeClients } from '../support/made-clients.ts';
import { idOf } from '../support/state.ts';

const day = 24 * 3_600_000;
const minute = 60_000;

/** An organization of some days without a guardrail, as it was before diverst knew of them. */
async function unguarded(): Promise<TestOrganization> {
  const organization = await madeClients({ rates: true });
  const { sandbox, clock } = organization;
  sandbox.edit(({ organization: own }) => {
    if (own === null) return;
    own.attachments = {};
    own.policies = {};
  });
  clock.advance(10 * day);
  return organization;
}

function vendorIn({ sandbox }: TestOrganization, client: string): void {
  sandbox.edit((state) => {
    addRole(state, idOf(state, client), 'vendor', documentOf(letIn(rootOf(outside))));
  });
}

/** Names of the policies that are attached, with what to and which statements they hold. */
function attached({ sandbox }: TestOrganization): Readonly<Record<string, readonly string[]>> {
  const { organization, units, accounts } = sandbox.state();
  const found: Record<string, readonly string[]> = {};
  for (const [target, policies] of Object.entries(organization?.attachments ?? {})) {
    for (const [id, { isAttached }] of Object.entries(policies)) {
      const policy = organization?.policies?.[id];
      if (!isAttached || policy === undefined) continue;
      const place = units[target]?.name ?? accounts[target]?.name ?? 'the root';
      const { Statement }: { Statement: { Sid: string }[] } = JSON.parse(policy.content.document);
      const type = policy.type === 'SERVICE_CONTROL_POLICY' ? 'SCP' : 'RCP';
      found[`${place} ${type} ${policy.name}`] = Statement.map(({ Sid }) => Sid);
    }
  }
  return found;
}

async function audit(organization: TestOrganization) {
  organization.clock.advance(10 * minute);
  const { stdout } = await runCli(organization, ['org', 'audit', '--json']);
  const report: { findings: { id: string; severity: string; evidence: string[]; fix: string[] }[] } =
    JSON.parse(stdout);
  return report.findings;
}

const idsOf = (findings: readonly { readonly id: string }[]) => findings.map(({ id }) => id).sort();

describe('org repair --yes', () => {
  it('attaches guardrails that cut nothing off', async () => {
    const organization = await unguarded();
    const { code, stdout, stderr } = await runCli(organization, ['org', 'repair', '--yes']);
    expect(code, stdout + stderr).toBe(0);
    expect(Object.keys(attached(organization)).sort()).toEqual([
      'Envs RCP diverst-guardrails',
      'Envs SCP diverst-guardrails',
      'Users RCP diverst-guardrails-ops',
      'Users SCP diverst-guardrails-ops',
    ]);
    expect(idsOf(await audit(organization))).toEqual([]);
  });

  it('leaves out the guardrail that would cut something off, and says which key excepts it', async () => {
    const organization = await unguarded();
    vendorIn(organization, 'acme');
    const { stderr, code } = await runCli(organization, ['org', 'repair', '--yes']);
    expect(code).toBe(0);
    expect(stderr).toContain(
      `the guardrail outsiders would stop account ${outside} from assuming the role acme/vendor (a trust policy allows it); to allow it, add "${outside}" to guardrails.vendors`,
    );
    expect(stderr).toContain(
      'not attached with --yes: outsiders in diverst-guardrails; to confirm it yourself, without --yes:\n        diverst org repair',
    );
    const there = attached(organization);
    // Nobody outside gets into Ops, and nothing else is in use.
    expect(Object.keys(there).sort()).toEqual([
      'Envs SCP diverst-guardrails',
      'Users RCP diverst-guardrails-ops',
      'Users SCP diverst-guardrails-ops',
    ]);
    const found = await audit(organization);
    expect(idsOf(found)).toEqual(['guardrail-missing:outsiders', 'role-other-trust:acme/vendor']);
  });

  it('writes a policy without one guardrail of several, and adds it once that is excepted', async () => {
    const organization = await unguarded();
    const { sandbox } = organization;
    sandbox.edit((state) => {
      addRole(state, idOf(state, 'globex'), 'shared', documentOf(letIn(rootOf(idOf(state, 'acme')))));
    });
    const { stderr } = await runCli(organization, ['org', 'repair', '--yes']);
    expect(stderr).toContain('not attached with --yes: lateral in diverst-guardrails');
    const held = attached(organization)['Envs SCP diverst-guardrails'];
    expect(held).toContain('DiverstLeave');
    expect(held).not.toContain('DiverstLateral');
    const found = await audit(organization);
    expect(idsOf(found)).toEqual(['guardrail-missing:lateral', 'role-other-trust:globex/shared']);
    // The policy is attached by now: nothing that would cut something off is written into it either.
    const again = await runCli(organization, ['org', 'repair', '--yes']);
    expect(again.stderr).toContain('not attached with --yes: lateral');
    expect(attached(organization)['Envs SCP diverst-guardrails']).toEqual(held);
    sandbox.edit((state) => {
      delete state.iam[idOf(state, 'globex')]?.roles.shared;
    });
    expect((await runCli(organization, ['org', 'repair', '--yes'])).code).toBe(0);
    expect(attached(organization)['Envs SCP diverst-guardrails']).toContain('DiverstLateral');
    expect(idsOf(await audit(organization))).toEqual([]);
  });

  it('attaches no guardrail of which diverst could not find out what it cuts off', async () => {
    const organization = await unguarded();
    organization.sandbox.faults.add({
      operation: 'LookupEvents',
      times: 100,
      fault: { kind: 'error', code: 'AccessDeniedException', message: 'not here', status: 400 },
    });
    const { stderr } = await runCli(organization, ['org', 'repair', '--yes']);
    expect(stderr).toContain(
      'diverst could not find out what the guardrails root-user, lateral would deny in acme',
    );
    const { 'Envs SCP diverst-guardrails': held, ...others } = attached(organization);
    expect(held?.some((sid) => sid === 'DiverstLateral' || sid === 'DiverstRootUser')).toBe(false);
    expect(held).toContain('DiverstLeave');
    expect(Object.keys(others).sort()).toEqual([
      'Envs RCP diverst-guardrails',
      'Users RCP diverst-guardrails-ops',
      'Users SCP diverst-guardrails-ops',
    ]);
  });

  it('leaves a policy detached that holds what would cut something off', async () => {
    const organization = await unguarded();
    await runCli(organization, ['org', 'repair', '--yes']);
    const { sandbox } = organization;
    sandbox.edit(({ organization: own }) => {
      if (own !== null) own.attachments = {};
    });
    vendorIn(organization, 'acme');
    organization.clock.advance(day);
    await runCli(organization, ['org', 'repair', '--yes']);
    expect(Object.keys(attached(organization)).sort()).toEqual([
      'Envs SCP diverst-guardrails',
      'Users RCP diverst-guardrails-ops',
      'Users SCP diverst-guardrails-ops',
    ]);
  });
});

describe('org repair', () => {
  it('lists what would be cut off before it asks, and does what was agreed to', async () => {
    const organization = await unguarded();
    vendorIn(organization, 'acme');
    const dry = await runCli(organization, ['org', 'repair', '--dry-run']);
    expect(dry.stdout).toContain(`would stop account ${outside} from assuming the role acme/vendor`);
    expect(dry.stdout).toContain('attach RCP diverst-guardrails to Envs');
    let shown = '';
    const { code, asked } = await runCli(organization, ['org', 'repair'], {
      answer: true,
      shows: (text) => {
        shown += text;
      },
      whileAsked: () => {
        expect(shown).toContain('to allow it, add');
      },
    });
    expect(code, shown).toBe(0);
    expect(asked).toHaveLength(1);
    expect(Object.keys(attached(organization))).toContain('Envs RCP diverst-guardrails');
  });

  it('does not count a trust policy that the same plan makes as intended', async () => {
    const organization = await unguarded();
    const { sandbox } = organization;
    sandbox.edit((state) => {
      const role = state.iam[idOf(state, 'acme')]?.roles['acme-production'];
      const trust = documentOf(letIn([rootOf(idOf(state, 'Ops')), rootOf(outside)]));
      if (role) role.trust = { document: trust, effectiveAt: 0 };
    });
    const { code, stderr } = await runCli(organization, ['org', 'repair', '--yes']);
    expect(code, stderr).toBe(0);
    expect(stderr).not.toContain('would stop');
    expect(Object.keys(attached(organization))).toContain('Envs RCP diverst-guardrails');
  });
});

describe('one guardrail by its name, where the types of policies are not enabled', () => {
  async function disabled(): Promise<TestOrganization> {
    const organization = await unguarded();
    organization.sandbox.edit(({ organization: own }) => {
      if (own) own.policyTypes = {};
    });
    return organization;
  }

  it('enables the type and attaches that guardrail; the others then have findings of their own', async () => {
    const organization = await disabled();
    const found = await audit(organization);
    expect(idsOf(found).filter((id) => id.startsWith('guardrail-'))).toEqual([]);
    const hint = found.find(({ id }) => id === 'policy-type-disabled:SERVICE_CONTROL_POLICY')?.fix[1];
    expect(hint).toBe(
      'or enforce one guardrail at a time: diverst org repair --only guardrail-missing:leave',
    );
    const { code, stdout, stderr } = await runCli(organization, [
      ...['org', 'repair', '--yes', '--only', 'guardrail-missing:leave'],
    ]);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('fixed       guardrail-missing:leave\n');
    expect(attached(organization)).toEqual({ 'Envs SCP diverst-guardrails': ['DiverstLeave'] });
    const next = await runCli(organization, [
      ...['org', 'repair', '--yes', '--only', 'guardrail-missing:lateral'],
      ...['--only', 'guardrail-missing:outsiders', '--only', 'guardrail-missing:leave@Users'],
    ]);
    expect(next.code, next.stderr).toBe(0);
    expect(attached(organization)).toEqual({
      'Envs SCP diverst-guardrails': ['DiverstLateral', 'DiverstLeave'],
      'Envs RCP diverst-guardrails': ['DiverstOutsiders'],
      'Users SCP diverst-guardrails-ops': ['DiverstLeave'],
    });
    expect(idsOf(await audit(organization))).toEqual([
      'guardrail-missing:outsiders@Users',
      'guardrail-missing:roles',
      'guardrail-missing:root-user',
      'guardrail-missing:root-user@Users',
    ]);
  });

  it('names the guardrails where the name is wrong', async () => {
    const organization = await disabled();
    const { code, stderr } = await runCli(organization, [
      'org',
      'repair',
      '--only',
      'guardrail-missing:leev',
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain('Findings of this check: leave, root-user, roles, lateral');
    expect(attached(organization)).toEqual({});
  });
});

describe('org repair --guardrails-on', () => {
  it('says what was done, what comes next, and how the trial ends', async () => {
    const organization = await unguarded();
    const line = ['org', 'repair', '--guardrails-on', 'acme', '--yes'];
    const first = await runCli(organization, line);
    expect(first.stdout).toContain('✓ done: AWS enforces guardrails in acme (4 created)\n');
    expect(first.stdout).toMatch(
      /next, to see the plan that attaches guardrails to the other accounts:\n {4}diverst org repair --dry-run\n/,
    );
    const again = await runCli(organization, line);
    expect(again.stderr).toContain('diverst-guardrails is already attached to acme');
    expect(again.stdout).toContain('no changes: no guardrail was attached to acme by this run');
    const state = organization.sandbox.state();
    const policy = Object.values(state.organization?.policies ?? {}).find(
      ({ type }) => type === 'SERVICE_CONTROL_POLICY',
    );
    const detached = (await audit(organization)).find(({ id }) => id.endsWith('guardrails/SCP'));
    expect(detached?.fix[1]).toBe(
      `or end the trial: aws organizations detach-policy --policy-id ${policy?.id} --target-id ${idOf(state, 'acme')}`,
    );
  });

  it('says of an account that is neither client nor environment what it is', async () => {
    const organization = await unguarded();
    const { code, stderr } = await runCli(organization, ['org', 'repair', '--guardrails-on', 'Ops', '--yes']);
    expect(code).toBe(1);
    expect(stderr).toContain('the account Ops is neither a client nor an environment');
    expect(stderr).toContain('Nothing was changed.');
  });

  it('attaches complete policies to one account alone, and an audit says which has them', async () => {
    const organization = await unguarded();
    const line = ['org', 'repair', '--guardrails-on', 'acme', '--yes'];
    const { code, stdout, stderr } = await runCli(organization, line);
    expect(code, stdout + stderr).toBe(0);
    const there = attached(organization);
    expect(Object.keys(there).sort()).toEqual(['acme RCP diverst-guardrails', 'acme SCP diverst-guardrails']);
    expect(there['acme SCP diverst-guardrails']).toEqual([
      'DiverstLeave',
      'DiverstRootUser',
      'DiverstRolesAccess',
      'DiverstRolesTagged',
      'DiverstRolesTags',
      'DiverstLateral',
    ]);
    const found = await audit(organization);
    const tried = found.filter(({ id }) => id.startsWith('guardrail-detached:diverst-guardrails/'));
    expect(tried.map(({ severity, evidence }) => [severity, evidence.at(-1)])).toEqual([
      ['medium', 'AWS already enforces the policy in acme'],
      ['medium', 'AWS already enforces the policy in acme'],
    ]);
    // Again, there is nothing to do.
    const again = await runCli(organization, line);
    expect(again.code).toBe(0);
    expect(attached(organization)).toEqual(there);
    expect(again.stderr).toContain(': no changes\n');
    // Another account, then the OU: the attachment to the account does no harm.
    await runCli(organization, ['org', 'repair', '--guardrails-on', 'globex', '--yes']);
    expect(Object.keys(attached(organization))).toHaveLength(4);
    expect((await runCli(organization, ['org', 'repair', '--yes'])).code).toBe(0);
    expect(idsOf(await audit(organization))).toEqual([]);
    const late = await runCli(organization, ['org', 'repair', '--guardrails-on', 'acme', '--dry-run']);
    expect(late.stdout).toContain('Envs already has diverst-guardrails, and so has acme');
  });

  it('enables the types, repairs nothing else, and leaves out what would cut something off', async () => {
    const organization = await unguarded();
    const { sandbox } = organization;
    vendorIn(organization, 'acme');
    sandbox.edit((state) => {
      if (state.organization) state.organization.policyTypes = {};
      const role = state.iam[idOf(state, 'acme')]?.roles['acme-production'];
      if (role) role.maxSessionDuration = 7_200;
    });
    const { code, stderr } = await runCli(organization, [
      'org',
      'repair',
      '--guardrails-on',
      'acme',
      '--yes',
    ]);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('not attached with --yes: outsiders in diverst-guardrails');
    expect(Object.keys(attached(organization))).toEqual(['acme SCP diverst-guardrails']);
    const left = idsOf(await audit(organization));
    expect(left).toContain('role-session-length:acme');
    // In another account nothing of it is in use.
    await runCli(organization, ['org', 'repair', '--guardrails-on', 'globex', '--yes']);
    expect(Object.keys(attached(organization)).sort()).toEqual([
      'acme SCP diverst-guardrails',
      'globex RCP diverst-guardrails',
      'globex SCP diverst-guardrails',
    ]);
  });

  it.each([
    [['--guardrails-on', 'acne'], 1, /no client or environment acne[\s\S]*did you mean acme/],
    [['--guardrails-on', 'acme', '--only', 'trust-broader'], 64, /do not go together/],
  ])('%j is refused', async (options, expected, words) => {
    const organization = await unguarded();
    const { code, stderr } = await runCli(organization, ['org', 'repair', '--yes', ...options]);
    expect(code).toBe(expected);
    expect(stderr).toMatch(words);
    expect(attached(organization)).toEqual({});
  });
});
