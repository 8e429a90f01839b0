import { expect, it } from 'vitest';
import { wrapped } from '../../src/views/wrapped.ts';

it('breaks JSON between its members, and before a value that has members', () => {
  expect(wrapped('', '{"Null":{"aws:username":"false"},"Bool":{"aws:b":"c"}}', 24)).toEqual([
    '{"Null":',
    '{"aws:username":"false"},',
    '"Bool":{"aws:b":"c"}}',
  ]);
});

it('keeps a number and its unit on one line', () => {
  expect(wrapped('', 'valid until 08:47 UTC (60 min)', 27)).toEqual(['valid until 08:47 UTC', '(60 min)']);
  expect(wrapped('', 'read everything in 3.3 s', 23)).toEqual(['read everything in', '3.3 s']);
  expect(wrapped('', 'the 12 clients of yours', 20)).toEqual(['the 12 clients of', 'yours']);
});
