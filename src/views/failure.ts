import type { FailureText } from '../model/failure.ts';
import { escapeText } from './escape.ts';
import type { Paint } from './paint.ts';
import { wrapped } from './wrapped.ts';

/**
 * What, why and how to fix, each on lines of its own.
 * @param width columns of the terminal; null where there is none. A fix stays one line: it may hold a command
 */
export function failureView(text: FailureText, paint: Paint, width: number | null = null): string {
  const [first = '', ...more] = escapeText(text.what).split('\n');
  const lines = [...wrapped(`${paint.bad('✗ error:')} `, first, width, '✗ error: '.length), ...more];
  if (text.why !== undefined)
    lines.push(
      ...escapeText(text.why)
        .split('\n')
        .flatMap((line) => wrapped('  ', line, width)),
    );
  const [fix, ...others] = text.fix ?? [];
  if (fix !== undefined) lines.push(`  ${paint.bold('fix:')} ${escapeText(fix)}`);
  for (const other of others) lines.push(`       ${escapeText(other)}`);
  for (const fact of text.facts ?? []) lines.push(paint.dim(indent(escapeText(fact))));
  return `${lines.join('\n')}\n`;
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}
