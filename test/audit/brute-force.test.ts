import { describe, expect, it } from 'vitest';
import { type ComparisonContext, comparePolicies } from '../../src/model/policy/compare.ts';
import type { Policy, Statement } from '../../src/model/policy/document.ts';
import type { Universe } from '../model/policy/brute-force.ts';
import {
  client,
  identityActions,
  identityPolicy,
  identityStatement,
  identityUniverse,
  trustPolicy,
  trustStatement,
  trustUniverse,
} from '../model/policy/universe.ts';
import fc from '../support/properties.ts';
import { isWritable, textOf } from './documents.ts';
import { relationBySandbox } from './every-request.ts';
import { widePolicy, wideStatement, wideUniverse } from './wide-policies.ts';

/**
 * The comparison against the sandbox, which shares no code with it: its verdict on two random policies is what comes
 * of deciding every request of a small universe.
 */

/** The gate tries more: each pair is decided for every request of its universe. */
const pairs = Number(process.env.BRUTE_FORCE_PAIRS ?? process.env.PROPERTY_RUNS ?? 250);

/** Lets the event loop turn now and then: the runner takes a test for dead that holds it for a minute. */
async function turn(run: number): Promise<void> {
  if (run % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
}

const kinds: readonly {
  readonly kind: 'trust' | 'identity';
  readonly policy: fc.Arbitrary<Policy>;
  readonly statement: fc.Arbitrary<Statement>;
  readonly context: ComparisonContext;
  readonly universe: (...policies: readonly Policy[]) => Universe;
}[] = [
  {
    kind: 'trust',
    policy: trustPolicy,
    statement: trustStatement,
    context: { kind: 'trust', accountId: client },
    universe: trustUniverse,
  },
  {
    kind: 'identity',
    policy: identityPolicy,
    statement: identityStatement,
    context: { kind: 'identity', actions: identityActions },
    universe: identityUniverse,
  },
];

describe.each(kinds)('$kind policies', ({ kind, policy, statement, context, universe }) => {
  /** Two of their own, or two that differ in one statement: those are seldom incomparable. */
  const pair = fc
    .tuple(policy, policy, statement, fc.constantFrom('own', 'own', 'added', 'exchanged', 'taken'))
    .map(([one, another, added, how]): readonly [Policy, Policy] => {
      const [first, ...rest] = one.statements;
      if (how === 'added') return [{ ...one, statements: [...one.statements, added] }, one];
      if (how === 'exchanged') return [{ ...one, statements: [added, ...rest] }, one];
      if (how === 'taken' && first !== undefined) return [{ ...one, statements: rest }, one];
      return [one, another];
    })
    .filter((both) => both.every(isWritable));

  it('are compared as the sandbox decides', async () => {
    const verdicts: Record<string, number> = {};
    let run = 0;
    await fc.assert(
      fc.asyncProperty(pair, async ([actual, intended]) => {
        await turn(++run);
        // As texts, so that reading them is tried as well.
        const { verdict, reasons } = comparePolicies(textOf(actual), textOf(intended), context);
        const kindOf = reasons.length > 0 ? 'not-understood' : verdict;
        verdicts[kindOf] = (verdicts[kindOf] ?? 0) + 1;
        // Only where it would take too long to decide: see TooComplex.
        if (reasons.length > 0) return;
        const ground = { kind, accountId: client };
        expect(verdict).toBe(relationBySandbox(actual, intended, universe(actual, intended), ground));
      }),
      { numRuns: pairs },
    );
    const { 'not-understood': notUnderstood = 0, ...understood } = verdicts;
    expect(notUnderstood / pairs).toBeLessThan(0.02);
    // None of the four is rare, or little would have been tried.
    expect(Object.keys(understood).sort()).toEqual(['broader', 'equal', 'incomparable', 'narrower']);
    expect(Math.min(...Object.values(understood)) / pairs).toBeGreaterThan(0.03);
  });
});

describe('trust policies past what is understood', () => {
  const pair = fc
    .tuple(widePolicy, widePolicy, wideStatement, fc.constantFrom('own', 'added', 'taken'))
    .map(([one, another, added, how]): readonly [Policy, Policy] => {
      if (how === 'added') return [{ ...one, statements: [...one.statements, added] }, one];
      if (how === 'taken' && one.statements.length > 1)
        return [{ ...one, statements: one.statements.slice(1) }, one];
      return [one, another];
    })
    .filter((both) => both.every(isWritable));

  /** What the requests that were tried may show: a difference may lie in others. */
  const compatible: Readonly<Record<string, readonly string[]>> = {
    equal: ['equal'],
    narrower: ['equal', 'narrower'],
    broader: ['equal', 'broader'],
    incomparable: ['equal', 'narrower', 'broader', 'incomparable'],
  };

  it('are never said to allow less than the sandbox finds', async () => {
    const total = Math.ceil(pairs / 3);
    let decided = 0;
    let run = 0;
    await fc.assert(
      fc.asyncProperty(pair, async ([actual, intended]) => {
        await turn(++run);
        const { verdict } = comparePolicies(textOf(actual), textOf(intended), {
          kind: 'trust',
          accountId: client,
        });
        if (verdict === 'not-understood') return;
        decided += 1;
        const truth = relationBySandbox(actual, intended, wideUniverse, { kind: 'trust', accountId: client });
        expect({ verdict, truth }).toEqual({
          verdict,
          truth: expect.toBeOneOf([...(compatible[verdict] ?? [])]),
        });
      }),
      { numRuns: total },
    );
    // Not by giving up on everything.
    expect(decided / total).toBeGreaterThan(0.2);
  });
});
