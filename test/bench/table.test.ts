import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { inMilliseconds, inSeconds, markdownTable, textTable, withTable } from '../../bench/table.mjs';

const rows = [
  {
    what: 'start of Node',
    runs: 63,
    median: inMilliseconds(40.04),
    against: '–',
    ratio: '1',
    aim: '–',
    further: '–',
  },
  {
    what: 'a|b',
    runs: 3,
    median: inSeconds(5.333),
    against: 'floor: 5.05 s',
    ratio: '1.06',
    aim: '≤ 1.1',
    further: '41 calls',
  },
];

test('prints columns under each other', () => {
  expect(textTable(rows)).toBe(
    [
      'what           runs  median   compared with  ratio  aim    further figures',
      'start of Node  63    40.0 ms  –              1      –      –',
      'a|b            3     5.33 s   floor: 5.05 s  1.06   ≤ 1.1  41 calls',
      '',
    ].join('\n'),
  );
});

test('prints Markdown, with what would end a cell escaped', () => {
  expect(markdownTable(rows)).toBe(
    [
      '| what | runs | median | compared with | ratio | aim | further figures |',
      '| --- | --- | --- | --- | --- | --- | --- |',
      '| start of Node | 63 | 40.0 ms | – | 1 | – | – |',
      '| a\\|b | 3 | 5.33 s | floor: 5.05 s | 1.06 | ≤ 1.1 | 41 calls |',
      '',
    ].join('\n'),
  );
});

describe('putting the table into its page', () => {
  test('finds its place in docs/performance.md', () => {
    const performance = readFileSync(new URL('../../docs/performance.md', import.meta.url), 'utf8');
    expect(withTable(performance, 'new\n')).toContain('\n\nnew\n\n');
  });

  const page = 'before\n<!-- bench:begin -->\nold\n<!-- bench:end -->\nafter\n';

  test('replaces what is between the marks and nothing else', () => {
    const written = withTable(page, 'new\n');
    expect(written).toBe('before\n<!-- bench:begin -->\n\nnew\n\n<!-- bench:end -->\nafter\n');
    expect(withTable(written, 'new\n')).toBe(written);
  });

  test.each([
    ['no marks', 'before\nafter\n'],
    ['no end', 'before\n<!-- bench:begin -->\nafter\n'],
    ['the end first', '<!-- bench:end -->\n<!-- bench:begin -->\n'],
    ['two of them', `${page}${page}`],
  ])('refuses a page with %s', (_, broken) => {
    expect(() => withTable(broken, 'new\n')).toThrow('once each, in this order');
  });
});
