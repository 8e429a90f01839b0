import { expect, it } from 'vitest';
import { harmlessLine } from '../../src/views/harmless-line.ts';

const escape = '\u001b';

it.each([
  ['text', 'plain text with\ttab and ünïcode 🙂', 'plain text with\ttab and ünïcode 🙂'],
  ['colours, which end with the line', `${escape}[1;31mred${escape}[0m and more`, `${escape}[1;31mred${escape}[0m and more${escape}[0m`],
  ['a move of the cursor', `a${escape}[2Ab${escape}[10;10Hc`, 'abc'],
  ['a cleared screen', `${escape}[2J${escape}[Hx${escape}c`, 'x'],
  ['a title, ended by BEL or ST', `${escape}]0;owned\u0007a${escape}]2;owned${escape}\\b`, 'ab'],
  ['the clipboard, and a sequence without an end', `a${escape}]52;c;aGFja2Vk`, 'a'],
  ['a device control string', `a${escape}P+q544e${escape}\\b`, 'ab'],
  ['another alphabet', `${escape}(0lqk${escape}(B`, 'lqk'],
  ['modes and what looks like a colour', `${escape}[?25l${escape}[>4;1mx`, 'x'],
  ['the last state of a line that is drawn over itself', '10%\r50%\r100%\r', '100%'],
  ['a line end of Windows', 'text\r', 'text'],
  ['other control characters', 'a\bb\u0007c\u009b2Jd', 'a\\u0008b\\u0007c\\u009b2Jd'],
  ['a turned writing direction', 'a\u202eb', 'a\\u202eb'],
  ['a lone escape', `a${escape}`, 'a\\u001b'],
])('shows %s', (_what, text, shown) => {
  expect(harmlessLine(text)).toBe(shown);
});
