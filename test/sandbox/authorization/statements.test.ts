import { expect, test } from 'vitest';
import { allow, decide, deny, own, requestOf } from './request-of.ts';

const arn = `arn:aws:iam::${own}:role/acme-production`;

function allowed(statement: Readonly<Record<string, unknown>>, parts: Parameters<typeof requestOf>[0] = {}) {
  return decide(requestOf(parts), [statement]).allowed;
}

test.each([
  ['*', true],
  ['sts:AssumeRole', true],
  ['STS:assumerole', true],
  ['sts:Assume*', true],
  ['sts:Assum?Role', true],
  ['*:AssumeRole', true],
  ['sts:AssumeRoleWithSAML', false],
  ['sts:Assume', false],
  ['iam:*', false],
  [['iam:GetRole', 'sts:*'], true],
  [[], false],
])('Action %j on sts:AssumeRole: %s', (Action, expected) => {
  expect(allowed(allow({ Action }))).toBe(expected);
});

test.each([
  ['sts:AssumeRole', false],
  ['iam:*', true],
  [['iam:*', 'STS:*'], false],
])('NotAction %j lets sts:AssumeRole through: %s', (NotAction, expected) => {
  expect(allowed(allow({ NotAction }))).toBe(expected);
});

test.each([
  ['*', true],
  ['**', true],
  [arn, true],
  [arn.toUpperCase(), false],
  [`arn:aws:iam::${own}:role/Acme-production`, false],
  [`arn:aws:iam::${own}:role/acme-*`, true],
  [`arn:aws:iam::${own}:role/*-productio?`, true],
  [`arn:aws:iam::${own}:user/*`, false],
  ['arn:aws:iam::*:role/acme-production', true],
  ['arn:aws:iam::1111????3333:role/acme-production', true],
  ['arn:aws:iam::444455556666:role/acme-production', false],
  // Left out at the end is as good as a wildcard; a wildcard before something else stays within its field.
  ['arn:aws:iam', true],
  [`arn:aws:iam::${own}`, true],
  ['arn:aws:sts', false],
  ['arn:*', true],
  ['arn:aws:iam*:role/acme-production', false],
  ['arn:aws:iam::*role/acme-production', false],
  [[], false],
  [['arn:aws:s3:::bucket', arn], true],
])('Resource %j: %s', (Resource, expected) => {
  expect(allowed(allow({ Resource }))).toBe(expected);
});

test.each([
  ['arn:aws:iam::*:role/acme', true],
  // Five fields: the sixth, left out, would have to follow.
  ['arn:aws:iam:*:role/acme', false],
  ['arn:*:acme', false],
  [`arn:aws:iam::${own}*:role/acme`, true],
  [`arn:aws:iam::*3:role/acme`, false],
  [`arn:aws:iam::${own}?role/x:role/acme`, false],
  [`arn:aws:iam::${own}:role/*acme`, true],
])(
  'a * that ends a field can match past its colon, nothing else can: Resource %j: %s',
  (Resource, expected) => {
    // The path of a role can hold colons.
    const resource = `arn:aws:iam::${own}:role/x:role/acme`;
    expect(allowed(allow({ Resource }), { resource })).toBe(expected);
  },
);

test('the last field of an ARN is all that is left, colons and slashes included', () => {
  const resource = 'arn:aws:logs:us-east-1:111122223333:log-group:/app/web:log-stream:1';
  expect(allowed(allow({ Resource: 'arn:aws:logs:*:*:log-group:*' }), { resource })).toBe(true);
  expect(allowed(allow({ Resource: 'arn:aws:logs:*:*:log-group' }), { resource })).toBe(false);
});

test.each([
  [arn, false],
  [`arn:aws:iam::${own}:role/globex-*`, true],
])('NotResource %j lets the role through: %s', (NotResource, expected) => {
  expect(allowed(allow({ NotResource }))).toBe(expected);
});

