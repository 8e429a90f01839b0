import { describe, expect, it } from 'vitest';
import { type CliResult, runCli, type TestOrganization } from '../support/cli.ts';
import { actionsOf, printedPolicy } from '../support/printed-policy.ts';
import { revocable } from '../support/revoked.ts';

const ofMembers = await printedPolicy('user', 'add');
const ofRevoking = await printedPolicy('user', 'remove');

/** The admin of the management account, allowed exactly these actions. */
async function runAs(
  allowed: readonly string[],
  words: readonly string[],
): Promise<CliResult & TestOrganization> {
  const here = revocable(1);
  const Statement = ofRevoking.Statement.map((statement) => ({
    ...statement,
    Action: [statement.Action].flat().filter((action) => allowed.includes(action)),
  })).filter(({ Action }) => Action.length > 0);
  const document = JSON.stringify({ ...ofRevoking, Statement });
  here.sandbox.edit((state) => {
    const iam = state.iam[state.managementAccountId];
    for (const group of Object.values(iam?.groups ?? {})) group.members = [];
    for (const user of Object.values(iam?.users ?? {})) {
      user.attached = [];
      user.inline = { least: { document, effectiveAt: 0 } };
    }
  });
  return { ...here, ...(await runCli(here, ['user', ...words, '--json'])) };
}

const commands = [
  { words: ['add', 'lee', '--group', 'production', '--yes'], policy: ofMembers },
  { words: ['list'], policy: ofMembers },
  { words: ['remove', 'kim', '--confirm', 'kim'], policy: ofMembers },
  { words: ['remove', 'kim', '--confirm', 'kim', '--revoke-sessions'], policy: ofRevoking },
];

const asking = 'iam:ListAttachedUserPolicies';

describe('the least policy of the commands about people', () => {
  it.each(commands)('is enough: user $words', async ({ words, policy }) => {
    const { code, stderr, sandbox } = await runAs(actionsOf(policy), words);
    expect(code, stderr).toBe(0);
    expect(sandbox.calls.filter(({ outcome }) => outcome.startsWith('AccessDenied'))).toEqual([]);
  });

  const each = commands.flatMap(({ words, policy }) =>
    actionsOf(policy).flatMap((action) => (action === asking ? [] : [{ words, policy, action }])),
  );

  it.each(each)('is not more than enough: user $words without $action', async ({ words, policy, action }) => {
    const { code, stderr } = await runAs(
      actionsOf(policy).filter((one) => one !== action),
      words,
    );
    expect(code).toBe(1);
    expect(stderr).toContain(action);
  });

  it(`without ${asking} does not know users of the management account, and says so`, async () => {
    const words = ['remove', 'kim', '--confirm', 'kim', '--revoke-sessions'];
    const { code, stderr } = await runAs(actionsOf(ofMembers), words);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain(`AWS denied ${asking}`);
  });

  it('is the same for user list as for user add', async () => {
    expect(await printedPolicy('user', 'list')).toEqual(ofMembers);
  });
});
