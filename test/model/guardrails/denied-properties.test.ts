import { expect, it } from 'vitest';
import type { GuardrailFacts } from '../../../src/model/guardrails/exceptions.ts';
import { guardrailPolicies } from '../../../src/model/guardrails/policies.ts';
import { type GuardrailsStructure, guardrailNames } from '../../../src/model/guardrails.ts';
import { denialOf, denialsOf, isDeniedBy } from '../../../src/model/policy/denied.ts';
import type { StatementDocument } from '../../../src/model/policy/document.ts';
import { defaultStructure } from '../../../src/model/structure.ts';
import { evaluateAll } from '../../../src/sandbox/authorization/evaluate-policies.ts';
import type { AccessRequest } from '../../../src/sandbox/authorization/request.ts';
import fc from '../../support/properties.ts';

/*
 * Guardrails are changed at random, and requests are tried in the sandbox, which decides them with an evaluator of its
 * own: where what is left counts as the guardrail, it must deny each request that the guardrail denies.
 */

const organization = 'o-exampleorgid';
const [acme, globex, tools, logs, vendor] = [
  '222222222222',
  '333333333333',
  '444444444444',
  '555555555555',
  '999999999999',
];
const issuer = 'token.actions.githubusercontent.com';
const facts: GuardrailFacts = {
  partition: 'aws',
  id: organization,
  managementAccountId: '111111111111',
  rootId: 'r-root',
  units: [{ id: 'ou-envs', name: 'Envs', parentId: 'r-root' }],
  accounts: [
    { id: tools, name: 'tools', parentId: 'ou-envs' },
    { id: logs, name: 'logs', parentId: 'r-root' },
  ],
};

function wantedOf(more: Partial<GuardrailsStructure>): readonly StatementDocument[] {
  const base = defaultStructure.guardrails;
  if (base === null) throw new Error('there are no guardrails');
  const guardrails = { ...base, enabled: [...guardrailNames], ...more };
  const all = guardrailPolicies({ ...defaultStructure, guardrails }, facts).flatMap((policy) =>
    policy.guardrails.flatMap(({ statements }) => statements),
  );
  return [...new Map(all.map((one) => [one.Sid, one])).values()];
}

const wanted = [
  ...wantedOf({}),
  ...wantedOf({ reach: [logs], hubs: [tools], vendors: [vendor], issuers: [issuer] }),
];

// Requests.

const roleArns = (account: string) =>
  [
    'role/OrganizationAccountAccessRole',
    'role/x/OrganizationAccountAccessRole',
    'role/acme-production',
    'role/app',
  ].map((name) => `arn:aws:iam::${account}:${name}`);
const principalArns = (account: string) => [
  ...roleArns(account),
  `arn:aws:iam::${account}:role/a:role/OrganizationAccountAccessRole`,
  `arn:aws:iam::${account}:role/organizationaccountaccessrole`,
  `arn:aws:iam::${account}:root`,
  `arn:aws:iam::${account}:user/root`,
  `arn:aws:iam::${account}:user/alice`,
  `arn:aws:sts::${account}:federated-user/alice`,
];
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });
const truth = fc.constantFrom('true', 'false');
const tagKeys = ['diverst:managed-by', 'Diverst:Managed-By', 'diverst:client', 'DIVERST:ENVIRONMENT', 'team'];

/** A request, but for its action. */
type Asked = (action: string) => AccessRequest;

