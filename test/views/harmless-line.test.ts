import { expect, it } from 'vitest';
import { harmlessLine } from '../../src/views/harmless-line.ts';

const esc = '\u001b';

it.each([
  ['text', 'plain text with\ttab and ünïcode 🙂', 'plain text with\ttab and ünïcode 🙂'],
  [
    'colours, which end with the line',
    `${esc}[1;31mred${esc}[0m and more`,
    `${esc}[1;31mred${esc}[0m and more${esc}[0m`,
  ],
  ['a move of the cursor', `a${esc}[2Ab${esc}[10;10Hc`, 'abc'],
  ['a cleared screen', `${esc}[2J${esc}[Hx${esc}c`, 'x'],
  ['a title, ended by BEL or ST', `${esc}]0;owned\u0007a${esc}]2;owned${esc}\\b`, 'ab'],
  ['the clipboard, and a sequence without an end', `a${esc}]52;c;aGFja2Vk`, 'a'],
  ['a device control string', `a${esc}P+q544e${esc}\\b`, 'ab'],
  ['another alphabet', `${esc}(0lqk${esc}(B`, 'lqk'],
  ['modes and what looks like a colour', `${esc}[?25l${esc}[>4;1mx`, 'x'],
  ['the last state of a line that is drawn over itself', '10%\r50%\r100%\r', '100%'],
  ['a line end of Windows', 'text\r', 'text'],
  ['other control characters', 'a\bb\u0007c\u009b2Jd', 'a\\u0008b\\u0007c\\u009b2Jd'],
  ['a turned writing direction', 'a\u202eb', 'a\\u202eb'],
  ['a lone escape', `a${esc}`, 'a\\u001b'],
])('shows %s', (_what, text, shown) => {
  expect(harmlessLine(text)).toBe(shown);
});
