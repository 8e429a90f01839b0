import { describe, expect, it } from 'vitest';
import { type Allowed, allowedResources, allows } from '../../../src/model/policy/covers.ts';
import { inlineGrant, packedGrant } from '../../../src/model/policy/grant.ts';
import { policyOf } from './parse.ts';

const acme = 'arn:aws:iam::111122223333:role/acme-production';
const globex = 'arn:aws:iam::444455556666:role/globex-production';
const everywhere = 'arn:aws:iam::*:role/acme-production';
const request = { action: 'sts:AssumeRole', resource: acme };
const allow = { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: acme };
const deny = { ...allow, Effect: 'Deny' };
const mfa = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
const noMfa = { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } };

function policies(statements: readonly unknown[]) {
  return statements.map((Statement) => policyOf({ Version: '2012-10-17', Statement }));
}

describe('allows', () => {
  it.each<readonly [Allowed, string, readonly unknown[]]>([
    ['yes', 'the very role', [allow]],
    ['yes', 'the role among others', [{ ...allow, Resource: [globex, acme] }]],
    ['yes', 'wildcards', [{ ...allow, Action: 'STS:*', Resource: everywhere }]],
    ['yes', 'NotAction and NotResource', [{ Effect: 'Allow', NotAction: 'iam:*', NotResource: globex }]],
    ['yes', 'a condition in one policy and none in another', [{ ...allow, Condition: mfa }, allow]],
    [
      'yes',
      'conditions that leave nothing out',
      [
        { ...allow, Condition: mfa },
        { ...allow, Condition: noMfa },
      ],
    ],
    ['yes', 'a Deny of another role', [allow, { ...deny, Resource: globex }]],
    ['no', 'nothing', []],
    ['no', 'another role', [{ ...allow, Resource: globex }]],
    ['no', 'another action', [{ ...allow, Action: 'sts:TagSession' }]],
    ['no', 'a Deny in another policy', [allow, { ...deny, Resource: '*' }]],
    [
      'no',
      'a Deny of what the condition asks for',
      [
        { ...allow, Condition: mfa },
        { ...deny, Condition: mfa },
      ],
    ],
    ['no', 'a condition on something denied', [{ ...allow, Condition: mfa }, deny]],
    ['conditional', 'a condition', [{ ...allow, Condition: mfa }]],
    ['conditional', 'a Deny with a condition', [allow, { ...deny, Condition: noMfa }]],
    ['conditional', 'a condition that is not understood', [{ ...allow, Condition: { Foo: { 'x:Y': '1' } } }]],
    [
      'conditional',
      'a Deny that is not understood',
      [allow, { ...deny, Condition: { Foo: { 'x:Y': '1' } } }],
    ],
    [
      'unknown',
      'a policy variable in the resource',
      [{ ...allow, Resource: 'arn:aws:iam::111122223333:role/${aws:username}' }],
    ],
    [
      'conditional',
      'a policy variable in a denied resource',
      [allow, { ...deny, Resource: acme.replace('acme', '${aws:username}'), Condition: mfa }],
    ],
    ['unknown', 'a policy that is none of an identity', [{ ...allow, Principal: '*' }]],
  ])('%s: %s', (expected, _name, statements) => {
    expect(allows(policies(statements), request)).toBe(expected);
  });

  it('takes the action in any case', () => {
    expect(allows(policies([allow]), { ...request, action: 'STS:assumerole' })).toBe('yes');
  });

  it('takes variables for plain text in the older version', () => {
    const older = policyOf({ Statement: { ...allow, Resource: 'arn:aws:iam::1:role/${a}' } });
    expect(allows([older], { ...request, resource: 'arn:aws:iam::1:role/${a}' })).toBe('yes');
    expect(allows([older], request)).toBe('no');
  });
});

describe('allowedResources', () => {
  const read = (...statements: readonly unknown[]) =>
    allowedResources(policies(statements), 'sts:AssumeRole').map(({ resource, allowed }) => [
      resource,
      allowed,
    ]);

  it('unites inline and packed grants', () => {
    const grants = [policyOf(inlineGrant(acme)), policyOf(packedGrant([globex, acme]))];
    expect(allowedResources(grants, 'sts:AssumeRole')).toEqual([
      { resource: acme, except: [], allowed: 'yes' },
      { resource: globex, except: [], allowed: 'yes' },
    ]);
    expect(allowedResources(grants, 'sts:GetSessionToken')).toEqual([]);
    expect(allowedResources([], 'sts:AssumeRole')).toEqual([]);
  });

  it('shows wildcards as they are written', () => {
    expect(read({ ...allow, Action: '*', Resource: [everywhere, 'arn:aws:iam::*'] })).toEqual([
      [everywhere, 'yes'],
      ['arn:aws:iam::*', 'yes'],
    ]);
  });

  it('shows what is excepted', () => {
    const { Resource: _resource, ...rest } = allow;
    expect(allowedResources(policies([{ ...rest, NotResource: globex }]), 'sts:AssumeRole')).toEqual([
      { resource: '*', except: [globex], allowed: 'yes' },
    ]);
  });

  it('reports conditions, also those that other statements make up for', () => {
    expect(read({ ...allow, Condition: mfa })).toEqual([[acme, 'conditional']]);
    expect(read({ ...allow, Condition: mfa }, allow)).toEqual([[acme, 'yes']]);
    expect(read({ ...allow, Condition: mfa }, { ...allow, Resource: everywhere })).toEqual([
      [acme, 'yes'],
      [everywhere, 'yes'],
    ]);
    expect(read({ ...allow, Resource: everywhere, Condition: mfa }, allow)).toEqual([
      [everywhere, 'conditional'],
      [acme, 'yes'],
    ]);
  });

  it('leaves out what is denied, and marks what is denied in part', () => {
    expect(read({ ...allow, Resource: [acme, globex] }, deny)).toEqual([[globex, 'yes']]);
    expect(read({ ...allow, Resource: everywhere }, deny)).toEqual([[everywhere, 'conditional']]);
    expect(read({ ...allow, Resource: everywhere }, { ...deny, Resource: '*', Action: '*' })).toEqual([]);
    expect(read(allow, { ...deny, Condition: noMfa })).toEqual([[acme, 'conditional']]);
  });

  it('does not guess at variables', () => {
    const own = 'arn:aws:iam::111122223333:role/${aws:username}';
    expect(read({ ...allow, Resource: [own, globex] })).toEqual([
      [own, 'unknown'],
      [globex, 'yes'],
    ]);
  });

  it('is never silent about what it can not read', () => {
    const many = Array.from({ length: 20_001 }, (_, index) => `arn:aws:iam::1:role/r${index}`);
    expect(read({ ...allow, Resource: many })).toEqual([['*', 'unknown']]);
    expect(read({ ...allow, Principal: '*' })).toEqual([[acme, 'unknown']]);
  });
});
