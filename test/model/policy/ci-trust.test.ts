import { describe, expect, it } from 'vitest';
import { intendedCiTrust } from '../../../src/model/policy/ci-trust.ts';
import { comparePolicies } from '../../../src/model/policy/compare.ts';

const accountId = '333333333333';
const issuer = 'token.actions.githubusercontent.com';
const [aud, sub] = [`${issuer}:aud`, `${issuer}:sub`];
const audience = 'sts.amazonaws.com';
const subject = 'repo:company/infra:environment:acme';

type Json = Readonly<Record<string, unknown>>;

const intended = JSON.stringify(
  intendedCiTrust({ partition: 'aws', accountId, issuer: `https://${issuer}`, audience, subject }),
);

function provider(account = accountId, of = issuer): string {
  return `arn:aws:iam::${account}:oidc-provider/${of}`;
}

/** The statement with another condition and other parts. */
function take(Condition: Json, parts: Json = {}): Json {
  return {
    Effect: 'Allow',
    Principal: { Federated: provider() },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition,
    ...parts,
  };
}

const exact = { StringEquals: { [aud]: audience, [sub]: subject } };

function verdict(...Statement: readonly Json[]): string {
  const actual = JSON.stringify({ Version: '2012-10-17', Statement });
  return comparePolicies(actual, intended, { kind: 'trust', partition: 'aws', accountId }).verdict;
}

it('the trust policy of a CI role names the account’s own provider, one audience and one subject', () => {
  expect(JSON.parse(intended)).toEqual({ Version: '2012-10-17', Statement: [take(exact)] });
});

describe('the same in other words', () => {
  it.each<[string, readonly Json[]]>([
    ['a Sid', [take(exact, { Sid: 'Ci' })]],
    [
      'keys in another case',
      [take({ StringEquals: { [aud.toUpperCase()]: audience, [`${issuer}:SUB`]: subject } })],
    ],
    [
      'lists of one',
      [
        take(
          { StringEquals: { [aud]: [audience], [sub]: [subject] } },
          { Principal: { Federated: [provider()] } },
        ),
      ],
    ],
    [
      'StringLike without wildcards',
      [take({ StringEquals: { [aud]: audience }, StringLike: { [sub]: subject } })],
    ],
    ['ForAnyValue of a claim that has one value', [take({ 'ForAnyValue:StringEquals': exact.StringEquals })]],
    ['the statement twice', [take(exact), take(exact)]],
    [
      'two statements for what one says',
      ['true', 'false'].map((isAbsent) => take({ ...exact, Null: { 'sts:RoleSessionName': isAbsent } })),
    ],
    [
      'a Deny of other subjects',
      [take(exact), take({ StringNotEquals: { [sub]: subject } }, { Effect: 'Deny' })],
    ],
  ])('%s', (_name, statements) => {
    expect(verdict(...statements)).toBe('equal');
  });
});

const elsewhere = 'gitlab.com';

describe('lets in more, or others', () => {
  it.each<[string, string, readonly Json[]]>([
    [
      'a wildcard in the subject',
      'broader',
      [take({ StringEquals: { [aud]: audience }, StringLike: { [sub]: 'repo:company/*' } })],
    ],
    ['another audience', 'incomparable', [take({ StringEquals: { [aud]: 'other', [sub]: subject } })]],
    [
      'a further audience',
      'broader',
      [take({ StringEquals: { [aud]: [audience, 'other'], [sub]: subject } })],
    ],
    ['no audience', 'broader', [take({ StringEquals: { [sub]: subject } })]],
    ['no subject', 'broader', [take({ StringEquals: { [aud]: audience } })]],
    ['no condition', 'broader', [take({})]],
    [
      'ForAllValues, which holds without the claim',
      'broader',
      [take({ StringEquals: { [aud]: audience }, 'ForAllValues:StringEquals': { [sub]: subject } })],
    ],
    [
      'IfExists, which does as well',
      'broader',
      [take({ StringEquals: { [aud]: audience }, StringEqualsIfExists: { [sub]: subject } })],
    ],
    [
      'a subject in any case',
      'broader',
      [take({ StringEquals: { [aud]: audience }, StringEqualsIgnoreCase: { [sub]: subject } })],
    ],
    [
      'another subject beside',
      'broader',
      [
        take({
          StringEquals: { [aud]: audience, [sub]: [subject, 'repo:company/infra:ref:refs/heads/main'] },
        }),
      ],
    ],
    [
      'another subject',
      'incomparable',
      [take({ StringEquals: { [aud]: audience, [sub]: 'repo:stranger/infra' } })],
    ],
    [
      'another issuer',
      'incomparable',
      [
        take(
          { StringEquals: { [`${elsewhere}:aud`]: audience, [`${elsewhere}:sub`]: subject } },
          { Principal: { Federated: provider(accountId, elsewhere) } },
        ),
      ],
    ],
    [
      'the provider of another account',
      'incomparable',
      [take(exact, { Principal: { Federated: provider('444444444444') } })],
    ],
    [
      'a provider beside',
      'broader',
      [take(exact, { Principal: { Federated: [provider(), 'accounts.google.com'] } })],
    ],
    ['everyone, on the same conditions', 'not-understood', [take(exact, { Principal: '*' })]],
    [
      'everyone but somebody',
      'broader',
      [{ ...take(exact), Principal: undefined, NotPrincipal: { AWS: 'arn:aws:iam::222222222222:root' } }],
    ],
    [
      'an account beside',
      'broader',
      [
        take(exact),
        { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::222222222222:root' }, Action: 'sts:AssumeRole' },
      ],
    ],
    [
      'a second statement',
      'broader',
      [take(exact), take({ StringEquals: { [aud]: audience, [sub]: 'repo:company/site' } })],
    ],
    ['another action', 'incomparable', [take(exact, { Action: 'sts:AssumeRole' })]],
    ['sts:*', 'broader', [take(exact, { Action: 'sts:*' })]],
  ])('%s', (_name, expected, statements) => {
    expect(verdict(...statements)).toBe(expected);
  });
});

describe('keeps CI out', () => {
  it.each<[string, readonly Json[]]>([
    ['a further claim', [take({ ...exact, StringLike: { [`${issuer}:actor`]: 'octo*' } })]],
    ['a Deny of all', [take(exact), take({}, { Effect: 'Deny' })]],
  ])('%s', (_name, statements) => {
    expect(verdict(...statements)).toBe('narrower');
  });
});
