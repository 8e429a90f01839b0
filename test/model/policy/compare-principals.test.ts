import { describe, expect, it } from 'vitest';
import { type ComparisonContext, comparePolicies, type Verdict } from '../../../src/model/policy/compare.ts';
import { intendedTrust, SESSION_ACTIONS } from '../../../src/model/policy/trust.ts';
import { mirroredOf } from './mirrored.ts';
import { policyOf } from './parse.ts';

const ops = '111122223333';
const client = '444455556666';
const root = `arn:aws:iam::${ops}:root`;
const alice = `arn:aws:iam::${ops}:user/alice`;
const bob = `arn:aws:iam::${ops}:user/bob`;
const ci = `arn:aws:iam::${ops}:role/ci`;
const build = `arn:aws:sts::${ops}:assumed-role/ci/build`;
const deleted = 'AIDAQ3EGS2QEXAMPLE22';
const context: ComparisonContext = { kind: 'trust', accountId: client };
const intended = intendedTrust({ partition: 'aws', opsAccountId: ops, requireMfa: false });
const allow = { Effect: 'Allow', Principal: { AWS: root }, Action: [...SESSION_ACTIONS] };

/** A document of version 2012-10-17. */
function trust(...Statement: readonly unknown[]) {
  return policyOf({ Version: '2012-10-17', Statement });
}

function verdict(actual: unknown, wanted: unknown, inContext = context): Verdict {
  return comparePolicies(policyOf(actual), policyOf(wanted), inContext).verdict;
}

describe('context', () => {
  it('limits the actions that count', () => {
    const anyAction = trust({ ...allow, Action: 'sts:*' });
    const three = { ...context, actions: SESSION_ACTIONS };
    expect(comparePolicies(anyAction, policyOf(intended), three).verdict).toBe('equal');
    expect(comparePolicies(anyAction, policyOf(intended), { ...context, actions: [] }).verdict).toBe(
      'not-understood',
    );
  });

  it('finds the partition of bare account ids', () => {
    const bare = { Statement: { ...allow, Principal: { AWS: ops } } };
    const china = intendedTrust({ partition: 'aws-cn', opsAccountId: ops, requireMfa: false });
    expect(verdict(bare, china)).toBe('equal');
    expect(verdict(bare, china, { ...context, partition: 'aws' })).toBe('incomparable');
  });

  it("knows that naming a principal of the role's own account needs no identity policy", () => {
    const both = trust({ ...allow, Principal: { AWS: [root, alice] } });
    const one = trust({ ...allow, Principal: { AWS: alice } });
    const own = { kind: 'trust', accountId: ops } as const;
    const unknown = { kind: 'trust' } as const;
    expect(comparePolicies(both, policyOf(intended), context).verdict).toBe('equal');
    expect(comparePolicies(both, policyOf(intended), own).verdict).toBe('broader');
    expect(comparePolicies(both, policyOf(intended), unknown).verdict).toBe('not-understood');
    expect(comparePolicies(one, policyOf(intended), context).verdict).toBe('narrower');
    expect(comparePolicies(one, policyOf(intended), own).verdict).toBe('incomparable');
    expect(comparePolicies(one, policyOf(intended), unknown)).toMatchObject({
      verdict: 'not-understood',
      reasons: ['whether the role is in an account that its trust policy names'],
    });
    expect(comparePolicies(policyOf(intended), policyOf(intended), unknown).verdict).toBe('equal');
  });
});

describe('principals', () => {
  it.each<readonly [Verdict, unknown, unknown]>([
    ['narrower', { AWS: build }, { AWS: ci }],
    ['narrower', { AWS: ci }, { AWS: ops }],
    ['incomparable', { AWS: alice }, { AWS: ci }],
    ['narrower', { AWS: alice }, { AWS: [alice, bob] }],
    ['narrower', { AWS: ops }, '*'],
    ['equal', { AWS: [ci, build] }, { AWS: ci }],
    ['equal', { AWS: [bob, alice] }, { AWS: [alice, bob, alice] }],
    ['equal', { AWS: deleted }, { AWS: [deleted, deleted] }],
    ['incomparable', { Service: 'ec2.amazonaws.com' }, { Service: 'lambda.amazonaws.com' }],
    [
      'narrower',
      { Service: 'ec2.amazonaws.com' },
      { Service: ['ec2.amazonaws.com', 'lambda.amazonaws.com'] },
    ],
    ['incomparable', { AWS: `arn:aws:iam::${ops}:user/Alice` }, { AWS: alice }],
    ['not-understood', { AWS: '*', Service: 'ec2.amazonaws.com' }, '*'],
    ['equal', { AWS: '*', Service: 'ec2.amazonaws.com' }, { Service: 'ec2.amazonaws.com', AWS: ['*', ops] }],
    ['not-understood', { AWS: deleted }, { AWS: 'AIDAQ3EGS2QEXAMPLE33' }],
  ])('%s: %j to %j', (expected, left, right) => {
    const statement = (Principal: unknown) => trust({ ...allow, Principal });
    const result = comparePolicies(statement(left), statement(right), context);
    expect(result.verdict).toBe(expected);
    const turned = comparePolicies(statement(right), statement(left), context);
    expect(turned.verdict).toBeOneOf([...mirroredOf(result)]);
  });
});
