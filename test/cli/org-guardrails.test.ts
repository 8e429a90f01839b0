import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SandboxState } from '../../src/sandbox/state.ts';
import { jsonOf, mutations, runCli, type TestOrganization, testOrganization } from '../support/cli.ts';
import { dropPolicies, groupOf, iamOf, idOf, roleOf } from '../support/state.ts';

interface Result {
  readonly changes: readonly { readonly kind: string; readonly target: string; readonly status: string }[];
  readonly notices: readonly string[];
}

const init = ['org', 'init', '--yes', '--json'];
const repair = ['org', 'repair', '--yes', '--json'];
const ofGuardrails = /-(policy-type|control-policy|full-access) /;
const lines = ({ changes }: Result) =>
  changes
    .map(({ kind, target, status }) => `${kind} ${target} ${status}`)
    .filter((line) => ofGuardrails.test(line));

/** What is attached, as `OU ← type name`. */
function attached(state: SandboxState): readonly string[] {
  const { organization, units } = state;
  return Object.entries(organization?.attachments ?? {})
    .flatMap(([target, policies]) =>
      Object.entries(policies).flatMap(([id, { isAttached }]) => {
        const policy = organization?.policies?.[id];
        const short = policy?.type === 'SERVICE_CONTROL_POLICY' ? 'SCP' : 'RCP';
        return isAttached && policy ? [`${units[target]?.name} ← ${short} ${policy.name}`] : [];
      }),
    )
    .sort();
}

const all = [
  'Envs ← RCP diverst-guardrails',
  'Envs ← SCP diverst-guardrails',
  'Users ← RCP diverst-guardrails-ops',
  'Users ← SCP diverst-guardrails-ops',
];

/** Nobody works in Ops yet, as after an `org init` that ended early. */
function bareOps(state: SandboxState): void {
  iamOf(state, 'Ops').users = {};
  groupOf(state).members = [];
}

function without(organization: TestOrganization, change: (state: SandboxState) => void): TestOrganization {
  organization.sandbox.edit(change);
  return organization;
}

async function expectClean(organization: TestOrganization): Promise<void> {
  organization.clock.advance(60_000);
  const { code, stdout } = await runCli(organization, ['org', 'audit', '--fail-on', 'low']);
  expect(code, stdout).toBe(0);
}

