import type { Condition, Policy, Principal, Statement } from '../../src/model/policy/document.ts';
import { TRUST_ACTIONS } from '../../src/model/policy/trust.ts';
import type { Context, Universe } from '../model/policy/brute-force.ts';
import { callers, ops, some, stranger } from '../model/policy/universe.ts';
import fc from '../support/properties.ts';

/**
 * Trust policies with all that the comparison may, or must, give up on: NotPrincipal, ids of principals that are no
 * more, policy variables, addresses, times, the age of an MFA code, operators that it does not know.
 */

const people: readonly Principal[] = [
  '*',
  ops,
  `arn:aws:iam::${ops}:user/alice`,
  `arn:aws:iam::${ops}:role/ci`,
  stranger,
  'AIDAQ3EGS2QEXAMPLE22',
].map((value) => ({ type: 'AWS', value }));

const who: fc.Arbitrary<Pick<Statement, 'principals' | 'notPrincipals'>> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ principals: some(people) }) },
  { weight: 1, arbitrary: fc.record({ notPrincipals: some(people.slice(1, 5)) }) },
);

function condition(
  key: string,
  operators: readonly string[],
  values: readonly (readonly string[])[],
): fc.Arbitrary<Condition> {
  return fc.record({
    operator: fc.constantFrom(...operators),
    ifExists: fc.boolean(),
    key: fc.constant(key),
    values: fc.constantFrom(...values),
  });
}

const conditions: fc.Arbitrary<Condition> = fc.oneof(
  condition(
    'aws:sourceip',
    ['IpAddress', 'NotIpAddress'],
    [['203.0.113.0/24'], ['203.0.113.7', '10.0.0.0/8']],
  ),
  condition('aws:currenttime', ['DateLessThan', 'DateGreaterThanEquals'], [['2030-01-01T00:00:00Z']]),
  condition(
    'sts:rolesessionname',
    ['StringEquals', 'StringLike', 'StringNotEquals'],
    [['${aws:username}'], ['x-${aws:username}', 'alice'], ['alice'], ['${aws:username}*']],
  ),
  condition('aws:username', ['StringEquals', 'StringNotLike'], [['alice'], ['a*', 'bob']]),
  condition('aws:principaltype', ['StringEquals'], [['User'], ['User', 'AssumedRole']]),
  condition('aws:multifactorauthpresent', ['Bool'], [['true'], ['false']]),
  condition('aws:multifactorauthage', ['NumericLessThan', 'NumericGreaterThan'], [['3600']]),
  condition('sts:externalid', ['BinaryEquals', 'StringEquals'], [['QQ=='], ['${aws:PrincipalTag/id}']]),
  // One that can hold several values, under operators for one and for several.
  condition('aws:tagkeys', ['StringEquals', 'StringNotEquals', 'StringLike'], [['x'], ['x', 'xy'], ['x*']]),
  fc.record({
    operator: fc.constantFrom('StringEquals', 'StringNotEquals', 'StringLike'),
    qualifier: fc.constantFrom('ForAnyValue' as const, 'ForAllValues' as const),
    ifExists: fc.constant(false),
    key: fc.constant('aws:tagkeys'),
    values: fc.constantFrom(['x'], ['x', 'xy'], ['x*']),
  }),
);

const statement: fc.Arbitrary<Statement> = fc
  .tuple(
    fc.constantFrom('Allow' as const, 'Allow' as const, 'Allow' as const, 'Deny' as const),
    fc.constantFrom(['sts:AssumeRole'], ['sts:*'], ['sts:AssumeRole', 'sts:TagSession']),
    who,
    fc.array(conditions, { maxLength: 2 }),
  )
  .map(([effect, actions, principal, conditions]) => ({ effect, actions, ...principal, conditions }));

export const wideStatement = statement;

export const widePolicy: fc.Arbitrary<Policy> = fc.record({
  version: fc.constantFrom('2012-10-17' as const, '2012-10-17' as const, '2008-10-17' as const),
  statements: fc.array(statement, { minLength: 1, maxLength: 3 }),
});

/** Combinations of what the keys may hold; a code's age is known where MFA was used. */
const combinations: readonly Context[] = [['203.0.113.7'], ['203.0.113.9'], ['192.0.2.1']].flatMap((ip) =>
  [['2029-12-31T23:59:59Z'], ['2030-01-01T00:00:00Z']].flatMap((time) =>
    [['alice'], ['x-bob'], ['${aws:username}']].flatMap((session) =>
      [
        {},
        { 'aws:multifactorauthpresent': ['false'] },
        { 'aws:multifactorauthpresent': ['true'], 'aws:multifactorauthage': ['10'] },
        {
          'aws:multifactorauthpresent': ['true'],
          'aws:multifactorauthage': ['5000'],
          'sts:externalid': ['QQ=='],
        },
      ].map(
        (mfa): Context => ({
          ...mfa,
          'aws:sourceip': ip,
          'aws:currenttime': time,
          'sts:rolesessionname': session,
        }),
      ),
    ),
  ),
);

const contexts: readonly Context[] = combinations.flatMap((context) => [
  context,
  ...[['x'], ['z'], ['x', 'z']].map((tags): Context => ({ ...context, 'aws:tagkeys': tags })),
]);

export const wideUniverse: Universe = {
  contexts,
  actions: TRUST_ACTIONS,
  subjects: callers.filter(({ arn }) => !/carol|deploy|999900001111/.test(arn)),
};
