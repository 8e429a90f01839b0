import { describe, expect, it } from 'vitest';
import { delegate } from '../audit/drifts/delegation.ts';
import { runCli, type TestOrganization } from '../support/cli.ts';
import { madeClients } from '../support/made-clients.ts';
import { actionsOf, printedPolicy } from '../support/printed-policy.ts';
import { accountOf, idOf } from '../support/state.ts';

const line = ['client', 'close', 'acme', '--confirm', 'acme', '--json'];
const policy = await printedPolicy('client', 'close');
const actions = actionsOf(policy);

/** The admin of the management account, allowed exactly what `document` says; another account administers a service. */
async function allowedOnly(document: unknown): Promise<TestOrganization> {
  const organization = await madeClients({ rates: true });
  organization.sandbox.edit((state) => {
    delegate(state, idOf(state, 'Ops'), 'guardduty.amazonaws.com');
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
  return organization;
}

const without = (action: string) => ({
  ...policy,
  Statement: policy.Statement.map((statement) => ({
    ...statement,
    Action: [statement.Action].flat().filter((one) => one !== action),
  })).filter(({ Action }) => Action.length > 0),
});

describe('the least policy of client close', () => {
  it('is enough', async () => {
    const organization = await allowedOnly(policy);
    const { code, stderr } = await runCli(organization, line);
    expect({ code, denied: stderr.includes('denied') }, stderr).toEqual({ code: 0, denied: false });
    expect(accountOf(organization.sandbox.state(), 'acme').state).toBe('PENDING_CLOSURE');
  });

  it.each(actions)('without %s, close fails and names it', async (action) => {
    const organization = await allowedOnly(without(action));
    const { code, stderr } = await runCli(organization, line);
    expect(code).toBe(1);
    expect(stderr).toContain(action);
    expect(stderr).toMatch(/allow (the caller )?\S+/);
    expect(accountOf(organization.sandbox.state(), 'acme').state).toBe('ACTIVE');
  });
});
