import type { Condition, Policy, Principal, Statement } from '../../../src/model/policy/document.ts';
import { TRUST_ACTIONS } from '../../../src/model/policy/trust.ts';
import fc from '../../support/properties.ts';
import type { Caller, Context, Universe } from './brute-force.ts';

/**
 * Small universes of requests, and random policies that they are rich enough to distinguish: for every set of
 * patterns that a policy can draw, each combination of matching and not matching that is possible at all has a
 * request here.
 */

export const ops = '111122223333';
export const client = '444455556666';
export const stranger = '777788889999';

/** Named by no policy. */
const outsider = '999900001111';

export const callers: readonly Caller[] = [
  ...['user/alice', 'user/bob', 'user/carol', 'role/deploy', 'role/ci'].map((name) => caller(ops, name)),
  {
    ...caller(ops, 'role/ci'),
    arns: [`arn:aws:iam::${ops}:role/ci`, `arn:aws:sts::${ops}:assumed-role/ci/build`],
  },
  ...[stranger, outsider].flatMap((account) =>
    ['user/eve', 'role/deploy', 'role/ci'].map((name) => caller(account, name)),
  ),
  ...['user/dave', 'role/deploy', 'role/ci', 'role/local'].flatMap((name) => [
    caller(client, name),
    { ...caller(client, name), allowedByIdentity: false },
  ]),
];

function caller(account: string, name: string): Caller {
  const arn = `arn:aws:iam::${account}:${name}`;
  return { account, arn, arns: [arn], allowedByIdentity: true };
}

const principals: readonly Principal[] = [
  '*',
  ops,
  `arn:aws:iam::${ops}:root`,
  `arn:aws:iam::${ops}:user/alice`,
  `arn:aws:iam::${ops}:user/bob`,
  `arn:aws:iam::${ops}:role/ci`,
  `arn:aws:sts::${ops}:assumed-role/ci/build`,
  `arn:aws:iam::${client}:root`,
  `arn:aws:iam::${client}:role/local`,
  stranger,
].map((value) => ({ type: 'AWS', value }));

const trustActionPatterns = [
  'sts:AssumeRole',
  'sts:assumerole',
  'sts:TagSession',
  'sts:SetSourceIdentity',
  'sts:*',
  '*',
  'sts:AssumeRole*',
  'sts:?agSession',
];

const resources = [
  `arn:aws:iam::${ops}:role/acme`,
  `arn:aws:iam::${ops}:role/acme-production`,
  `arn:aws:iam::${ops}:role/other`,
  `arn:aws:iam::${client}:role/acme`,
  `arn:aws:iam::${client}:role/acme-production`,
  `arn:aws:iam::${client}:role/other`,
  `arn:aws:iam::${stranger}:role/acme`,
  `arn:aws:iam::${stranger}:role/acme-production`,
  `arn:aws:iam::${stranger}:role/other`,
  // Neither of these is an account id: patterns are compared by what they match, real or not.
  'arn:aws:iam::7:role/acme',
  'arn:aws:iam::7:role/acme-production',
  'arn:aws:iam::7:role/other',
  // The path of a role can hold colons, and a wildcard reaches across them.
  ...[ops, client, '7'].flatMap((account) => [
    `arn:aws:iam::${account}:role/x:role/acme`,
    `arn:aws:iam::${account}:role/x:role/acme-production`,
  ]),
  `arn:aws:iam::${ops}:user/alice`,
  'arn:aws:s3:::acme',
];

const resourcePatterns = [
  '*',
  `arn:aws:iam::${ops}:role/acme`,
  `arn:aws:iam::${client}:role/acme`,
  `arn:aws:iam::${ops}:role/*`,
  'arn:aws:iam::*:role/acme',
  'arn:aws:iam::*:role/acme*',
  'arn:aws:iam::????????????:role/acme',
  'arn:aws:iam::*',
];

export const identityActions = [
  'sts:AssumeRole',
  'sts:TagSession',
  'iam:GetRole',
  'iam:PassRole',
  's3:GetObject',
];
const identityActionPatterns = [
  '*',
  'sts:*',
  'STS:AssumeRole',
  'sts:TagSession',
  'iam:GetRole',
  'iam:*Role',
  '*:Get*',
];

const mfaValues = [undefined, ['true'], ['false']];
const externalIds = [
  undefined,
  ...['a', 'A', 'ab', 'aB', 'AB', 'abc', 'ab?', 'aB?', 'AB?', 'ax', 'b', 'B', '*', 'a*', 'A*', 'xyz'].map(
    (id) => [id],
  ),
];
const tagKeys = [undefined, ...subsets(['x', 'xy', 'z'])];
const durations = [undefined, ['899'], ['900'], ['1000'], ['3600'], ['3601']];

function subsets(values: readonly string[]): readonly (readonly string[])[] {
  return Array.from({ length: 2 ** values.length - 1 }, (_, index) =>
    values.filter((_value, bit) => ((index + 1) >> bit) % 2 === 1),
  );
}

type Keys = readonly (readonly [key: string, values: readonly (readonly string[] | undefined)[]])[];

const keys: Keys = [
  ['aws:multifactorauthpresent', mfaValues],
  ['sts:externalid', externalIds],
  ['aws:tagkeys', tagKeys],
  ['sts:durationseconds', durations],
];

/** Every combination of what the keys that occur in these policies can hold. */
function contexts(policies: readonly Policy[]): readonly Context[] {
  const used = new Set(
    policies.flatMap((policy) => policy.statements.flatMap((s) => s.conditions.map((c) => c.key))),
  );
  return keys
    .filter(([key]) => used.has(key))
    .reduce<readonly Context[]>(
      (sofar, [key, values]) =>
        sofar.flatMap((context) =>
          values.map((value) => (value === undefined ? context : { ...context, [key]: value })),
        ),
      [{}],
    );
}

