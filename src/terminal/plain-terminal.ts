import type { Clock } from '../clock.ts';
import { plain } from '../views/paint.ts';
import { ascii } from './ascii.ts';
import { plainProgress } from './plain-progress.ts';
import type { Terminal } from './terminal.ts';

/**
 * A terminal for screen readers, braille displays and logs: text in ASCII, no colors, and progress as lines.
 * @param outIsText whether `out` gets text for people at this moment; data stays as it is
 */
export function plainTerminal(terminal: Terminal, clock: Clock, outIsText: () => boolean): Terminal {
  // An error for programs is JSON, in which a quotation mark would end a text.
  const err = (text: string) => terminal.err(text.startsWith('{') ? text : ascii(text));
  // In ASCII, the marks of progress take up to two columns more.
  const width = () => (terminal.errWidth == null ? null : terminal.errWidth - 2);
  const own: Partial<Terminal> = {
    out: (text) => terminal.out(outIsText() ? ascii(text) : text),
    err,
    outPaint: plain,
    errPaint: plain,
    animated: false,
    progress: async () => plainProgress(err, clock, width()),
    confirm: (question, signal) => terminal.confirm(ascii(question), signal),
    type: (question, signal) => terminal.type(ascii(question), signal),
    choose: (question, choices, signal) => terminal.choose(ascii(question), choices, signal),
  };
  // What the terminal reports about itself changes while it runs.
  return Object.create(terminal, Object.getOwnPropertyDescriptors(own));
}
