import { describe, expect, it } from 'vitest';
import { comparePolicies, type Verdict } from '../../../src/model/policy/compare.ts';
import { mirroredOf } from './mirrored.ts';
import { policyOf } from './parse.ts';

function compare(left: unknown, right: unknown, effect = 'Allow', version = '2012-10-17') {
  const statement = (Condition: unknown) =>
    policyOf({
      Version: version,
      Statement: [
        ...(effect === 'Deny' ? [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' }] : []),
        { Effect: effect, Action: 'sts:AssumeRole', Resource: '*', Condition },
      ],
    });
  return comparePolicies(statement(left), statement(right), { kind: 'identity' });
}

const paths = 'aws:ResourceOrgPaths';
const id = 'sts:ExternalId';
const none = {};

type Row = readonly [Verdict, unknown, unknown];

describe.each<readonly [string, readonly Row[]]>([
  [
    'presence',
    [
      ['narrower', { StringEquals: { [id]: 'a' } }, none],
      ['narrower', { StringNotEquals: { [id]: 'a' } }, none],
      ['equal', { StringLikeIfExists: { [id]: '*' } }, none],
      ['equal', { StringLike: { [id]: '*' } }, { Null: { [id]: 'false' } }],
      ['narrower', { StringEquals: { [id]: 'a' } }, { Null: { [id]: 'false' } }],
      ['narrower', { StringEquals: { [id]: 'a' } }, { StringEqualsIfExists: { [id]: 'a' } }],
      ['equal', { StringNotEquals: { [id]: 'a' } }, { StringNotEqualsIfExists: { [id]: 'a' } }],
      ['incomparable', { Null: { [id]: 'true' } }, { Null: { [id]: 'false' } }],
      ['equal', { Null: { [id]: ['TRUE'] } }, { Null: { [id]: true } }],
      ['narrower', { StringEquals: { [id]: [] } }, { StringEquals: { [id]: 'a' } }],
      ['equal', { StringNotEquals: { [id]: [] } }, none],
    ],
  ],
  [
    'text',
    [
      [
        'equal',
        { StringEquals: { [id]: ['a', 'b'] } },
        { StringEquals: { 'STS:externalID': ['b', 'a', 'b'] } },
      ],
      ['narrower', { StringEquals: { [id]: 'a' } }, { StringEquals: { [id]: ['a', 'b'] } }],
      ['broader', { StringNotEquals: { [id]: 'a' } }, { StringNotEquals: { [id]: ['a', 'b'] } }],
      ['incomparable', { StringEquals: { [id]: 'a' } }, { StringEquals: { [id]: 'A' } }],
      ['narrower', { StringEquals: { [id]: 'A' } }, { StringEqualsIgnoreCase: { [id]: 'a' } }],
      ['equal', { StringEqualsIgnoreCase: { [id]: 'AB' } }, { StringEqualsIgnoreCase: { [id]: 'ab' } }],
      ['narrower', { StringEquals: { [id]: 'ab' } }, { StringLike: { [id]: 'a*' } }],
      ['narrower', { StringLike: { [id]: 'a?' } }, { StringLike: { [id]: 'a*' } }],
      ['equal', { StringLike: { [id]: ['a*', 'ab*'] } }, { StringLike: { [id]: 'a*' } }],
      ['equal', { StringLike: { [id]: ['a', 'a?*'] } }, { StringLike: { [id]: 'a*' } }],
      ['incomparable', { StringLike: { [id]: 'a*' } }, { StringLike: { [id]: '*a' } }],
      ['equal', { StringLike: { [id]: 'ab' } }, { StringEquals: { [id]: 'ab' } }],
      ['incomparable', { StringEquals: { [id]: '*' } }, { StringEquals: { [id]: 'a' } }],
      ['broader', { StringNotLike: { [id]: 'ab*' } }, { StringNotLike: { [id]: 'a*' } }],
      ['incomparable', { StringEquals: { [id]: 'a' } }, { StringNotEquals: { [id]: 'a' } }],
      ['narrower', { StringEquals: { [id]: 'b' } }, { StringNotEquals: { [id]: 'a' } }],
      [
        'equal',
        {
          StringLike: { [id]: 'a*' },
          StringNotEquals: { [id]: 'ab' },
          StringEquals: { [id]: ['ab', 'ac', 'b'] },
        },
        { StringEquals: { [id]: 'ac' } },
      ],
      ['incomparable', { StringEquals: { [id]: 'a' } }, { StringEquals: { 'aws:SourceIdentity': 'a' } }],
      [
        'narrower',
        { StringEquals: { [id]: 'a', 'aws:SourceIdentity': 'a' } },
        { StringEquals: { 'aws:SourceIdentity': 'a' } },
      ],
    ],
  ],
  [
    'ARNs',
    [
      [
        'equal',
        { ArnEquals: { 'aws:SourceArn': 'arn:aws:iam::1:*' } },
        { ArnLike: { 'aws:SourceArn': 'arn:aws:iam::1:*' } },
      ],
      [
        'narrower',
        { ArnLike: { 'aws:SourceArn': 'arn:aws:iam::1:role/a' } },
        { ArnLike: { 'aws:SourceArn': 'arn:aws:iam::*:role/*' } },
      ],
      [
        'narrower',
        { ArnLike: { 'aws:SourceArn': 'arn:aws:iam:*:1:a' } },
        { StringLike: { 'aws:SourceArn': 'arn:aws:iam:*:1:a' } },
      ],
      [
        'broader',
        { ArnNotLike: { 'aws:SourceArn': 'arn:aws:iam::1:a' } },
        { ArnNotEquals: { 'aws:SourceArn': 'arn:aws:iam::*:a' } },
      ],
      [
        'not-understood',
        { ArnLike: { 'aws:SourceArn': '*' } },
        { ArnLike: { 'aws:SourceArn': 'arn:aws:iam::1:a' } },
      ],
    ],
  ],
  [
    'truth values',
    [
      ['equal', { Bool: { 'aws:SecureTransport': 'TRUE' } }, { Bool: { 'aws:securetransport': true } }],
      [
        'narrower',
        { Bool: { 'aws:SecureTransport': 'true' } },
        { BoolIfExists: { 'aws:SecureTransport': 'true' } },
      ],
      ['equal', { BoolIfExists: { 'aws:SecureTransport': ['true', 'false'] } }, none],
      [
        'equal',
        { Bool: { 'aws:SecureTransport': ['true', 'false'] } },
        { Null: { 'aws:SecureTransport': 'false' } },
      ],
      [
        'equal',
        { 'ForAllValues:Bool': { 'aws:SecureTransport': 'true' } },
        { BoolIfExists: { 'aws:SecureTransport': 'true' } },
      ],
      ['narrower', { Bool: { 'x:Flag': 'true' } }, { BoolIfExists: { 'x:Flag': 'true' } }],
      // Whether the key can hold something else is not known.
      ['narrower', { Bool: { 'x:Flag': ['true', 'false'] } }, { Null: { 'x:Flag': 'false' } }],
      [
        'not-understood',
        { Bool: { 'aws:SecureTransport': 'yes' } },
        { Bool: { 'aws:SecureTransport': 'true' } },
      ],
    ],
  ],
  [
    'numbers, times and addresses',
    [
      ['narrower', { NumericLessThan: { 'x:N': '5' } }, { NumericLessThanEquals: { 'x:N': '5' } }],
      ['narrower', { NumericEquals: { 'x:N': ['5', '7'] } }, { NumericGreaterThan: { 'x:N': '4' } }],
      ['equal', { NumericLessThan: { 'x:N': ['5', '7'] } }, { NumericLessThan: { 'x:N': '7.0' } }],
      [
        'equal',
        { NumericLessThanEquals: { 'x:N': '5' }, NumericGreaterThanEquals: { 'x:N': '5' } },
        { NumericEquals: { 'x:N': 5 } },
      ],
      ['broader', { NumericNotEquals: { 'x:N': '5' } }, { NumericNotEquals: { 'x:N': ['5', '6'] } }],
      [
        'narrower',
        { DateLessThan: { 'aws:CurrentTime': '2026-01-01T00:00:00Z' } },
        { DateLessThan: { 'aws:CurrentTime': '2027-01-01' } },
      ],
      [
        'equal',
        { DateLessThan: { 'aws:CurrentTime': '1970-04-26T17:46:40Z' } },
        { DateLessThanIfExists: { 'aws:CurrentTime': '0010000000' } },
      ],
      // Whatever it means, it allows nothing more than no condition.
      ['narrower', { DateLessThan: { 'aws:CurrentTime': 'tomorrow' } }, none],
      // Both keys hold the time of the request.
      [
        'equal',
        { DateLessThan: { 'aws:CurrentTime': '2030-01-01T01:00:00+01:00' } },
        { NumericLessThan: { 'aws:EpochTime': '1893456000' } },
      ],
      ['not-understood', { NumericLessThan: { 'x:N': 'five' } }, { NumericLessThan: { 'x:N': '5' } }],
      [
        'narrower',
        { IpAddress: { 'aws:SourceIp': '10.1.0.0/16' } },
        { IpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '192.168.0.1'] } },
      ],
      [
        'equal',
        { IpAddress: { 'aws:SourceIp': ['10.0.0.0/24', '10.0.1.0/24'] } },
        { IpAddress: { 'aws:SourceIp': '10.0.0.7/23' } },
      ],
      [
        'broader',
        { NotIpAddress: { 'aws:SourceIp': '10.1.0.0/16' } },
        { NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
      ],
      ['narrower', { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } }, { Null: { 'aws:SourceIp': 'false' } }],
      [
        'incomparable',
        { IpAddress: { 'aws:SourceIp': '2001:db8::/32' } },
        { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
      ],
      ['equal', { IpAddressIfExists: { 'aws:SourceIp': ['0.0.0.0/0', '::/0'] } }, none],
      ['narrower', { IpAddressIfExists: { 'aws:SourceIp': '0.0.0.0/0' } }, none],
      ['narrower', { IpAddressIfExists: { 'aws:SourceIp': '::/0' } }, none],
      [
        'equal',
        { IpAddress: { 'aws:SourceIp': ['2001:db8::/33', '2001:db8:8000::/33'] } },
        { IpAddress: { 'aws:SourceIp': '2001:0DB8:0:0::7/32' } },
      ],
      [
        'narrower',
        { IpAddress: { 'aws:SourceIp': '2001:db8::1' } },
        { NotIpAddress: { 'aws:SourceIp': ['2001:db8::', '2001:db8::2/127'] } },
      ],
      // Whether this is 10.0.0.1 is not documented.
      [
        'not-understood',
        { IpAddress: { 'aws:SourceIp': '::ffff:10.0.0.1' } },
        { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
      ],
      [
        'not-understood',
        { IpAddress: { 'aws:SourceIp': '2001:db8::1::2' } },
        { IpAddress: { 'aws:SourceIp': '::/0' } },
      ],
      [
        'narrower',
        { IpAddress: { 'aws:SourceIp': '2001:db8::/32' } },
        { IpAddressIfExists: { 'aws:SourceIp': '2001:db8::/32' } },
      ],
    ],
  ],
  [
    'several values',
    [
      [
        'equal',
        { 'ForAnyValue:StringLike': { [paths]: ['o-1/r-1/ou-1/*', 'o-1/r-1/ou-1/ou-2/*'] } },
        { 'ForAnyValue:StringLike': { [paths]: 'o-1/r-1/ou-1/*' } },
      ],
      [
        'narrower',
        { 'ForAnyValue:StringLike': { [paths]: 'o-1/r-1/ou-1/*' } },
        { 'ForAnyValue:StringLike': { [paths]: 'o-1/*' } },
      ],
      ['narrower', { 'ForAnyValue:StringLike': { [paths]: 'o-1/*' } }, none],
      [
        'narrower',
        { 'ForAllValues:StringEquals': { 'aws:TagKeys': 'a' } },
        { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b'] } },
      ],
      // ForAllValues holds where the key is absent, ForAnyValue does not.
      [
        'incomparable',
        { 'ForAllValues:StringEquals': { 'aws:TagKeys': 'a' } },
        { 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'a' } },
      ],
      [
        'narrower',
        { 'ForAllValues:StringEquals': { 'aws:TagKeys': 'a' }, Null: { 'aws:TagKeys': 'false' } },
        { 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'a' } },
      ],
      [
        'incomparable',
        { 'ForAnyValue:StringNotEquals': { 'aws:TagKeys': 'a' } },
        { 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'a' } },
      ],
      [
        'narrower',
        { 'ForAllValues:StringNotEquals': { 'aws:TagKeys': ['a', 'b'] } },
        { 'ForAllValues:StringNotEquals': { 'aws:TagKeys': 'a' } },
      ],
      [
        'not-understood',
        { 'ForAnyValue:StringEqualsIfExists': { 'aws:TagKeys': 'a' } },
        { 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'a' } },
      ],
      // What an operator for one value makes of several is not documented.
      [
        'not-understood',
        { StringEquals: { 'aws:TagKeys': 'a' } },
        { 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'a' } },
      ],
      ['narrower', { StringEquals: { [paths]: 'a' } }, none],
      ['not-understood', { StringLike: { [paths]: 'a' } }, { StringEquals: { [paths]: 'a' } }],
      [
        'not-understood',
        { StringLike: { 'kms:GrantOperations': 'a' } },
        { StringEquals: { 'kms:GrantOperations': 'a' } },
      ],
      [
        'narrower',
        { StringEquals: { 'aws:TagKeys': '${aws:username}' } },
        { Null: { 'aws:TagKeys': 'false' } },
      ],
      // Whether the key of the last two has more than one value at a time is not known.
      ['not-understood', { 'ForAnyValue:StringEquals': { [id]: 'a' } }, { StringEquals: { [id]: 'a' } }],
      [
        'not-understood',
        { 'ForAnyValue:StringLike': { [id]: 'a*' } },
        { 'ForAllValues:StringLike': { [id]: 'a*' }, Null: { [id]: 'false' } },
      ],
    ],
  ],
  [
    'policy variables',
    [
      ['narrower', { StringEquals: { 'sts:RoleSessionName': '${aws:username}' } }, none],
      ['narrower', { StringLike: { 'sts:RoleSessionName': '${aws:username}-*' } }, none],
      [
        'equal',
        { StringEquals: { 'sts:RoleSessionName': ['${aws:username}', 'x'] } },
        { StringEquals: { 'sts:RoleSessionName': ['x', '${aws:username}'] } },
      ],
      [
        'not-understood',
        { StringEquals: { 'sts:RoleSessionName': '${aws:username}' } },
        { StringLike: { 'sts:RoleSessionName': 'a*' } },
      ],
      [
        'not-understood',
        { StringEquals: { 'sts:RoleSessionName': '${aws:username}' } },
        { StringEquals: { 'aws:username': '${sts:RoleSessionName}' } },
      ],
      [
        'narrower',
        { StringEquals: { 'aws:username': '${aws:username}' } },
        { Null: { 'aws:username': 'false' } },
      ],
      [
        'narrower',
        { StringNotEquals: { 'sts:RoleSessionName': '${aws:username}' }, Null: { 'aws:username': 'false' } },
        none,
      ],
      ['equal', { StringLike: { [id]: 'a${*}' } }, { StringEquals: { [id]: 'a*' } }],
      ['narrower', { StringLike: { [id]: 'a${*}' } }, { StringLike: { [id]: 'a*' } }],
    ],
  ],
  [
    'unknown operators',
    [
      ['equal', { Foo: { [id]: ['a', 'b'] } }, { Foo: { [id]: ['b', 'a'] } }],
      ['narrower', { Foo: { [id]: 'a' } }, none],
      ['not-understood', { Foo: { [id]: 'a' } }, { Foo: { [id]: ['a', 'b'] } }],
      ['narrower', { constructor: { [id]: 'a' } }, none],
      ['not-understood', { NullIfExists: { [id]: 'true' } }, { Null: { [id]: 'true' } }],
      ['not-understood', { stringequals: { [id]: 'a' } }, { StringEquals: { [id]: 'a' } }],
    ],
  ],
])('%s', (_group, rows) => {
  it.each(rows)('%s: %j to %j', (expected, left, right) => {
    const result = compare(left, right);
    const turned = [...mirroredOf(result)];
    expect(result.verdict).toBe(expected);
    expect(compare(right, left).verdict).toBeOneOf(turned);
    // The same condition on a Deny, beside an Allow of everything, turns the relation round.
    expect(compare(right, left, 'Deny').verdict).toBe(expected);
    expect(compare(left, right, 'Deny').verdict).toBeOneOf(turned);
  });
});

