import { describe, expect, it } from 'vitest';
import { comparePolicies, type Verdict } from '../../../src/model/policy/compare.ts';
import { allowedResources, allows } from '../../../src/model/policy/covers.ts';
import type { KnownContext } from '../../../src/model/policy/known-context.ts';
import { policyOf } from './parse.ts';

const [ops, client, other, outside] = [
  '111122223333',
  '444455556666',
  '777788889999',
  '999900001111',
] as const;
const id = 'o-exampleorg1';

const known: KnownContext = {
  organization: { id, accountIds: new Set([ops, client, other]) },
  now: Date.parse('2026-06-01T12:00:00Z'),
};

const [over, yet] = ['2026-06-01T11:59:59Z', '2026-06-01T12:00:01Z'] as const;

type Json = Readonly<Record<string, unknown>>;

const policy = (...Statement: readonly Json[]) => policyOf({ Version: '2012-10-17', Statement });
const allow = (principal: string, Condition: Json = {}): Json => ({
  Effect: 'Allow',
  Principal: { AWS: principal },
  Action: 'sts:AssumeRole',
  Condition,
});
const intended = policy(allow(ops));

const time = (operator: string, value: string) => ({ [operator]: { 'aws:CurrentTime': value } });
const organization = (operator: string, value: string | readonly string[] = id) => ({
  [operator]: { 'aws:PrincipalOrgID': value },
});
const account = (...accounts: readonly string[]) => ({ StringEquals: { 'aws:PrincipalAccount': accounts } });
const tls = (value: boolean) => ({ Bool: { 'aws:SecureTransport': value } });

describe('trust policies, by what is known of requests', () => {
  it.each<readonly [Verdict, string, readonly Json[]]>([
    ['equal', 'TLS', [allow(ops, tls(true))]],
    ['narrower', 'no TLS', [allow(ops, tls(false))]],
    ['equal', 'somebody else without TLS', [allow(ops), allow(outside, tls(false))]],
    ['equal', 'the organization', [allow(ops, organization('StringEquals'))]],
    [
      'equal',
      'the organization, of any case of its key',
      [allow(ops, { StringEquals: { 'AWS:principalORGID': id } })],
    ],
    ['narrower', 'another organization', [allow(ops, organization('StringEquals', 'o-other'))]],
    ['narrower', 'outside the organization', [allow(ops, organization('StringNotEquals'))]],
    ['narrower', 'no organization', [allow(ops, { Null: { 'aws:PrincipalOrgID': 'true' } })]],
    ['equal', 'one outside, as a member', [allow(ops), allow(outside, organization('StringEquals'))]],
    ['broader', 'another member, as a member', [allow(ops), allow(other, organization('StringEquals'))]],
    ['broader', 'everyone of the organization', [allow('*', organization('StringEquals'))]],
    ['broader', 'everyone outside it, too', [allow(ops), allow('*', organization('StringNotEquals'))]],
    ['equal', 'everyone of one account', [allow('*', account(ops))]],
    ['broader', 'everyone of two accounts', [allow('*', account(ops, other))]],
    [
      'equal',
      'everyone of an account outside, as a member',
      [
        allow(ops),
        allow('*', {
          ...organization('StringLike'),
          ...{ StringEquals: { 'aws:PrincipalAccount': outside } },
        }),
      ],
    ],
    ['equal', 'since a time that is over', [allow(ops, time('DateGreaterThan', over))]],
    ['equal', 'until a time that is yet to come', [allow(ops, time('DateLessThan', yet))]],
    ['equal', 'until now', [allow(ops, time('DateLessThanEquals', '2026-06-01T12:00:00Z'))]],
    ['narrower', 'until a time that is over', [allow(ops, time('DateLessThan', over))]],
    ['narrower', 'since a time that is yet to come', [allow(ops, time('DateGreaterThan', yet))]],
    ['equal', 'another until a time that is over', [allow(ops), allow(other, time('DateLessThan', over))]],
    [
      'broader',
      'another until a time that is yet to come',
      [allow(ops), allow(other, time('DateLessThan', yet))],
    ],
    [
      'broader',
      'another since a time that is yet to come',
      [allow(ops), allow(other, time('DateGreaterThan', yet))],
    ],
    [
      'equal',
      'another in a time that never is',
      [
        allow(ops),
        allow(other, { ...time('DateGreaterThan', yet), NumericLessThan: { 'aws:EpochTime': '1780315200' } }),
      ],
    ],
    [
      'broader',
      'everyone, until a Deny of others begins to be over',
      [
        allow('*'),
        {
          ...allow('*', { ...time('DateLessThan', yet), StringNotEquals: { 'aws:PrincipalAccount': ops } }),
          Effect: 'Deny',
        },
      ],
    ],
    [
      'equal',
      'everyone, and a Deny of others from a time on that is over',
      [
        allow('*'),
        {
          ...allow('*', {
            ...time('DateGreaterThan', over),
            StringNotEquals: { 'aws:PrincipalAccount': ops },
          }),
          Effect: 'Deny',
        },
      ],
    ],
  ])('%s: %s', (expected, _name, statements) => {
    const context = { kind: 'trust', accountId: client, known } as const;
    expect(comparePolicies(policy(...statements), intended, context).verdict).toBe(expected);
  });

  it('takes none of it for granted where nothing is known', () => {
    const context = { kind: 'trust', accountId: client } as const;
    for (const condition of [tls(true), organization('StringEquals'), time('DateGreaterThan', over)])
      expect(comparePolicies(policy(allow(ops, condition)), intended, context).verdict).toBe('narrower');
  });
});

describe('identity policies, by what is known of requests', () => {
  const role = `arn:aws:iam::${client}:role/acme-production`;
  const use = (Condition: Json): Json => ({
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Resource: role,
    Condition,
  });
  const holder = { known, accountId: ops };
  const request = { action: 'sts:AssumeRole', resource: role };

  it.each([
    ['yes', tls(true)],
    ['no', tls(false)],
    ['yes', organization('StringEquals')],
    ['no', organization('StringNotEquals')],
    ['yes', account(ops)],
    ['no', account(client)],
    ['yes', time('DateLessThan', yet)],
    ['no', time('DateLessThan', over)],
    ['conditional', time('DateGreaterThan', yet)],
    ['conditional', { Bool: { 'aws:MultiFactorAuthPresent': true } }],
  ])('%s: %j', (expected, condition) => {
    const policies = [policy(use(condition))];
    expect(allows(policies, request, holder)).toBe(expected);
    expect(allowedResources(policies, request.action, holder).map(({ allowed }) => allowed)).toEqual(
      expected === 'no' ? [] : [expected],
    );
  });

  it('lets other services than IAM and STS be asked without TLS', () => {
    const every = (Condition: Json): Json => ({ Effect: 'Allow', Action: '*', Resource: '*', Condition });
    const context = { kind: 'identity', known, accountId: ops } as const;
    const none = policy({ Effect: 'Deny', Action: '*', Resource: '*' });
    expect(comparePolicies(policy(every(tls(true))), policy(every({})), context).verdict).toBe('equal');
    expect(comparePolicies(policy(every(tls(false))), none, context).verdict).toBe('broader');
    const iam = { ...context, actions: ['iam:GetRole'] };
    expect(comparePolicies(policy(every(tls(false))), none, iam).verdict).toBe('equal');
  });
});
