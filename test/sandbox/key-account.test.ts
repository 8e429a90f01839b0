import { expect, test } from 'vitest';
import { accountOfKey, withAccount } from '../../src/sandbox/key-account.ts';

const rest = 'ABCDEFGHIJ234567';

test.each(['000000000001', '123456789012', '999999999999'])(
  'account %s is read from a key of its',
  (account) => {
    const text = withAccount(rest, account);
    expect(text).toMatch(/^[A-Z2-7]{16}$/);
    expect(text.slice(-6)).toBe(rest.slice(-6));
    for (const kind of ['AKIA', 'ASIA']) expect(accountOfKey(kind + text)).toBe(account);
  },
);

test('keys of one account differ', () => {
  expect(withAccount(rest, '123456789012')).not.toBe(withAccount('ABCDEFGHIK234567', '123456789012'));
});

// The example of a public description of the format.
test('a key of AWS is read', () => {
  expect(accountOfKey('ASIAQNZGKIQY56JQ7WML')).toBe('029608264753');
});

test.each(['', 'AKIA', `AIDA${rest}`, 'AKIA0000000000000000', `AKIA${rest}A`])('%s is no key', (id) => {
  expect(accountOfKey(id)).toBeNull();
});
