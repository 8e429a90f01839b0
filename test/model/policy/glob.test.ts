import { describe, expect, it } from 'vitest';
import { sampleCells, TooComplex } from '../../../src/model/policy/cells.ts';
import { globMatches, parseGlob } from '../../../src/model/policy/glob.ts';
import fc from '../../support/properties.ts';

describe('globMatches', () => {
  it.each([
    ['*', '', true],
    ['*', 'anything:at/all', true],
    ['?', '', false],
    ['?', 'a', true],
    ['?', 'ab', false],
    ['a*c', 'abbc', true],
    ['a*c', 'abbd', false],
    ['a**c', 'ac', true],
    ['*a*b*', 'xaxbx', true],
    ['*a*b*', 'xbxax', false],
    ['a.c', 'abc', false],
    ['A', 'a', false],
  ])('%j against %j is %j', (pattern, text, matches) => {
    expect(globMatches(parseGlob(pattern), text)).toBe(matches);
  });

  it('takes every character for itself in a literal', () => {
    expect(globMatches(parseGlob('a*', { literal: true }), 'ab')).toBe(false);
    expect(globMatches(parseGlob('a*', { literal: true }), 'a*')).toBe(true);
  });

  it('ignores case where asked to', () => {
    expect(globMatches(parseGlob('Aß', { literal: true, ignoreCase: true }), 'aß')).toBe(true);
  });

  it('stops at colons in the first five fields of an ARN', () => {
    const pattern = parseGlob('arn:aws:iam::*:role/*', { arn: true });
    expect(globMatches(pattern, 'arn:aws:iam::1:role/a:b')).toBe(true);
    expect(globMatches(pattern, 'arn:aws:iam::1:role/x:role/a')).toBe(true);
    expect(globMatches(parseGlob('arn:*:x:y:z:r', { arn: true }), 'arn:a:b:x:y:z:r')).toBe(false);
    expect(globMatches(parseGlob('arn:?:a:b:c:d', { arn: true }), 'arn:::a:b:c:d')).toBe(false);
  });

  it('reads escapes where the document version has them', () => {
    const star = '${' + '*}';
    expect(globMatches(parseGlob(`a${star}`, { escapes: true }), 'a*')).toBe(true);
    expect(globMatches(parseGlob(`a${star}`, { escapes: true }), 'ab')).toBe(false);
    expect(globMatches(parseGlob(`a${star}`), 'a${x}')).toBe(true);
  });

  it('is quick with a pattern that would keep a backtracking matcher busy', () => {
    expect(globMatches(parseGlob(`${'*a'.repeat(30)}b`), 'a'.repeat(5_000))).toBe(false);
  });
});

describe('sampleCells', () => {
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', ':', '*', '?'), maxLength: 5 });
  const options = fc.record({ literal: fc.boolean(), ignoreCase: fc.boolean(), arn: fc.boolean() });
  const globs = fc.array(
    fc.tuple(pattern, options).map(([text, option]) => parseGlob(text, option)),
    { maxLength: 4 },
  );
  const text = fc.string({ unit: fc.constantFrom('a', 'A', 'b', 'B', ':', '*', '?', 'z'), maxLength: 6 });

  it('has a sample for every string, matched by the same patterns', () => {
    fc.assert(
      fc.property(globs, fc.array(text, { minLength: 20, maxLength: 20 }), (patterns, strings) => {
        const cellOf = (string: string) => patterns.map((glob) => globMatches(glob, string)).join();
        const cells = sampleCells(patterns).map(cellOf);
        for (const string of strings) expect(cells).toContain(cellOf(string));
        expect(new Set(cells).size).toBe(cells.length);
      }),
      { numRuns: 500 },
    );
  });

  it('gives up on patterns that interact too much', () => {
    const many = Array.from({ length: 12 }, (_, index) =>
      parseGlob(`*${String.fromCharCode(97 + index)}?????????x`),
    );
    expect(() => sampleCells(many)).toThrow(TooComplex);
  });
});
