import { describe, expect, it } from 'vitest';
import { delegate } from '../audit/drifts/delegation.ts';
import { runCli, type TestOrganization, testOrganization } from '../support/cli.ts';
import { actionsOf, printedPolicy } from '../support/printed-policy.ts';
import { idOf } from '../support/state.ts';

const policy = await printedPolicy('org', 'audit');
const actions = actionsOf(policy);

/** The admin of the management account, allowed exactly what `document` says; its group says nothing else. */
function allowOnly({ sandbox }: TestOrganization, document: unknown): void {
  sandbox.edit((state) => {
    const iam = state.iam[state.managementAccountId];
    for (const group of Object.values(iam?.groups ?? {})) group.members = [];
    for (const user of Object.values(iam?.users ?? {})) {
      user.attached = [];
      user.inline = { least: { document: JSON.stringify(document), effectiveAt: 0 } };
    }
  });
}

async function organizationWithClient(): Promise<TestOrganization> {
  const organization = testOrganization();
  expect((await runCli(organization, ['client', 'init', 'acme', '--yes'])).code).toBe(0);
  // One of them has to be there for all to be asked.
  organization.sandbox.edit((state) => delegate(state, idOf(state, 'Ops'), 'guardduty.amazonaws.com'));
  return organization;
}

describe('the least policy of org audit', () => {
  it('holds nothing that changes anything', () => {
    expect(actions.filter((action) => !/^\w+:(Describe|Get|List)\w+$/.test(action))).toEqual([
      'sts:AssumeRole',
    ]);
  });

  it.each(['audit', 'show'])('is enough for org %s: nothing is denied', async (command) => {
    const organization = await organizationWithClient();
    allowOnly(organization, policy);
    const before = organization.sandbox.calls.length;
    const { stderr, stdout } = await runCli(organization, ['org', command, '--json']);
    expect(stderr).not.toContain('error');
    expect(JSON.parse(stdout)).not.toHaveProperty('counts.notAudited', 1);
    const denied = organization.sandbox.calls
      .slice(before)
      .filter(({ outcome }) => outcome.startsWith('AccessDenied'));
    expect(denied).toEqual([]);
  });

  it.each(actions)('without %s the audit is not clean, and names it', async (action) => {
    const organization = await organizationWithClient();
    const Statement = policy.Statement.map((statement) => ({
      ...statement,
      Action: [statement.Action].flat().filter((one) => one !== action),
    })).filter(({ Action }) => Action.length > 0);
    allowOnly(organization, { ...policy, Statement });
    const { code, stdout, stderr } = await runCli(organization, ['org', 'audit']);
    expect([1, 3]).toContain(code);
    expect(stdout + stderr).toContain(action);
  });

  it('without Paths needs ListAccountsForParent too, and is enough with it', async () => {
    const organization = testOrganization({ paths: false });
    const [first, ...others] = policy.Statement;
    const action = 'organizations:ListAccountsForParent';
    allowOnly(organization, policy);
    const denied = await runCli(organization, ['org', 'audit']);
    expect(denied.code).toBe(1);
    expect(denied.stderr).toContain(action);
    const widened = { ...first, Action: [...[first?.Action ?? []].flat(), action] };
    allowOnly(organization, { ...policy, Statement: [widened, ...others] });
    const { counts } = JSON.parse((await runCli(organization, ['org', 'audit', '--json'])).stdout);
    expect(counts).toMatchObject({ accounts: 2, audited: 2, notAudited: 0 });
  });

  it('is that of org show and org report, and covers the options that are given', async () => {
    expect(await printedPolicy('org', 'show')).toEqual(policy);
    expect(await printedPolicy('org', 'report')).toEqual(policy);
    const added = async (...words: readonly string[]) =>
      actionsOf(await printedPolicy(...words)).filter((action) => !actions.includes(action));
    expect(await added('org', 'audit', '--who')).toEqual(['cloudtrail:LookupEvents']);
    expect(await added('org', 'report', '--costs', '--history')).toEqual([
      'ce:GetCostAndUsage',
      'cloudtrail:LookupEvents',
    ]);
  });
});
