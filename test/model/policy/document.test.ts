import { describe, expect, it } from 'vitest';
import { normalizePolicy, parsePolicy, policySize } from '../../../src/model/policy/document.ts';
import { policyOf } from './parse.ts';

const statement = { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' };
const document = { Version: '2012-10-17', Statement: [statement] };

describe('parsePolicy', () => {
  it.each([
    ['compact JSON', JSON.stringify(document)],
    ['indented JSON', JSON.stringify(document, undefined, 4)],
    ['JSON with white space around it', `\n ${JSON.stringify(document)}\n`],
    ['URL-encoded JSON', encodeURIComponent(JSON.stringify(document))],
    ['URL-encoded indented JSON', encodeURIComponent(`\n${JSON.stringify(document, undefined, 2)}`)],
    ['JSON with a percent sign in it', JSON.stringify({ ...document, Id: '100%7B' })],
  ])('reads %s', (_name, text) => {
    expect(parsePolicy(text)).toEqual({ ok: true, policy: policyOf(document) });
  });

  it.each([
    ['', 'the document is not valid JSON'],
    ['hello', 'the document is not valid JSON'],
    ['%', 'the document is not valid URL encoding'],
    ['%7B', 'the document is not valid JSON'],
    ['[]', 'the document is not a JSON object'],
    ['\ufeff{"Statement":[]}', 'the document is not valid JSON'],
    [`{"Id":${'['.repeat(20_000)}${']'.repeat(20_000)}}`, 'the document is nested deeper than any policy'],
  ])('refuses %j', (text, reason) => {
    expect(parsePolicy(text)).toEqual({ ok: false, reason });
  });
});

describe('normalizePolicy', () => {
  it('makes lists of everything and drops duplicates', () => {
    expect(
      policyOf({
        Statement: {
          Sid: 'Trust',
          Effect: 'Deny',
          Principal: { AWS: ['1', '1'], Service: 'ec2.amazonaws.com' },
          Action: ['a:B', 'a:B'],
          Condition: {
            'ForAnyValue:StringLikeIfExists': { 'AWS:TagKeys': ['x', 'x'] },
            Bool: { 'aws:MultiFactorAuthPresent': true },
            NumericLessThan: { 'aws:MultiFactorAuthAge': 300 },
          },
        },
      }),
    ).toEqual({
      version: '2008-10-17',
      statements: [
        {
          sid: 'Trust',
          effect: 'Deny',
          principals: [
            { type: 'AWS', value: '1' },
            { type: 'Service', value: 'ec2.amazonaws.com' },
          ],
          actions: ['a:B'],
          conditions: [
            {
              operator: 'StringLike',
              qualifier: 'ForAnyValue',
              ifExists: true,
              key: 'aws:tagkeys',
              values: ['x'],
            },
            { operator: 'Bool', ifExists: false, key: 'aws:multifactorauthpresent', values: ['true'] },
            { operator: 'NumericLessThan', ifExists: false, key: 'aws:multifactorauthage', values: ['300'] },
          ],
        },
      ],
    });
  });

  it('has one form for everyone', () => {
    const trust = (Principal: unknown) =>
      policyOf({ Statement: { Effect: 'Allow', Principal, Action: 'sts:AssumeRole' } });
    expect(trust('*')).toEqual(trust({ AWS: '*' }));
    expect(trust('*')).toEqual(trust({ AWS: ['*'] }));
  });

  it('keeps the negated elements apart', () => {
    expect(
      policyOf({
        Version: '2012-10-17',
        Statement: { Effect: 'Allow', NotPrincipal: '*', NotAction: 'a:B', NotResource: ['x'] },
      }).statements,
    ).toEqual([
      {
        effect: 'Allow',
        notPrincipals: [{ type: 'AWS', value: '*' }],
        notActions: ['a:B'],
        notResources: ['x'],
        conditions: [],
      },
    ]);
  });

  it.each([
    [{ ...statement, Effect: 'allow' }, 'the Effect of statement 1 is "allow", not Allow or Deny'],
    [{ Action: 'a:B' }, 'the Effect of statement 1 is missing, not Allow or Deny'],
    [{ Effect: 'Allow' }, 'statement 1 has neither Action nor NotAction'],
    [{ ...statement, NotAction: 'a:B' }, 'statement 1 has both Action and NotAction'],
    [{ ...statement, NotResource: 'a' }, 'statement 1 has both Resource and NotResource'],
    [{ ...statement, Principal: '*', NotPrincipal: '*' }, 'statement 1 has both Principal and NotPrincipal'],
    [{ ...statement, action: 'a:B' }, 'unknown element "action" in statement 1'],
    [{ ...statement, Action: 7 }, 'the Action of statement 1 is not a string or a list of strings'],
    [{ ...statement, Sid: 7 }, 'the Sid of statement 1 is not a string'],
    [{ ...statement, Principal: 'me' }, 'the principal of statement 1 is not a JSON object'],
    [{ ...statement, Principal: { Aws: '*' } }, 'unknown principal type "Aws" in statement 1'],
    [{ ...statement, Condition: [] }, 'the Condition of statement 1 is not a JSON object'],
    [{ ...statement, Condition: { Bool: 'x' } }, '"Bool" of statement 1 is not a JSON object'],
    [
      { ...statement, Condition: { Bool: { a: null } } },
      'the condition value of "a" of statement 1 is not a string, a number or a boolean',
    ],
    [{ ...statement, Condition: { Bool: { a: '1', A: '2' } } }, '"Bool" of statement 1 has "a" twice'],
    ['x', 'statement 1 is not a JSON object'],
  ])('refuses the statement %j', (statement, reason) => {
    expect(normalizePolicy({ Statement: [statement] })).toEqual({ ok: false, reason });
  });

  it.each([
    [null, 'the document is not a JSON object'],
    [{}, 'the document has no Statement'],
    [
      { Statement: Array(301).fill(statement) },
      'the document has 301 statements, more than fit into any policy',
    ],
    [{ Version: '2020-01-01', Statement: [] }, 'unknown policy version "2020-01-01"'],
    [{ statement: [] }, 'unknown element "statement" in the document'],
  ])('refuses the document %j', (document, reason) => {
    expect(normalizePolicy(document)).toEqual({ ok: false, reason });
  });
});

describe('policySize', () => {
  it('counts no white space between the parts of the text', () => {
    const compact = JSON.stringify(document);
    expect(policySize(document as never)).toBe(compact.length);
    expect(policySize(compact)).toBe(compact.length);
    expect(policySize(JSON.stringify(document, undefined, '\t'))).toBe(compact.length);
    expect(policySize(encodeURIComponent(JSON.stringify(document, undefined, 2)))).toBe(compact.length);
  });

  it('counts what stands in strings', () => {
    expect(policySize('{ "a b" : "\\" \\\\" }')).toBe('{"a b":"\\" \\\\"}'.length);
  });

  it('counts characters, not UTF-16 units', () => {
    expect(policySize('{"😀":1}')).toBe(7);
  });
});
