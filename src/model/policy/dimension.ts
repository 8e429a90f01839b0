import { TooComplex } from './cells.ts';

/**
 * Requests differ in several ways: their action, their resource, who makes them, what each condition key
 * holds. Each of these is a dimension, divided into cells that no atom of the policies at hand distinguishes.
 * A request is one cell of every dimension, and it matches the atoms that all its cells admit.
 *
 * Sets of atoms are bit masks: bit n stands for the atom at index n.
 */
export interface Dimension {
  readonly groups: readonly CellGroup[];
}

/**
 * Cells of which it is not known which occur in reality: each is one possible reading of something that is
 * not understood. A cell whose meaning is certain is a group by itself.
 */
export interface CellGroup {
  /** At least one of the cells occurs in reality; if false, perhaps none does. */
  readonly occurs: boolean;
  /** For each cell the atoms that it admits. */
  readonly cells: readonly bigint[];
}

/** The atoms of two policies by what they do. */
export interface Sides {
  readonly allowLeft: bigint;
  readonly denyLeft: bigint;
  readonly allowRight: bigint;
  readonly denyRight: bigint;
}

/** What one side allows and the other does not. */
export interface CellDifference {
  /** Some request shows it under every reading. */
  readonly certain: boolean;
  /** The allowing atoms of requests that show it under some reading; 0 proves that there is no difference. */
  readonly atoms: bigint;
}

export interface Differences {
  readonly onlyLeft: CellDifference;
  readonly onlyRight: CellDifference;
}

const NONE: CellDifference = { certain: false, atoms: 0n };
const MAX_STEPS = 400_000;

/**
 * Compares what two sides allow over every request. Requests that match the same atoms so far are followed
 * once, which keeps the work near the number of cells instead of their product.
 *
 * @throws TooComplex if it is too much work all the same
 */
export function differences(dimensions: readonly Dimension[], sides: Sides): Differences {
  const known = dimensions.map(() => new Map<bigint, Differences>());
  const allowing = sides.allowLeft | sides.allowRight;
  let steps = 0;

  const explore = (depth: number, atoms: bigint): Differences => {
    if ((atoms & allowing) === 0n) return { onlyLeft: NONE, onlyRight: NONE };
    const dimension = dimensions[depth];
    const memory = known[depth];
    if (dimension === undefined || memory === undefined) return decide(atoms, sides);
    const before = memory.get(atoms);
    if (before !== undefined) return before;

    const found: Differences[] = [];
    for (const group of dimension.groups) {
      steps += group.cells.length;
      if (steps > MAX_STEPS) throw new TooComplex('there are too many combinations of conditions');
      const readings = [...new Set(group.cells.map((cell) => atoms & cell))];
      const outcomes = readings.map((reading) => explore(depth + 1, reading));
      found.push({
        onlyLeft: inGroup(
          group,
          outcomes.map((outcome) => outcome.onlyLeft),
        ),
        onlyRight: inGroup(
          group,
          outcomes.map((outcome) => outcome.onlyRight),
        ),
      });
    }
    const result = {
      onlyLeft: anywhere(found.map((outcome) => outcome.onlyLeft)),
      onlyRight: anywhere(found.map((outcome) => outcome.onlyRight)),
    };
    memory.set(atoms, result);
    return result;
  };

  const all = sides.allowLeft | sides.denyLeft | sides.allowRight | sides.denyRight;
  return explore(0, all);
}

function decide(atoms: bigint, sides: Sides): Differences {
  const left = (atoms & sides.denyLeft) === 0n ? atoms & sides.allowLeft : 0n;
  const right = (atoms & sides.denyRight) === 0n ? atoms & sides.allowRight : 0n;
  return {
    onlyLeft: left !== 0n && right === 0n ? { certain: true, atoms: left } : NONE,
    onlyRight: right !== 0n && left === 0n ? { certain: true, atoms: right } : NONE,
  };
}

/** A difference is certain within a group only if every reading of it shows one. */
function inGroup(group: CellGroup, outcomes: readonly CellDifference[]): CellDifference {
  return {
    certain: group.occurs && outcomes.length > 0 && outcomes.every((outcome) => outcome.certain),
    atoms: union(outcomes),
  };
}

function anywhere(outcomes: readonly CellDifference[]): CellDifference {
  return { certain: outcomes.some((outcome) => outcome.certain), atoms: union(outcomes) };
}

function union(outcomes: readonly CellDifference[]): bigint {
  return outcomes.reduce((atoms, outcome) => atoms | outcome.atoms, 0n);
}

/** The mask of the items for which the predicate holds. */
export function maskOf<T>(items: readonly T[], holds: (item: T) => boolean): bigint {
  let mask = 0n;
  items.forEach((item, index) => {
    if (holds(item)) mask |= 1n << BigInt(index);
  });
  return mask;
}
