import { wrapped } from '../wrapped.ts';

/**
 * Lines that break between words, none before `::`: a line that begins so is a command to the runner of GitHub Actions,
 * and names in an account can begin so.
 */
export function auditLines(...[start, text, ...rest]: Parameters<typeof wrapped>): readonly string[] {
  const lines = wrapped(start, text.replaceAll(' ::', '\u00a0::'), ...rest);
  return lines.map((line) => line.replaceAll('\u00a0::', ' ::'));
}
