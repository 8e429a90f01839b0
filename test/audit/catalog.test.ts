import { describe, expect, it } from 'vitest';
import { catalog } from '../../src/audit/catalog.ts';
import { checkIds } from '../../src/model/checks.ts';
import { checkFaults, faultsOf } from './voice.ts';

describe('the texts of a check', () => {
  it.each(checkIds)('%s: a clause, sentences, instructions', (id) => {
    expect(checkFaults(catalog[id])).toEqual([]);
  });
});

describe('a text is not right', () => {
  const check = catalog['role-missing'];

  it.each([
    [{ title: 'longest session of the client role' }, 'a title without a verb'],
    [{ title: 'client role does not exist.' }, 'a title with a period'],
    [{ title: 'The client role does not exist' }, 'a title that is not a clause'],
    [{ why: 'no user can work in the account.' }, 'not one sentence'],
    [{ why: 'No user can work in the account' }, 'not one sentence'],
    [{ why: 'No user can work. The account is idle.' }, 'not one sentence'],
    [{ fix: 'The role, by diverst.' }, 'a fix without a verb first'],
    [{ fix: 'Let diverst create the role' }, 'a fix without an end'],
    [{ holds: 'a role' }, 'a rule that is no sentence'],
  ])('%j', (wrong, fault) => {
    expect(checkFaults({ ...check, ...wrong }).join()).toContain(fault);
  });

  it('if a line of a fix has neither a verb first nor is a command', () => {
    const finding = { id: 'role-missing:acme', message: 'the account acme has no role acme-production' };
    expect(
      faultsOf({ ...finding, fix: ['diverst org repair', 'or create the role: aws iam create-role'] }),
    ).toEqual([]);
    expect(faultsOf({ ...finding, fix: ['the role, by diverst'] })).toHaveLength(1);
    expect(faultsOf({ ...finding, fix: ['create the client: diverst client init NAME'] })).toEqual([
      'role-missing:acme: a command that cannot be pasted: create the client: diverst client init NAME',
    ]);
    expect(faultsOf({ ...finding, fix: ["remove the user: diverst user remove 'the NAME'"] })).toEqual([]);
    expect(faultsOf({ ...finding, message: 'no role', fix: [] })).toEqual([
      'role-missing:acme: a title without a verb: no role',
    ]);
  });
});
