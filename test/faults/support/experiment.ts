import { expect } from 'vitest';
import type { FaultCall } from '../../../src/sandbox/faults.ts';
import {
  effectsOf,
  needlessCreations,
  type ReportedChange,
  surplusEffects,
  untrueClaims,
} from './effects.ts';
import { essenceOf } from './essence.ts';
import { type Armed, arm, type Injection, isAbsorbed, isDeath, isDoubtful } from './injections.ts';
import type { Ended, Exited, Process, ProcessOptions } from './process.ts';
import { seedRandom } from './random.ts';
import { type Start, World, type WorldCall } from './world.ts';

/** A command line, and what is to come of it however it is disturbed. */
export interface Scenario {
  readonly name: string;
  /** The same world for every run. */
  readonly start: Start;
  readonly argv: readonly string[];
  readonly options?: () => ProcessOptions;
  /** Whether the run came to its end: its work is done. */
  done(exited: Exited): boolean;
  /** Whether the run reported what it could not do, otherwise than by an error. */
  reported?(exited: Exited): boolean;
  /** Does to its files what the death of a process does. */
  died?(options: ProcessOptions): void;
  /** Milliseconds within which each run ends; what bounds every process unless given. */
  readonly within?: number;
  /** Effects that a disturbed run may have and the others not: what it takes back of its own. */
  mayAlso?(effect: string): boolean;
  /** What else is to hold after each run. */
  each?(exited: Exited, world: World): Promise<void> | void;
  /** What else is to hold in the end. */
  last?(world: World): Promise<void> | void;
  /** The same, where it depends on nothing but what is compared anyway: for the undisturbed run. */
  undisturbed?(world: World): Promise<void>;
}

/** What comes of the scenario when nothing disturbs it. */
export interface Reference {
  /** The calls that faults can meet. */
  readonly trace: readonly WorldCall[];
  readonly essence: unknown;
  readonly effects: ReadonlyMap<string, number>;
}

/** Runs that a scenario may take to its end once nothing disturbs it any more, and those before. */
const mostRuns = 6;

export async function referenceOf(scenario: Scenario): Promise<Reference> {
  // The first run of a process loads the program's modules while it is under way, which changes the order of calls.
  await undisturbed(scenario);
  return undisturbed(scenario);
}

async function undisturbed(scenario: Scenario): Promise<Reference> {
  seedRandom(1);
  const world = new World(scenario.start);
  const ended = await world.run(scenario.argv, scenario.options?.());
  if (ended.kind !== 'exit' || !scenario.done(ended))
    throw new Error(`${scenario.name} does not come to its end undisturbed: ${JSON.stringify(ended)}`);
  await scenario.each?.(ended, world);
  await scenario.last?.(world);
  await scenario.undisturbed?.(world);
  return {
    trace: world.calls().filter(({ process }) => process === 1),
    essence: essenceOf(world.sandbox.state()),
    effects: effectsOf(world),
  };
}

/**
 * Disturbs a scenario, and runs it again as it says until it is done.
 * @returns the calls that the injections met; null for one that met none
 */
export async function experiment(
  scenario: Scenario,
  reference: Reference,
  injections: readonly Injection[],
): Promise<readonly (FaultCall | null)[]> {
  seedRandom(1);
  const world = new World(scenario.start);
  const options = scenario.options?.() ?? {};
  const armed = injections.map((injection) => arm(world, injection));
  for (let run = 1; ; run += 1) {
    const begun = world.clock.now();
    const process = world.start(scenario.argv, options);
    const ended = await process.ended;
    const minutes = (world.clock.now() - begun) / 60_000;
    if (ended.kind === 'endless') throw new Error(`run ${run} does not end within ${minutes} minutes`);
    if (scenario.within !== undefined && ended.kind === 'exit')
      expect(world.clock.now() - begun, `run ${run}: ${textOf(ended)}`).toBeLessThan(scenario.within);
    if (ended.kind === 'exit') {
      judge(scenario, world, process, ended, injections, armed);
      await scenario.each?.(ended, world);
      if (scenario.done(ended)) break;
    } else scenario.died?.(options);
    if (run === mostRuns) throw new Error(`run ${run} is still not done: ${textOf(ended)}`);
    // What is to be tried again "in a minute" is; where no time was given, it is tried again at once.
    world.clock.advance(ended.kind === 'exit' ? 60_000 : 500);
  }
  expect(surplusEffects(world, reference.effects, scenario.mayAlso ?? (() => false))).toEqual([]);
  // With a second fault, AWS itself may have hidden the first request.
  if (injections.length === 1 && injections[0]?.fault !== 'a creation that fails')
    expect(needlessCreations(world)).toEqual([]);
  expect(essenceOf(world.sandbox.state())).toEqual(reference.essence);
  // What had not met anything by now is not for what looks at the end.
  world.sandbox.faults.clear();
  await scenario.last?.(world);
  return armed.map(({ met }) => met());
}

