import { describe, expect, it } from 'vitest';
import { delegatedRights } from '../../../src/model/policy/delegated-rights.ts';

const security = '444444444444';
const known = {
  organization: { id: 'o-exampleorg1', accountIds: new Set(['111111111111', security]) },
  now: Date.UTC(2026, 10, 1),
};

const allow = (Action: unknown, parts: object = {}) => ({
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${security}:root` },
  Action,
  Resource: '*',
  ...parts,
});

function rightsOf(...Statement: readonly object[]) {
  const result = delegatedRights(JSON.stringify({ Version: '2012-10-17', Statement }), known);
  if (!result.ok) throw new Error(result.reason);
  return result.delegated.map(({ holder, rights }) => `${holder.kind} ${holder.text}: ${rights}`);
}

describe('what the resource policy of an organization gives', () => {
  it.each<[string, readonly object[], readonly string[]]>([
    ['reading', [allow(['organizations:ListAccounts', 'organizations:Describe*'])], ['read']],
    ['reading, case aside', [allow('ORGANIZATIONS:listaccounts')], ['read']],
    ['more than reading', [allow(['organizations:ListAccounts', 'organizations:AttachPolicy'])], ['change']],
    ['all actions', [allow('organizations:*')], ['change']],
    [
      'all but some actions',
      [{ ...allow([]), Action: undefined, NotAction: 'organizations:AttachPolicy' }],
      ['change'],
    ],
    [
      'changes of backup policies alone',
      [
        allow('organizations:UpdatePolicy', {
          Condition: { StringLikeIfExists: { 'organizations:PolicyType': 'BACKUP_POLICY' } },
        }),
      ],
      ['change'],
    ],
    [
      'changes, denied again',
      [
        allow(['organizations:ListAccounts', 'organizations:AttachPolicy']),
        { ...allow('organizations:Attach*'), Effect: 'Deny' },
      ],
      ['read'],
    ],
    [
      'changes, denied to one role only',
      [
        allow('organizations:AttachPolicy'),
        {
          ...allow('organizations:Attach*', { Principal: { AWS: `arn:aws:iam::${security}:role/one` } }),
          Effect: 'Deny',
        },
      ],
      ['change'],
    ],
    [
      'reading under a condition that nobody understands',
      [allow('organizations:ListAccounts', { Condition: { StringGuess: { 'aws:x': 'y' } } })],
      ['read'],
    ],
    [
      'changes under a condition that nobody understands',
      [allow('organizations:AttachPolicy', { Condition: { StringGuess: { 'aws:x': 'y' } } })],
      ['not-understood'],
    ],
    [
      'changes until a day that is over',
      [
        allow('organizations:AttachPolicy', {
          Condition: { DateLessThan: { 'aws:CurrentTime': '2026-01-01T00:00:00Z' } },
        }),
      ],
      [],
    ],
    [
      'changes to principals of another organization, which the account is not of',
      [
        allow('organizations:AttachPolicy', {
          Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-exampleorg1' } },
        }),
      ],
      [],
    ],
    ['nothing, in words that deny', [{ ...allow('organizations:*'), Effect: 'Deny' }], []],
  ])('%s', (_what, statements, rights) => {
    expect(rightsOf(...statements)).toEqual(rights.map((one) => `account ${security}: ${one}`));
  });

  it.each<[string, object, string]>([
    ['a role of the account', { AWS: `arn:aws:iam::${security}:role/one` }, `account ${security}`],
    ['the account by its id', { AWS: security }, `account ${security}`],
    ['everyone', { AWS: '*' }, 'everyone *'],
    ['somebody who is no more', { AWS: 'AIDAEXAMPLEEXAMPLE12' }, 'deleted AIDAEXAMPLEEXAMPLE12'],
    ['a service', { Service: 'config.amazonaws.com' }, 'other config.amazonaws.com'],
  ])('to %s', (_whom, Principal, holder) => {
    expect(rightsOf(allow('organizations:ListAccounts', { Principal }))).toEqual([`${holder}: read`]);
  });

  it('to everyone but some, which is everyone', () => {
    const { Principal, ...statement } = allow('organizations:ListAccounts');
    expect(rightsOf({ ...statement, NotPrincipal: Principal })).toEqual(['everyone *: read']);
  });

  it('to each whom it names, one by one', () => {
    const Principal = { AWS: [security, '555555555555'] };
    expect(
      rightsOf(
        allow('organizations:ListAccounts', { Principal }),
        allow('organizations:TagResource', { Principal: { AWS: '555555555555' } }),
      ),
    ).toEqual([`account ${security}: read`, 'account 555555555555: change']);
  });

  it('says what goes beyond reading', () => {
    const result = delegatedRights(
      JSON.stringify({ Version: '2012-10-17', Statement: [allow('organizations:AttachPolicy')] }),
      known,
    );
    expect(result).toMatchObject({
      delegated: [{ evidence: ['it allows: Allow organizations:AttachPolicy on *'] }],
    });
  });

  it('cannot be judged where it is no policy', () => {
    expect(delegatedRights('{}', known)).toMatchObject({ ok: false });
  });
});