const request: fc.Arbitrary<Asked> = fc
  .record({
    account: fc.constantFrom(acme, tools, vendor),
    owner: fc.constantFrom(acme, globex, tools, logs),
    who: fc.nat(9),
    what: fc.nat(3),
    context: fc.record({
      'aws:principalorgid': maybe(fc.constantFrom(organization, 'o-anotherorg')),
      'aws:principalisawsservice': maybe(truth),
      'aws:assumedroot': maybe(fc.constant('true')),
      'aws:multifactorauthpresent': maybe(truth),
      'aws:username': maybe(fc.constantFrom('alice', 'root')),
      'aws:resourcetag/diverst:managed-by': maybe(fc.constantFrom('diverst', 'Diverst', '')),
      'aws:resourcetag/team': maybe(fc.constantFrom('diverst', 'a')),
      'aws:requestedregion': maybe(fc.constantFrom('us-east-1', 'eu-central-1')),
      [`${issuer}:aud`]: maybe(fc.constantFrom('sts.amazonaws.com', 'x')),
      [`${issuer}:sub`]: maybe(fc.constantFrom('repo:a', 'x')),
      'gitlab.com:aud': maybe(fc.constant('x')),
    }),
    keys: maybe(fc.subarray(tagKeys, { minLength: 1 })),
    hasAccounts: fc.record({ resource: maybe(fc.constant(true)), principal: maybe(fc.constant(true)) }),
  })
  .map(({ account, owner, who, what, context, keys, hasAccounts }) => {
    const arn = principalArns(account)[who] ?? '';
    const values = new Map<string, readonly string[]>([['aws:principalarn', [arn]]]);
    for (const [key, value] of Object.entries(context)) if (value !== undefined) values.set(key, [value]);
    if (keys !== undefined) values.set('aws:tagkeys', keys);
    if (hasAccounts.resource) values.set('aws:resourceaccount', [owner]);
    if (hasAccounts.principal) values.set('aws:principalaccount', [account]);
    return (action) => ({
      principal: { kind: 'role', accountId: account, arn, uniqueId: 'AROAX' },
      action,
      resource: /^(iam|sts):/.test(action) ? (roleArns(owner)[what] ?? '') : '*',
      context: values,
    });
  });

// Changes of statements.

type Json = Record<string, unknown>;
type Conditions = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
type Change = (statement: Json) => readonly Json[];

const list = (value: unknown): readonly string[] => (Array.isArray(value) ? value : [value as string]);
const conditionsOf = (one: Json) => (one.Condition ?? {}) as Conditions;

const operators = [
  'StringEquals',
  'StringNotEquals',
  'StringLike',
  'StringNotLike',
  'StringEqualsIgnoreCase',
  'StringNotEqualsIgnoreCase',
  'StringNotEqualsIfExists',
  'StringEqualsIfExists',
  'StringLikeIfExists',
  'ArnLike',
  'ArnEquals',
  'ArnNotLike',
  'ArnNotEquals',
  'ArnNotLikeIfExists',
  'Bool',
  'BoolIfExists',
  'ForAnyValue:StringEquals',
  'ForAnyValue:StringEqualsIgnoreCase',
  'ForAllValues:StringEqualsIgnoreCase',
  'ForAnyValue:StringLike',
  'ForAllValues:StringNotEquals',
  'ForAnyValue:StringNotEquals',
];
const values = [
  '*',
  'true',
  'false',
  acme,
  logs,
  '?'.repeat(12),
  '${aws:PrincipalAccount}',
  organization,
  'o-*',
  'arn:aws:iam::*:root',
  'arn:aws:iam::*:*',
  'arn:*:iam::*:role/*',
  'arn:aws:iam::*:role/OrganizationAccountAccessRole',
  'arn:aws:iam::*:role/*OrganizationAccountAccessRole',
  `arn:aws:iam::${acme}:role/OrganizationAccountAccessRole`,
  'diverst:*',
  'diverst:client',
  'DIVERST:MANAGED-BY',
  'us-east-1',
];
const keys = [
  'aws:PrincipalArn',
  'aws:PrincipalAccount',
  'aws:ResourceAccount',
  'aws:PrincipalOrgID',
  'aws:PrincipalIsAWSService',
  'aws:MultiFactorAuthPresent',
  'aws:username',
  'aws:AssumedRoot',
  'aws:TagKeys',
  'aws:RequestedRegion',
  'aws:ResourceTag/diverst:managed-by',
  'AWS:ResourceTag/DIVERST:managed-by',
];

