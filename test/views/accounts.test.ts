import { expect, it } from 'vitest';
import { accountListView, accountShowView } from '../../src/views/accounts.ts';
import { plain } from '../../src/views/paint.ts';

const accounts = ['acme', 'globex'].map((name) => ({
  noun: 'client' as const,
  name,
  accountId: '111122223333',
  roleArn: `arn:aws:iam::111122223333:role/${name}-production`,
}));
const labels = { acme: { tier: 'gold', wave: '1' } };

it('puts labels below their account where they do not fit beside it', () => {
  expect(accountListView({ noun: 'client', accounts, labels }, plain, 80)).toBe(`client  account       role
        labels
acme    111122223333  arn:aws:iam::111122223333:role/acme-production
        tier=gold, wave=1
globex  111122223333  arn:aws:iam::111122223333:role/globex-production
`);
  expect(accountListView({ noun: 'client', accounts, labels }, plain, 100)).toBe(
    accountListView({ noun: 'client', accounts, labels }, plain, null),
  );
});

it('shows one account with nothing to the left of its values', () => {
  const [acme] = accounts;
  if (acme === undefined) throw new Error('there is no account');
  const next = 'eval "$(diverst client assume acme)"';
  const shown = (width: number | null) =>
    accountShowView(acme, { tier: 'gold', wave: '1', region: 'eu-central-1' }, [], next, plain, width);
  expect(shown(null)).toBe(`client    acme
account   111122223333
role      arn:aws:iam::111122223333:role/acme-production
labels    region=eu-central-1, tier=gold, wave=1
next      eval "$(diverst client assume acme)"
`);
  expect(shown(200)).toBe(shown(null));
  expect(shown(40)).toBe(`client    acme
account   111122223333
role      arn:aws:iam::111122223333:role/acme-production
labels    region=eu-central-1,
          tier=gold, wave=1
next
    eval "$(diverst client assume acme)"
`);
});
