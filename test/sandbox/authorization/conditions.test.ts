import { expect, test } from 'vitest';
import { allow, decide, deny, type Keys, requestOf } from './request-of.ts';

type Condition = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

function holds(Condition: Condition, keys: Keys = {}): boolean {
  return decide(requestOf({ keys }), [allow({ Condition })]).allowed;
}

const keys: Keys = {
  'aws:username': 'jane',
  'aws:PrincipalArn': 'arn:aws:iam::111122223333:user/people/jane',
  'aws:SourceIp': '192.0.2.77',
  'aws:CurrentTime': '2030-01-01T00:00:00.000Z',
  'aws:MultiFactorAuthAge': '300',
  'aws:MultiFactorAuthPresent': 'true',
  'aws:TagKeys': ['Client', 'Reason'],
};

test.each<[string, string, unknown, boolean]>([
  ['StringEquals', 'aws:username', 'jane', true],
  ['StringEquals', 'AWS:UserName', 'jane', true],
  ['StringEquals', 'aws:username', 'Jane', false],
  ['StringEquals', 'aws:username', ['joan', 'jane'], true],
  ['StringEquals', 'aws:username', 'j*', false],
  ['StringEquals', 'aws:username', '${aws:username}', true],
  ['StringEquals', 'aws:username', [], false],
  ['StringNotEquals', 'aws:username', 'joan', true],
  ['StringNotEquals', 'aws:username', ['joan', 'jane'], false],
  ['StringEqualsIgnoreCase', 'aws:username', 'JANE', true],
  ['StringEqualsIgnoreCase', 'aws:username', '${aws:UserName}', true],
  ['StringEqualsIgnoreCase', 'aws:username', 'joan', false],
  ['StringNotEqualsIgnoreCase', 'aws:username', 'JANE', false],
  ['StringNotEqualsIgnoreCase', 'aws:username', 'joan', true],
  ['StringLike', 'aws:username', 'j?n*', true],
  ['StringLike', 'aws:username', 'J*', false],
  ['StringNotLike', 'aws:username', 'j*', false],
  ['StringNotLike', 'aws:username', 'k*', true],
  ['ArnLike', 'aws:PrincipalArn', 'arn:aws:iam::*:user/people/*', true],
  ['ArnLike', 'aws:PrincipalArn', 'arn:aws:iam::*', false],
  ['ArnLike', 'aws:PrincipalArn', 'arn:*:user/people/jane', false],
  ['ArnEquals', 'aws:PrincipalArn', 'arn:aws:iam::*:user/people/j*', true],
  ['ArnNotLike', 'aws:PrincipalArn', 'arn:aws:iam::*:role/*', true],
  ['ArnNotEquals', 'aws:PrincipalArn', 'arn:aws:iam::*:user/*', false],
  ['NumericEquals', 'aws:MultiFactorAuthAge', '300', true],
  ['NumericEquals', 'aws:MultiFactorAuthAge', 300, true],
  ['NumericNotEquals', 'aws:MultiFactorAuthAge', '300', false],
  ['NumericLessThan', 'aws:MultiFactorAuthAge', '300', false],
  ['NumericLessThan', 'aws:MultiFactorAuthAge', '3600', true],
  ['NumericLessThanEquals', 'aws:MultiFactorAuthAge', '300', true],
  ['NumericGreaterThan', 'aws:MultiFactorAuthAge', '299.5', true],
  ['NumericGreaterThanEquals', 'aws:MultiFactorAuthAge', '301', false],
  ['NumericLessThan', 'aws:username', '300', false],
  ['NumericLessThan', 'aws:MultiFactorAuthAge', '', false],
  ['DateEquals', 'aws:CurrentTime', '2030-01-01T00:00:00Z', true],
  ['DateNotEquals', 'aws:CurrentTime', '2030-01-01T00:00:00Z', false],
  ['DateLessThan', 'aws:CurrentTime', '2030-01-02', true],
  ['DateLessThan', 'aws:CurrentTime', '2029-12-31', false],
  ['DateLessThanEquals', 'aws:CurrentTime', '2030-01-01', true],
  ['DateGreaterThan', 'aws:CurrentTime', '1893456000', false],
  ['DateGreaterThan', 'aws:CurrentTime', '1893455999', true],
  ['DateGreaterThanEquals', 'aws:CurrentTime', '2030-01-01T01:00:00+01:00', true],
  ['DateGreaterThan', 'aws:CurrentTime', 'yesterday', false],
  ['Bool', 'aws:MultiFactorAuthPresent', 'true', true],
  ['Bool', 'aws:MultiFactorAuthPresent', true, true],
  ['Bool', 'aws:MultiFactorAuthPresent', 'True', true],
  ['Bool', 'aws:MultiFactorAuthPresent', 'false', false],
  ['IpAddress', 'aws:SourceIp', '192.0.2.0/24', true],
  ['IpAddress', 'aws:SourceIp', '192.0.2.77', true],
  ['IpAddress', 'aws:SourceIp', ['198.51.100.0/24', '192.0.2.76/31'], true],
  ['IpAddress', 'aws:SourceIp', '192.0.2.64/29', false],
  ['IpAddress', 'aws:SourceIp', '2001:db8::/32', false],
  ['IpAddress', 'aws:SourceIp', '192.0.2.0/33', false],
  ['IpAddress', 'aws:SourceIp', 'somewhere', false],
  ['NotIpAddress', 'aws:SourceIp', '192.0.2.0/24', false],
  ['NotIpAddress', 'aws:SourceIp', '198.51.100.0/24', true],
  ['Null', 'aws:username', 'false', true],
  ['Null', 'aws:username', 'true', false],
  ['Null', 'aws:SourceIdentity', true, true],
  ['Null', 'aws:SourceIdentity', 'false', false],
])('%s %s %j: %s', (operator, key, value, expected) => {
  expect(holds({ [operator]: { [key]: value } }, keys)).toBe(expected);
});

