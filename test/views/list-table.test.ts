import { describe, expect, it } from 'vitest';
import { accountListCsv, accountListView } from '../../src/views/accounts.ts';
import { closedListCsv } from '../../src/views/closed-accounts.ts';
import { plain } from '../../src/views/paint.ts';

const roleArn = 'arn:aws:iam::111122223333:role/acme-production';
const accounts = [{ noun: 'client' as const, name: 'acme', accountId: '111122223333', roleArn }];
const admin = [
  { email: 'aws+acme@example.org', unit: 'Production', since: Date.UTC(2026, 0, 31), cachedUntil: null },
];
const member = [{ email: null, unit: null, since: null, cachedUntil: 50 * 60_000 - 1 }];

describe('a list of accounts', () => {
  it('has what an administrator sees, as far as it fits', () => {
    const list = { noun: 'client' as const, accounts, labels: {}, facts: admin };
    expect(accountListView(list, plain, null)).toBe(
      [
        'client  account       role                                            email                 since',
        `acme    111122223333  ${roleArn}  aws+acme@example.org  2026-01-31`,
        '',
      ].join('\n'),
    );
    expect(accountListView(list, plain, 80)).toBe(
      `client  account       role\nacme    111122223333  ${roleArn}\n`,
    );
  });

  it('is blocks in a narrow terminal, with everything and no word cut', () => {
    expect(accountListView({ noun: 'client', accounts, labels: {}, facts: admin }, plain, 40)).toBe(
      [
        'acme',
        '  account  111122223333',
        '  role',
        `    ${roleArn}`,
        '  email    aws+acme@example.org',
        '  since    2026-01-31',
        '',
      ].join('\n'),
    );
  });

  it('says how long a session is cached, if one is', () => {
    const list = { noun: 'client' as const, accounts, labels: {}, facts: member, now: 0 };
    expect(accountListView(list, plain, null)).toBe(
      `client  account       role                                            cached for\nacme    111122223333  ${roleArn}  50m\n`,
    );
  });

  it('is rows of the same columns for everyone as CSV', () => {
    const labels = { acme: { tier: 'gold', wave: '1' } };
    const head = 'client,account,role,labels,email,unit,since,cached_until\r\n';
    expect(accountListCsv({ noun: 'client', accounts, labels, facts: admin })).toBe(
      `${head}acme,111122223333,${roleArn},"tier=gold, wave=1",aws+acme@example.org,Production,2026-01-31,\r\n`,
    );
    expect(accountListCsv({ noun: 'client', accounts, labels: {}, facts: member })).toBe(
      `${head}acme,111122223333,${roleArn},,,,,1970-01-01T00:49:59.999Z\r\n`,
    );
  });
});

it('closed accounts are rows as CSV', () => {
  const closed = {
    ...{ noun: 'client' as const, name: 'acme', accountId: '111122223333', email: 'a@example.org' },
    ...{ state: 'CLOSED', closedOn: '2026-01-31', closedBy: null, removedFrom: '2026-05-01' },
  };
  expect(closedListCsv('client', [closed])).toBe(
    'client,account,email,state,closed_on,closed_by,removed_from\r\nacme,111122223333,a@example.org,CLOSED,2026-01-31,,2026-05-01\r\n',
  );
});
