import { describe, expect, it } from 'vitest';
import { describeAtom } from '../../../src/model/policy/atoms.ts';
import { comparePolicies, type Verdict } from '../../../src/model/policy/compare.ts';
import { inlineGrant, packedGrant } from '../../../src/model/policy/grant.ts';
import { mirroredOf } from './mirrored.ts';
import { policyOf } from './parse.ts';

const acme = 'arn:aws:iam::111122223333:role/acme-production';
const globex = 'arn:aws:iam::444455556666:role/globex-production';
const actions = ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'];
const allow = { Effect: 'Allow', Action: actions, Resource: acme };
const deny = { Effect: 'Deny', Action: '*', Resource: '*' };
const context = { kind: 'identity' } as const;
function policy(...Statement: readonly unknown[]) {
  return policyOf({ Version: '2012-10-17', Statement });
}

describe('against an inline grant', () => {
  it.each<readonly [Verdict, string, readonly unknown[]]>([
    ['equal', 'a statement per action', actions.map((Action) => ({ ...allow, Action }))],
    [
      'equal',
      'other case, order and repetition',
      [{ ...allow, Action: ['STS:tagsession', ...actions].reverse() }],
    ],
    ['equal', 'the resource in a list', [{ ...allow, Resource: [acme, acme] }]],
    ['equal', 'a Deny of something else', [allow, { ...deny, Resource: globex }]],
    [
      'equal',
      'a Deny with NotResource',
      [allow, { ...deny, Resource: undefined, NotResource: [acme, globex] }],
    ],
    [
      'equal',
      'more, cut down by a Deny',
      [
        { ...allow, Resource: '*' },
        { Effect: 'Deny', Action: 'sts:*', NotResource: acme },
      ],
    ],
    [
      'equal',
      'NotAction, cut down by a Deny',
      [
        { Effect: 'Allow', NotAction: 'iam:*', Resource: acme },
        { Effect: 'Deny', NotAction: actions, Resource: '*' },
      ],
    ],
    ['broader', 'another client', [{ ...allow, Resource: [acme, globex] }]],
    ['broader', 'every role of the account', [{ ...allow, Resource: 'arn:aws:iam::111122223333:role/*' }]],
    [
      'broader',
      'that role in every account',
      [{ ...allow, Resource: 'arn:aws:iam::*:role/acme-production' }],
    ],
    ['broader', 'every role', [{ ...allow, Resource: '*' }]],
    ['broader', 'one more character', [{ ...allow, Resource: `${acme.slice(0, -1)}?` }]],
    ['broader', 'every action of STS', [{ ...allow, Action: 'sts:*' }]],
    ['broader', 'every action', [{ ...allow, Action: '*' }]],
    ['broader', 'every action but some', [{ Effect: 'Allow', NotAction: 'iam:*', Resource: acme }]],
    [
      'broader',
      'every role but one',
      [allow, { Effect: 'Allow', Action: 'sts:AssumeRole', NotResource: acme }],
    ],
    ['broader', 'another action', [allow, { ...allow, Action: 'iam:PassRole' }]],
    [
      'broader',
      'another role under a condition',
      [allow, { ...allow, Resource: globex, Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }],
    ],
    ['narrower', 'nothing', []],
    ['narrower', 'one action', [{ ...allow, Action: 'sts:AssumeRole' }]],
    ['narrower', 'MFA', [{ ...allow, Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }]],
    ['narrower', 'everything denied', [allow, deny]],
    ['narrower', 'an action denied', [allow, { ...deny, Action: 'sts:Tag*' }]],
    [
      'narrower',
      'denied without MFA',
      [allow, { ...deny, Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } } }],
    ],
    ['incomparable', 'another role', [{ ...allow, Resource: globex }]],
    ['incomparable', 'the role in another case', [{ ...allow, Resource: acme.toUpperCase() }]],
    ['incomparable', 'every role but this one', [{ Effect: 'Allow', Action: actions, NotResource: acme }]],
    ['incomparable', 'every role, one action', [{ ...allow, Action: 'sts:AssumeRole', Resource: '*' }]],
    [
      'not-understood',
      'a policy variable in the resource',
      [allow, { ...allow, Resource: 'arn:aws:iam::111122223333:role/${aws:username}' }],
    ],
    ['not-understood', 'an incomplete ARN', [allow, { ...allow, Resource: 'arn:*:role/globex' }]],
    ['not-understood', 'a principal', [{ ...allow, Principal: '*' }]],
    ['not-understood', 'no resource', [{ Effect: 'Allow', Action: actions }]],
  ])('%s: %s', (expected, _name, statements) => {
    const actual = policy(...(JSON.parse(JSON.stringify(statements)) as unknown[]));
    const result = comparePolicies(actual, policyOf(inlineGrant(acme)), context);
    expect(result.verdict).toBe(expected);
    const turned = comparePolicies(policyOf(inlineGrant(acme)), actual, context);
    expect(turned.verdict).toBeOneOf([...mirroredOf(result)]);
    expect(result.reasons.length > 0).toBe(expected === 'not-understood');
  });
});

