/**
 * Whether output is what a document shows: `…` within a line stands for any text, `…` alone for any number of lines.
 * Spaces at the end of a line do not count.
 * @returns null where it fits, otherwise the first shown line that nothing fits
 */
export function misfit(shown: readonly string[], printed: string): string | null {
  const lines = trimmed(printed.split('\n'));
  const wanted = trimmed(shown);
  // How many lines may have been used up by the shown lines so far.
  let reached = new Set([0]);
  for (const line of wanted) {
    const next = new Set<number>();
    for (const used of reached) {
      if (line.trim() === '…') for (let end = used; end <= lines.length; end += 1) next.add(end);
      else if (used < lines.length && patternOf(line).test(lines[used] ?? '')) next.add(used + 1);
    }
    if (next.size === 0) return line;
    reached = next;
  }
  return reached.has(lines.length) ? null : 'nothing more is shown, and more was printed';
}

function patternOf(line: string): RegExp {
  const parts = line.split('…').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'u');
}

function trimmed(lines: readonly string[]): readonly string[] {
  const ends = lines.map((line) => line.trimEnd());
  const last = ends.findLastIndex((line) => line !== '');
  return ends.slice(0, last + 1);
}
