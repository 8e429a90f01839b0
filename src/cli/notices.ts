import { fixOf } from '../model/fix.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { escapeName } from '../views/escape.ts';
import { wrapped } from '../views/wrapped.ts';

/** A line for a person, in addition to the result. Names in it come from anywhere: none can act on the terminal. */
export function say(terminal: Pick<Terminal, 'err'>, line: string): void {
  terminal.err(`${escapeName(line)}\n`);
}

/**
 * The same for prose, which breaks between words where the terminal ends; further lines begin below the text behind a
 * mark. A command that it names would break as well.
 */
export function sayWrapped(terminal: Pick<Terminal, 'err' | 'errWidth'>, text: string): void {
  const [mark = ''] = /^[✓!✗] /.exec(text) ?? [];
  const prose = escapeName(text.slice(mark.length));
  for (const line of wrapped(mark, prose, terminal.errWidth ?? null)) terminal.err(`${line}\n`);
}

/** Prose to beware of, which breaks between words, unless it names a command: that never breaks. */
export function warn(terminal: Pick<Terminal, 'err' | 'errPaint' | 'errWidth'>, line: string): void {
  const mark = `${terminal.errPaint.warn('!')} `;
  const text = escapeName(line);
  const width = fixOf(text).run === null ? (terminal.errWidth ?? null) : null;
  for (const one of wrapped(mark, text, width, '! '.length)) terminal.err(`${one}\n`);
}
