import { expect, test } from 'vitest';
import type { Principal } from '../../../src/sandbox/authorization/request.ts';
import { allow, decide, deny, documentOf, other, own, requestOf, role, user } from './request-of.ts';

const nothing = documentOf(deny({ Action: 'nothing:Ever' }));
const everything = documentOf(allow());

function trusting(Principal: unknown, accountId = own, parts = {}) {
  const statement = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal, ...parts };
  return { trust: { document: documentOf(statement), accountId } };
}

test('without any policy nothing is allowed', () => {
  expect(decide(requestOf(), [])).toEqual({
    allowed: false,
    reason: 'no identity-based policy allows the sts:AssumeRole action',
  });
});

test('a boundary and session policies limit what identity policies allow, and grant nothing', () => {
  expect(decide(requestOf(), [allow()], { boundary: everything, session: [everything] }).allowed).toBe(true);
  expect(decide(requestOf(), [allow()], { boundary: nothing })).toMatchObject({
    reason: 'no permissions boundary allows the sts:AssumeRole action',
  });
  expect(decide(requestOf(), [allow()], { session: [nothing] })).toMatchObject({
    reason: 'no session policy allows the sts:AssumeRole action',
  });
  expect(decide(requestOf(), [allow()], { session: [nothing, everything] }).allowed).toBe(true);
  expect(decide(requestOf(), [], { boundary: everything, session: [everything] }).allowed).toBe(false);
});

test.each([
  ['an identity-based policy', [allow(), deny()], {}],
  ['the role trust policy', [allow()], trusting('*', own, { Effect: 'Deny' })],
  ['a permissions boundary', [allow()], { boundary: documentOf(allow(), deny()) }],
  ['a session policy', [allow()], { session: [documentOf(allow(), deny())] }],
])('an explicit deny in %s is named', (where, statements, others) => {
  expect(decide(requestOf(), statements, others)).toEqual({
    allowed: false,
    reason: `with an explicit deny in ${where}`,
    explicit: true,
  });
});

const sessionArn = role.sessionArn ?? '';

/** Whether a trust policy lets the caller in alone, together with the caller's own policies, or not at all. */
test.each<[string, unknown, Principal, 'alone' | 'with identity policies' | 'not']>([
  ['the user', { AWS: user.arn }, user, 'alone'],
  ['the user by its id', { AWS: user.uniqueId }, user, 'alone'],
  ['another user', { AWS: `${user.arn}x` }, user, 'not'],
  ['the account', { AWS: own }, user, 'with identity policies'],
  ["the account's root", { AWS: `arn:aws:iam::${own}:root` }, user, 'with identity policies'],
  ['another account', { AWS: other }, user, 'not'],
  ['several, the account among them', { AWS: [other, own] }, user, 'with identity policies'],
  ['several, the user among them', { AWS: [own, user.arn] }, user, 'alone'],
  ['everybody', '*', user, 'alone'],
  ['everybody in AWS', { AWS: '*' }, user, 'alone'],
  ['a service', { Service: 'ec2.amazonaws.com' }, user, 'not'],
  ['everybody who is federated', { Federated: '*' }, user, 'not'],
  ['the role', { AWS: role.arn }, role, 'alone'],
  ['the role by its id', { AWS: role.uniqueId }, role, 'alone'],
  ['the role without its path', { AWS: `arn:aws:iam::${own}:role/ops` }, role, 'not'],
  ['the session', { AWS: sessionArn }, role, 'alone'],
  ['another session', { AWS: `${sessionArn}x` }, role, 'not'],
  ['the account', { AWS: own }, role, 'with identity policies'],
])('trust in %s (%j)', (_, Principal, principal, expected) => {
  const request = requestOf({ principal });
  const outcome = (statements: Parameters<typeof decide>[1]) =>
    decide(request, statements, trusting(Principal)).allowed;
  expect(outcome([allow()])).toBe(expected !== 'not');
  expect(outcome([])).toBe(expected === 'alone');
});

test.each([{ AWS: user.arn }, { AWS: own }, '*'])(
  'trust of another account in %j needs both sides',
  (Principal) => {
    const trust = trusting(Principal, other);
    expect(decide(requestOf(), [allow()], trust).allowed).toBe(true);
    expect(decide(requestOf(), [], trust).allowed).toBe(false);
    expect(decide(requestOf(), [allow()], trusting({ AWS: other }, other))).toEqual({
      allowed: false,
      reason: 'no role trust policy allows the sts:AssumeRole action',
    });
  },
);

test('boundary and session policies limit a role that is trusted, but not its session', () => {
  const request = requestOf({ principal: role });
  for (const limit of [{ boundary: nothing }, { session: [nothing] }]) {
    expect(decide(request, [], { ...trusting({ AWS: role.arn }), ...limit }).allowed).toBe(false);
    expect(decide(request, [], { ...trusting('*'), ...limit }).allowed).toBe(false);
    expect(decide(request, [], { ...trusting({ AWS: sessionArn }), ...limit }).allowed).toBe(true);
  }
});

test('the conditions and actions of a trust policy count', () => {
  const Condition = { StringEquals: { 'sts:ExternalId': 'x' } };
  const trust = trusting({ AWS: user.arn }, own, { Condition });
  expect(decide(requestOf({ keys: { 'sts:ExternalId': 'x' } }), [], trust).allowed).toBe(true);
  expect(decide(requestOf(), [allow()], trust).allowed).toBe(false);
  const tagging = requestOf({ action: 'sts:TagSession' });
  expect(decide(tagging, [allow()], trusting({ AWS: user.arn })).allowed).toBe(false);
});

test('NotPrincipal means all but those named', () => {
  const except = (NotPrincipal: unknown, Effect: string) => ({
    trust: {
      document: documentOf(
        { Effect: 'Allow', Action: '*', Principal: '*' },
        { Effect, Action: '*', NotPrincipal },
      ),
      accountId: own,
    },
  });
  expect(decide(requestOf(), [], except({ AWS: user.arn }, 'Deny')).allowed).toBe(true);
  expect(decide(requestOf(), [], except({ AWS: role.arn }, 'Deny')).allowed).toBe(false);
  const only = { Effect: 'Allow', Action: '*', NotPrincipal: { AWS: user.arn } };
  const trust = { document: documentOf(only), accountId: own };
  expect(decide(requestOf(), [allow()], { trust }).allowed).toBe(false);
  expect(decide(requestOf({ principal: role }), [], { trust }).allowed).toBe(true);
});

test('a statement of a trust policy without a principal names nobody', () => {
  const trust = { document: documentOf({ Effect: 'Allow', Action: '*' }), accountId: own };
  expect(decide(requestOf(), [allow()], { trust }).allowed).toBe(false);
});

test('the root user is named by its account only', () => {
  const root: Principal = { kind: 'root', accountId: own, arn: `arn:aws:iam::${own}:root`, uniqueId: own };
  const request = requestOf({ principal: root });
  expect(decide(request, [], trusting({ AWS: own })).allowed).toBe(false);
  expect(decide(request, [allow()], trusting({ AWS: own })).allowed).toBe(true);
});
