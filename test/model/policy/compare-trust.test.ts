import { describe, expect, it } from 'vitest';
import { type ComparisonContext, comparePolicies, type Verdict } from '../../../src/model/policy/compare.ts';
import { intendedTrust, SESSION_ACTIONS } from '../../../src/model/policy/trust.ts';
import { mirroredOf } from './mirrored.ts';
import { policyOf } from './parse.ts';

const ops = '111122223333';
const client = '444455556666';
const other = '777788889999';
const root = `arn:aws:iam::${ops}:root`;
const alice = `arn:aws:iam::${ops}:user/alice`;
const bob = `arn:aws:iam::${ops}:user/bob`;
const ci = `arn:aws:iam::${ops}:role/ci`;
const build = `arn:aws:sts::${ops}:assumed-role/ci/build`;
const deleted = 'AIDAQ3EGS2QEXAMPLE22';
const context: ComparisonContext = { kind: 'trust', accountId: client };
const intended = intendedTrust({ partition: 'aws', opsAccountId: ops, requireMfa: false });
const withMfa = intendedTrust({ partition: 'aws', opsAccountId: ops, requireMfa: true });
const allow = { Effect: 'Allow', Principal: { AWS: root }, Action: [...SESSION_ACTIONS] };
const mfa = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };

/** A document of version 2012-10-17. */
function trust(...Statement: readonly unknown[]) {
  return policyOf({ Version: '2012-10-17', Statement });
}

function verdict(actual: unknown, wanted: unknown, inContext = context): Verdict {
  return comparePolicies(policyOf(actual), policyOf(wanted), inContext).verdict;
}

