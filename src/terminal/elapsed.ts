/** The same for work that has ended, with what stands before it; empty for less than a tenth of a second. */
export function elapsedAfter(before: string, milliseconds: number, behind = ''): string {
  return milliseconds < 100 ? '' : `${before}${elapsed(milliseconds)}${behind}`;
}

/** Milliseconds as a person reads them: `0.4 s`, `12 s`, `2 min 05 s`. */
export function elapsed(milliseconds: number): string {
  const seconds = milliseconds / 1_000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${String(Math.floor(seconds % 60)).padStart(2, '0')} s`;
}
