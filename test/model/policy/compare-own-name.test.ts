import { describe, expect, it } from 'vitest';
import { comparePolicies, type Verdict } from '../../../src/model/policy/compare.ts';
import type { Condition, Policy, Statement } from '../../../src/model/policy/document.ts';
import { intendedTrust } from '../../../src/model/policy/trust.ts';
import fc from '../../support/properties.ts';
import { type Caller, relation } from './brute-force.ts';
import { policyOf } from './parse.ts';
import { callers, client, ops, some, trustUniverse } from './universe.ts';

const root = `arn:aws:iam::${ops}:root`;
const name = '${aws:username}';
const key = 'sts:SourceIdentity';
const [assume, identify, tag] = ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'];
const intended = intendedTrust({
  partition: 'aws',
  opsAccountId: ops,
  requireMfa: false,
  requireSourceIdentity: true,
});
const own = { StringEquals: { [key]: name } };

function allow(Action: unknown, Condition?: unknown, Principal: unknown = { AWS: root }) {
  return { Effect: 'Allow', Principal, Action, ...(Condition === undefined ? {} : { Condition }) };
}

const tags = allow(tag);

function verdict(...Statement: readonly unknown[]): Verdict {
  const context = { kind: 'trust', accountId: client } as const;
  return comparePolicies(policyOf({ Version: '2012-10-17', Statement }), policyOf(intended), context).verdict;
}

/** Of AssumeRole and SetSourceIdentity under a condition, beside the tags. */
function under(Condition: unknown): Verdict {
  return verdict(allow([assume, identify], Condition), tags);
}

