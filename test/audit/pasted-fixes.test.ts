import { afterAll, expect, it } from 'vitest';
import { fixOf } from '../../src/model/fix.ts';
import { addUser } from './edits.ts';
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
