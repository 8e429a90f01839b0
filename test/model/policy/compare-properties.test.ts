import { describe, expect, it } from 'vitest';
import { type ComparisonContext, comparePolicies } from '../../../src/model/policy/compare.ts';
import type { Policy, Statement } from '../../../src/model/policy/document.ts';
import fc from '../../support/properties.ts';
import { relation, type Universe } from './brute-force.ts';
import { mirroredOf } from './mirrored.ts';
import { rewritten } from './rewriting.ts';
import {
  client,
  identityActions,
  identityPolicy,
  identityStatement,
  identityUniverse,
  trustPolicy,
  trustStatement,
  trustUniverse,
} from './universe.ts';

const runs = { numRuns: Number(process.env.PROPERTY_RUNS ?? 200) };
const trust: ComparisonContext = { kind: 'trust', accountId: client };
const identity: ComparisonContext = { kind: 'identity', actions: identityActions };

const kinds: readonly {
  kind: string;
  policy: fc.Arbitrary<Policy>;
  statement: fc.Arbitrary<Statement>;
  context: ComparisonContext;
  universe: (...policies: readonly Policy[]) => Universe;
}[] = [
  {
    kind: 'trust policies',
    policy: trustPolicy,
    statement: trustStatement,
    context: trust,
    universe: trustUniverse,
  },
  {
    kind: 'identity policies',
    policy: identityPolicy,
    statement: identityStatement,
    context: identity,
    universe: identityUniverse,
  },
];

describe.each(kinds)('$kind', ({ policy, statement, context, universe }) => {
  it('agree with the evaluation of every request', () => {
    let total = 0;
    let notUnderstood = 0;
    fc.assert(
      fc.property(policy, policy, (actual, intended) => {
        total += 1;
        const { verdict, reasons } = comparePolicies(actual, intended, context);
        if (reasons.length > 0) notUnderstood += 1;
        else expect(verdict).toBe(relation(actual, intended, universe(actual, intended)));
      }),
      runs,
    );
    expect(notUnderstood / total).toBeLessThan(0.02);
  });

  it('equal themselves', () => {
    fc.assert(
      fc.property(policy, (one) => {
        const copy: Policy = { ...one, statements: [...one.statements, ...one.statements] };
        expect(comparePolicies(one, one, context).verdict).toBe('equal');
        expect(comparePolicies(copy, one, context).verdict).toBe('equal');
      }),
      runs,
    );
  });

  it('equal every rewriting of themselves', () => {
    fc.assert(
      fc.property(rewritten(policy), ([one, text]) => {
        expect(comparePolicies(text, one, context).verdict).toBe('equal');
        expect(comparePolicies(one, text, context).verdict).toBe('equal');
      }),
      runs,
    );
  });

  it('become broader by an Allow and narrower by a Deny, unless it changes nothing', () => {
    fc.assert(
      fc.property(policy, statement, (one, added) => {
        const more: Policy = { ...one, statements: [...one.statements, added] };
        const result = comparePolicies(more, one, context);
        const { verdict, extra, missing, reasons } = result;
        const changed = relation(more, one, universe(more, one));
        expect(['equal', added.effect === 'Allow' ? 'broader' : 'narrower']).toContain(changed);
        if (reasons.length === 0) {
          expect(verdict).toBe(changed);
          expect(extra.length > 0).toBe(changed === 'broader');
          expect(missing.length > 0).toBe(changed === 'narrower');
        }
        expect(comparePolicies(one, more, context).verdict).toBeOneOf([...mirroredOf(result)]);
      }),
      runs,
    );
  });
});