const block: fc.Arbitrary<Conditions> = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(...operators),
      fc.constantFrom(...keys),
      fc.subarray(values, { minLength: 1, maxLength: 2 }),
    )
    .map(([operator, key, some]) => ({ [operator]: { [key]: some } })),
  fc.tuple(fc.constantFrom(...keys), truth).map(([key, value]) => ({ Null: { [key]: value } })),
);

const withBlock = (one: Json, added: Conditions): Json => {
  const held = conditionsOf(one);
  const joined = Object.entries(added).map(([operator, byKey]) => [
    operator,
    { ...held[operator], ...byKey },
  ]);
  return { ...one, Condition: { ...held, ...Object.fromEntries(joined) } };
};

/** The nth pair of operator and key, made into something else or nothing. */
function atPair(
  one: Json,
  index: number,
  edit: (operator: string, key: string, value: unknown) => Conditions,
): Json {
  const pairs = Object.entries(conditionsOf(one)).flatMap(([operator, byKey]) =>
    Object.entries(byKey).map(([key, value]) => ({ operator, key, value })),
  );
  const at = pairs.length === 0 ? -1 : index % pairs.length;
  const { Condition: _old, ...bare } = one;
  return pairs.reduce<Json>(
    (made, { operator, key, value }, position) =>
      withBlock(made, position === at ? edit(operator, key, value) : { [operator]: { [key]: value } }),
    bare,
  );
}

const flipped = (operator: string) => {
  if (operator === 'Null' || operator.startsWith('Bool')) return operator;
  return operator.includes('Not') ? operator.replace('Not', '') : operator.replace(/(String|Arn)/, '$1Not');
};

/** The same operator but for one thing. */
const near: readonly ((operator: string) => string)[] = [
  (operator) => (operator.endsWith('IfExists') ? operator.replace('IfExists', '') : `${operator}IfExists`),
  flipped,
  (operator) => operator.replace(/^For\w+:/, ''),
  (operator) => `ForAllValues:${operator.replace(/^For\w+:/, '')}`,
  (operator) => `ForAnyValue:${operator.replace(/^For\w+:/, '')}`,
  (operator) => operator.replace('IgnoreCase', ''),
  (operator) => operator.replace('Like', 'Equals'),
  (operator) => operator.replace('Equals', 'Like').replace('IgnoreCase', ''),
  (operator) => operator.replace('Arn', 'String'),
  (operator) => operator.replace('String', 'Arn'),
];

