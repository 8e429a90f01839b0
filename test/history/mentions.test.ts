import { expect, test } from 'vitest';
import { mentions } from '../../src/history/mentions.ts';

const document = JSON.stringify({ Resource: 'arn:aws:iam::111111111111:role/acme-production' });

test.each<[string, string | null, boolean]>([
  ['its request holds it', JSON.stringify({ requestParameters: { accountId: 'acme-production' } }), true],
  ['a policy in it does', JSON.stringify({ requestParameters: { policyDocument: document } }), true],
  [
    'it is named by it',
    JSON.stringify({ requestParameters: { policyName: 'assume-acme-production' } }),
    true,
  ],
  ['the answer holds it', JSON.stringify({ responseElements: { a: [{ b: 'acme-production' }] } }), true],
  ['the caller is called so', JSON.stringify({ userIdentity: { userName: 'acme-production' } }), false],
  ['it is about a longer name', JSON.stringify({ requestParameters: { a: 'big-acme-production' } }), false],
  ['it is about one that goes on', JSON.stringify({ requestParameters: { a: 'acme-production2' } }), false],
  ['it asks for nothing', JSON.stringify({ requestParameters: null }), false],
  ['it cannot be read', '{', false],
  ['there is none', null, false],
])('where %s', (_what, record, expected) => {
  expect(mentions(record, 'acme-production', ['assume-'])).toBe(expected);
});

test('a name is taken literally', () => {
  const record = JSON.stringify({ requestParameters: { name: 'a+b (x)' } });
  expect(mentions(record, 'a+b (x)')).toBe(true);
  expect(mentions(record, 'a.b (x)')).toBe(false);
});

test('of a request of any depth', () => {
  const record = `{"requestParameters":${'['.repeat(50_000)}"x"${']'.repeat(50_000)}}`;
  expect(mentions(record, 'x')).toBe(true);
});
