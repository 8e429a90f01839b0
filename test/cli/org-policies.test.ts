import { describe, expect, it } from 'vitest';
import { orgInitPolicy } from '../../src/cli/org/init-policy.ts';
import { orgRepairPolicy } from '../../src/cli/org/repair-policy.ts';
import { defaultStructure } from '../../src/model/structure.ts';
import { runCli, type TestOrganization, testOrganization } from '../support/cli.ts';

interface Policy {
  readonly Statement: readonly { readonly Action: string | readonly string[] }[];
}

const init = orgInitPolicy(defaultStructure);
const actionsOf = ({ Statement }: Policy) => Statement.flatMap(({ Action }) => [Action].flat());

/** The admin of the management account, allowed exactly what `document` says. */
function allowOnly({ sandbox }: TestOrganization, document: unknown): void {
  sandbox.edit((state) => {
    for (const user of Object.values(state.iam[state.managementAccountId]?.users ?? {})) {
      user.attached = [];
      user.inline = { least: { document: JSON.stringify(document), effectiveAt: 0 } };
    }
    // The group is there to be repaired, and gives its member nothing.
    for (const group of Object.values(state.iam[state.managementAccountId]?.groups ?? {})) group.members = [];
  });
}

function without(policy: Policy, action: string) {
  const left = policy.Statement.map((statement) => ({
    ...statement,
    Action: [statement.Action].flat().filter((one) => one !== action),
  }));
  return { ...policy, Statement: left.filter(({ Action }) => Action.length > 0) };
}

const printed = (help: string): unknown =>
  JSON.parse(help.slice(help.indexOf('{\n'), help.lastIndexOf('\n  }') + 4));

describe('the least policy of org init', () => {
  const line = ['org', 'init', '--yes'];

  it('is enough', async () => {
    const organization = testOrganization({ start: 'empty' });
    allowOnly(organization, init);
    const { code, stderr } = await runCli(organization, line);
    expect(code, stderr).toBe(0);
  });

  it('is printed by --help', async () => {
    const { stdout } = await runCli(testOrganization(), ['org', 'init', '--help']);
    expect(printed(stdout)).toEqual(init);
  });

  it.each(actionsOf(init))('without %s it fails and names it', async (action) => {
    const organization = testOrganization({ start: 'empty' });
    allowOnly(organization, without(init, action));
    const { code, stderr } = await runCli(organization, line);
    expect(code).toBe(1);
    expect(stderr).toContain(action);
  });

  it('lets nobody attach another policy to the group, nor to another group', async () => {
    const statement = init.Statement.find(({ Action }) => Action.includes('iam:AttachGroupPolicy'));
    expect(statement).toMatchObject({
      Resource: 'arn:aws:iam::*:group/admin',
      Condition: { ArnEquals: { 'iam:PolicyARN': ['arn:aws:iam::aws:policy/AdministratorAccess'] } },
    });
  });
});

describe('the least policy of org repair', () => {
  const least = orgRepairPolicy(defaultStructure);
  const foreign = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*', Condition: { Bool: { 'a:b': 'true' } } }],
  });

  /** Everything that can be wrong in what the caller's own policy opens. */
  function damage(organization: TestOrganization): void {
    organization.sandbox.edit((state) => {
      const { admin } = state.iam[state.managementAccountId]?.groups ?? {};
      if (!admin) throw new Error('no group of admins');
      admin.attached = ['arn:aws:iam::aws:policy/IAMFullAccess'];
      admin.inline = { more: { document: foreign, effectiveAt: 0 } };
      for (const one of Object.values(state.accounts))
        if (one.name === 'Ops') Object.assign(one, { name: 'Retired', email: 'old@example.com' });
      for (const unit of Object.values(state.units))
        if (unit.name === 'Production') delete state.units[unit.id];
    });
  }

  function withoutGroup({ sandbox }: TestOrganization): void {
    sandbox.edit((state) => {
      delete state.iam[state.managementAccountId]?.groups.admin;
    });
  }

  const ids = ['admin-narrower', 'admin-broader', 'ops-missing', 'unit-missing'];
  const line = ['org', 'repair', '--yes', '--json', '--only'];

  /** What is said of two repairs, which together need everything. */
  async function bothRepairs(document: unknown): Promise<{ codes: readonly number[]; stderr: string }> {
    const first = testOrganization();
    damage(first);
    allowOnly(first, document);
    const second = testOrganization();
    withoutGroup(second);
    allowOnly(second, document);
    const one = await runCli(first, [...line, ...ids]);
    const two = await runCli(second, [...line, 'group-missing']);
    return { codes: [one.code, two.code], stderr: one.stderr + two.stderr };
  }

  it('is enough', async () => {
    const { codes, stderr } = await bothRepairs(least);
    expect(codes, stderr).toEqual([0, 0]);
  });

  it.each(actionsOf(least))('without %s a repair fails and names it', async (action) => {
    const { codes, stderr } = await bothRepairs(without(least, action));
    expect(codes, stderr).toContain(1);
    expect(stderr).toContain(action);
  });

  it('is printed by --help', async () => {
    const { stdout } = await runCli(testOrganization(), ['org', 'repair', '--help']);
    expect(printed(stdout)).toEqual(least);
  });
});
