import { describe, expect, it } from 'vitest';
import { classifyPrincipal } from '../../../src/model/policy/principal.ts';
import { intendedTrust, trustedPrincipals } from '../../../src/model/policy/trust.ts';
import { policyOf } from './parse.ts';

const ops = '111122223333';
const root = `arn:aws:iam::${ops}:root`;

describe('intendedTrust', () => {
  it('trusts the Ops account with the session actions', () => {
    expect(intendedTrust({ partition: 'aws', opsAccountId: ops, requireMfa: false })).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: root },
          Action: ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'],
        },
      ],
    });
  });

  it('asks for MFA in a way that plain access keys do not satisfy', () => {
    const [statement] = intendedTrust({ partition: 'aws-cn', opsAccountId: ops, requireMfa: true }).Statement;
    expect(statement?.Principal).toEqual({ AWS: `arn:aws-cn:iam::${ops}:root` });
    expect(statement?.Condition).toEqual({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } });
  });

  it('demands the name of the person where the request carries it, and tags without it', () => {
    const demand = { partition: 'aws-us-gov', opsAccountId: ops, requireSourceIdentity: true };
    const Principal = { AWS: `arn:aws-us-gov:iam::${ops}:root` };
    const named = { StringEquals: { 'sts:SourceIdentity': '${aws:username}' } };
    const Bool = { 'aws:MultiFactorAuthPresent': 'true' };
    const Action = ['sts:AssumeRole', 'sts:SetSourceIdentity'];
    expect(intendedTrust({ ...demand, requireMfa: false }).Statement).toEqual([
      { Effect: 'Allow', Principal, Action, Condition: named },
      { Effect: 'Allow', Principal, Action: ['sts:TagSession'] },
    ]);
    expect(intendedTrust({ ...demand, requireMfa: true }).Statement).toEqual([
      { Effect: 'Allow', Principal, Action, Condition: { Bool, ...named } },
      { Effect: 'Allow', Principal, Action: ['sts:TagSession'], Condition: { Bool } },
    ]);
  });

  it('takes other actions', () => {
    const trust = intendedTrust({
      partition: 'aws',
      opsAccountId: ops,
      requireMfa: false,
      actions: ['sts:AssumeRole'],
    });
    expect(trust.Statement[0]?.Action).toEqual(['sts:AssumeRole']);
  });
});

