import { escapeName } from './escape.ts';

/** A color or another style of text: `ESC [ … m`. */
const look = /\u001b\[[0-9;:]*m/g;

/**
 * What else a terminal takes as a command: sequences to their end (CSI; OSC and DCS with their text; two characters).
 * https://invisible-island.net/xterm/ctlseqs/ctlseqs.html
 */
const command =
  /\u001b\[[0-?]*[ -/]*[@-~]|\u001b[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b[ -/]*[0-Z\\`-~]/g;

/**
 * A line of another program as a terminal may show it among lines of others: with its colours, which end with it, and
 * without what moves the cursor, clears the screen, sets a title or writes to the clipboard. Of a line that was drawn
 * over itself with carriage returns the last state is left.
 */
export function harmlessLine(text: string): string {
  const drawn = text.split('\r').findLast((part) => part !== '') ?? '';
  const parts = drawn.replace(command, (sequence) => (isLook(sequence) ? sequence : ''));
  const looks = parts.match(look) ?? [];
  const words = parts.split(look).map(escaped);
  const joined = words.map((word, index) => word + (looks[index] ?? '')).join('');
  return looks.length === 0 ? joined : `${joined}\u001b[0m`;
}

function isLook(sequence: string): boolean {
  return /^\u001b\[[0-9;:]*m$/.test(sequence);
}

/** Tabs are for columns; whatever else has no look of its own is shown as an escape. */
function escaped(text: string): string {
  return text.split('\t').map(escapeName).join('\t');
}