describe('rewritings of the intended trust policy', () => {
  it.each<readonly [string, unknown]>([
    ['one statement instead of a list', { Statement: allow }],
    ['the older version', { Version: '2008-10-17', Statement: [allow] }],
    ['a Sid', { Statement: { ...allow, Sid: 'TrustOps' } }],
    ['an Id', { Id: 'trust', Statement: allow }],
    ['the account id', { Statement: { ...allow, Principal: { AWS: ops } } }],
    ['a list of one principal', { Statement: { ...allow, Principal: { AWS: [root] } } }],
    ['the account id and the root ARN', { Statement: { ...allow, Principal: { AWS: [ops, root] } } }],
    ['actions in another order', { Statement: { ...allow, Action: [...SESSION_ACTIONS].reverse() } }],
    [
      'actions in another case',
      { Statement: { ...allow, Action: SESSION_ACTIONS.map((a) => a.toUpperCase()) } },
    ],
    ['repeated actions', { Statement: { ...allow, Action: [...SESSION_ACTIONS, 'sts:assumeROLE'] } }],
    ['a statement per action', { Statement: SESSION_ACTIONS.map((Action) => ({ ...allow, Action })) }],
    ['a repeated statement', { Statement: [allow, allow] }],
    ['a redundant statement', { Statement: [allow, { ...allow, Action: 'sts:TagSession' }] }],
    ['a redundant statement with a condition', { Statement: [allow, { ...allow, Condition: mfa }] }],
    [
      'a redundant statement for a user of the account',
      { Statement: [allow, { ...allow, Principal: { AWS: alice } }] },
    ],
    ['an empty condition', { Statement: { ...allow, Condition: {} } }],
    [
      'a wildcard that stands for one action',
      { Statement: { ...allow, Action: ['sts:AssumeRol?', 'sts:Set*Identity', 'sts:Tag*'] } },
    ],
    [
      'NotAction for all the others',
      { Statement: { ...allow, Action: undefined, NotAction: ['sts:AssumeRoleWith*', 'sts:SetContext'] } },
    ],
    [
      'actions that no trust policy is asked about',
      { Statement: { ...allow, Action: [...SESSION_ACTIONS, 'sts:GetCallerIdentity'] } },
    ],
    [
      'with MFA and without',
      {
        Statement: ['true', 'false'].map((value) => ({
          ...allow,
          Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': value } },
        })),
      },
    ],
    [
      'a Deny of nothing that is allowed',
      { Statement: [allow, { Effect: 'Deny', Action: '*', Principal: { AWS: other } }] },
    ],
  ])('equal: %s', (_name, document) => {
    const cleaned: unknown = JSON.parse(JSON.stringify(document));
    expect(comparePolicies(policyOf(cleaned), policyOf(intended), context)).toEqual({
      verdict: 'equal',
      extra: [],
      missing: [],
      reasons: [],
    });
    expect(verdict(intended, cleaned)).toBe('equal');
    expect(
      comparePolicies(
        encodeURIComponent(JSON.stringify(cleaned, undefined, 3)),
        JSON.stringify(intended),
        context,
      ).verdict,
    ).toBe('equal');
  });

  it.each<readonly [string, unknown]>([
    ['a boolean', { Bool: { 'aws:MultiFactorAuthPresent': true } }],
    ['another case', { Bool: { 'AWS:multifactorauthPRESENT': 'True' } }],
    ['a list', { Bool: { 'aws:MultiFactorAuthPresent': ['true', 'TRUE'] } }],
    ['a qualifier', { 'ForAnyValue:Bool': { 'aws:MultiFactorAuthPresent': 'true' } }],
    [
      'a redundant second condition',
      {
        Bool: { 'aws:MultiFactorAuthPresent': 'true' },
        BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' },
      },
    ],
    [
      'IfExists and Null',
      {
        BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' },
        Null: { 'aws:MultiFactorAuthPresent': 'false' },
      },
    ],
  ])('equal with MFA: %s', (_name, Condition) => {
    expect(verdict({ Statement: { ...allow, Condition } }, withMfa)).toBe('equal');
    expect(verdict(withMfa, { Statement: { ...allow, Condition } })).toBe('equal');
  });

  it('equal with MFA: a Deny without it', () => {
    const Condition = { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } };
    const deny = { Effect: 'Deny', Principal: '*', Action: 'sts:*', Condition };
    const unlessTrue = { ...deny, Condition: { Null: { 'aws:MultiFactorAuthPresent': 'true' } } };
    expect(verdict({ Statement: [allow, deny] }, withMfa)).toBe('equal');
    expect(verdict({ Statement: [allow, unlessTrue] }, withMfa)).toBe('broader');
    expect(verdict({ Statement: [allow, unlessTrue, deny] }, withMfa)).toBe('equal');
  });
});

describe('MFA', () => {
  const statement = (Condition?: unknown) => trust(Condition === undefined ? allow : { ...allow, Condition });
  const chain: readonly (readonly [string, unknown])[] = [
    ['Bool', mfa],
    ['BoolIfExists', { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } }],
    ['none', undefined],
  ];

  it('has each form strictly narrower than the next', () => {
    chain.forEach(([, left], index) => {
      chain.forEach(([, right], position) => {
        const expected = index === position ? 'equal' : index < position ? 'narrower' : 'broader';
        expect(comparePolicies(statement(left), statement(right), context).verdict).toBe(expected);
      });
    });
  });

  it('is not satisfied by its opposite', () => {
    const opposite = statement({ Bool: { 'aws:MultiFactorAuthPresent': 'false' } });
    expect(comparePolicies(opposite, policyOf(withMfa), context).verdict).toBe('incomparable');
    const never = statement({ Null: { 'aws:MultiFactorAuthPresent': 'true' } });
    expect(comparePolicies(never, policyOf(withMfa), context).verdict).toBe('incomparable');
  });

  it('is implied by an age', () => {
    const recent = statement({ NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } });
    const older = statement({ NumericLessThan: { 'aws:MultiFactorAuthAge': '7200' } });
    const lenient = statement({ NumericLessThanIfExists: { 'aws:MultiFactorAuthAge': '3600' } });
    expect(comparePolicies(recent, policyOf(withMfa), context).verdict).toBe('narrower');
    expect(comparePolicies(recent, older, context).verdict).toBe('narrower');
    expect(comparePolicies(lenient, policyOf(withMfa), context).verdict).toBe('incomparable');
    expect(comparePolicies(recent, lenient, context).verdict).toBe('narrower');
  });

  it('is not understood when compared as a string', () => {
    const asString = statement({ StringEquals: { 'aws:MultiFactorAuthPresent': 'true' } });
    expect(comparePolicies(asString, policyOf(withMfa), context)).toMatchObject({
      verdict: 'not-understood',
      reasons: ['StringEquals on aws:multifactorauthpresent, which holds a truth value'],
    });
  });
});

