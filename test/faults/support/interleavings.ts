import { expect, test } from 'vitest';
import fc from '../../support/properties.ts';
import { effectsOf, surplusEffects, untrueClaims } from './effects.ts';
import { changesOf, textOf } from './experiment.ts';
import type { Delay, Ended, Exited } from './process.ts';
import { randomFrom, seedRandom } from './random.ts';
import { type Start, World } from './world.ts';

/** One of the runs that work side by side. */
export interface Actor {
  readonly argv: readonly string[];
  /** Whether it came to its end; by code 0 unless given. */
  done?(exited: Exited): boolean;
}

/** Runs that meet in one organization. */
export interface Cast {
  readonly name: string;
  readonly start: Start;
  /** The runs of a case: so many of them, chosen by chance. */
  actors(count: number, random: () => number): readonly Actor[];
  /** What an organization is in the end, as far as it does not depend on who came first. */
  essence(world: World): unknown;
  /** Effects that runs side by side may have and others not: what they take back of their own. */
  mayAlso?(effect: string): boolean;
}

interface Case {
  readonly seed: number;
  readonly count: number;
  /** Whether one of the runs dies, and at which of its calls. */
  readonly dies: boolean;
  readonly at: number;
}

/** Milliseconds of one way; mostly short, so that a slow call lets many others pass. */
const ways = [0, 5, 20, 50, 50, 120, 400, 1_500, 4_000];
const mostRuns = 4;

/**
 * Two to eight runs side by side, whose calls come in an order that the seed decides; in one case of three one of
 * them dies. `PROPERTY_SEED` looks elsewhere, `FAULTS_INTERLEAVINGS` further.
 */
export function testInterleavings(cast: Cast, cases: number): void {
  const numRuns = Number(process.env.FAULTS_INTERLEAVINGS ?? cases);
  test(`${cast.name}: ${numRuns} interleavings`, { timeout: 600_000 }, async () => {
    const references = new Map<string, Reference>();
    const property = fc.asyncProperty(
      fc.record({
        seed: fc.nat(),
        // Few runs meet as often as many, and cost less.
        count: fc.constantFrom(2, 2, 2, 2, 2, 3, 3, 3, 4, 8),
        dies: fc.constantFrom(true, false, false),
        at: fc.integer({ min: 1, max: 30 }),
      }),
      (one) => interleave(cast, one, references),
    );
    const result = await fc.check(property, { numRuns });
    expect(
      result.failed,
      `seed ${result.seed}: ${JSON.stringify(result.counterexample)}\n${result.errorInstance}`,
    ).toBe(false);
  });
}

interface Reference {
  readonly essence: unknown;
  readonly effects: ReadonlyMap<string, number>;
}

async function interleave(cast: Cast, one: Case, references: Map<string, Reference>): Promise<void> {
  const actors = cast.actors(one.count, randomFrom(one.seed));
  const reference = await referenceOf(cast, actors, references);
  seedRandom(one.seed);
  const world = new World(cast.start);
  const processes = actors.map(({ argv }, index) =>
    world.start(argv, { delay: delayOf(one.seed, index), bound: 1_500_000 }),
  );
  const victim = processes[one.seed % processes.length];
  if (victim && one.dies) killAt(world, victim.id, one.at);
  const ended = await Promise.all(processes.map((running) => running.ended));
  for (const [index, end] of ended.entries()) {
    const actor = actors[index];
    if (actor) await toTheEnd(world, actor, end);
  }
  for (const [index, end] of ended.entries()) {
    if (end.kind !== 'exit') continue;
    const claims = untrueClaims(world, processes[index]?.id ?? 0, changesOf(end), false);
    expect(claims, textOf(end)).toEqual([]);
  }
  expect(surplusEffects(world, reference.effects, cast.mayAlso ?? (() => false))).toEqual([]);
  expect(cast.essence(world)).toEqual(reference.essence);
}

/** What comes of the same command lines one after the other; equal ones count once. */
async function referenceOf(
  cast: Cast,
  actors: readonly Actor[],
  references: Map<string, Reference>,
): Promise<Reference> {
  const lines = [...new Set(actors.map(({ argv }) => argv.join(' ')))].sort();
  const key = lines.join('\n');
  const known = references.get(key);
  if (known) return known;
  const world = new World(cast.start);
  for (const line of lines) {
    const ended = await world.run(line.split(' '));
    const actor = actors.find(({ argv }) => argv.join(' ') === line);
    if (!actor || !isDone(actor, ended)) throw new Error(`${line} fails by itself: ${textOf(ended)}`);
  }
  const reference = { essence: cast.essence(world), effects: effectsOf(world) };
  references.set(key, reference);
  return reference;
}

/** A run that did not come to its end is run again; what it says must be a clear error. */
async function toTheEnd(world: World, actor: Actor, first: Ended): Promise<void> {
  let ended = first;
  for (let run = 1; !isDone(actor, ended); run += 1) {
    if (ended.kind === 'endless') throw new Error(`${actor.argv.join(' ')} does not end`);
    if (ended.kind === 'exit') {
      expect(ended.code, textOf(ended)).toBe(1);
      expect(ended.stderr).toContain('fix: ');
      expect(ended.stderr).not.toMatch(/fault of diverst|\n\s+at /);
    }
    if (run === mostRuns) throw new Error(`still not done: ${textOf(ended)}`);
    world.clock.advance(60_000);
    const again = world.start(actor.argv);
    ended = await again.ended;
    if (ended.kind === 'exit')
      expect(untrueClaims(world, again.id, changesOf(ended), false), textOf(ended)).toEqual([]);
  }
}

function isDone(actor: Actor, ended: Ended): boolean {
  return ended.kind === 'exit' && (actor.done ?? (({ code }: Exited) => code === 0))(ended);
}

/** Each process has chance of its own, so that what one does decides nothing for the others. */
function delayOf(seed: number, index: number): Delay {
  return (number) => {
    const random = randomFrom(seed * 31 + index * 1_009 + number * 7_919);
    const way = () => ways[Math.floor(random() * ways.length)] ?? 0;
    return { there: way(), back: number % 2 === 0 ? 0 : way() };
  };
}

/** The process dies at its n-th call; before its effect where the number is even, after it otherwise. */
function killAt(world: World, id: number, at: number): void {
  let calls = 0;
  world.sandbox.faults.add({
    when: () => {
      if (world.newest()?.process.id !== id) return false;
      calls += 1;
      return calls === at;
    },
    fault: () => {
      const dying = world.newest()?.process;
      const die = (): Promise<never> => {
        dying?.kill();
        return new Promise(() => undefined);
      };
      return at % 2 === 0 ? { kind: 'hook', before: die } : { kind: 'hook', after: die };
    },
  });
}
