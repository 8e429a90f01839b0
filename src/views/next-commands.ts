import { fixOf } from '../model/fix.ts';
import { escapeName } from './escape.ts';
import type { Paint } from './paint.ts';
import { fittingColumn, wrapped } from './wrapped.ts';

/** A command to type next. */
export interface NextCommand {
  /** What it is for, or who types it, as it follows `next, `: `to list the users`. */
  readonly say?: string;
  readonly run: string;
}

/** Commands that follow a result: each stands alone on its line and never breaks, so that it can be pasted. */
export function nextLines(
  commands: readonly NextCommand[],
  paint: Paint,
  width: number | null,
): readonly string[] {
  return commands.flatMap(({ say, run }, index) => [
    ...(say === undefined && index > 0
      ? []
      : wrapped('  ', escapeName(say === undefined ? 'next:' : `next, ${say}:`), width).map(paint.dim)),
    `    ${escapeName(run)}`,
  ]);
}

/**
 * A sentence for a person, which breaks between words. If it ends with a command behind a colon, the command stands alone
 * on the next line and never breaks.
 * @param start what stands before the sentence, `column` wide
 * @param lines how the words break
 */
export function sentenceLines(
  start: string,
  text: string,
  width: number | null,
  column = start.length,
  lines = wrapped,
): readonly string[] {
  const { say, run } = fixOf(escapeName(text));
  if (run === null) return lines(start, say, width, column);
  if (say === '') {
    const isLong = fittingColumn(run, column, width) < column;
    return isLong ? [start.trimEnd(), commandLine(run, column - 2, width)] : [start + run];
  }
  return [...lines(start, `${say}:`, width, column), commandLine(run, column, width)];
}

/**
 * Ways to fix something, one below the other, of which the first one is behind the label. A command alone has a verb
 * before it, except below a sentence that it belongs to, or below another command.
 */
export function fixLines(
  fixes: readonly string[],
  label: string,
  width: number | null,
  column = label.length,
  lines = wrapped,
): readonly string[] {
  const texts = fixes.map(escapeName);
  const isCommand = texts.map((text) => fixOf(text).say === '');
  return texts.flatMap((text, index) => {
    const start = index === 0 ? label : ' '.repeat(column);
    const isLed = isCommand[index - 1] || texts[index - 1]?.endsWith(':');
    if (isCommand[index] && isLed) return commandLine(text, column, width);
    return sentenceLines(start, isCommand[index] ? `run: ${text}` : text, width, column, lines);
  });
}

/** It belongs to the words in the column. */
function commandLine(run: string, column: number, width: number | null): string {
  return ' '.repeat(fittingColumn(run, column + 2, width)) + run;
}
