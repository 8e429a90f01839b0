import { expect, it } from 'vitest';
import { type ComparisonContext, comparePolicies } from '../../src/model/policy/compare.ts';
import type { Condition, Policy, Statement } from '../../src/model/policy/document.ts';
import { type Context, relation, type Universe } from '../model/policy/brute-force.ts';
import fc from '../support/properties.ts';
import { textOf } from './documents.ts';
import { relationBySandbox } from './every-request.ts';

/**
 * Conditions on keys that can hold several values, with the operators for one value and those for several. What an
 * operator for one value makes of several is not documented: the sandbox and the evaluation of every request take it
 * differently, and a verdict has to hold for both.
 */

const keys = ['aws:tagkeys', 'aws:principalorgpaths', 'aws:calledvia', 'dynamodb:attributes'] as const;
const action = 'sts:AssumeRole';
const resource = 'arn:aws:iam::444455556666:role/acme-production';
const context: ComparisonContext = { kind: 'identity', actions: [action] };

function universe(key: string): Universe {
  const values = ['x', 'xy', 'z'];
  const held = Array.from({ length: 2 ** values.length }, (_, set) =>
    values.filter((_value, index) => (set >> index) % 2 === 1),
  );
  const contexts = held.map((set): Context => (set.length === 0 ? {} : { [key]: set }));
  return { contexts, actions: [action], subjects: [resource] };
}

function condition(key: string): fc.Arbitrary<Condition> {
  return fc
    .record({
      operator: fc.constantFrom('StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike'),
      qualifier: fc.constantFrom(undefined, undefined, 'ForAnyValue' as const, 'ForAllValues' as const),
      values: fc.constantFrom(['x'], ['z'], ['x', 'z'], ['x*'], ['*']),
    })
    .map(({ qualifier, ...parts }) => ({
      ...parts,
      ...(qualifier === undefined ? {} : { qualifier }),
      ifExists: false,
      key,
    }));
}

function policy(key: string): fc.Arbitrary<Policy> {
  const statement: fc.Arbitrary<Statement> = fc
    .tuple(
      fc.constantFrom('Allow' as const, 'Allow' as const, 'Allow' as const, 'Deny' as const),
      fc.array(condition(key), { maxLength: 2 }),
    )
    .map(([effect, conditions]) => ({ effect, actions: [action], resources: [resource], conditions }));
  return fc.record({
    version: fc.constant('2012-10-17' as const),
    statements: fc.array(statement, { minLength: 1, maxLength: 3 }),
  });
}

const compatible: Readonly<Record<string, readonly string[]>> = {
  equal: ['equal'],
  narrower: ['equal', 'narrower'],
  broader: ['equal', 'broader'],
  incomparable: ['equal', 'narrower', 'broader', 'incomparable'],
};

/** AWS takes each condition of an operator once for a key, so that a document can't hold it twice. */
function isWritable({ statements }: Policy): boolean {
  return statements.every(({ conditions }) => {
    const names = conditions.map(({ operator, qualifier }) => `${qualifier ?? ''}${operator}`);
    return new Set(names).size === names.length;
  });
}

it.each(keys)('%s: no verdict is refuted by a request with several values', (key) => {
  const runs = Number(process.env.PROPERTY_RUNS ?? 1_500);
  const verdicts: Record<string, number> = {};
  const pair = fc.tuple(policy(key), policy(key)).filter((both) => both.every(isWritable));
  fc.assert(
    fc.property(pair, ([actual, intended]) => {
      const { verdict } = comparePolicies(textOf(actual), textOf(intended), context);
      verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
      if (verdict === 'not-understood') return;
      const ground = { kind: 'identity', accountId: '444455556666' } as const;
      for (const truth of [
        relationBySandbox(actual, intended, universe(key), ground),
        relation(actual, intended, universe(key)),
      ]) {
        expect({ verdict, truth }).toEqual({
          verdict,
          truth: expect.toBeOneOf([...(compatible[verdict] ?? [])]),
        });
      }
    }),
    { numRuns: runs },
  );
  // Not by giving up on everything; of a few pairs that says nothing.
  if (runs < 300) return;
  expect(verdicts.equal ?? 0).toBeGreaterThan(0);
  expect(verdicts.narrower ?? 0).toBeGreaterThan(0);
  expect((verdicts['not-understood'] ?? 0) / runs).toBeLessThan(0.7);
});