describe('classifyPrincipal', () => {
  it.each([
    ['*', { kind: 'everyone' }],
    [ops, { kind: 'account', accountId: ops }],
    [root, { kind: 'account', partition: 'aws', accountId: ops }],
    [
      `arn:aws:iam::${ops}:user/team/alice`,
      {
        kind: 'user',
        partition: 'aws',
        accountId: ops,
        arn: `arn:aws:iam::${ops}:user/team/alice`,
        name: 'alice',
      },
    ],
    [
      `arn:aws-us-gov:iam::${ops}:role/ci`,
      {
        kind: 'role',
        partition: 'aws-us-gov',
        accountId: ops,
        arn: `arn:aws-us-gov:iam::${ops}:role/ci`,
        name: 'ci',
      },
    ],
    [
      `arn:aws:sts::${ops}:assumed-role/ci/build`,
      {
        kind: 'session',
        partition: 'aws',
        accountId: ops,
        arn: `arn:aws:sts::${ops}:assumed-role/ci/build`,
        roleName: 'ci',
        sessionName: 'build',
      },
    ],
    [
      `arn:aws:sts::${ops}:federated-user/bob`,
      {
        kind: 'session',
        partition: 'aws',
        accountId: ops,
        arn: `arn:aws:sts::${ops}:federated-user/bob`,
        sessionName: 'bob',
      },
    ],
    ['AIDAQ3EGS2QEXAMPLE22', { kind: 'deleted', uniqueId: 'AIDAQ3EGS2QEXAMPLE22', was: 'user' }],
    ['AROAQ3EGS2QEXAMPLE22', { kind: 'deleted', uniqueId: 'AROAQ3EGS2QEXAMPLE22', was: 'role' }],
    ['ANPAQ3EGS2QEXAMPLE22', { kind: 'deleted', uniqueId: 'ANPAQ3EGS2QEXAMPLE22', was: 'managed policy' }],
  ])('says what %s is', (value, expected) => {
    expect(classifyPrincipal({ type: 'AWS', value })).toEqual(expected);
  });

  it.each([
    '12345',
    '',
    'arn:aws:iam::*:root',
    `arn:aws:iam::${ops}:user/*`,
    `arn:aws:iam::${ops}:group/admin`,
    `arn:aws:iam::${ops}:role/`,
    `arn:aws:sts::${ops}:assumed-role/ci/*`,
    'arn:aws:iam::12345:root',
    'AIDASHORT',
  ])('does not guess at %j', (value) => {
    expect(classifyPrincipal({ type: 'AWS', value }).kind).toBe('unknown');
  });

  it('recognizes services and identity providers', () => {
    expect(classifyPrincipal({ type: 'Service', value: 'ec2.amazonaws.com' })).toEqual({
      kind: 'service',
      service: 'ec2.amazonaws.com',
    });
    expect(classifyPrincipal({ type: 'Service', value: '*' }).kind).toBe('unknown');
    const provider = `arn:aws:iam::${ops}:saml-provider/okta`;
    expect(classifyPrincipal({ type: 'Federated', value: provider })).toEqual({
      kind: 'federated',
      provider,
      accountId: ops,
    });
    expect(classifyPrincipal({ type: 'Federated', value: 'accounts.google.com' })).toEqual({
      kind: 'federated',
      provider: 'accounts.google.com',
    });
    expect(classifyPrincipal({ type: 'CanonicalUser', value: '79a5' }).kind).toBe('unknown');
  });
});

describe('trustedPrincipals', () => {
  const summary = (statements: unknown) =>
    trustedPrincipals(policyOf({ Version: '2012-10-17', Statement: statements })).map((entry) => [
      entry.principal.kind,
      entry.text,
      entry.actions.length,
      entry.conditions.length,
      entry.limitedByDeny,
    ]);
  const allow = { Effect: 'Allow', Action: 'sts:AssumeRole' };

  it('lists every principal with its conditions', () => {
    expect(
      summary([
        { ...allow, Principal: { AWS: [root, 'AIDAQ3EGS2QEXAMPLE22'], Service: 'ec2.amazonaws.com' } },
        { ...allow, Principal: '*', Condition: { StringEquals: { 'sts:ExternalId': 'x' } } },
      ]),
    ).toEqual([
      ['account', root, 1, 0, false],
      ['deleted', 'AIDAQ3EGS2QEXAMPLE22', 1, 0, false],
      ['service', 'ec2.amazonaws.com', 1, 0, false],
      ['everyone', '*', 1, 1, false],
    ]);
  });

  it('counts every action that hands out the role', () => {
    expect(summary({ ...allow, Action: 'STS:*', Principal: { AWS: ops } })).toEqual([
      ['account', ops, 3, 0, false],
    ]);
    expect(summary({ Effect: 'Allow', NotAction: 'sts:AssumeRole', Principal: { AWS: ops } })).toEqual([
      ['account', ops, 2, 0, false],
    ]);
    expect(summary({ ...allow, Action: 'sts:TagSession', Principal: { AWS: ops } })).toEqual([]);
  });

  it('counts NotPrincipal as everyone', () => {
    const entries = trustedPrincipals(policyOf({ Statement: { ...allow, NotPrincipal: { AWS: ops } } }));
    expect(entries).toMatchObject([
      { principal: { kind: 'everyone' }, except: [{ kind: 'account', accountId: ops }] },
    ]);
  });

  it('notes that a Deny may limit it', () => {
    expect(
      summary([
        { ...allow, Principal: { AWS: ops } },
        { Effect: 'Deny', Action: 'sts:*', Principal: '*' },
      ]),
    ).toEqual([['account', ops, 1, 0, true]]);
  });
});