describe('a trust policy that demands the caller’s own name as source identity', () => {
  it.each<readonly [string, readonly unknown[]]>([
    ['as it is written', [allow([assume, identify], own), tags]],
    ['in another order', [tags, allow([identify, assume], own)]],
    ['a statement for each action', [allow(assume, own), tags, allow([identify], own)]],
    ['a list of one', [allow([assume, identify], { StringEquals: { [key]: [name] } }), tags]],
    ['the name twice', [allow([assume, identify], { StringEquals: { [key]: [name, name] } }), tags]],
    [
      'the key in another case',
      [allow([assume, identify], { StringEquals: { 'STS:sourceIDENTITY': name } }), tags],
    ],
    [
      'the variable in another case',
      [allow([assume, identify], { StringEquals: { [key]: '${AWS:UserName}' } }), tags],
    ],
    [
      'the operator for patterns: no name of a user holds a wildcard',
      [allow([assume, identify], { StringLike: { [key]: name } }), tags],
    ],
    [
      'ForAnyValue of a key with one value',
      [allow([assume, identify], { 'ForAnyValue:StringEquals': { [key]: name } }), tags],
    ],
    [
      'a repetition for one user',
      [allow([assume, identify], own), tags, allow(assume, own, { AWS: `arn:aws:iam::${ops}:user/alice` })],
    ],
    [
      'a repetition that demands more',
      [
        allow([assume, identify], own),
        tags,
        allow(assume, { StringEquals: { [key]: name, 'aws:SourceIp': 'x' } }),
      ],
    ],
    [
      'a role, which has no such name',
      [
        allow([assume, identify], own),
        tags,
        allow(assume, own, { AWS: `arn:aws:iam::${client}:role/local` }),
      ],
    ],
    [
      'with a Null that says the same',
      [allow([assume, identify], { ...own, Null: { [key]: 'false' } }), tags],
    ],
  ])('equal: %s', (_name, statements) => {
    expect(verdict(...statements)).toBe('equal');
  });

  it.each<readonly [string, unknown]>([
    ['no condition', undefined],
    ['any name', { StringLike: { [key]: '*' } }],
    ['any name, beside the own one', { StringLike: { [key]: [name, '*'] } }],
    ['any name, by Null', { Null: { [key]: 'false' } }],
    ['only if there is a name', { StringEqualsIfExists: { [key]: name } }],
    ['every name that there is', { 'ForAllValues:StringEquals': { [key]: name } }],
    ['the own name in any case', { StringEqualsIgnoreCase: { [key]: name } }],
    ['or the name of another', { StringEquals: { [key]: [name, 'alice'] } }],
  ])('broader: %s', (_name, condition) => {
    expect(under(condition)).toBe('broader');
    expect(verdict(allow([assume, identify], own), tags, allow([assume, identify], condition))).toBe(
      'broader',
    );
  });

  it.each<readonly [Verdict, string, unknown]>([
    ['incomparable', 'the name of another', { StringEquals: { [key]: 'alice' } }],
    ['incomparable', 'the name of anybody else', { StringNotEquals: { [key]: name } }],
    ['incomparable', 'a pattern of names', { StringLike: { [key]: 'a*' } }],
    ['narrower', 'the own name, which is one of these', [own, { StringEquals: { [key]: ['alice', 'bob'] } }]],
    ['narrower', 'the own name with MFA', { ...own, Bool: { 'aws:MultiFactorAuthPresent': 'true' } }],
    ['not-understood', 'another variable', { StringEquals: { [key]: '${aws:userid}' } }],
    ['not-understood', 'a variable with more', { StringEquals: { [key]: 'x${aws:username}' } }],
    ['not-understood', 'a variable with a default', { StringEquals: { [key]: "${aws:username, 'alice'}" } }],
    [
      'not-understood',
      'the own name, or another variable',
      { StringEquals: { [key]: [name, '${aws:userid}'] } },
    ],
    ['not-understood', 'the name of the session', { StringEquals: { 'sts:RoleSessionName': name } }],
  ])('%s: %s', (wanted, _name, condition) => {
    const conditions = Array.isArray(condition)
      ? { StringEquals: condition[0].StringEquals, StringLike: condition[1].StringEquals }
      : condition;
    expect(under(conditions)).toBe(wanted);
  });

  it.each<readonly [Verdict, string, readonly unknown[]]>([
    [
      'broader',
      'a role without the condition',
      [allow(assume, undefined, { AWS: `arn:aws:iam::${ops}:role/ci` })],
    ],
    ['broader', 'one user without it', [allow(assume, undefined, { AWS: `arn:aws:iam::${ops}:user/alice` })]],
    [
      'broader',
      'a user in whose name others may come',
      [allow(assume, { StringLike: { [key]: '*' } }, { AWS: `arn:aws:iam::${ops}:user/alice` })],
    ],
    ['broader', 'users of another account', [allow([assume, identify], own, { AWS: '777788889999' })]],
  ])('%s: also %s', (wanted, _name, statements) => {
    expect(verdict(allow([assume, identify], own), tags, ...statements)).toBe(wanted);
  });

  it('narrower: where tags need the name too, which a request for tags may not carry', () => {
    expect(verdict(allow([assume, identify, tag], own))).toBe('narrower');
  });

  it('never passes a Deny of other names, which those without a name may not meet', () => {
    const everybody = allow([assume, identify, tag]);
    const deny = {
      ...everybody,
      Effect: 'Deny',
      Action: '*',
      Condition: { StringNotEquals: { [key]: name } },
    };
    expect(verdict(everybody, deny)).toBe('not-understood');
  });

  it('is text in the older version, so that nobody gets in by the own name', () => {
    const context = { kind: 'trust', accountId: client } as const;
    const older = policyOf({ Version: '2008-10-17', Statement: [allow([assume, identify], own), tags] });
    expect(comparePolicies(older, policyOf(intended), context).verdict).toBe('incomparable');
  });
});

const condition: fc.Arbitrary<Condition> = fc.record({
  operator: fc.constantFrom(
    'StringEquals',
    'StringLike',
    'StringEqualsIgnoreCase',
    'StringNotEquals',
    'StringNotLike',
  ),
  ifExists: fc.boolean(),
  key: fc.constant(key.toLowerCase()),
  values: fc.constantFrom([name], [name], [name, 'alice'], ['alice'], ['*'], ['a*', 'ALICE'], ['BOB']),
});

