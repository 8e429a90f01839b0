import { expect, it } from 'vitest';
import { comparePolicies } from '../../../src/model/policy/compare.ts';
import type { Condition, Policy, Principal, Statement } from '../../../src/model/policy/document.ts';
import fc from '../../support/properties.ts';
import { relation } from './brute-force.ts';
import {
  callers,
  client,
  ops,
  some,
  stranger,
  trustPolicy,
  trustStatement,
  trustUniverse,
} from './universe.ts';

/**
 * What is not understood has some meaning all the same. Here each such part is given one, at random, and
 * whatever meaning it turns out to have, `equal` and `narrower` must hold.
 */

const deleted = 'AIDAQ3EGS2QEXAMPLE22';
const partial = `arn:aws:iam::${ops}:user/*`;

const condition: fc.Arbitrary<Condition> = fc.record({
  operator: fc.constantFrom('Foo', 'Foo', 'Bar', 'StringEquals', 'StringNotEquals', 'StringLike'),
  ifExists: fc.boolean(),
  key: fc.constant('sts:externalid'),
  values: fc.constantFrom(['${aws:username}'], ['${aws:username}', 'a'], ['a'], ['a', 'b']),
});

const principals: fc.Arbitrary<Pick<Statement, 'principals' | 'notPrincipals'>> = fc.oneof(
  fc.record({ principals: some(['*', ops, `arn:aws:iam::${ops}:user/alice`, deleted, partial].map(aws)) }),
  fc.record({ notPrincipals: some([ops, `arn:aws:iam::${ops}:user/alice`, stranger].map(aws)) }),
);

const statement: fc.Arbitrary<Statement> = fc
  .tuple(
    fc.constantFrom('Allow' as const, 'Allow' as const, 'Deny' as const),
    fc.constantFrom(['sts:AssumeRole'], ['sts:*']),
    principals,
    fc.array(condition, { maxLength: 1 }),
  )
  .map(([effect, actions, who, conditions]) => ({ effect, actions, ...who, conditions }));

const policy: fc.Arbitrary<Policy> = fc.record({
  version: fc.constant('2012-10-17' as const),
  statements: fc.array(
    fc.oneof({ weight: 2, arbitrary: statement }, { weight: 1, arbitrary: trustStatement }),
    {
      minLength: 1,
      maxLength: 3,
    },
  ),
});

/** A meaning for each part that has none: the same for the same part. */
type World = (part: unknown, meanings: number) => number;

const world: fc.Arbitrary<World> = fc.nat(1_000_000).map((seed) => (part, meanings) => {
  let hash = seed;
  for (const character of JSON.stringify(part)) hash = (Math.imul(hash, 31) + character.charCodeAt(0)) >>> 0;
  return (hash >>> 5) % meanings;
});

function understood({ version, statements }: Policy, meaning: World): Policy {
  return { version, statements: statements.flatMap((one) => understoodStatement(one, meaning)) };
}

function understoodStatement(one: Statement, meaning: World): readonly Statement[] {
  const { notPrincipals, principals, conditions, ...rest } = one;
  const unresolvable = conditions.some(({ values, operator }) => {
    return (
      values.some((value) => value.includes('${')) &&
      !/^(Foo|Bar)/.test(operator) &&
      meaning('username', 4) === 3
    );
  });
  if (unresolvable) return [];
  return [
    {
      ...rest,
      principals: notPrincipals
        ? everyoneBut(notPrincipals, meaning)
        : (principals ?? []).flatMap((p) => named(p, meaning)),
      conditions: conditions.map((condition) => understoodCondition(condition, meaning)),
    },
  ];
}

function understoodCondition(condition: Condition, meaning: World): Condition {
  const { operator, values } = condition;
  if (operator === 'Foo' || operator === 'Bar') {
    const { ifExists: _ifExists, ...part } = condition;
    const patterns = [[], ['*'], ['a*'], ['b', 'ab'], ['a'], ['A*', 'x*']][meaning(part, 6)] ?? [];
    return {
      ...condition,
      operator: meaning(operator, 2) === 0 ? 'StringLike' : 'StringNotLike',
      values: patterns,
    };
  }
  const username = ['a', 'ab', 'nobody'][meaning('username', 4)] ?? '';
  return { ...condition, values: values.map((value) => value.replace('${aws:username}', username)) };
}

function named(principal: Principal, meaning: World): readonly Principal[] {
  if (principal.value === deleted) {
    return (
      [[], [aws(`arn:aws:iam::${stranger}:user/eve`)], [aws(`arn:aws:iam::${ops}:user/bob`)]][
        meaning(deleted, 3)
      ] ?? []
    );
  }
  if (principal.value !== partial) return [principal];
  return meaning(partial, 2) === 0
    ? []
    : [aws(`arn:aws:iam::${ops}:user/alice`), aws(`arn:aws:iam::${ops}:user/bob`)];
}

/** Certain for those in accounts that are not mentioned, open for the others. */
function everyoneBut(listed: readonly Principal[], meaning: World): readonly Principal[] {
  const reached = callers.filter(({ account, arn }) => {
    const related = listed.some(({ value }) => value.includes(account));
    return !related || meaning([listed, arn], 2) === 0;
  });
  return reached.map(({ arn }) => aws(arn));
}

function aws(value: string): Principal {
  return { type: 'AWS', value };
}

it('never says equal or narrower of what might be broader', () => {
  const seen = { decided: 0, total: 0 };
  fc.assert(
    fc.property(
      policy,
      fc.oneof(policy, trustPolicy),
      world,
      fc.boolean(),
      (left, right, meaning, joined) => {
        const actual = joined ? { ...left, statements: [...left.statements, ...right.statements] } : left;
        const { verdict } = comparePolicies(actual, right, { kind: 'trust', accountId: client });
        const [one, two] = [understood(actual, meaning), understood(right, meaning)];
        const truth = relation(one, two, trustUniverse(one, two));
        seen.total += 1;
        if (verdict === 'not-understood') return;
        seen.decided += 1;
        if (verdict === 'equal') expect(truth).toBe('equal');
        if (verdict === 'narrower') expect(['equal', 'narrower']).toContain(truth);
        if (verdict === 'broader') expect(['equal', 'broader']).toContain(truth);
      },
    ),
    { numRuns: Number(process.env.PROPERTY_RUNS ?? 200) },
  );
  // Not by saying nothing at all.
  expect(seen.decided / seen.total).toBeGreaterThan(0.1);
});
