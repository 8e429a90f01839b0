import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../src/model/policy/canonical.ts';
import { policySize } from '../../../src/model/policy/document.ts';
import { inlineGrant, packedGrant, readGrant } from '../../../src/model/policy/grant.ts';
import { policyOf } from './parse.ts';

const acme = 'arn:aws:iam::111122223333:role/acme-production';
const globex = 'arn:aws:iam::444455556666:role/clients/globex-production';
const actions = ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'];
const allow = { Effect: 'Allow', Action: actions, Resource: acme };

it('writes an inline grant', () => {
  expect(inlineGrant(acme)).toEqual({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: actions, Resource: acme }],
  });
});

it('writes a packed grant sorted and without duplicates', () => {
  expect(packedGrant([globex, acme, globex])).toEqual({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: actions, Resource: [acme, globex] }],
  });
  expect(() => packedGrant([])).toThrow(RangeError);
});

it('packs the number of roles that fit into one managed policy', () => {
  const roles = (count: number) =>
    Array.from(
      { length: count },
      (_, index) => `arn:aws:iam::${100_000_000_000 + index}:role/acme-production`,
    );
  expect(policySize(packedGrant(roles(122)))).toBeLessThanOrEqual(6_144);
  expect(policySize(packedGrant(roles(123)))).toBeGreaterThan(6_144);
});

describe('readGrant', () => {
  it.each([
    ['an inline grant', inlineGrant(acme), [acme]],
    ['a packed grant', packedGrant([globex, acme]), [acme, globex]],
    ['a document without statements', { Version: '2012-10-17', Statement: [] }, []],
    ['statements per role', { Statement: [allow, { ...allow, Resource: [globex] }] }, [acme, globex]],
    ['statements per action', { Statement: actions.map((Action) => ({ ...allow, Action })) }, [acme]],
    [
      'actions in another case',
      { Statement: { ...allow, Action: actions.map((a) => a.toUpperCase()) } },
      [acme],
    ],
    ['an empty condition and a Sid', { Statement: { ...allow, Sid: 'A', Condition: {} } }, [acme]],
  ])('reads %s', (_name, document, roles) => {
    expect(readGrant(policyOf(document))).toEqual(roles);
    expect(readGrant(encodeURIComponent(JSON.stringify(document)))).toEqual(roles);
  });

  it.each([
    ['another action', { ...allow, Action: [...actions, 'sts:GetCallerIdentity'] }],
    ['a wildcard action', { ...allow, Action: 'sts:*' }],
    ['NotAction', { Effect: 'Allow', NotAction: 'iam:*', Resource: acme }],
    ['a wildcard in the account', { ...allow, Resource: 'arn:aws:iam::*:role/acme-production' }],
    ['a wildcard in the name', { ...allow, Resource: 'arn:aws:iam::111122223333:role/acme-productio?' }],
    ['a policy variable', { ...allow, Resource: 'arn:aws:iam::111122223333:role/${aws:username}' }],
    ['everything', { ...allow, Resource: '*' }],
    ['NotResource', { Effect: 'Allow', Action: actions, NotResource: acme }],
    ['something other than a role', { ...allow, Resource: 'arn:aws:iam::111122223333:user/alice' }],
    ['a Deny', { ...allow, Effect: 'Deny' }],
    ['a condition', { ...allow, Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }],
    ['a principal', { ...allow, Principal: '*' }],
  ])('does not read %s', (_name, Statement) => {
    expect(readGrant(policyOf({ Version: '2012-10-17', Statement }))).toBeUndefined();
    expect(readGrant(policyOf({ Version: '2012-10-17', Statement: [allow, Statement] }))).toBeUndefined();
  });

  it('does not read a role that is granted with an action too few', () => {
    const short = { ...allow, Action: actions.slice(1) };
    expect(readGrant(policyOf({ Statement: short }))).toBeUndefined();
    expect(readGrant(policyOf({ Statement: [allow, { ...short, Resource: globex }] }))).toBeUndefined();
    expect(readGrant(policyOf({ Statement: [allow, short] }))).toEqual([acme]);
  });

  it('does not read what is no policy', () => {
    expect(readGrant('nonsense')).toBeUndefined();
  });

  it('reads what was written', () => {
    expect(readGrant(canonicalJson(packedGrant([globex, acme])))).toEqual([acme, globex]);
  });
});
