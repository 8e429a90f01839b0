import fc from '../../../support/properties.ts';

/** Texts that programs stumble over: what acts on a terminal, what names something in JavaScript, what is very long. */
const nasty: fc.Arbitrary<string> = fc.constantFrom(
  '',
  ' ',
  '\t',
  '\r\n',
  '\u0000',
  '\u001b[2J',
  '\u001b]0;title\u0007',
  '\u009b31m',
  '\u202egnp.exe',
  '\ufeff',
  '\ud800',
  '\udfff\ud800',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '{client}',
  '{client}{client}',
  '${aws:username}',
  '%s%n%d',
  '%E0%A4%A',
  '../../etc/passwd',
  '/nonexistent/file',
  '-',
  '--',
  '=',
  '*',
  '~',
  '~/',
  '\\',
  '"',
  "'",
  '`id`',
  '$(id)',
  'null',
  'true',
  'NaN',
  '-0',
  '1e999',
  '0x10',
  '9007199254740993',
  '2027-02-30',
  '顧客',
  'a\u0301\u0301\u0301',
  '👩‍👩‍👧',
);

export const long: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom('a', '-', 'a-', '/', '\\', '"', ' ', '{', '%25', '*', '?*', 'ä', '.a', 'a@', '1h', '\n'),
    fc.integer({ min: 100, max: 20_000 }),
  )
  .map(([part, times]) => part.repeat(times));

export const garbage: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: nasty },
  { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
  { weight: 2, arbitrary: fc.string({ maxLength: 20 }) },
  { weight: 1, arbitrary: long },
);

/** A change of a text at one place, or its end cut off. */
export type Edit = (text: string) => string;

const place = fc.double({ min: 0, max: 1, noNaN: true });

export function edit(pieces: fc.Arbitrary<string> = garbage): fc.Arbitrary<Edit> {
  const at = (text: string, where: number) => Math.floor(where * text.length);
  return fc.oneof(
    fc.tuple(place, pieces).map(
      ([where, piece]): Edit =>
        (text) =>
          text.slice(0, at(text, where)) + piece + text.slice(at(text, where)),
    ),
    fc.tuple(place, fc.integer({ min: 1, max: 12 }), pieces).map(
      ([where, length, piece]): Edit =>
        (text) =>
          text.slice(0, at(text, where)) + piece + text.slice(at(text, where) + length),
    ),
    place.map(
      (where): Edit =>
        (text) =>
          text.slice(0, at(text, where)),
    ),
    fc.tuple(place, place).map(
      ([from, to]): Edit =>
        (text) =>
          text.slice(0, at(text, from)) + text.slice(at(text, to)),
    ),
  );
}
