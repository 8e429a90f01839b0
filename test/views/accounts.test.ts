import { expect, it } from 'vitest';
import { accountListView } from '../../src/views/accounts.ts';
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