test('an IPv6 address is in its block', () => {
  const condition = { IpAddress: { 'aws:SourceIp': '2001:db8::/32' } };
  expect(holds(condition, { 'aws:SourceIp': '2001:db8:1::1' })).toBe(true);
  expect(holds(condition, { 'aws:SourceIp': '2001:db9::1' })).toBe(false);
});

test.each([
  ['StringEquals', false],
  ['StringLike', false],
  ['StringNotEquals', true],
  ['ArnNotLike', true],
  ['NotIpAddress', true],
  ['NumericNotEquals', true],
  ['Bool', false],
  ['StringEqualsIfExists', true],
  ['BoolIfExists', true],
  ['NumericLessThanIfExists', true],
  ['ForAllValues:StringEquals', true],
  ['ForAnyValue:StringEquals', false],
  ['ForAnyValue:StringNotEquals', false],
  ['ForAnyValue:StringEqualsIfExists', true],
])('%s on a key that the request does not have: %s', (operator, expected) => {
  expect(holds({ [operator]: { 'aws:missing': 'true' } })).toBe(expected);
});

test('IfExists asks for the value where there is one', () => {
  const weak = { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } };
  expect(holds(weak, { 'aws:MultiFactorAuthPresent': 'true' })).toBe(true);
  expect(holds(weak, { 'aws:MultiFactorAuthPresent': 'false' })).toBe(false);
});

test.each<[string, unknown, readonly string[], boolean]>([
  ['ForAnyValue:StringEquals', 'Client', ['Client', 'Reason'], true],
  ['ForAnyValue:StringEquals', 'Other', ['Client', 'Reason'], false],
  ['ForAnyValue:StringLike', ['Cl*', 'x'], ['Client', 'Reason'], true],
  ['ForAnyValue:StringNotEquals', 'Client', ['Client', 'Reason'], true],
  ['ForAnyValue:StringNotEquals', 'Client', ['Client'], false],
  ['ForAllValues:StringEquals', 'Client', ['Client', 'Reason'], false],
  ['ForAllValues:StringEquals', ['Client', 'Reason', 'x'], ['Client', 'Reason'], true],
  ['ForAllValues:StringNotEquals', 'x', ['Client', 'Reason'], true],
  ['ForAllValues:StringNotEquals', 'Client', ['Client', 'Reason'], false],
  ['ForAllValues:StringEquals', 'Client', [], true],
  ['StringNotEquals', 'Client', ['Client', 'Reason'], false],
])('%s %j on %j: %s', (operator, value, tagKeys, expected) => {
  expect(holds({ [operator]: { 'aws:TagKeys': value } }, { 'aws:TagKeys': tagKeys })).toBe(expected);
});

test('all operators and all keys must hold', () => {
  const right = { StringEquals: { 'aws:username': 'jane' } };
  expect(holds({ ...right, Bool: { 'aws:MultiFactorAuthPresent': 'true' } }, keys)).toBe(true);
  expect(holds({ ...right, Bool: { 'aws:MultiFactorAuthPresent': 'false' } }, keys)).toBe(false);
  expect(holds({ StringEquals: { 'aws:username': 'jane', 'aws:userid': 'x' } }, keys)).toBe(false);
});

test.each(['StringMatches', 'stringequals', 'ForSomeValue:StringEquals', 'BinaryEquals', 'NullIfExists'])(
  '%s is not known, so it allows nothing and does not lift a deny',
  (operator) => {
    const Condition = { [operator]: { 'aws:username': 'jane' } };
    expect(holds(Condition, keys)).toBe(false);
    expect(decide(requestOf({ keys }), [allow(), deny({ Condition })]).allowed).toBe(false);
    const elsewhere = { ...Condition, StringEquals: { 'aws:username': 'joan' } };
    expect(decide(requestOf({ keys }), [allow(), deny({ Condition: elsewhere })]).allowed).toBe(true);
  },
);
