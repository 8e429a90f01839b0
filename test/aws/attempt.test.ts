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

it.each([
  ['ECONNRESET', 'read ECONNRESET', 'the connection to AWS broke off before the answer was complete'],
  ['TimeoutError', 'late', 'AWS did not answer in time'],
  ['ETIMEDOUT', 'connect ETIMEDOUT 1.2.3.4:443', 'AWS did not answer in time'],
  ['ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:80', 'the host of AWS cannot be reached'],
  ['EHOSTUNREACH', 'connect EHOSTUNREACH', 'the host of AWS cannot be reached'],
  ['ENOTFOUND', 'getaddrinfo ENOTFOUND x', 'the name of the AWS host cannot be resolved'],
  ['EAI_AGAIN', 'getaddrinfo EAI_AGAIN x', 'the name of the AWS host cannot be resolved'],
  ['CERT_HAS_EXPIRED', 'certificate has expired', 'the certificate of the server is not trusted'],
  ['EPROTO', 'write EPROTO', 'the connection to AWS failed'],
  ['ENOENT', "open '/x'", 'a file cannot be read'],
  ['SyntaxError', 'Unexpected token', 'the answer of AWS cannot be read'],
])('names what happened, and does not quote AWS: %s', (code, message, reason) => {
  const error = new AwsError({ action: 'iam:GetRole', code, message, outcome: 'unknown' });
  const { what, why, fix } = explain(error).text;
  expect(what).toBe(`cannot read the role: ${reason}`);
  expect(why).toMatch(new RegExp(`diverst reports: ${message.replace(/[.?*+]/g, '.')}$`));
  expect(fix).not.toEqual([]);
});

it('quotes AWS, whose answers can have no request ID', () => {
  const error = new AwsError({ action: 'iam:GetRole', code: 'Odd', message: 'no', outcome: 'rejected' });
  expect(explain(error).text).toMatchObject({
    what: 'cannot read the role: AWS answered Odd',
    why: 'AWS says: no',
  });
});

it('names the option that prints the least policy, if AWS denied the call', () => {
  const facts = { action: 'iam:GetRole', code: 'AccessDenied', outcome: 'rejected' } as const;
  expect(explain(new AwsError({ ...facts, message: 'no' })).text.fix?.[0]).toContain('add --print-policy');
});
