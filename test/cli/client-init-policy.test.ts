import { describe, expect, it } from 'vitest';
import { addRole, documentOf, letIn, rootOf } from '../audit/edits.ts';
import { mutations, runCli, type TestOrganization, testOrganization } from '../support/cli.ts';
import { madeClients } from '../support/made-clients.ts';
import { actionsOf, printedPolicy } from '../support/printed-policy.ts';
import { idOf } from '../support/state.ts';

const line = ['client', 'init', 'acme', '--yes', '--json'];
const policy = await printedPolicy('client', 'init');
/** Only needed for an account that was there before and is moved. */
const ofAdoption = [
  'organizations:DescribePolicy',
  'organizations:ListPolicies',
  'organizations:ListTargetsForPolicy',
];
const actions = actionsOf(policy).filter((one) => !ofAdoption.includes(one));

/** The admin of the management account, allowed exactly what `document` says. */
function allowOnly({ sandbox }: TestOrganization, document: unknown): void {
  sandbox.edit((state) => {
    const iam = state.iam[state.managementAccountId];
    for (const group of Object.values(iam?.groups ?? {})) {
      group.attached = [];
      group.inline = {};
    }
    for (const user of Object.values(iam?.users ?? {})) {
      user.attached = [];
      user.inline = { least: { document: JSON.stringify(document), effectiveAt: 0 } };
    }
  });
}

function without(action: string) {
  return {
    ...policy,
    Statement: policy.Statement.map((statement) => ({
      ...statement,
      Action: [statement.Action].flat().filter((one) => one !== action),
    })).filter(({ Action }) => Action.length > 0),
  };
}

describe('the least policy of client init', () => {
  it('is enough', async () => {
    const organization = testOrganization();
    allowOnly(organization, policy);
    const { code, stderr } = await runCli(organization, line);
    expect({ code, denied: stderr.includes('denied') }).toEqual({ code: 0, denied: false });
  });

  it.each(actions)('without %s, init fails and names it', async (action) => {
    const organization = testOrganization();
    allowOnly(organization, without(action));
    const { code, stderr } = await runCli(organization, line);
    expect(code).toBe(1);
    // CreateAccount with tags needs TagResource too: AWS denies the one that is missing.
    expect(stderr).toContain(action);
    expect(stderr).toMatch(/allow (the caller )?\S+/);
    const before = mutations(organization.sandbox);
    expect(before.filter((call) => call === 'organizations:CreateAccount').length).toBeLessThan(2);
  });

  it('without Paths needs ListParents too, and is enough with it', async () => {
    const organization = testOrganization({ paths: false });
    allowOnly(organization, policy);
    const denied = await runCli(organization, line);
    expect(denied.code).toBe(1);
    expect(denied.stderr).toContain('organizations:ListParents');
    const [first, ...others] = policy.Statement;
    const widened = { ...first, Action: [...[first?.Action ?? []].flat(), 'organizations:ListParents'] };
    allowOnly(organization, { ...policy, Statement: [widened, ...others] });
    expect((await runCli(organization, line)).code).toBe(0);
    expect((await runCli(organization, line)).stdout).not.toContain('applied');
  });

  it('is enough for an account that was there before, and reads no policies without their actions', async () => {
    const adopted = async (document: unknown) => {
      const organization = await madeClients({ rates: true });
      organization.sandbox.edit((state) => {
        const id = idOf(state, 'acme');
        Object.assign(state.accounts[id] ?? {}, { parentId: state.organization?.rootId });
        addRole(state, id, 'shared', documentOf(letIn(rootOf(idOf(state, 'Ops')))));
      });
      allowOnly(organization, document);
      return runCli(organization, line);
    };
    expect((await adopted(policy)).code).toBe(0);
    for (const action of ofAdoption) {
      const { code, stderr } = await adopted(without(action));
      expect(code).toBe(1);
      expect(stderr).toContain('the policies of the organization could not be read');
      expect(stderr).toContain(action);
    }
  });
});
