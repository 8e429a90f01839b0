import { describe, expect, it } from 'vitest';
import { noStatement } from '../../../src/views/audit/compare.ts';
import { documentDiff } from '../../../src/views/audit/document-diff.ts';

describe('an element of a policy as a diff', () => {
  it('has - before what is expected, + before what is there, and a blank before what both have', () => {
    expect(
      documentDiff(['expected', 'Action ["sts:AssumeRole","sts:TagSession"]'], ['actual', 'Action "sts:*"']),
    ).toBeNull();
    expect(
      documentDiff(
        ['expected', 'Action ["sts:AssumeRole","sts:TagSession"]'],
        ['actual', 'Action ["sts:AssumeRole","sts:SetSourceIdentity"]'],
      ),
    ).toEqual({
      name: 'Action',
      lines: ['  [', '    "sts:AssumeRole"', '-   "sts:TagSession"', '+   "sts:SetSourceIdentity"', '  ]'],
    });
  });

  it('takes one value for a list of one', () => {
    const diff = documentDiff(
      ['expected', 'Principal {"AWS":"a"}'],
      ['actual', 'Principal {"AWS":["a","b"]}'],
    );
    expect(diff?.lines).toEqual(['  {', '    "AWS": [', '      "a"', '+     "b"', '    ]', '  }']);
  });

  it('shows a whole statement if the other side has none', () => {
    const diff = documentDiff(
      ['expected', noStatement],
      ['actual', 'statement {"Effect":"Deny","Action":"*"}'],
    );
    expect(diff).toEqual({
      name: 'statement',
      lines: ['+ {', '+   "Effect": "Deny"', '+   "Action": [', '+     "*"', '+   ]', '+ }'],
    });
  });

  it.each([
    ['a policy', 'another one'],
    ['a policy', '{"Statement":[]}'],
    ['Principal {"AWS":"*"}', 'Action ["a"]'],
    ['[not JSON', '[1]'],
    [noStatement, noStatement],
  ])('is none for %s and %s', (expected, actual) => {
    expect(documentDiff(['expected', expected], ['actual', actual])).toBeNull();
  });
});

it('leaves a document that is too deep to be written to its one line', () => {
  const deep = `Principal ${'['.repeat(9_000)}${']'.repeat(9_000)}`;
  expect(documentDiff(['expected', 'Principal {"AWS":"a"}'], ['actual', deep])).toBeNull();
});
