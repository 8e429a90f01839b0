import { describe, expect, it } from 'vitest';
import { defaultStructure } from '../../src/model/structure.ts';
import { diffContext } from '../../src/plan/diff/context.ts';
import { discretionFor } from '../../src/report/discretion.ts';
import { account, snapshot } from '../support/organization-pages.ts';

const names = ['acme', 'acme-labs', 'abc', 'acme europe', 'caf\u00e9', 'access'];

const accounts = [
  account('Root', '111111111111', 'r-exam', { email: 'root@example.com' }),
  account('Ops', '222222222222', 'ou-users', { email: 'ops@example.com' }),
  ...names.map((name, index) =>
    account(name, String(300_000_000_000 + index), 'ou-production', { email: `aws+${name}@example.com` }),
  ),
];

function discretionOf(name: string) {
  const context = diffContext(defaultStructure, { ...snapshot, accounts });
  const owned = context.owned.find((one) => one.name === name);
  if (owned === undefined) throw new Error(`there is no client ${name}`);
  return discretionFor(owned, context);
}

describe('what names another account', () => {
  const told = [
    'the group production may not assume acme-production',
    'arn:aws:iam::300000000000:role/acme-production',
    'arn:aws:iam::222222222222:root and arn:aws:iam::111111111111:root',
    'inline policy assume-acme-production',
    'the account of acme (300000000000) is in Envs/Production',
    'abcdef, and enrolled',
  ];
  const left = [
    'the same as for acme-labs',
    'ACME-Labs-production',
    'arn:aws:iam::300000000001:root',
    'aws+ACME-LABS@example.com',
    'a policy of abc, too',
    'assume-acme-labs-production',
  ];

  it.each(told)('is not: %s', (text) => {
    expect(discretionOf('acme').told(text, 'account')).toBe(text);
  });

  it.each(left)('is: %s', (text) => {
    expect(discretionOf('acme').told(text, 'account')).toBeNull();
  });

  it('is a name within a longer one of the own', () => {
    // Of acme-labs, acme is another one; within its own names it says nothing.
    expect(discretionOf('acme-labs').namesOther('acme-labs-production', 'account')).toBe(false);
    expect(discretionOf('acme-labs').namesOther('as for acme', 'account')).toBe(true);
  });

  it('is a longer name that begins with the own one', () => {
    const discretion = discretionOf('acme');
    for (const text of ['as for Acme Europe', 'acme europe-production'])
      expect(discretion.namesOther(text, 'account'), text).toBe(true);
    expect(discretion.namesOther('acme', 'account')).toBe(false);
  });

  it('is a name however its accents are composed', () => {
    expect(discretionOf('acme').namesOther('the shop of cafe\u0301', 'account')).toBe(true);
  });

  it('is a name in letters of another width', () => {
    expect(discretionOf('acme').namesOther('as for \uff41\uff43\uff43\uff45\uff53\uff53', 'account')).toBe(
      true,
    );
  });

  it('is looked for in a long text in a time that grows with its length', () => {
    // A pattern that tries each length from each place would still be at it when the test is over.
    expect(discretionOf('acme').namesOther('x'.repeat(200_000), 'elsewhere')).toBe(false);
  });

  it('is not in what AWS has named', () => {
    const discretion = discretionOf('acme');
    expect(discretion.namesOther('arn:aws:iam::aws:policy/AdministratorAccess', 'account')).toBe(false);
    expect(discretion.namesOther('arn:aws:iam::300000000000:policy/for-access', 'account')).toBe(true);
  });

  it('is of Ops any further account, and any role like a client’s: these may be gone', () => {
    const discretion = discretionOf('acme');
    for (const text of ['arn:aws:iam::999988887777:root', 'policy assume-oldco-production']) {
      expect(discretion.namesOther(text, 'account')).toBe(false);
      expect(discretion.namesOther(text, 'elsewhere')).toBe(true);
    }
    expect(discretion.namesOther('arn:aws:iam::300000000000:role/acme-production', 'elsewhere')).toBe(false);
  });
});