describe('deviations from the intended trust policy', () => {
  it.each<readonly [Verdict, string, readonly unknown[]]>([
    ['broader', 'everyone', [{ ...allow, Principal: '*' }]],
    ['broader', 'everyone, in the other spelling', [{ ...allow, Principal: { AWS: ['*'] } }]],
    ['broader', 'another account as well', [{ ...allow, Principal: { AWS: [root, other] } }]],
    [
      'broader',
      'another account in a statement of its own',
      [allow, { ...allow, Principal: { AWS: other } }],
    ],
    [
      'broader',
      'another account with a condition',
      [allow, { ...allow, Principal: { AWS: other }, Condition: mfa }],
    ],
    [
      'broader',
      'a user of another account',
      [allow, { ...allow, Principal: { AWS: `arn:aws:iam::${other}:user/eve` } }],
    ],
    ['broader', 'a service', [{ ...allow, Principal: { AWS: root, Service: 'ec2.amazonaws.com' } }]],
    [
      'broader',
      'an identity provider',
      [
        allow,
        {
          ...allow,
          Principal: { Federated: 'accounts.google.com' },
          Action: 'sts:AssumeRoleWithWebIdentity',
        },
      ],
    ],
    ['broader', "the role's own account", [allow, { ...allow, Principal: { AWS: client } }]],
    ['broader', 'any action of STS', [{ ...allow, Action: 'sts:*' }]],
    ['broader', 'any action', [{ ...allow, Action: '*' }]],
    [
      'broader',
      'the same account in another partition as well',
      [{ ...allow, Principal: { AWS: [root, `arn:aws-cn:iam::${ops}:root`] } }],
    ],
    ['narrower', 'no statement', []],
    ['narrower', 'no principal', [{ ...allow, Principal: { AWS: [] } }]],
    ['narrower', 'two actions', [{ ...allow, Action: SESSION_ACTIONS.slice(0, 2) }]],
    ['narrower', 'one user', [{ ...allow, Principal: { AWS: alice } }]],
    ['narrower', 'a role and its session', [{ ...allow, Principal: { AWS: [ci, build] } }]],
    ['narrower', 'MFA', [{ ...allow, Condition: mfa }]],
    ['narrower', 'an external id', [{ ...allow, Condition: { StringEquals: { 'sts:ExternalId': 'x' } } }]],
    [
      'narrower',
      'the user name as session name',
      [{ ...allow, Condition: { StringEquals: { 'sts:RoleSessionName': '${aws:username}' } } }],
    ],
    [
      'narrower',
      'one user by condition',
      [{ ...allow, Condition: { ArnEquals: { 'aws:PrincipalArn': alice } } }],
    ],
    [
      'narrower',
      'a Deny of a user',
      [allow, { Effect: 'Deny', Principal: { AWS: bob }, Action: 'sts:AssumeRole' }],
    ],
    ['narrower', 'a Deny of the account', [allow, { Effect: 'Deny', Principal: { AWS: ops }, Action: '*' }]],
    [
      'narrower',
      'a Deny of everyone without a source identity',
      [
        allow,
        {
          Effect: 'Deny',
          Principal: '*',
          Action: 'sts:*',
          Condition: { Null: { 'sts:SourceIdentity': 'true' } },
        },
      ],
    ],
    ['incomparable', 'another account', [{ ...allow, Principal: { AWS: other } }]],
    ['incomparable', 'everyone with MFA', [{ ...allow, Principal: '*', Condition: mfa }]],
    ['incomparable', 'one user and another account', [{ ...allow, Principal: { AWS: [alice, other] } }]],
    ['incomparable', 'any action but one', [{ ...allow, Action: ['sts:AssumeRole*', 'sts:TagSession'] }]],
    [
      'incomparable',
      'the account in another partition',
      [{ ...allow, Principal: { AWS: `arn:aws-cn:iam::${ops}:root` } }],
    ],
    [
      'equal',
      'everyone of the account by condition',
      [{ ...allow, Condition: { StringEquals: { 'aws:PrincipalAccount': ops } } }],
    ],
    [
      'not-understood',
      'a deleted user beside the account',
      [{ ...allow, Principal: { AWS: [root, deleted] } }],
    ],
    ['not-understood', 'a deleted user alone', [{ ...allow, Principal: { AWS: deleted } }]],
    [
      'not-understood',
      'a wildcard inside an ARN',
      [{ ...allow, Principal: { AWS: [root, `arn:aws:iam::${other}:user/*`] } }],
    ],
    // A Deny lets nobody in, whomever it means.
    [
      'narrower',
      'everyone but an account',
      [{ Effect: 'Deny', NotPrincipal: { AWS: [root, alice] }, Action: '*' }, allow],
    ],
    [
      'narrower',
      'an unknown operator',
      [{ ...allow, Condition: { StringMatches: { 'sts:ExternalId': 'x' } } }],
    ],
    ['not-understood', 'a trust policy with a resource', [{ ...allow, Resource: '*' }]],
    ['not-understood', 'a statement without principal', [{ Effect: 'Allow', Action: [...SESSION_ACTIONS] }]],
  ])('%s: %s', (expected, _name, statements) => {
    const actual = trust(...statements);
    const result = comparePolicies(actual, policyOf(intended), context);
    expect(result.verdict).toBe(expected);
    const turned = comparePolicies(policyOf(intended), actual, context);
    expect(turned.verdict).toBeOneOf([...mirroredOf(result)]);
    if (expected !== 'narrower') expect(result.reasons.length > 0).toBe(expected === 'not-understood');
    if (expected === 'broader' || expected === 'incomparable') expect(result.extra).not.toEqual([]);
    if (expected === 'narrower' || expected === 'incomparable') expect(result.missing).not.toEqual([]);
    if (expected === 'narrower') expect(result.extra).toEqual([]);
    if (expected === 'broader') expect(result.missing).toEqual([]);
    // Whatever it says, a document says the same as itself.
    if (!result.reasons.some((reason) => reason.includes('statement'))) {
      expect(comparePolicies(actual, actual, context).verdict).toBe('equal');
    }
  });

  it('names the atoms that differ', () => {
    const actual = trust({ ...allow, Action: 'sts:AssumeRole', Principal: { AWS: [root, other] } });
    const { extra, missing } = comparePolicies(actual, policyOf(intended), context);
    expect(extra).toEqual([
      {
        effect: 'Allow',
        action: { is: 'sts:AssumeRole' },
        principal: { is: { type: 'AWS', value: other } },
        conditions: [],
      },
    ]);
    expect(missing.map((atom) => atom.action)).toEqual([
      { is: 'sts:SetSourceIdentity' },
      { is: 'sts:TagSession' },
    ]);
  });

  it('does not understand what it can not read', () => {
    expect(comparePolicies('{', JSON.stringify(intended), context)).toMatchObject({
      verdict: 'not-understood',
      reasons: ['the document is not valid JSON'],
    });
    expect(comparePolicies(JSON.stringify(intended), '{}', context)).toMatchObject({
      verdict: 'not-understood',
      reasons: ['of the intended policy: the document has no Statement'],
    });
  });
});
