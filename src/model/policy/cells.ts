import { advance, closure, type Glob, type GlobToken } from './glob.ts';

/** A comparison would need more work than its limit allows; it ends as "not understood". */
export class TooComplex extends Error {}

/** Ten full packed policies beside a few patterns with wildcards take 40,000 states and half of this work. */
const MAX_STATES = 60_000;
const MAX_WORK = 2_500_000;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** The patterns that can still match what follows `text`, each with the positions it can be at. */
interface State {
  readonly text: string;
  readonly alive: readonly Alive[];
}

interface Alive {
  readonly pattern: number;
  readonly positions: readonly number[];
}

/**
 * Patterns divide all strings into cells: two strings are in the same cell if the same patterns match them.
 * Returns one string of each cell that is not empty, so that whatever only asks which patterns match is
 * decided for all strings by trying these.
 *
 * The patterns run side by side as one automaton, character by character; each of its states is visited once,
 * by the shortest string that leads there.
 *
 * @throws TooComplex if the patterns interact too much
 */
export function sampleCells(patterns: readonly Glob[]): readonly string[] {
  if (patterns.every(isLiteral)) return sampleLiterals(patterns);

  const samples = new Map<string, string>();
  const start = patterns.map((glob, pattern) => ({ pattern, positions: closure(glob, [0]) }));
  const queue: State[] = [{ text: '', alive: start }];
  const seen = new Set([keyOf(start)]);
  let work = 0;
  for (const { text, alive } of queue) {
    const cell = alive.filter(({ pattern, positions }) =>
      positions.includes(patterns[pattern]?.length ?? -1),
    );
    const cellKey = cell.map(({ pattern }) => pattern).join(' ');
    if (!samples.has(cellKey)) samples.set(cellKey, text);

    for (const character of alphabet(patterns, alive)) {
      const next: Alive[] = [];
      for (const { pattern, positions } of alive) {
        const reached = advance(patterns[pattern] ?? [], positions, character);
        if (reached.length > 0) next.push({ pattern, positions: reached });
        work += positions.length;
      }
      const key = keyOf(next);
      if (seen.has(key)) continue;
      if (seen.size >= MAX_STATES || work > MAX_WORK) throw new TooComplex('the patterns interact too much');
      seen.add(key);
      queue.push({ text: text + character, alive: next });
    }
  }
  return [...samples.values()];
}

/** Without wildcards each pattern is a cell of its own, and everything else is one. */
function sampleLiterals(patterns: readonly Glob[]): readonly string[] {
  const samples = new Set(patterns.map((glob) => glob.map(onlyCharacter).join('')));
  let fresh = 'other';
  while (samples.has(fresh)) fresh += 'x';
  return [...samples, fresh];
}

function isLiteral(glob: Glob): boolean {
  return glob.every((token) => onlyCharacter(token) !== undefined);
}

/** Undefined for a wildcard, and for a letter in either case. */
function onlyCharacter(token: GlobToken): string | undefined {
  return token.kind === 'character' && token.accepts.length === 1 ? token.accepts : undefined;
}

/** The characters that the patterns distinguish at this point, and one that stands for all the others. */
function alphabet(patterns: readonly Glob[], alive: readonly Alive[]): readonly string[] {
  const characters = new Set<string>();
  for (const { pattern, positions } of alive) {
    for (const position of positions) {
      const token = patterns[pattern]?.[position];
      if (token?.kind === 'character') for (const character of token.accepts) characters.add(character);
      else if (token?.withinSegment) characters.add(':');
    }
  }
  for (let code = 0; ; code += 1) {
    const fresh = LETTERS[code] ?? String.fromCharCode(0xe000 + code);
    if (!characters.has(fresh)) return [...characters, fresh];
  }
}

function keyOf(alive: readonly Alive[]): string {
  return alive.map(({ pattern, positions }) => `${pattern}:${positions.join(',')}`).join(' ');
}
