import { expect, test } from 'vitest';
import { checkIdentityPolicy } from '../../../src/sandbox/iam/policy-syntax.ts';
import { SandboxError } from '../../../src/sandbox/operation.ts';

const right = { Effect: 'Allow', Action: 'iam:GetRole', Resource: '*' };

function problem(document: string): string {
  try {
    checkIdentityPolicy(document);
    return '';
  } catch (error) {
    if (!(error instanceof SandboxError)) throw error;
    return `${error.code}: ${error.message}`;
  }
}

function withStatement(parts: object): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ ...right, ...parts }] });
}

test.each([
  [{}],
  [{ Sid: 'One2' }],
  [{ Action: '*' }],
  [{ Action: ['iam:*', 's3:Get*'], Resource: ['arn:aws:iam::*:role/x', 'arn:aws:s3:::b'] }],
  [{ Action: undefined, NotAction: 'iam:*' }],
  [{ Resource: undefined, NotResource: 'arn:aws:s3:::b' }],
  [{ Condition: { StringEquals: { 'aws:username': ['a', 'b'] }, Null: { 'aws:userid': true } } }],
  [{ Condition: { 'ForAnyValue:StringLike': { 'aws:ResourceOrgPaths': 'o-1/*' } } }],
  [{ Condition: { StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:o/r:*' } } }],
  [{ Condition: { StringEquals: { 'oidc.eks.eu-west-1.amazonaws.com/id/AB12:aud': 'sts.amazonaws.com' } } }],
  [{ Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } } }],
  [{ Condition: { NumericLessThanEquals: { 's3:max-keys': 10 }, NotIpAddress: { 'aws:SourceIp': '::/0' } } }],
])('%j is well formed', (parts) => {
  expect(problem(withStatement(parts))).toBe('');
});

test('one statement needs no list, and a version may be left out', () => {
  expect(problem(JSON.stringify({ Statement: right }))).toBe('');
  expect(problem(JSON.stringify({ Id: 'x', Version: '2008-10-17', Statement: [right] }))).toBe('');
});

const syntax = 'Syntax errors in policy.';
const vendor = 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.';

test.each([
  ['{', syntax],
  ['[]', syntax],
  ['null', syntax],
  ['{"Version":"2012-10-17"}', syntax],
  ['{"Version":"2012-10-17","Statement":[]}', syntax],
  ['{"Version":"2012-10-18","Statement":[]}', syntax],
  [JSON.stringify({ Version: '2020-01-01', Statement: right }), syntax],
  [JSON.stringify({ Statement: right, Extra: 1 }), syntax],
  [withStatement({ Effect: 'allow' }), syntax],
  [withStatement({ Effect: undefined }), syntax],
  [withStatement({ action: 'x' }), syntax],
  [withStatement({ NotAction: 'iam:*' }), syntax],
  [withStatement({ NotResource: '*' }), syntax],
  [withStatement({ Action: [] }), syntax],
  [withStatement({ Action: 7 }), syntax],
  [withStatement({ Action: undefined }), 'Policy statement must contain actions.'],
  [withStatement({ Resource: undefined }), 'Policy statement must contain resources.'],
  [withStatement({ Action: 'GetRole' }), vendor],
  [withStatement({ Condition: { Bool: { MultiFactorAuthPresent: true } } }), vendor],
  [withStatement({ Resource: 'role/x' }), 'Resource role/x must be in ARN format or "*".'],
  [withStatement({ Principal: '*' }), 'Policy document should not specify a principal.'],
  [withStatement({ NotPrincipal: '*' }), 'Policy document should not specify a principal.'],
  [withStatement({ Condition: [] }), syntax],
  [withStatement({ Condition: { Bool: 'x' } }), syntax],
  [withStatement({ Condition: { Bool: { 'aws:x': {} } } }), syntax],
  [withStatement({ Condition: { StringIs: { 'aws:x': 'y' } } }), 'Invalid Condition type : StringIs.'],
  [
    withStatement({ Sid: 'acme-production' }),
    'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*',
  ],
  [
    JSON.stringify({
      Statement: [
        { ...right, Sid: 'A' },
        { ...right, Sid: 'A' },
      ],
    }),
    'Statement IDs (SID) in a single policy must be unique.',
  ],
])('%s: %s', (document, message) => {
  expect(problem(document)).toBe(`MalformedPolicyDocumentException: ${message}`);
});

test('characters past Latin 1 are in no policy', () => {
  expect(problem(withStatement({ Sid: '✓' }))).toMatch(/^ValidationError: .*at 'policyDocument'/);
  expect(problem('')).toMatch(/^ValidationError: .*length greater than or equal to 1$/);
});
