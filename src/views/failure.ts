import type { FailureText } from '../model/failure.ts';
import { escapeText } from './escape.ts';
import type { Paint } from './paint.ts';

/** What, why and how to fix, each on lines of its own. */
export function failureView(text: FailureText, paint: Paint): string {
  const lines = [`${paint.bad('✗ error:')} ${escapeText(text.what)}`];
  if (text.why !== undefined) lines.push(indent(escapeText(text.why)));
  const [first, ...others] = text.fix ?? [];
  if (first !== undefined) lines.push(`  ${paint.bold('fix:')} ${escapeText(first)}`);
  for (const other of others) lines.push(`       ${escapeText(other)}`);
  for (const fact of text.facts ?? []) lines.push(paint.dim(indent(escapeText(fact))));
  return `${lines.join('\n')}\n`;
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}
