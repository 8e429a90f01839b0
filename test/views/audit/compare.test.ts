import { describe, expect, it } from 'vitest';
import { comparison } from '../../../src/views/audit/compare.ts';

const statement = { Effect: 'Allow', Principal: { AWS: 'a' }, Action: ['x', 'y'], Sid: 'One' };
const policy = (...statements: readonly object[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements }, null, 2);

describe('expected beside actual', () => {
  it('is the words as they are', () => {
    expect(comparison('3600 s', '43200 s')).toEqual([
      ['expected', '3600 s'],
      ['actual', '43200 s'],
    ]);
    expect(comparison(null, 'there')).toEqual([['actual', 'there']]);
    expect(comparison('{ not JSON', null)).toEqual([['expected', '{ not JSON']]);
    expect(comparison(null, null)).toEqual([]);
  });

  it('of other JSON is compact', () => {
    expect(comparison('{\n "a": [1, 2]\n}', null)).toEqual([['expected', '{"a":[1,2]}']]);
  });

  it('of two policies names the elements that differ, and what is the same', () => {
    expect(
      comparison(policy(statement), policy({ ...statement, Principal: '*', Condition: { Bool: {} } })),
    ).toEqual([
      ['expected', 'Principal {"AWS":"a"}'],
      ['actual', 'Principal "*"'],
      ['expected', 'Condition none'],
      ['actual', 'Condition {"Bool":{}}'],
      ['same', 'Effect, Action'],
    ]);
  });

  it('is the text where it is nested deeper than any policy', () => {
    const deep = `{"Statement":[{"Effect":${'['.repeat(20_000)}${']'.repeat(20_000)}}]}`;
    expect(comparison('{"Statement":[]}', deep)).toEqual([
      ['expected', '{"Statement":[]}'],
      ['actual', deep],
    ]);
  });

  it('does not take another way of writing for a difference', () => {
    const rewritten = { Action: ['y', 'x', 'x'], Sid: 'Two', Principal: { AWS: ['a'] }, Effect: ['Deny'] };
    expect(comparison(policy(statement), policy(rewritten))).toEqual([
      ['expected', 'Effect "Allow"'],
      ['actual', 'Effect "Deny"'],
      ['same', 'Principal, Action'],
    ]);
  });

  it('pairs each statement with the one that is most like it, and shows the others whole', () => {
    const other = { Effect: 'Allow', Principal: { AWS: 'b' }, Action: 'z' };
    const added = { Effect: 'Deny', Principal: '*', Action: '*' };
    expect(comparison(policy(other, statement), policy(statement, { ...other, Action: 'w' }, added))).toEqual(
      [
        ['expected', 'Action "z"'],
        ['actual', 'Action "w"'],
        ['expected', 'no such statement'],
        ['actual', `statement ${JSON.stringify(added)}`],
        ['same', 'Effect, Principal, 1 statement'],
      ],
    );
  });

  it('says so where one of them lacks a statement', () => {
    expect(comparison(policy(statement, { Effect: 'Deny' }), policy(statement))).toEqual([
      ['expected', 'statement {"Effect":"Deny"}'],
      ['actual', 'no such statement'],
      ['same', '1 statement'],
    ]);
  });

  it('of two long lists shows what only one of them has', () => {
    const grant = (resources: readonly string[]) =>
      policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: resources });
    const roles = Array.from({ length: 100 }, (_, index) => `arn:aws:iam::${100_000_000_000 + index}:role/r`);
    expect(comparison(grant(roles), grant([...roles.slice(1), '*']))).toEqual([
      ['expected', `Resource ["${roles[0]}"] and the 99 that both have`],
      ['actual', 'Resource ["*"] and the 99 that both have'],
      ['same', 'Effect, Action'],
    ]);
  });

  it('shows both whole where no statement differs', () => {
    const [older, newer] = ['2008-10-17', '2012-10-17'].map((Version) =>
      JSON.stringify({ Version, Statement: [statement] }),
    );
    expect(comparison(newer ?? '', older ?? '')).toEqual([
      ['expected', newer],
      ['actual', older],
    ]);
  });

  it('shows a list that lost an item as such', () => {
    const [long, short] = [
      ['1', '2', '3', '4'],
      ['1', '2', '3'],
    ].map((Action) => policy({ Effect: 'Allow', Action }));
    expect(comparison(long ?? '', short ?? '')).toEqual([
      ['expected', 'Action ["4"] and the 3 that both have'],
      ['actual', 'Action the 3 that both have'],
      ['same', 'Effect'],
    ]);
  });
});
