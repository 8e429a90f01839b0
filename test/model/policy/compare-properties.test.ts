import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ComparisonContext, comparePolicies } from '../../../src/model/policy/compare.ts';
import type { Policy } from '../../../src/model/policy/document.ts';
import { type Request, relation } from './brute-force.ts';
import {
  client,
  identityActions,
  identityPolicy,
  identityUniverse,
  trustPolicy,
  trustUniverse,
} from './universe.ts';

const runs = { numRuns: Number(process.env.RUNS ?? 200) };
const trust: ComparisonContext = { kind: 'trust', accountId: client };
const identity: ComparisonContext = { kind: 'identity', actions: identityActions };

const kinds: readonly {
  kind: string;
  policy: fc.Arbitrary<Policy>;
  context: ComparisonContext;
  universe: (...policies: readonly Policy[]) => readonly Request[];
}[] = [
  { kind: 'trust policies', policy: trustPolicy, context: trust, universe: trustUniverse },
  { kind: 'identity policies', policy: identityPolicy, context: identity, universe: identityUniverse },
];

describe.each(kinds)('$kind', ({ policy, context, universe }) => {
  it('agree with the evaluation of every request', () => {
    let total = 0;
    let notUnderstood = 0;
    fc.assert(
      fc.property(policy, policy, (actual, intended) => {
        total += 1;
        const { verdict } = comparePolicies(actual, intended, context);
        if (verdict === 'not-understood') notUnderstood += 1;
        else expect(verdict).toBe(relation(actual, intended, universe(actual, intended)));
      }),
      runs,
    );
    expect(notUnderstood / total).toBeLessThan(0.02);
  });
});