test('an action that has no resource is allowed by "*" only', () => {
  expect(allowed(allow({ Resource: '*' }), { resource: '*' })).toBe(true);
  expect(allowed(allow({ Resource: 'arn:aws:iam::*:role/*' }), { resource: '*' })).toBe(false);
});

test('what has no Resource at all says nothing in an identity policy', () => {
  expect(decide(requestOf(), [{ Effect: 'Allow', Action: '*' }]).allowed).toBe(false);
});

test.each([
  ['${aws:username}', 'jane', true],
  ['${AWS:UserName}', 'jane', true],
  ['${aws:username}', 'joan', false],
  ['${aws:PrincipalTag/team}', 'blue', true],
  ['x-${aws:username}-*', 'x-jane-y', true],
  ["${aws:missing, 'jane'}", 'jane', true],
  ['${aws:missing}', '${aws:missing}', false],
  ['${*}', '*', true],
  ['${*}', 'jane', false],
  ['${?}x', '?x', true],
  ['${$}{x}', '${x}', true],
])('the variable in role/%s names role/%s: %s', (pattern, name, expected) => {
  const keys = { 'aws:username': 'jane', 'aws:PrincipalTag/Team': 'blue', 'aws:TagKeys': ['a', 'b'] };
  const resource = `arn:aws:iam::${own}:role/${name}`;
  expect(allowed(allow({ Resource: `arn:aws:iam::${own}:role/${pattern}` }), { resource, keys })).toBe(
    expected,
  );
});

test('a wildcard in the value of a variable is a plain character', () => {
  const keys = { 'aws:username': '*' };
  const Resource = `arn:aws:iam::${own}:role/${'${aws:username}'}`;
  expect(allowed(allow({ Resource }), { keys })).toBe(false);
  expect(allowed(allow({ Resource }), { keys, resource: `arn:aws:iam::${own}:role/*` })).toBe(true);
});

test('a key of several values is no variable', () => {
  const Resource = `arn:aws:iam::${own}:role/${'${aws:TagKeys}'}`;
  const resource = `arn:aws:iam::${own}:role/a`;
  expect(allowed(allow({ Resource }), { resource, keys: { 'aws:TagKeys': 'a' } })).toBe(true);
  expect(allowed(allow({ Resource }), { resource, keys: { 'aws:TagKeys': ['a', 'b'] } })).toBe(false);
});

test('policies of before 2012-10-17 know no variables', () => {
  const Resource = `arn:aws:iam::${own}:role/${'${aws:username}'}`;
  const statement = { Effect: 'Allow', Action: '*', Resource };
  const identity = (Version?: string) => [
    JSON.stringify({ ...(Version && { Version }), Statement: statement }),
  ];
  const request = requestOf({ resource: Resource, keys: { 'aws:username': 'jane' } });
  const none = { boundary: null, session: [], trust: null };
  const outcome = (version?: string) => decide(request, [], { ...none, ...{ identity: identity(version) } });
  expect(outcome('2008-10-17').allowed).toBe(true);
  expect(outcome().allowed).toBe(true);
  expect(outcome('2012-10-17').allowed).toBe(false);
});

test.each([
  ['not JSON', 'oops'],
  ['not an object', '"x"'],
  ['without statements', '{"Version":"2012-10-17"}'],
  [
    'with a statement of another shape',
    '{"Statement":[null,"x",{"Effect":"allow","Action":"*","Resource":"*"}]}',
  ],
])('a document %s allows nothing', (_, document) => {
  const decision = decide(requestOf(), [], { session: [document] });
  expect(decision).toEqual({
    allowed: false,
    reason: 'no identity-based policy allows the sts:AssumeRole action',
  });
  expect(decide(requestOf(), [allow()], { session: [document] }).allowed).toBe(false);
});

test('one explicit deny is stronger than any allow', () => {
  expect(decide(requestOf(), [allow(), deny({ Action: 'sts:*' })])).toEqual({
    allowed: false,
    reason: 'with an explicit deny in an identity-based policy',
    explicit: true,
  });
  expect(decide(requestOf(), [allow(), deny({ Action: 'iam:*' })]).allowed).toBe(true);
});
