import type { FailureText } from '../model/failure.ts';
import { fixOf } from '../model/fix.ts';
import { escapeText } from './escape.ts';
import type { Paint } from './paint.ts';
import { wrapped } from './wrapped.ts';

/** Columns before a fix, and before a command, which stands alone on its line. */
const fixColumn = '  fix: '.length;
const commandColumn = fixColumn + 2;

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
  for (const [index, fix] of (text.fix ?? []).entries()) {
    const label = index === 0 ? `  ${paint.bold('fix:')} ` : ' '.repeat(fixColumn);
    lines.push(...fixLines(fix, label, width));
  }
  for (const fact of text.facts ?? []) lines.push(...paragraph(fact, width).map(paint.dim));
  return `${lines.join('\n')}\n`;
}

function fixLines(text: string, label: string, width: number | null): readonly string[] {
  const { say, run } = fixOf(escapeText(text));
  const lines = say === '' && run !== null ? [label.trimEnd()] : sayLines(say, run, label, width);
  return run === null ? lines : [...lines, ' '.repeat(commandColumn) + run].filter((line) => line !== '');
}

function sayLines(say: string, run: string | null, label: string, width: number | null): readonly string[] {
  return wrapped(label, run === null ? say : `${say}:`, width, fixColumn);
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
