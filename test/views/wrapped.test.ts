import { describe, expect, it } from 'vitest';
import { textWidth } from '../../src/views/text-width.ts';
import { eachWith, wrapped } from '../../src/views/wrapped.ts';

const sentence =
  'the guardrail outsiders would stop account 111122223333 from assuming the role acme/shared, because a trust policy allows it';

describe.each([20, 40, 80])('in %i columns', (width) => {
  it.each([
    ['words', sentence],
    ['wide characters', `${'顧客の アカウント '.repeat(12)}終`],
    ['emoji and combining characters', `${'🔑 e\u0301te\u0301 '.repeat(20)}.`],
  ])('breaks %s where the next word does not fit, and loses nothing', (_, text) => {
    const lines = wrapped('', text, width);
    expect(lines.join(' ')).toBe(text);
    for (const [index, line] of lines.entries()) {
      expect(textWidth(line)).toBeLessThanOrEqual(width);
      const [next] = (lines[index + 1] ?? '').split(' ');
      if (index < lines.length - 1) expect(textWidth(`${line} ${next}`)).toBeGreaterThan(width);
    }
  });

  it('begins further lines below the text, by the columns of a painted start', () => {
    const lines = wrapped('\u001b[33mnote:\u001b[39m ', sentence, width, 'note: '.length);
    expect(lines[0]).toMatch(/^\u001b\[33mnote:\u001b\[39m the guardrail/);
    const rest = lines.slice(1);
    expect(rest.length).toBeGreaterThan(0);
    for (const line of rest) expect(line).toMatch(/^( {6}| {4}| {2})\S/);
    // The text keeps 20 columns, however narrow the terminal is.
    for (const line of rest) expect(line.length).toBeLessThanOrEqual(Math.max(width, 26));
  });

  it('keeps a word whole that is longer than a line, on a line of its own', () => {
    const arn = `arn:aws:iam::111122223333:role/${'path/'.repeat(14)}acme-production`;
    const lines = wrapped('- ', `if ${arn} is yours`, width);
    expect(lines).toEqual(['- if', `  ${arn}`, '  is yours']);
    expect(wrapped('', arn, width)).toEqual([arn]);
  });
});

it('is one line where there is no width to keep to', () => {
  expect(wrapped('  - ', sentence, null)).toEqual([`  - ${sentence}`]);
});

it('is the start alone for an empty text', () => {
  expect(wrapped('note: ', '', 40)).toEqual(['note: ']);
});

it('breaks JSON between its members, and before a value that has members', () => {
  expect(wrapped('', '{"Null":{"aws:username":"false"},"Bool":{"aws:b":"c"}}', 24)).toEqual([
    '{"Null":',
    '{"aws:username":"false"},',
    '"Bool":{"aws:b":"c"}}',
  ]);
});

it('keeps a number and its unit on one line', () => {
  expect(wrapped('', 'valid until 08:47 UTC (60 min)', 27)).toEqual(['valid until 08:47 UTC', '(60 min)']);
  expect(wrapped('', 'read everything in 3.3 s', 23)).toEqual(['read everything in', '3.3 s']);
  expect(wrapped('', 'the 12 clients of yours', 20)).toEqual(['the 12 clients of', 'yours']);
});

it('moves a word to the left that is too long for its column, if it fits there', () => {
  const arn = 'arn:aws:iam::111122223333:root';
  expect(wrapped('role      ', arn, 36)).toEqual(['role', `      ${arn}`]);
  expect(wrapped('role      ', `from ${arn} (acme)`, 36)).toEqual([
    'role      from',
    `      ${arn}`,
    '          (acme)',
  ]);
  expect(wrapped('role      ', arn, 40)).toEqual([`role      ${arn}`]);
  expect(wrapped('role      ', arn, 32)).toEqual(['role', `  ${arn}`]);
  // It does not fit anywhere: the terminal breaks it, and it can still be copied.
  expect(wrapped('role      ', arn, 31)).toEqual([`role      ${arn}`]);
});

it('passes no edge because its column is far to the right', () => {
  const column = 30;
  const lines = wrapped(' '.repeat(column), 'words that are not long', 40);
  expect(lines.filter((line) => line.length > 40)).toEqual([]);
  expect(lines.join(' ').split(/ +/).join(' ').trim()).toBe('words that are not long');
});

it('marks each part of a line of a diff, and moves none', () => {
  expect(eachWith('    - ', '"arn:aws:iam::111122223333:root"', 20)).toEqual([
    '    - "arn:aws:iam::111122223333:root"',
  ]);
  expect(eachWith('    - ', 'one two three four five six', 26)).toEqual([
    '    - one two three four',
    '    - five six',
  ]);
});
