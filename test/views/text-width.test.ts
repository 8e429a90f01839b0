import { expect, it } from 'vitest';
import { inColumns } from '../../src/views/columns.ts';
import { textWidth, withinWidth } from '../../src/views/text-width.ts';

it.each([
  ['acme', 4],
  ['Müller', 6],
  ['Mu\u0308ller', 6],
  ['株式会社', 8],
  ['ＡＢ', 4],
  ['한국', 4],
  ['🚀x', 3],
  ['…▁▇', 3],
])('%s takes %i columns', (text, width) => {
  expect(textWidth(text)).toBe(width);
});

it('ends a text before a character that takes too much', () => {
  expect(withinWidth('株式会社', 5)).toBe('株式');
  expect(withinWidth('u\u0308x', 1)).toBe('u\u0308');
});

it('aligns columns beside wide characters', () => {
  expect(
    inColumns([
      ['株式', 'x'],
      ['acme-1', 'y'],
    ]),
  ).toEqual(['株式    x', 'acme-1  y']);
});