async function configured(text: string, work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'diverst-guardrails-'));
  try {
    writeFileSync(join(folder, 'diverst.config.yaml'), text);
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** With everything of the base but policies of the organization. */
function unguarded(): TestOrganization {
  return without(testOrganization(), dropPolicies);
}

describe('org init', () => {
  it('attaches whole policies, each made before it is attached and its type enabled before that', async () => {
    const organization = testOrganization({ start: 'empty' });
    expect((await runCli(organization, init)).code).toBe(0);
    expect(attached(organization.sandbox.state())).toEqual(all);
    const writes = mutations(organization.sandbox).filter((call) => /^organizations:.*Polic/.test(call));
    expect(new Set(writes).size).toBe(3);
    for (const half of [writes.slice(0, 5), writes.slice(-5)])
      expect(half.map((call) => call.split(':')[1])).toEqual([
        'EnablePolicyType',
        'CreatePolicy',
        'CreatePolicy',
        'AttachPolicy',
        'AttachPolicy',
      ]);
    const { organization: made } = organization.sandbox.state();
    for (const { content, tags } of Object.values(made?.policies ?? {})) {
      expect(content.document).not.toMatch(/\{organizationId\}|\n/);
      expect(tags).toEqual({ 'diverst:managed-by': 'diverst' });
    }
    expect(
      Object.values(made?.policies ?? {})
        .map(({ content }) => content.document)
        .join(''),
    ).toContain(made?.id);
  });

  it('looks for what is in use in Ops only where something is missing', async () => {
    const looks = async (organization: TestOrganization) => {
      expect((await runCli(organization, init)).code).toBe(0);
      return organization.sandbox.calls.filter(
        ({ operation, input }) =>
          operation === 'GetAccountAuthorizationDetails' && JSON.stringify(input).includes('["User","Role"]'),
      ).length;
    };
    expect(await looks(testOrganization())).toBe(0);
    expect(await looks(unguarded())).toBeGreaterThan(0);
  });

  it.each([1, 4, 7, 10])('continues where it ended, at write %i', async (number) => {
    const organization = without(unguarded(), bareOps);
    const fault = { kind: 'error', code: 'ServiceException', message: 'broken', status: 500 } as const;
    let seen = 0;
    organization.sandbox.faults.add({
      service: 'organizations',
      fault,
      times: 1_000,
      when: ({ operation }) => /^(Enable|Create|Attach)Policy/.test(operation) && ++seen >= number,
    });
    expect((await runCli(organization, init)).code).toBe(1);
    organization.sandbox.faults.clear();
    expect((await runCli(organization, init)).code).toBe(0);
    expect(attached(organization.sandbox.state())).toEqual(all);
    await expectClean(organization);
  });

  it('leaves them to a repair where accounts work already, and says so', async () => {
    const organization = unguarded();
    expect((await runCli(organization, ['client', 'init', 'acme', '--yes'])).code).toBe(0);
    const before = mutations(organization.sandbox).length;
    const result = await runCli(organization, init);
    expect(result.code).toBe(0);
    expect(lines(jsonOf<Result>(result))).toEqual([]);
    expect(jsonOf<Result>(result).notices).toEqual([
      expect.stringMatching(/guardrails .* diverst org repair$/),
    ]);
    expect(mutations(organization.sandbox)).toHaveLength(before);
  });

  it.each<[string, (state: SandboxState) => void, readonly string[]]>([
    ['a user in Ops', () => undefined, all.slice(0, 2)],
    [
      'a role in Ops',
      (state) => {
        bareOps(state);
        const { roles } = iamOf(state, 'Ops');
        const way = roles['organizationaccountaccessrole'];
        if (way) roles['deploy'] = { ...structuredClone(way), name: 'deploy' };
      },
      all.slice(0, 2),
    ],
    [
      'another account beside Ops',
      (state) => {
        bareOps(state);
        addAccount(state, 'Users');
      },
      all.slice(0, 2),
    ],
    [
      'an environment',
      (state) => {
        bareOps(state);
        addAccount(state, 'Envs');
      },
      all.slice(2),
    ],
    [
      'an account in an OU that is not known',
      (state) => {
        bareOps(state);
        addAccount(state, 'Production', true);
      },
      [],
    ],
  ])('attaches nothing where %s is', async (_name, change, expected) => {
    const organization = without(unguarded(), change);
    const result = await runCli(organization, init);
    expect(result.code, result.stderr).toBe(0);
    expect(attached(organization.sandbox.state())).toEqual(expected);
  });

  it('makes none beside policies of somebody else that deny as much', async () => {
    const organization = testOrganization();
    organization.sandbox.edit((state) => {
      bareOps(state);
      for (const policy of Object.values(state.organization?.policies ?? {})) policy.name += '-of-terraform';
    });
    expect(lines(jsonOf<Result>(await runCli(organization, init)))).toEqual([]);
  });

  it('leaves a policy of the name that holds anything else to a repair', async () => {
    const organization = testOrganization();
    organization.sandbox.edit((state) => {
      const [policy] = Object.values(state.organization?.policies ?? {});
      const Statement = [{ Sid: 'Own', Effect: 'Deny', Action: 's3:DeleteBucket', Resource: '*' }];
      if (policy)
        Object.assign(policy.content, { document: JSON.stringify({ Version: '2012-10-17', Statement }) });
    });
    const { notices } = jsonOf<Result>(await runCli(organization, init));
    expect(notices).toEqual([
      expect.stringMatching(
        /^not changed here; diverst org repair fixes it: update SCP diverst-guardrails: leave/,
      ),
    ]);
  });

  it('does without them where they are switched off, and where the organization lacks features', async () => {
    const off = without(unguarded(), bareOps);
    await configured('guardrails: false\n', async (cwd) => {
      const result = await runCli(off, init, { cwd });
      expect([result.code, lines(jsonOf<Result>(result))]).toEqual([0, []]);
    });
    const billing = without(unguarded(), (state) => {
      bareOps(state);
      Object.assign(state.organization ?? {}, { featureSet: 'CONSOLIDATED_BILLING' });
    });
    const result = await runCli(billing, init);
    expect(lines(jsonOf<Result>(result))).toEqual([]);
  });

  it('makes them without an account that is yet to come, and says so', async () => {
    await configured('environment: {accounts: [tools]}\nguardrails: {hubs: [tools]}\n', async (cwd) => {
      const organization = testOrganization({ start: 'empty' });
      const result = await runCli(organization, init, { cwd });
      expect(result.code, result.stderr).toBe(0);
      expect(attached(organization.sandbox.state())).toEqual(all);
      expect(jsonOf<Result>(result).notices).toEqual([
        expect.stringContaining('guardrails.hubs names tools'),
      ]);
    });
  });
});

function addAccount(state: SandboxState, unit: string, isNested = false): void {
  const ops = state.accounts[idOf(state, 'Ops')];
  const above = Object.values(state.units).find(({ name }) => name === unit);
  if (!ops || !above) throw new Error('no base');
  const nested = 'ou-nest-12345678';
  if (isNested) state.units[nested] = { ...above, id: nested, name: 'Nested', parentId: above.id };
  const id = '909090909090';
  state.accounts[id] = {
    ...structuredClone(ops),
    id,
    name: 'other',
    email: 'other@example.com',
    parentId: isNested ? nested : above.id,
  };
}

describe('org repair', () => {
  it('enables, makes and attaches all of it, and the audit is clean', async () => {
    const organization = unguarded();
    expect((await runCli(organization, ['client', 'init', 'acme', '--yes'])).code).toBe(0);
    const result = await runCli(organization, repair);
    expect(result.code, result.stderr).toBe(0);
    expect(lines(jsonOf<Result>(result))).toHaveLength(10);
    expect(attached(organization.sandbox.state())).toEqual(all);
    await expectClean(organization);
  });

  it('shows a policy as it is and as it will be before it asks', async () => {
    const organization = testOrganization();
    organization.sandbox.edit((state) => {
      for (const { content } of Object.values(state.organization?.policies ?? {}))
        Object.assign(content, {
          document: content.document.replace('"organizations:LeaveOrganization"', '"s3:DeleteBucket"'),
        });
    });
    const { stdout } = await runCli(organization, ['org', 'repair', '--dry-run']);
    expect(stdout).toMatch(/\n {2}~ update SCP diverst-guardrails: leave\n/);
    expect(stdout).toMatch(/\n {6}- .*"s3:DeleteBucket"\n/);
    expect(stdout).toMatch(/\n {6}\+ .*"organizations:LeaveOrganization"\n/);
    expect(stdout).toContain('"Sid": "DiverstLeave"');
    expect(stdout).not.toContain('DiverstLateral');
  });

  it('attaches no guardrail over what it could not mend', async () => {
    const organization = unguarded();
    expect((await runCli(organization, ['client', 'init', 'acme', '--yes'])).code).toBe(0);
    organization.sandbox.edit((state) => {
      Object.assign(roleOf(state, 'acme'), { maxSessionDuration: 7_200 });
    });
    const code = 'UnmodifiableEntityException';
    const fault = { kind: 'error', code, message: 'no', status: 400 } as const;
    organization.sandbox.faults.add({ service: 'iam', operation: 'UpdateRole', fault, times: 100 });
    const result = await runCli(organization, repair);
    expect(result.code).toBe(1);
    expect(lines(jsonOf<Result>(result)).every((line) => line.endsWith(' not-applied'))).toBe(true);
    expect(attached(organization.sandbox.state())).toEqual([]);
  });
});
