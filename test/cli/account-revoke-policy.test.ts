import { describe, expect, it } from 'vitest';
import { type CliResult, runCli, type TestOrganization } from '../support/cli.ts';
import { actionsOf, printedPolicy } from '../support/printed-policy.ts';
import { revocable } from '../support/revoked.ts';

const policy = await printedPolicy('client', 'revoke');
const actions = actionsOf(policy);

/** The admin of the management account, allowed exactly these actions. */
async function revokeAs(allowed: readonly string[], person = 'kim'): Promise<CliResult & TestOrganization> {
  const here = revocable(1);
  const Statement = policy.Statement.map((statement) => ({
    ...statement,
    Action: [statement.Action].flat().filter((action) => allowed.includes(action)),
  })).filter(({ Action }) => Action.length > 0);
  const document = JSON.stringify({ ...policy, Statement });
  here.sandbox.edit((state) => {
    const iam = state.iam[state.managementAccountId];
    for (const group of Object.values(iam?.groups ?? {})) group.members = [];
    for (const user of Object.values(iam?.users ?? {})) {
      user.attached = [];
      user.inline = { least: { document, effectiveAt: 0 } };
    }
  });
  const result = await runCli(here, ['client', 'revoke', '--all', '--person', person, '--yes', '--json']);
  return { ...here, ...result };
}

describe('the least policy of client revoke', () => {
  it.each(['kim', 'nobody-here'])('is enough: %s', async (person) => {
    const { code, stderr, sandbox } = await revokeAs(actions, person);
    expect(code, stderr).toBe(0);
    expect(sandbox.calls.filter(({ outcome }) => outcome.startsWith('AccessDenied'))).toEqual([]);
  });

  it.each(actions.filter((one) => one !== 'iam:ListAttachedUserPolicies'))(
    'is not more than enough: without %s it says what is missing',
    async (action) => {
      const { code, stderr } = await revokeAs(actions.filter((one) => one !== action));
      expect(code).toBe(1);
      expect(stderr).toContain(action);
    },
  );

  it('without iam:ListAttachedUserPolicies does not know users of the management account, and says so', async () => {
    const { code, stderr } = await revokeAs(
      actions.filter((one) => one !== 'iam:ListAttachedUserPolicies'),
      'management-admin',
    );
    expect(code).toBe(0);
    expect(stderr).toContain('AWS denied iam:ListAttachedUserPolicies');
    expect((await revokeAs(actions, 'management-admin')).code).toBe(1);
  });
});
