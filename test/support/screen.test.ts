import { describe, expect, it } from 'vitest';
import { Screen } from './screen.ts';

function shown(text: string, columns = 20): string {
  const screen = new Screen(columns);
  screen.write(text);
  return screen.text();
}

describe('a screen', () => {
  it.each([
    ['one\ntwo\n\n', 'one\ntwo'],
    ['one\rt', 'tne'],
    ['one\u001b[1G\u001b[0Ktwo', 'two'],
    ['one\u001b[2Ktwo', '   two'],
    ['one two\u001b[4G\u001b[1Kx', '   xtwo'],
    ['one\ntwo\u001b[1A\u001b[2K\u001b[1Gthree', 'three\ntwo'],
    ['one\u001b[2Btwo', 'one\n\n   two'],
    ['\u001b[?25lone\u001b[?25h\u001b[?2026h\u001b[?2026l', 'one'],
    ['a'.repeat(21), `${'a'.repeat(20)}\na`],
    ['a'.repeat(20), 'a'.repeat(20)],
  ])('%j shows %j', (text, lines) => {
    expect(shown(text)).toBe(lines);
  });

  it('keeps how each piece looks', () => {
    const screen = new Screen(40);
    screen.write(
      '\u001b[32m✓\u001b[39m  done \u001b[1m\u001b[31mx\u001b[22m\u001b[39m  \u001b[2mold\u001b[0m new',
    );
    const style = { bold: false, dim: false, color: null };
    expect(screen.lines()).toEqual([
      [
        { column: 0, text: '✓', style: { ...style, color: 'green' } },
        { column: 3, text: 'done', style },
        { column: 8, text: 'x', style: { ...style, bold: true, color: 'red' } },
        { column: 11, text: 'old', style: { ...style, dim: true } },
        { column: 15, text: 'new', style },
      ],
    ]);
  });

  it.each(['\u001b[5n', '\u001b[95m', '\u001b]0;title', '\t', '\u001b[?47h'])(
    'does not pass over %j',
    (text) => {
      expect(() => shown(text)).toThrow('the screen does not know');
    },
  );
});
