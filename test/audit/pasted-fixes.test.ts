import { afterAll, describe, expect, it } from 'vitest';
import type { CheckId } from '../../src/model/checks.ts';
import { fixOf } from '../../src/model/fix.ts';
import type { Drift } from './drift.ts';
import { addAccount, addRole, addUnit, addUser, documentOf, letIn, rootOf } from './edits.ts';
import { cleanUp, open, prepared } from './prepared.ts';
import { audit } from './report.ts';

afterAll(cleanUp);

it('no command of a fix runs what an account is called', async () => {
  const ground = await prepared();
  const organization = open(ground);
  organization.sandbox.edit((state) => {
    const { accountId } = ground.cast.client;
    const account = state.accounts[accountId];
    if (account === undefined) throw new Error('there is no such account');
    account.name = 'x$(touch pwned)';
    addUser(state, accountId, 'mallory', { key: 'Active' });
  });
  const { findings } = await audit(organization, ground);
  expect(findings.map(({ check }) => check)).toContain('client-user');
  const commands = findings.flatMap(({ fix }) => fix.flatMap((one) => fixOf(one).run ?? []));
  expect(commands.length).toBeGreaterThan(0);
  const unquoted = commands.map((command) => command.replace(/'[^']*'/g, ''));
  expect(unquoted.filter((command) => command.includes('pwned'))).toEqual([]);
});

it('a role whose name zsh would expand is quoted', async () => {
  const ground = await prepared();
  const organization = open(ground);
  organization.sandbox.edit((state) => {
    addRole(state, ground.cast.client.accountId, '=ls', documentOf(letIn(rootOf('999999999999'))));
  });
  const { findings } = await audit(organization, ground);
  const commands = findings.flatMap(({ fix }) => fix.flatMap((one) => fixOf(one).run ?? []));
  expect(commands).toContain("aws iam get-role --role-name '=ls'");
});

describe('the commands of a fix have what they need', () => {
  const commandsFor = async (apply: Drift['apply'], check: CheckId) => {
    const ground = await prepared();
    const organization = open(ground);
    organization.sandbox.edit((state) => apply(state, ground.cast));
    const { findings } = await audit(organization, ground);
    const found = findings.filter((one) => one.check === check);
    return {
      cast: ground.cast,
      commands: found.flatMap(({ fix }) => fix.flatMap((one) => fixOf(one).run ?? [])),
    };
  };

  it('an account in the root becomes a client, or moves to the environments', async () => {
    let id = '';
    const { cast, commands } = await commandsFor((state, { root }) => {
      id = addAccount(state, 'newco', root, { email: "o'neil+newco@example.com" });
    }, 'account-misplaced');
    expect(commands).toEqual([
      expect.stringMatching(/^diverst .*client init newco --email 'o'\\''neil\+newco@example\.com'$/),
      `aws organizations move-account --account-id ${id} --source-parent-id ${cast.root} --destination-parent-id ${cast.environments}`,
    ]);
  });

  it('one without a client name only moves', async () => {
    const { commands } = await commandsFor(
      (state, { root }) => void addAccount(state, 'Big_Customer 2', root),
      'account-misplaced',
    );
    expect(commands).toEqual([expect.stringMatching(/^aws organizations move-account /)]);
  });

  it('the accounts of a second OU move with one command, which reads them', async () => {
    let unit = '';
    const { cast, commands } = await commandsFor((state, { root }) => {
      unit = addUnit(state, 'Production', root);
      addAccount(state, 'stray', unit);
    }, 'unit-duplicate');
    expect(commands).toEqual([
      `aws organizations list-accounts-for-parent --parent-id ${unit} --query 'Accounts[].Id' --output text | xargs -n 1 aws organizations move-account --source-parent-id ${unit} --destination-parent-id ${cast.production} --account-id`,
      `aws organizations delete-organizational-unit --organizational-unit-id ${unit}`,
    ]);
  });
});
