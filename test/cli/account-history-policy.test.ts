import { expect, it } from 'vitest';
import { type CliResult, runCli, type TestOrganization } from '../support/cli.ts';
import { madeClients } from '../support/made-clients.ts';
import { actionsOf, printedPolicy } from '../support/printed-policy.ts';

const policy = await printedPolicy('client', 'history', 'management');
const actions = actionsOf(policy);

/** The admin of the management account, allowed exactly these actions, reads who entered acme. */
async function readAs(allowed: readonly string[]) {
  const organization = await madeClients({ rates: false });
  organization.clock.advance(120_000);
  // Somebody with a name of their own was there: whether it is proven is looked up.
  await runCli(organization, ['client', 'exec', 'acme', '--no-cache', '--', 'true']);
  allowOnly(organization, allowed);
  const before = organization.sandbox.calls.length;
  const argv = ['client', 'history', 'acme', '--sessions', '--profile', 'management', '--utc'];
  const result: CliResult = await runCli(organization, argv);
  return { ...result, calls: organization.sandbox.calls.slice(before) };
}

function allowOnly({ sandbox }: TestOrganization, allowed: readonly string[]): void {
  const Statement = policy.Statement.map((statement) => ({
    ...statement,
    Action: [statement.Action].flat().filter((action) => allowed.includes(action)),
  })).filter(({ Action }) => Action.length > 0);
  const document = JSON.stringify({ ...policy, Statement });
  sandbox.edit((state) => {
    const iam = state.iam[state.managementAccountId];
    for (const group of Object.values(iam?.groups ?? {})) group.members = [];
    for (const user of Object.values(iam?.users ?? {})) {
      user.attached = [];
      user.inline = { least: { document, effectiveAt: 0 } };
    }
  });
}

it('is enough: nothing is denied, and the sessions of the access role may do no more than is done', async () => {
  const { code, stdout, stderr, calls } = await readAs(actions);
  expect(code, stderr).toBe(0);
  expect(stdout).toContain('role acme-production');
  expect(stdout).not.toContain('were not read');
  expect(calls.filter(({ outcome }) => outcome.startsWith('AccessDenied'))).toEqual([]);
  const assumed = calls.filter(({ operation }) => operation === 'AssumeRole');
  const narrowed = assumed.map(({ input }) => JSON.parse(String(input.Policy)).Statement[0]);
  expect(narrowed).toEqual([
    { Effect: 'Allow', Action: 'cloudtrail:LookupEvents', Resource: '*' },
    { Effect: 'Allow', Action: 'cloudtrail:LookupEvents', Resource: '*' },
    {
      Effect: 'Allow',
      Action: 'iam:GetRole',
      Resource: expect.stringMatching(/^arn:aws:iam::\d{12}:role\/acme-production$/),
    },
  ]);
});

it.each(actions)('without %s it says what is missing', async (action) => {
  const { code, stderr } = await readAs(actions.filter((one) => one !== action));
  expect(code).toBe(1);
  // Whoever may not read the organization is taken for a member.
  const isMember = action === 'organizations:DescribeOrganization';
  expect(stderr).toContain(isMember ? 'cannot read what your groups grant' : action);
});