export function trustUniverse(...policies: readonly Policy[]): Universe {
  return { contexts: contexts(policies), actions: TRUST_ACTIONS, subjects: callers };
}

export function identityUniverse(...policies: readonly Policy[]): Universe {
  return { contexts: contexts(policies), actions: identityActions, subjects: resources };
}

const mfaCondition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    operator: fc.constant('Bool'),
    ifExists: fc.boolean(),
    key: fc.constant('aws:multifactorauthpresent'),
    values: fc.constantFrom(['true'], ['True'], ['false'], ['true', 'false']),
  }),
  fc.record({
    operator: fc.constant('Null'),
    ifExists: fc.constant(false),
    key: fc.constant('aws:multifactorauthpresent'),
    values: fc.constantFrom(['true'], ['false']),
  }),
);

const externalIdCondition: fc.Arbitrary<Condition> = fc.record({
  operator: fc.constantFrom(
    'StringEquals',
    'StringNotEquals',
    'StringLike',
    'StringNotLike',
    'StringEqualsIgnoreCase',
    'StringNotEqualsIgnoreCase',
  ),
  ifExists: fc.boolean(),
  key: fc.constant('sts:externalid'),
  values: fc.constantFrom(['a'], ['ab'], ['a', 'b'], ['*'], ['a*'], ['ab?', 'a']),
});

const tagKeysCondition: fc.Arbitrary<Condition> = fc.record({
  operator: fc.constantFrom('StringEquals', 'StringLike', 'StringNotEquals'),
  qualifier: fc.constantFrom('ForAnyValue' as const, 'ForAllValues' as const),
  ifExists: fc.constant(false),
  key: fc.constant('aws:tagkeys'),
  values: fc.constantFrom(['x'], ['x', 'xy'], ['xy']),
});

const durationCondition: fc.Arbitrary<Condition> = fc.record({
  operator: fc.constantFrom(
    'NumericEquals',
    'NumericNotEquals',
    'NumericLessThan',
    'NumericLessThanEquals',
    'NumericGreaterThan',
    'NumericGreaterThanEquals',
  ),
  ifExists: fc.boolean(),
  key: fc.constant('sts:durationseconds'),
  values: fc.constantFrom(['900'], ['3600'], ['900', '3600']),
});

const principalCondition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    operator: fc.constantFrom('ArnEquals', 'ArnLike', 'ArnNotEquals', 'ArnNotLike'),
    ifExists: fc.boolean(),
    key: fc.constant('aws:principalarn'),
    values: some([
      `arn:aws:iam::${ops}:user/alice`,
      `arn:aws:iam::${ops}:role/*`,
      'arn:aws:iam::*:user/*',
      'arn:aws:iam::*:role/ci',
    ]),
  }),
  fc.record({
    operator: fc.constantFrom('StringEquals', 'StringNotEquals'),
    ifExists: fc.boolean(),
    key: fc.constant('aws:principalaccount'),
    values: some([ops, client, stranger]),
  }),
);

const conditions: fc.Arbitrary<readonly Condition[]> = fc.oneof(
  { weight: 3, arbitrary: fc.constant([]) },
  { weight: 3, arbitrary: fc.array(mfaCondition, { minLength: 1, maxLength: 2 }) },
  {
    weight: 2,
    arbitrary: fc.array(fc.oneof(mfaCondition, externalIdCondition, tagKeysCondition, durationCondition), {
      minLength: 1,
      maxLength: 2,
    }),
  },
);

const effect: fc.Arbitrary<Statement['effect']> = fc.oneof(
  { weight: 3, arbitrary: fc.constant('Allow' as const) },
  { weight: 1, arbitrary: fc.constant('Deny' as const) },
);

export function some<T>(values: readonly T[]): fc.Arbitrary<readonly T[]> {
  return fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 });
}

function policyOf(statement: fc.Arbitrary<Statement>): fc.Arbitrary<Policy> {
  return fc.record({
    version: fc.constant('2012-10-17' as const),
    statements: fc.array(statement, { minLength: 1, maxLength: 3 }),
  });
}

function actionsOf(patterns: readonly string[]): fc.Arbitrary<Pick<Statement, 'actions' | 'notActions'>> {
  return fc.oneof(
    { weight: 5, arbitrary: fc.record({ actions: some(patterns) }) },
    { weight: 1, arbitrary: fc.record({ notActions: some(patterns) }) },
  );
}

const trustConditions = fc.oneof(
  { weight: 4, arbitrary: conditions },
  { weight: 1, arbitrary: fc.tuple(principalCondition) },
);

export const trustStatement: fc.Arbitrary<Statement> = fc
  .tuple(effect, actionsOf(trustActionPatterns), some(principals), trustConditions)
  .map(([effect, action, principals, conditions]) => ({ effect, ...action, principals, conditions }));

export const identityStatement: fc.Arbitrary<Statement> = fc
  .tuple(
    effect,
    actionsOf(identityActionPatterns),
    fc.oneof(
      { weight: 5, arbitrary: fc.record({ resources: some(resourcePatterns) }) },
      { weight: 1, arbitrary: fc.record({ notResources: some(resourcePatterns) }) },
    ),
    conditions,
  )
  .map(([effect, action, resource, conditions]) => ({ effect, ...action, ...resource, conditions }));

export const trustPolicy = policyOf(trustStatement);
export const identityPolicy = policyOf(identityStatement);
