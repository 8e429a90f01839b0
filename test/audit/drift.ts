import type { AccountNoun } from '../../src/model/account-kind.ts';
import type { CheckId, Severity } from '../../src/model/checks.ts';
import type { SandboxState } from '../../src/sandbox/state.ts';
import type { Cast } from './cast.ts';
import type { Climber } from './climb.ts';
import type { Door } from './doors.ts';
import type { ConfigName } from './prepared.ts';

/** Why a change is not tried for environments, too. */
export const notOfEnvironments = {
  base: 'it says nothing of any kind of account',
  shortForm: 'it is about environments of which the configuration only has the names',
  written: 'it is written for environments already',
  ci: 'one code compares the CI roles of every kind, and some of what can differ is tried for each',
  unit: 'an account is a client by its OU, and an environment by a name that the configuration gives',
} as const;

export type NotOfEnvironments = keyof typeof notOfEnvironments;

export const ofBase = { environment: 'base' } as const;
export const ofEnvironments = { environment: 'written' } as const;
export const ofShortForm = { environment: 'shortForm' } as const;
export const ofCi = { environment: 'ci' } as const;

/** One change of an organization that was as it is wanted. */
export interface Drift extends Expectation {
  readonly name: string;
  /** What the organization was made with; the defaults if not given. */
  readonly config?: ConfigName;
  /**
   * What it touches: changes that touch the same are not combined. `client`: the client that the cast has in front;
   * `alone`: it hides what others show.
   */
  readonly touches: string;
  /** What is expected otherwise where the cast is one of environments, or why it is none of theirs. */
  readonly kinds?: { readonly environment: Partial<Expectation> | NotOfEnvironments };
  /** The calls by which the user `helper` of Ops gets into the client's role, where it takes more than one. */
  readonly climb?: (by: Climber) => Promise<void>;
  apply(state: SandboxState, cast: Cast): void;
}

export interface Expectation {
  readonly expect: {
    readonly check: CheckId;
    readonly severity: Severity;
    /** What the finding's subject says, as `anonymous` writes it. */
    readonly subject?: RegExp;
  };
  /** Checks that would report something untrue. */
  readonly never?: readonly CheckId[];
  /** Further checks that may find something too, because of it. */
  readonly explains?: readonly (CheckId | RegExp)[];
  /**
   * `yes`: a plain repair fixes it, and the audit is then clean but for `leaves`. `named`: only when it is named.
   * `no`: no repair of this program does.
   */
  readonly repair: 'yes' | 'named' | 'no';
  /** What a repair cannot fix of what it explains. */
  readonly leaves?: readonly CheckId[];
  /** What it does to who gets in, tried with real calls. */
  readonly doors?: { readonly opens?: readonly Door[]; readonly closes?: readonly Door[] };
}

/** Something that is none of the audit's business, or that means the same as before. */
export interface Rewriting {
  readonly name: string;
  readonly config?: ConfigName;
  /** As in {@link Drift}. */
  readonly touches: string;
  readonly kinds?: { readonly environment: NotOfEnvironments };
  apply(state: SandboxState, cast: Cast): void;
}

/** The parts that the drifts of one list have in common are given once. */
export function drifts<Common extends Partial<Drift>>(
  common: Common,
  list: readonly (Omit<Drift, keyof Common> & Partial<Drift>)[],
): readonly Drift[] {
  return list.map((one) => ({ ...common, ...one }) as Drift);
}

export const nouns = ['client', 'environment'] as const satisfies readonly AccountNoun[];

/** A change, and the kind of account that the cast is about. */
export interface OfKind<T> {
  readonly name: string;
  readonly noun: AccountNoun;
  readonly change: T;
}

/** The changes as they are tried for one kind, with what is expected there. */
export function ofKind<T extends Drift | Rewriting>(
  noun: AccountNoun,
  changes: readonly T[],
): readonly OfKind<T>[] {
  return changes.flatMap((change): readonly OfKind<T>[] => {
    const name = noun === 'client' ? change.name : `${noun}: ${change.name}`;
    if (noun === 'client') return [{ name, noun, change }];
    const otherwise = change.kinds?.[noun];
    return typeof otherwise === 'string' ? [] : [{ name, noun, change: { ...change, ...otherwise } }];
  });
}

/** Those of a kind that can be made together. */
export function combinableOf<T extends Drift | Rewriting>(
  noun: AccountNoun,
  changes: readonly T[],
): readonly T[] {
  return ofKind(noun, changes).flatMap(({ change }) =>
    (change.config ?? 'default') === 'default' && change.touches !== 'alone' ? [change] : [],
  );
}

/** How often chance is tried: it chooses among the same changes for each kind. */
export function runsOf(noun: AccountNoun): { readonly numRuns: number } {
  const numRuns = Number(process.env.PROPERTY_RUNS ?? 25);
  return { numRuns: noun === 'client' ? numRuns : Math.ceil(numRuns / 5) };
}

/**
 * The same for every kind, one after the other. One code judges all kinds, so that of the changes that are the same for
 * environments every fourth is tried there; `DRIFTS=all` tries each.
 */
export function ofEveryKind<T extends Drift | Rewriting>(changes: readonly T[]): readonly OfKind<T>[] {
  return nouns.flatMap((noun) => ofKind(noun, changes).filter((one, at) => isTried(one, at)));
}

function isTried({ noun, change }: OfKind<Drift | Rewriting>, at: number): boolean {
  const isSame = noun === 'environment' && change.kinds === undefined;
  return !isSame || at % 4 === 0 || process.env.DRIFTS === 'all';
}