const statement: fc.Arbitrary<Statement> = fc.record({
  effect: fc.constantFrom('Allow' as const, 'Allow' as const, 'Deny' as const),
  actions: fc.constantFrom(['sts:AssumeRole'], ['sts:*']),
  principals: some(
    ['*', ops, `arn:aws:iam::${ops}:user/alice`, `arn:aws:iam::${ops}:role/ci`].map((value) => ({
      type: 'AWS' as const,
      value,
    })),
  ),
  conditions: fc.array(
    fc.oneof(
      { weight: 4, arbitrary: condition },
      {
        weight: 1,
        arbitrary: fc.constant<Condition>({
          operator: 'ArnEquals',
          ifExists: false,
          key: 'aws:principalarn',
          values: [`arn:aws:iam::${ops}:user/alice`],
        }),
      },
    ),
    { maxLength: 2 },
  ),
});

const policy: fc.Arbitrary<Policy> = fc.record({
  version: fc.constant('2012-10-17' as const),
  statements: fc.array(statement, { minLength: 1, maxLength: 3 }),
});

const names = [
  '*',
  'a*',
  undefined,
  'alice',
  'ALICE',
  'Alice',
  'bob',
  'BOB',
  'carol',
  'CAROL',
  'ab',
  'ALICEX',
  'eve',
  'dave',
];

/** Users of every name, beside those that policies name. */
const everybody: readonly Caller[] = [
  ...callers,
  ...[ops, client, '777788889999', '999900001111'].flatMap((account) =>
    names.flatMap((one) => {
      const isNamed = account === ops && one?.toLowerCase() === 'alice';
      if (one === undefined || isNamed || /[*?]/.test(one)) return [];
      const arn = `arn:aws:iam::${account}:user/${one}`;
      return [{ account, arn, arns: [arn], allowedByIdentity: true }];
    }),
  ),
];

/** What a policy means for one caller; where a variable without a value leaves that open, by one of both readings. */
function meaning({ version, statements }: Policy, username: string | null, isOpen: boolean): Policy {
  return {
    version,
    statements: statements.flatMap((one) => {
      const isUnresolved = username === null && one.conditions.some(({ values }) => values.includes(name));
      if (isUnresolved && isOpen) return [];
      const conditions = one.conditions.flatMap((each): readonly Condition[] => {
        if (!each.values.includes(name)) return [each];
        return [
          { ...each, values: each.values.flatMap((value) => (value === name ? (username ?? []) : value)) },
        ];
      });
      return [{ ...one, conditions }];
    }),
  };
}

it('never says equal, narrower or broader of what is not', () => {
  const seen = { decided: 0, total: 0 };
  fc.assert(
    fc.property(policy, policy, fc.boolean(), fc.boolean(), (left, right, joined, isOpen) => {
      const actual = joined ? { ...left, statements: [...left.statements, ...right.statements] } : left;
      const { verdict: said } = comparePolicies(actual, right, { kind: 'trust', accountId: client });
      seen.total += 1;
      if (said === 'not-understood') return;
      seen.decided += 1;
      const found = new Set(
        everybody.map((caller) => {
          const username = /:user\/(.*)$/.exec(caller.arn)?.[1] ?? null;
          const [one, two] = [meaning(actual, username, isOpen), meaning(right, username, isOpen)];
          const contexts = names.map((given) =>
            given === undefined ? {} : { [key.toLowerCase()]: [given] },
          );
          return relation(one, two, { ...trustUniverse(one, two), contexts, subjects: [caller] });
        }),
      );
      const has = (...relations: readonly string[]) => relations.some((one) => found.has(one as 'equal'));
      if (said === 'equal' || said === 'narrower') expect(has('broader', 'incomparable')).toBe(false);
      if (said === 'equal' || said === 'broader') expect(has('narrower', 'incomparable')).toBe(false);
      if (said === 'broader' || said === 'incomparable') expect(has('broader', 'incomparable')).toBe(true);
    }),
    { numRuns: Number(process.env.PROPERTY_RUNS ?? 200) },
  );
  expect(seen.decided / seen.total).toBeGreaterThan(0.3);
});
