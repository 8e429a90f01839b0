import { describe, expect, test } from 'vitest';
import { checkName, NAME_MAX, nearestNames } from '../../src/model/account-name.ts';
import fc from '../support/properties.ts';

const rule = /^[a-z][a-z0-9-]{1,29}[a-z0-9]$/;

describe('checkName', () => {
  test.each(['acme', 'a1b', 'abc', 'acme-inc', 'a-b-c', 'x'.repeat(31), 'a23456789'])('takes %s', (name) => {
    expect(checkName(name)).toEqual({ ok: true, name });
  });

  test.each([
    ['Acme Inc', 'acme-inc'],
    ['ACME', 'acme'],
    ['acme_inc', 'acme-inc'],
    ['acme--inc', 'acme-inc'],
    ['-acme-', 'acme'],
    [' acme\n', 'acme'],
    ['3com', 'com'],
    ['42-industries', 'industries'],
    ['Müller & Söhne', 'muller-sohne'],
    ['Weiß', 'weiss'],
    ['Łódź Ærø', 'lodz-aero'],
    ["O'Brien’s", 'obriens'],
    ['ＡＣＭＥ', 'acme'],
    ['acme.example.com', 'acme-example-com'],
    ['x'.repeat(32), 'x'.repeat(31)],
    ['acme-international-holdings-group', 'acme-international-holdings'],
    ['acme-international-holding-group', 'acme-international-holding'],
    [`acme-${'x'.repeat(40)}`, `acme-${'x'.repeat(26)}`],
    [`${'x'.repeat(30)}-y`, 'x'.repeat(30)],
  ])('refuses %j and suggests %s', (text, suggestion) => {
    expect(checkName(text)).toEqual({ ok: false, suggestion });
  });

  test.each([
    '',
    'a',
    'ab',
    '--',
    '12',
    '007',
    '株式会社',
    '株式会社abc',
    '…',
    '\u0000',
    'a'.repeat(1000),
    '1234567abc',
  ])('refuses %j without a suggestion', (text) => {
    expect(checkName(text)).toEqual({ ok: false });
  });

  test('agrees with the rule, and never suggests an invalid name', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.string({ unit: fc.constantFrom('a', 'B', 'é', '1', '-', '_', ' ', 'ß'), maxLength: 60 }),
      fc.stringMatching(/^[a-z][a-z0-9-]{0,31}$/),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const check = checkName(text);
        expect(check.ok).toBe(rule.test(text) && !text.includes('--'));
        if (check.ok || check.suggestion === undefined) return;
        expect(checkName(check.suggestion)).toEqual({ ok: true, name: check.suggestion });
        expect(check.suggestion.length).toBeLessThanOrEqual(NAME_MAX);
      }),
    );
  });
});

describe('nearestNames', () => {
  const clients = ['acme', 'globex', 'initech', 'acme-labs', 'umbrella'];

  test.each([
    ['acne', ['acme']],
    ['amce', ['acme']],
    ['ACME', ['acme', 'acme-labs']],
    ['acme-labs', ['acme-labs']],
    ['glob', ['globex']],
    ['globx', ['globex']],
    ['intiech', ['initech']],
    ['zzz', []],
    ['', []],
  ])('%j → %j', (text, expected) => {
    expect(nearestNames(text, clients)).toEqual(expected);
  });

  test('gives the nearest first, equals by the alphabet, at most as many as asked for, each once', () => {
    const names = ['client-d', 'client-b', 'client-aa', 'client-b', 'client-c'];
    expect(nearestNames('client-a', names, 3)).toEqual(['client-aa', 'client-b', 'client-c']);
    expect(nearestNames('client-a', names, 1)).toEqual(['client-aa']);
  });

  test('finds a name with one slip in it', () => {
    const slip = fc.tuple(fc.stringMatching(/^[a-z]{6,20}$/), fc.nat(19), fc.constantFrom('q', '', 'zz'));
    fc.assert(
      fc.property(slip, ([name, at, put]) => {
        const index = at % name.length;
        const typed = name.slice(0, index) + put + name.slice(index + 1);
        expect(nearestNames(typed, [name])).toEqual([name]);
      }),
    );
  });

  test('does not spend time on texts far longer than any name', () => {
    expect(nearestNames('x'.repeat(1_000_000), clients)).toEqual([]);
  });
});
