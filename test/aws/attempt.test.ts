import { expect, it } from 'vitest';
import { AwsError } from '../../src/aws/errors/aws-error.ts';
import { explain } from '../../src/aws/errors/explain.ts';

it.each([
  ['iam:CreateRole', 'cannot create the role: '],
  ['the search for credentials', 'cannot find your credentials: '],
  ['the answer of the proxy', 'cannot finish the answer of the proxy: '],
])('says what failed in words that follow “cannot”: %s', (action, start) => {
  const error = new AwsError({ action, code: 'TimeoutError', message: 'no answer', outcome: 'unknown' });
  const { what, facts } = explain(error).text;
  expect(what.startsWith(start), what).toBe(true);
  expect(facts?.includes(`call: ${action}`)).toBe(action.includes(':'));
});
