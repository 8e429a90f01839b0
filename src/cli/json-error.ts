import type { Failure } from '../model/failure.ts';
import { givenLine } from './given-line.ts';

/** Whether a line asks for JSON, whatever else is wrong with it. @param argv as it was given */
export function wantsJson(argv: readonly string[]): boolean {
  const { options } = givenLine(argv);
  const format = options.get('--format');
  if (format === 'credential-process') return false;
  return format === 'json' || options.has('--json');
}

/**
 * A failure for a program, as the one JSON object on stdout: docs/commands.md#errors-as-json. The kind and the exit
 * code are stable, the texts are for people.
 */
export function jsonError({ kind, text }: Failure, exitCode: number): string {
  const { what, why = null, fix = [] } = text;
  return `${JSON.stringify({ error: { kind, what, why, fix, exitCode } })}\n`;
}
