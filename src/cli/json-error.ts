import type { Failure } from '../model/failure.ts';

/** Whether a line asks for JSON, whatever else is wrong with it. @param argv as it was given */
export function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  const own = end < 0 ? argv : argv.slice(0, end);
  const format = own.findLast(
    (word, index) => /^(--format|-f)$/.test(own[index - 1] ?? '') || joined.test(word),
  );
  const value = format?.replace(joined, '');
  if (value === 'credential-process') return false;
  return value === 'json' || own.includes('--json');
}

/** An option and its value in one word. */
const joined = /^(?:--format=|-f(?=.))/;

/**
 * A failure for a program, as the one JSON object on stdout: docs/commands.md#errors-as-json. The kind and the exit
 * code are stable, the texts are for people.
 */
export function jsonError({ kind, text }: Failure, exitCode: number): string {
  const { what, why = null, fix = [] } = text;
  return `${JSON.stringify({ error: { kind, what, why, fix, exitCode } })}\n`;
}
