import { wrapped } from '../wrapped.ts';

/**
 * Lines that break between words, none before `::`: a line that begins so is a command to the runner of GitHub Actions,
 * and names in an account can begin so.
 */
export function auditLines(...[start, text, width, column]: Parameters<typeof wrapped>): readonly string[] {
  // A first word that is too long would have a line of its own.
  const most = text.startsWith('::') ? null : width;
  const lines = wrapped(start, text.replaceAll(' ::', '\u00a0::'), most, column);
  return lines.map((line) => line.replaceAll('\u00a0::', ' ::'));
}