it('takes variables for plain text in documents of the older version', () => {
  const like = (value: string) => ({ StringLike: { [id]: value } });
  expect(compare(like('${aws:username}'), like('${aws:*}'), 'Allow', '2008-10-17').verdict).toBe('narrower');
  expect(compare(like('a${*}'), like('a*'), 'Allow', '2008-10-17').verdict).toBe('narrower');
  expect(compare({ StringEquals: { [id]: 'a${b}' } }, like('a${b}'), 'Allow', '2008-10-17').verdict).toBe(
    'equal',
  );
});

const severalValued = [
  'aws:CalledVia',
  'aws:PrincipalOrgPaths',
  'aws:PrincipalServiceNamesList',
  'aws:ResourceOrgPaths',
  'aws:SourceOrgPaths',
  'aws:TagKeys',
  'aws:VpceOrgPaths',
  'sts:TransitiveTagKeys',
  'dynamodb:Attributes',
];

it.each(severalValued)('knows that values of %s may be neither all equal to one nor all different', (key) => {
  const allow = { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' };
  const whole = policyOf({ Version: '2012-10-17', Statement: [allow] });
  const split = (...operators: readonly [string, string]) =>
    policyOf({
      Version: '2012-10-17',
      Statement: operators.map((operator) => ({ ...allow, Condition: { [operator]: { [key]: 'cost' } } })),
    });
  const inParts = split('StringEquals', 'StringNotEquals');
  expect(comparePolicies(inParts, whole, { kind: 'identity' }).verdict).toBe('narrower');
  expect(comparePolicies(whole, inParts, { kind: 'identity' }).verdict).toBe('not-understood');
  const qualified = split('ForAnyValue:StringEquals', 'ForAllValues:StringNotEquals');
  expect(comparePolicies(whole, qualified, { kind: 'identity' }).verdict).toBe('equal');
  const all = split('ForAllValues:StringEquals', 'ForAllValues:StringNotEquals');
  expect(comparePolicies(all, whole, { kind: 'identity' }).verdict).toBe('narrower');
});

it('splits and merges statements by their conditions', () => {
  const allow = (values: readonly string[]) => ({
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Resource: '*',
    Condition: { StringEquals: { [id]: values } },
  });
  const document = (...Statement: readonly unknown[]) => policyOf({ Version: '2012-10-17', Statement });
  const split = document(allow(['a']), allow(['b']));
  expect(comparePolicies(split, document(allow(['b', 'a'])), { kind: 'identity' }).verdict).toBe('equal');
  expect(comparePolicies(split, document(allow(['b', 'c'])), { kind: 'identity' }).verdict).toBe(
    'incomparable',
  );
});
