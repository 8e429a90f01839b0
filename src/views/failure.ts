import type { FailureText } from '../model/failure.ts';
import { escapeText } from './escape.ts';
import { fixLines } from './next-commands.ts';
import type { Paint } from './paint.ts';
import { wrapped } from './wrapped.ts';

/**
 * What, why and how to fix, each on lines of its own.
 * @param width columns of the terminal; null where there is none. A command stays one line, so that it can be pasted
 */
export function failureView(text: FailureText, paint: Paint, width: number | null = null): string {
  const [first = '', ...more] = escapeText(text.what).split('\n');
  const lines = [
    ...wrapped(`${paint.bad('✗ error:')} `, first, width, '✗ error: '.length),
    ...more.flatMap((line) => indented(line, 0, width)),
  ];
  if (text.why !== undefined) lines.push(...paragraph(text.why, width));
  lines.push(...fixLines(text.fix ?? [], `  ${paint.bold('fix:')} `, width, '  fix: '.length));
  for (const fact of text.facts ?? []) lines.push(...paragraph(fact, width).map(paint.dim));
  return `${lines.join('\n')}\n`;
}

/** Lines that are indented among others keep that indent when they break. */
function paragraph(text: string, width: number | null): readonly string[] {
  return escapeText(text)
    .split('\n')
    .flatMap((line) => indented(line, 2, width));
}

function indented(line: string, indent: number, width: number | null): readonly string[] {
  const own = /^ */.exec(line)?.[0].length ?? 0;
  return wrapped(' '.repeat(indent + own), line.slice(own), width);
}