describe('wildcards', () => {
  const resource = (...Resource: readonly string[]) => policy({ ...allow, Resource });

  it.each<readonly [Verdict, readonly string[], readonly string[]]>([
    ['narrower', ['arn:aws:iam::1*:role/a'], ['arn:aws:iam::*:role/*']],
    ['incomparable', ['arn:aws:iam::1*:role/a*'], ['arn:aws:iam::*:role/a']],
    ['equal', ['arn:aws:iam::*:role/a', 'arn:aws:iam::*'], ['arn:aws:iam::*:*']],
    ['equal', ['arn:aws:iam::1:role/a*', 'arn:aws:iam::1:role/a'], ['arn:aws:iam::1:role/a*']],
    ['equal', ['arn:aws:iam::1:role/**'], ['arn:aws:iam::1:role/*']],
    ['equal', ['arn:aws:iam::1:role/?*'], ['arn:aws:iam::1:role/*?']],
    ['narrower', ['arn:aws:iam::1:role/?*'], ['arn:aws:iam::1:role/*']],
    ['narrower', ['arn:aws:iam::*:role/*'], ['*']],
    ['equal', ['*', acme], ['*']],
  ])('%s: %j to %j', (expected, left, right) => {
    const result = comparePolicies(resource(...left), resource(...right), context);
    expect(result.verdict).toBe(expected);
    const turned = comparePolicies(resource(...right), resource(...left), context);
    expect(turned.verdict).toBeOneOf([...mirroredOf(result)]);
  });

  it('treats all actions and all actions of all services alike', () => {
    const left = policy({ ...allow, Action: '*' });
    const right = policy({ ...allow, Action: '*:*' });
    expect(comparePolicies(left, right, context).verdict).toBe('equal');
  });
});

describe('large documents', () => {
  const roles = (count: number) =>
    Array.from(
      { length: count },
      (_, index) => `arn:aws:iam::${100_000_000_000 + index * 7919}:role/c${index}-production`,
    );

  it('compares full packed policies', () => {
    const packed = policyOf(packedGrant(roles(120)));
    const { Statement } = packedGrant(roles(120));
    const repeated = policyOf({
      Version: '2012-10-17',
      Statement: [...Statement, inlineGrant(acme).Statement[0]],
    });
    expect(comparePolicies(packed, repeated, context).verdict).toBe('narrower');
    const split = policyOf({
      Version: '2012-10-17',
      Statement: roles(120).flatMap((role) => inlineGrant(role).Statement),
    });
    expect(comparePolicies(packed, split, context).verdict).toBe('equal');
    expect(comparePolicies(packed, policyOf(packedGrant(roles(121))), context)).toMatchObject({
      verdict: 'narrower',
      missing: actions.map((action) => ({ action: { is: action }, resource: { is: roles(121).at(-1) } })),
    });
    const wildcard = policyOf(packedGrant(['arn:aws:iam::*:role/*-production']));
    expect(comparePolicies(packed, wildcard, context).verdict).toBe('narrower');
  });

  it('gives up where it would take too long, and says so', () => {
    const hard = Array.from(
      { length: 20 },
      (_, index) => `arn:aws:iam::*${index}????????????*:role/*${index}`,
    );
    const result = comparePolicies(policy({ ...allow, Resource: hard }), policy(allow), context);
    expect(result).toMatchObject({ verdict: 'not-understood', reasons: ['the patterns interact too much'] });
    const same = policy({ ...allow, Resource: hard });
    expect(comparePolicies(same, same, context).verdict).toBe('equal');
  });
});

it('describes atoms', () => {
  const { extra } = comparePolicies(
    policy(
      {
        ...allow,
        Action: 'iam:*',
        Condition: { 'ForAnyValue:StringLikeIfExists': { 'aws:TagKeys': ['a', 'b'] }, Bool: { 'x:Y': true } },
      },
      { Effect: 'Allow', NotAction: ['a:B', 'c:D'], NotResource: acme },
    ),
    policy(allow),
    context,
  );
  expect(extra.map(describeAtom)).toEqual([
    `Allow iam:* on ${acme} if ForAnyValue:StringLikeIfExists aws:tagkeys = a, b and Bool x:y = true`,
    `Allow everything except a:B, c:D on everything except ${acme}`,
  ]);
  const trust = (Principal: unknown) => policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal });
  const { missing } = comparePolicies(trust('*'), trust({ Service: 'ec2.amazonaws.com' }), { kind: 'trust' });
  expect(missing.map(describeAtom)).toEqual(['Allow sts:AssumeRole to Service ec2.amazonaws.com']);
});

describe('against everything', () => {
  const everything = policy({ Effect: 'Allow', Action: '*', Resource: '*' });

  it('all but a service is narrower: there is no action without a service', () => {
    const allButIam = policy({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' });
    expect(comparePolicies(allButIam, everything, context).verdict).toBe('narrower');
    expect(comparePolicies(everything, allButIam, context).verdict).toBe('broader');
  });
});
