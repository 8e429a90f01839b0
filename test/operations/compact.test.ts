import { expect, it } from 'vitest';
import { compact } from '../../src/operations/organization/compact.ts';

it('gives an equal value and remembers its strings', () => {
  const known = new Map<string, string>();
  const value = { id: '1', list: ['same', 'same', { deep: null, number: 3, yes: true }], empty: '' };
  expect(compact(value, known)).toEqual(value);
  expect([...known.keys()].sort()).toEqual(['', '1', 'same']);
  // Names of members are no strings of the data.
  expect(known.has('deep')).toBe(false);
});

it('gives the string that it knows already', () => {
  const known = new Map([['same', 'kept']]);
  expect(compact({ text: 'same' }, known)).toEqual({ text: 'kept' });
});
