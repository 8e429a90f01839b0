import { expect, it } from 'vitest';
import { canonicalJson } from '../../../src/model/policy/canonical.ts';
import type { PolicyDocument } from '../../../src/model/policy/document.ts';

const document: PolicyDocument = {
  Statement: [
    {
      Condition: { StringEquals: { 'b:B': ['2', '1'], 'a:A': '1' }, Bool: { 'c:C': 'true' } },
      Resource: '*',
      Action: ['b:B', 'a:A'],
      Principal: { Service: 's', AWS: 'a' },
      Effect: 'Allow',
      Sid: 'One',
    },
  ],
  Version: '2012-10-17',
};

it('writes keys in the order of the grammar and lists as they are', () => {
  expect(canonicalJson(document)).toBe(
    '{"Version":"2012-10-17","Statement":[{"Sid":"One","Effect":"Allow",' +
      '"Principal":{"AWS":"a","Service":"s"},"Action":["b:B","a:A"],"Resource":"*",' +
      '"Condition":{"Bool":{"c:C":"true"},"StringEquals":{"a:A":"1","b:B":["2","1"]}}}]}',
  );
});

it('gives the same text whatever order the keys were set in', () => {
  const reversed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(reversed);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, member]) => [key, reversed(member)]),
    );
  };
  expect(canonicalJson(reversed(document) as PolicyDocument)).toBe(canonicalJson(document));
});