/** Every fault was met, and the first run got over it if it is one of those. */
function judge(
  scenario: Scenario,
  world: World,
  process: Process,
  exited: Exited,
  injections: readonly Injection[],
  armed: readonly Armed[],
): void {
  const met = injections.flatMap((injection, index) => {
    const call = armed[index]?.met();
    return call ? [{ injection, call }] : [];
  });
  const text = textOf(exited);
  if (process.id === 1 && met.length === 1 && met.every(({ injection, call }) => isAbsorbed(injection, call)))
    expect(scenario.done(exited), `is to get over it by itself: ${text}`).toBe(true);
  if (!scenario.done(exited) && !scenario.reported?.(exited)) {
    expect(exited.stderr, text).toContain('✗ error: ');
    expect(exited.stderr, text).toContain('fix: ');
    const interrupted = met.some(({ injection }) => injection.fault.startsWith('Ctrl-C'));
    expect(exited.code, text).toBeOneOf(interrupted ? [1, 130] : [1]);
    if (exited.code === 130) {
      const ways = [resumeOf(scenario), 'run the same command again'];
      expect(
        ways.some((way) => exited.stderr.includes(way)),
        text,
      ).toBe(true);
    }
  }
  expect(exited.stderr, text).not.toMatch(/fault of diverst|\n\s+at /);
  const doubtful =
    met.some(({ injection, call }) => isDoubtful(injection, call)) ||
    met.some(({ injection }) => isDeath(injection));
  const changes = changesOf(exited);
  expect(untrueClaims(world, process.id, changes, doubtful), text).toEqual([]);
  const own = world.calls().filter((call) => call.process === process.id);
  if (exited.code === 0)
    expect(changes.filter(({ status }) => status === 'in-doubt' || status === 'not-applied')).toEqual([]);
  else if (own.some(({ effective }) => effective)) expect(changes.length, text).toBeGreaterThan(0);
  judgeSends(own, process, world, text);
}

/** Answers of CreateAccount and CloseAccount that leave open, or say, that something comes of it. */
const open = ['ok', 'pending', 'ECONNRESET', 'ETIMEDOUT', 'InternalFailure'];

function judgeSends(own: readonly WorldCall[], process: Process, world: World, text: string): void {
  const requests = own.filter(
    ({ operation, outcome }) => operation === 'CreateAccount' && open.includes(outcome),
  );
  expect(requests.length, `CreateAccount is sent again once at the most: ${text}`).toBeLessThanOrEqual(2);
  const closings = own.filter(
    ({ operation, outcome }) => operation === 'CloseAccount' && open.includes(outcome),
  );
  expect(closings.length, `CloseAccount is never sent again: ${text}`).toBeLessThanOrEqual(1);
  const { interruption } = process;
  if (interruption === null) return;
  expect(own.slice(interruption.calls), `calls after the interruption: ${text}`).toEqual([]);
  expect(world.clock.now() - interruption.at, `still waiting: ${text}`).toBeLessThan(35_000);
}

/** The command that continues, as it is reported. */
function resumeOf({ argv }: Scenario): string {
  const own = argv.filter((word, index) => word !== '--confirm' && argv[index - 1] !== '--confirm');
  return own.filter((word) => word !== '--yes' && word !== '--json').join(' ');
}

export function changesOf({ stdout }: Exited): readonly ReportedChange[] {
  if (!stdout.startsWith('{')) return [];
  const reported: { readonly changes?: readonly ReportedChange[] } = JSON.parse(stdout);
  return reported.changes ?? [];
}

export function textOf(ended: Ended): string {
  return ended.kind === 'exit' ? `exit ${ended.code}\n${ended.stdout}${ended.stderr}` : ended.kind;
}
