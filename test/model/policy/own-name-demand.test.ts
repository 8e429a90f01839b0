import { describe, expect, it } from 'vitest';
import { demandsOwnName } from '../../../src/model/policy/own-name-demand.ts';

const ownName = { StringEquals: { 'sts:SourceIdentity': '${aws:username}' } };
const ops = { AWS: 'arn:aws:iam::222222222222:root' };
const allow = (Action: string | readonly string[], Condition?: object) => ({
  Effect: 'Allow',
  Principal: ops,
  Action,
  ...(Condition ? { Condition } : {}),
});
const demands = (Statement: readonly object[], Version = '2012-10-17') =>
  demandsOwnName(JSON.stringify({ Version, Statement }));

describe('a trust policy', () => {
  it.each([
    [
      'every way in demands the name',
      [allow(['sts:AssumeRole', 'sts:SetSourceIdentity'], ownName), allow('sts:TagSession')],
    ],
    [
      'it demands more besides',
      [allow('sts:AssumeRole', { ...ownName, Bool: { 'aws:MultiFactorAuthPresent': 'true' } })],
    ],
    [
      'the key is written otherwise',
      [allow('sts:*', { StringEquals: { 'STS:sourceidentity': ['${aws:username}'] } })],
    ],
  ])('demands the own name where %s', (_why, statements) => {
    expect(demands(statements)).toBe(true);
  });

  it.each([
    ['a way in does not demand it', [allow('sts:AssumeRole', ownName), allow('sts:AssumeRole')]],
    ['a wildcard is a way in', [allow('sts:AssumeRole', ownName), allow('sts:Assume*')]],
    ['the name may be absent', [allow('sts:AssumeRole', { StringEqualsIfExists: ownName.StringEquals })]],
    [
      'the name only has to be like it',
      [allow('sts:AssumeRole', { StringLike: { 'sts:SourceIdentity': '*' } })],
    ],
    [
      'another name is one, too',
      [allow('sts:AssumeRole', { StringEquals: { 'sts:SourceIdentity': ['${aws:username}', 'x'] } })],
    ],
    ['only the tags demand it', [allow('sts:AssumeRole'), allow('sts:TagSession', ownName)]],
    ['nobody can assume it', [allow('sts:TagSession', ownName)]],
    ['everything else is allowed', [{ Effect: 'Allow', Principal: ops, NotAction: 'sts:TagSession' }]],
  ])('does not where %s', (_why, statements) => {
    expect(demands(statements)).toBe(false);
  });

  it('does not where it is of the version without variables, or no policy', () => {
    expect(demands([allow('sts:AssumeRole', ownName)], '2008-10-17')).toBe(false);
    expect(demandsOwnName('{')).toBe(false);
  });
});
