import { wrapped } from '../views/wrapped.ts';

/** What the prompts write before a question. */
const mark = '? ';

/**
 * A question whose further lines stand below its first words. A terminal would break it anywhere, and begin the rest in its
 * first column.
 * @param width columns; undefined for one line
 * @param behind what the prompt writes behind the question, so that it stays on the last line
 */
export function questionText(question: string, width: number | undefined, behind = ''): string {
  const room = width === undefined ? null : width - behind.length;
  return wrapped(mark, question, room, mark.length).join('\n').slice(mark.length);
}