const change: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(fc.nat(5), fc.constantFrom(...near)).map<Change>(([at, other]) => (one) => [
      atPair(one, at, (operator, key, value) => ({
        [operator === 'Null' ? operator : other(operator)]: { [key]: value },
      })),
    ]),
  },
  fc.constant<Change>(() => []),
  fc.constant<Change>((one) => [{ ...one, Effect: 'Allow' }]),
  fc.nat(20).map<Change>((at) => (one) => [
    {
      ...one,
      Action: list(one.Action).filter((_, index, all) => all.length === 1 || index !== at % all.length),
    },
  ]),
  fc
    .constantFrom(
      '*',
      'iam:*',
      'sts:*',
      'sts:Assume*',
      'iam:*Role*',
      'organizations:*',
      'iam:?reate*',
      'STS:assumerole',
    )
    .map<Change>((Action) => (one) => [one, { ...one, Action }]),
  fc
    .constantFrom('iam:*', 'sts:*', 'IAM:*Role', 's3:*')
    .map<Change>((NotAction) => ({ Action: _, ...one }) => [{ ...one, NotAction }]),
  fc
    .constantFrom(
      'arn:aws:iam::*:role/*',
      'arn:aws:iam::*:role/?*',
      'arn:*',
      `arn:aws:iam::${acme}:role/*`,
      '*',
    )
    .map<Change>((Resource) => (one) => [{ ...one, Resource }]),
  fc
    .constantFrom('arn:aws:iam::*:role/app', 'arn:aws:s3:::*', 'arn:aws:iam::*:user/*')
    .map<Change>((NotResource) => ({ Resource: _, ...one }) => [{ ...one, NotResource }]),
  block.map<Change>((added) => (one) => [withBlock(one, added)]),
  fc.nat(5).map<Change>((at) => (one) => [atPair(one, at, () => ({}))]),
  fc.tuple(fc.nat(5), fc.constantFrom(...operators)).map<Change>(([at, operator]) => (one) => [
    atPair(one, at, (_old, key, value) => ({ [operator]: { [key]: value } })),
  ]),
  fc.tuple(fc.nat(5), fc.constantFrom(...keys)).map<Change>(([at, key]) => (one) => [
    atPair(one, at, (operator, _old, value) => ({ [operator]: { [key]: value } })),
  ]),
  fc.tuple(fc.nat(5), fc.constantFrom(...values)).map<Change>(([at, value]) => (one) => [
    atPair(one, at, (operator, key, held) => ({ [operator]: { [key]: [...list(held), value] } })),
  ]),
  fc.tuple(fc.nat(5), fc.constantFrom(...values)).map<Change>(([at, value]) => (one) => [
    atPair(one, at, (operator, key) => ({ [operator]: { [key]: value } })),
  ]),
  fc
    .nat(5)
    .map<Change>((at) => (one) => [
      atPair(one, at, (operator, key, value) => ({ [operator]: { [key.toUpperCase()]: value } })),
    ]),
  // In two parts, which together deny all of it, or nearly.
  fc.tuple(block, fc.boolean()).map<Change>(([added, exact]) => (one) => {
    const [[operator = '', byKey = {}] = []] = Object.entries(added);
    const [[key = '', value] = []] = Object.entries(byKey);
    const other =
      operator === 'Null'
        ? { Null: { [key]: value === 'true' ? 'false' : 'true' } }
        : { [exact ? flipped(operator) : operator]: { [key]: value } };
    return [withBlock(one, added), withBlock(one, other)];
  }),
);

const changed: fc.Arbitrary<{ readonly of: readonly StatementDocument[]; readonly to: readonly Json[] }> = fc
  .tuple(
    fc.subarray([...wanted], { minLength: 1, maxLength: 2 }),
    fc.array(fc.tuple(fc.nat(9), change), { minLength: 1, maxLength: 3 }),
  )
  .map(([of, changes]) => ({
    of,
    to: changes.reduce<readonly Json[]>(
      (statements, [at, edit]) =>
        statements.flatMap((one, index) => (index === at % statements.length ? edit(one) : [one])),
      of.map((one) => ({ ...one })),
    ),
  }));

const document = (Statement: readonly unknown[]) => JSON.stringify({ Version: '2012-10-17', Statement });

const actionsOf = ({ Action }: StatementDocument) =>
  Action === '*' ? ['s3:GetObject', 'iam:GetRole'] : list(Action);

it('what counts as a guardrail denies each request that the guardrail denies', () => {
  let counted = 0;
  fc.assert(
    fc.property(changed, fc.array(request, { minLength: 20, maxLength: 20 }), ({ of, to }, requests) => {
      const text = document(to);
      const denials = denialsOf([text]).statements;
      for (const one of of) {
        const own = document([one]);
        // What is there to the letter needs no proof.
        if (to.some((other) => document([other]) === own)) continue;
        if (!isDeniedBy(denialOf(one), denials).isDenied) continue;
        counted += 1;
        const actions = actionsOf(one);
        for (const [index, ask] of requests.entries()) {
          const asked = ask(actions[index % actions.length] ?? '');
          if (!evaluateAll([own], asked).denies) continue;
          expect(evaluateAll([text], asked).denies, `${own}\n${text}`).toBe(true);
        }
      }
    }),
    { numRuns: Number(process.env.PROPERTY_RUNS ?? 1_000) },
  );
  // Else nothing was shown.
  expect(counted).toBeGreaterThan(50);
});
