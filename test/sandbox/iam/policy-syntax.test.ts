import { expect, test } from 'vitest';
import { checkIdentityPolicy } from '../../../src/sandbox/iam/policy-syntax.ts';
import { SandboxError } from '../../../src/sandbox/operation.ts';

const right = { Effect: 'Allow', Action: 'iam:GetRole', Resource: '*' };

function problem(document: string, managed = false): string {
  try {
    checkIdentityPolicy(document, { managed });
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

test.each([
  [{ Action: ['s3.s:ListBucket', 'iam: asdf safdsf af ', 's3-s:ListBucket'] }],
  [{ Condition: { StringEquals: { a: 'b' }, 'ForAnyValue:StringEqualsIfExists': { b: [] } } }],
  [{ Condition: { a: {}, DateGreaterThan: {} } }],
  [{ Condition: { DateLessThanEquals: { a: ['2016-12-13T21:20:37.593194+00:00', '01T', '-292275054'] } } }],
  [{ Condition: { DateLessThan: { a: ['2016-12-13t2:00:00.593194+23', '9223372036854775807'] } } }],
  [{ Condition: { 'ForAllValues:DateLessThanIfExists': { a: 1_500_000_000 } } }],
  [{ Resource: ['arn:aws:fdsasf', 'arn:aws:iam', 'arn:aws:s33:::b', 'arn:aws:ec2:us-east-1::b'] }],
  [{ Resource: ['arn:aws:iam::*:*', 'arn:aws:iam::111122223333:root', 'arn:aws:iam:::user/b'] }],
  [{ Resource: ['arn:aws:iam::${aws:PrincipalAccount}:role/x', 'arn:aws:iam::*:${aws:username}'] }],
  [{ Resource: ['arn:aws:s3:eu-west-1:111122223333:accesspoint/x', 'arn:aws*:s3:::b', 'arn:*'] }],
  [{ Resource: undefined, NotResource: '*' }],
])('%j is taken, though it looks odd', (parts) => {
  expect(problem(withStatement(parts))).toBe('');
});

test('an empty Sid is none, so several statements may have it', () => {
  const Statement = [
    { ...right, Sid: '' },
    { ...right, Sid: '' },
  ];
  expect(problem(JSON.stringify({ Version: '2012-10-17', Statement }), true)).toBe('');
});

test.each([[{}], [{ Version: '2008-10-17' }]])(
  'a managed policy needs a newer version than %j',
  (version) => {
    const document = JSON.stringify({
      ...version,
      Statement: [{ ...right, Effect: 'allow', Resource: 'x' }],
    });
    const message = 'Policy document must be version 2012-10-17 or greater.';
    expect(problem(document, true)).toBe(`MalformedPolicyDocumentException: ${message}`);
    expect(problem(document)).toBe(`MalformedPolicyDocumentException: ${legacy}`);
  },
);

test('one statement needs no list, and a version may be left out', () => {
  expect(problem(JSON.stringify({ Statement: right }))).toBe('');
  expect(problem(JSON.stringify({ Id: 'x', Version: '2008-10-17', Statement: [right] }))).toBe('');
});

const legacy = 'The policy failed legacy parsing';
const syntax = 'Syntax errors in policy.';
const path =
  'IAM resource path must either be "*", root, or start with user/, federated-user/, role/, group/, ' +
  'instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, ' +
  'access-report/.';
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
  [withStatement({ Effect: 'permit' }), syntax],
  [JSON.stringify({ Version: '2012-10-17', Id: ['x'], Statement: right }), syntax],
  [JSON.stringify({ Version: '2012-10-17', Id: {}, Statement: right }), syntax],
  [withStatement({ Sid: {} }), syntax],
  [withStatement({ Effect: 'allow' }), legacy],
  [JSON.stringify({ Statement: right, Version: '2012-10-17' }), legacy],
  [withStatement({ Condition: { DateGreaterThan: { 'aws:CurrentTime': 'tomorrow' } } }), legacy],
  [withStatement({ Condition: { DateLessThanEquals: { a: '234-13' } } }), legacy],
  [withStatement({ Condition: { DateLessThanEquals: { a: '2016-12-13t2:00:00.593194+1' } } }), legacy],
  [
    withStatement({ Condition: { DateLessThanEquals: { a: '2016-12-13t2:00:00.1999999999+10:59' } } }),
    legacy,
  ],
  [withStatement({ Condition: { 'ForAnyValue:DateLessThan': { a: '9223372036854775808' } } }), legacy],
  [withStatement({ Resource: 'arn:aws:s3::bucket' }), legacy],
  [withStatement({ Resource: undefined, NotResource: 'arn:aws:s3::bucket' }), legacy],
  [withStatement({ Resource: 'arn:aws::fdsasf' }), legacy],
  [withStatement({ Resource: 'arn:aws::::bucket' }), legacy],
  [
    withStatement({ Resource: 'arn:aws' }),
    'Resource vendor must be fully qualified and cannot contain regexes.',
  ],
  [withStatement({ Resource: '' }), 'Resource  must be in ARN format or "*".'],
  [
    withStatement({ Resource: ['arn:error:s3:::bucket', 'arn:error:s3::bucket'] }),
    'Partition "error" is not valid for resource "arn:error:s3:::bucket".',
  ],
  [
    withStatement({ Resource: 'aws:s3:::bucket' }),
    'Partition "s3" is not valid for resource "arn:s3:::bucket:*".',
  ],
  [withStatement({ Resource: 'a:b' }), 'Partition "b" is not valid for resource "arn:b:*:*:*:*".'],
  [
    withStatement({ Resource: 'a:b:c:d:e:f:g:h' }),
    'Partition "b" is not valid for resource "arn:b:c:d:e:f:g:h".',
  ],
  [withStatement({ Resource: 'arn:aws:iam:::bucket' }), path],
  [withStatement({ Resource: 'arn:aws:iam::*:*/x' }), path],
  [
    withStatement({ Resource: 'arn:aws:iam:us-east-1::role/x' }),
    'IAM resource arn:aws:iam:us-east-1::role/x cannot contain region information.',
  ],
  [
    withStatement({ Resource: 'arn:aws:iam:*:*:role/x' }),
    'IAM resource arn:aws:iam:*:*:role/x cannot contain region information.',
  ],
  [
    withStatement({ Resource: 'arn:aws:s3:us-east-1::bucket' }),
    'Resource arn:aws:s3:us-east-1::bucket can not contain region information.',
  ],
  // Two mistakes: which is found first.
  [withStatement({ Effect: 'allow', Resource: 'arn:aws:s3:us-east-1::bucket', Action: [] }), legacy],
  [withStatement({ Resource: 'role/x', Sid: '-' }), expect.stringContaining('must be alpha-numeric')],
  [withStatement({ Resource: 'role/x', Action: [] }), 'Policy statement must contain actions.'],
  [
    withStatement({ Resource: 'role/x', Action: 's:3:GetRole' }),
    'Resource role/x must be in ARN format or "*".',
  ],
  [
    JSON.stringify({
      Statement: [
        { ...right, Effect: 'aLLow', Sid: 'A' },
        { Effect: 'Allow', Sid: 'A' },
      ],
    }),
    legacy,
  ],
  [withStatement({ Effect: undefined }), syntax],
  [withStatement({ action: 'x' }), syntax],
  [withStatement({ NotAction: 'iam:*' }), syntax],
  [withStatement({ NotResource: '*' }), syntax],
  [withStatement({ Action: [] }), 'Policy statement must contain actions.'],
  [withStatement({ Resource: [] }), 'Policy statement must contain resources.'],
  [withStatement({ Action: undefined, Resource: undefined }), 'Policy statement must contain actions.'],
  [withStatement({ Action: 's3:List:Bucket' }), 'Actions/Condition can contain only one colon.'],
  [withStatement({ Action: 'a a:ListBucket' }), 'Vendor a a is not valid'],
  [withStatement({ Action: undefined, NotAction: '' }), vendor],
  [withStatement({ Action: 7 }), syntax],
  [withStatement({ Action: undefined }), 'Policy statement must contain actions.'],
  [withStatement({ Resource: undefined }), 'Policy statement must contain resources.'],
  [withStatement({ Action: 'GetRole' }), vendor],
  [withStatement({ Resource: 'role/x' }), 'Resource role/x must be in ARN format or "*".'],
  [withStatement({ Principal: '*' }), 'Policy document should not specify a principal.'],
  [withStatement({ NotPrincipal: '*' }), 'Policy document should not specify a principal.'],
  [withStatement({ Condition: [] }), syntax],
  [withStatement({ Condition: { Bool: 'x' } }), syntax],
  [withStatement({ Condition: { Bool: { 'aws:x': {} } } }), syntax],
  [withStatement({ Condition: { StringIs: { 'aws:x': 'y' } } }), syntax],
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
  expect(problem(document).replace('MalformedPolicyDocumentException: ', '')).toEqual(message);
});

test('characters past Latin 1 are in no policy', () => {
  expect(problem(withStatement({ Sid: '✓' }))).toMatch(/^ValidationError: .*at 'policyDocument'/);
  expect(problem('')).toMatch(/^ValidationError: .*length greater than or equal to 1$/);
});
