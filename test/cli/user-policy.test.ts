import { describe, expect, it } from 'vitest';
import { userPolicy } from '../../src/cli/user/policy.ts';
import { type CliResult, runCli, type TestOrganization } from '../support/cli.ts';
import { revocable } from '../support/revoked.ts';

const policy = userPolicy('OrganizationAccountAccessRole');
const actions = policy.Statement.flatMap(({ Action }) => Action);

/** The admin of the management account, allowed exactly these actions. */
async function runAs(
  allowed: readonly string[],
  words: readonly string[],
): Promise<CliResult & TestOrganization> {
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
  return { ...here, ...(await runCli(here, ['user', ...words, '--json'])) };
}

const commands: readonly (readonly string[])[] = [
  ['add', 'lee', '--group', 'production', '--yes'],
  ['list'],
  ['remove', 'kim', '--confirm', 'kim'],
  ['remove', 'kim', '--confirm', 'kim', '--revoke-sessions'],
];

describe('the least policy of the commands about people', () => {
  it.each(commands)('is enough: user %s', async (...words) => {
    const { code, stderr, sandbox } = await runAs(actions, words);
    expect(code, stderr).toBe(0);
    expect(sandbox.calls.filter(({ outcome }) => outcome.startsWith('AccessDenied'))).toEqual([]);
  });

  const asking = 'iam:ListAttachedUserPolicies';

  it.each(actions.filter((one) => one !== asking))(
    'is not more than enough: without %s it says what is missing',
    async (action) => {
      const { code, stderr } = await runAs(
        actions.filter((one) => one !== action),
        ['list'],
      );
      expect(code).toBe(1);
      expect(stderr).toContain(action);
    },
  );

  it(`without ${asking} does not know users of the management account`, async () => {
    const words = ['remove', 'kim', '--confirm', 'kim', '--revoke-sessions'];
    const allowed = actions.filter((one) => one !== asking);
    expect((await runAs(allowed, words)).code).toBe(0);
  });

  it.each(['add', 'list', 'remove'])('is printed by user %s --help', async (command) => {
    const { stdout } = await runCli(revocable(1), ['user', command, '--help']);
    const printed = stdout.slice(stdout.indexOf('{\n'), stdout.lastIndexOf('\n  }') + 4);
    expect(JSON.parse(printed)).toEqual(policy);
  });
});
