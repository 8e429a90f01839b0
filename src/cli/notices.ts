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

/** The same for something to beware of. */
export function warn(terminal: Pick<Terminal, 'err' | 'errPaint'>, line: string): void {
  terminal.err(`${terminal.errPaint.warn('!')} ${escapeName(line)}\n`);
}
