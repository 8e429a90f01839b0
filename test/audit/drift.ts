import type { CheckId, Severity } from '../../src/model/checks.ts';
import type { SandboxState } from '../../src/sandbox/state.ts';
import type { Cast } from './cast.ts';
import type { Climber } from './climb.ts';
import type { Door } from './doors.ts';
import type { ConfigName } from './prepared.ts';

/** One change of an organization that was as it is wanted. */
export interface Drift {
  readonly name: string;
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
  /** What the organization was made with; the defaults if not given. */
  readonly config?: ConfigName;
  /**
   * What it touches: changes that touch the same are not combined. `client`: the client that the cast has in front;
   * `alone`: it hides what others show.
   */
  readonly touches: string;
  /** What it does to who gets in, tried with real calls. */
  readonly doors?: { readonly opens?: readonly Door[]; readonly closes?: readonly Door[] };
  /** The calls by which the user `helper` of Ops gets into the client's role, where it takes more than one. */
  readonly climb?: (by: Climber) => Promise<void>;
  apply(state: SandboxState, cast: Cast): void;
}

/** Something that is none of the audit's business, or that means the same as before. */
export interface Rewriting {
  readonly name: string;
  readonly config?: ConfigName;
  /** As in {@link Drift}. */
  readonly touches: string;
  apply(state: SandboxState, cast: Cast): void;
}

/** The parts that the drifts of one list have in common are given once. */
export function drifts<Common extends Partial<Drift>>(
  common: Common,
  list: readonly (Omit<Drift, keyof Common> & Partial<Drift>)[],
): readonly Drift[] {
  return list.map((one) => ({ ...common, ...one }) as Drift);
}
