import type { AccountNoun } from '../model/account-kind.ts';
import type { CheckId, Severity } from '../model/checks.ts';
import type { Change } from './change.ts';

/** One way in which reality is not as it is wanted: what the audit reports, and what a repair would fix. */
export interface Difference {
  readonly check: CheckId;
  /** What it is about: with the check it names the difference, the same at every run. One line, from AWS as it is. */
  readonly subject: string;
  readonly place: Place;
  /** Which kind of account it is about, where the place does not say: of a group in Ops, or of its grants. */
  readonly noun?: AccountNoun;
  /** Where it is not that of the check. */
  readonly severity?: Severity;
  /** One sentence, names of AWS in it as they are. */
  readonly message: string;
  /** What is wanted and what is, in words or as JSON; null where there is nothing to set beside the other. */
  readonly expected: string | null;
  readonly actual: string | null;
  /** Further facts, one a line. */
  readonly evidence: readonly string[];
  /** The changes that fix it, in order; empty where no change of this program does. */
  readonly repair: readonly Repair[];
  /** What a person does where `repair` is empty: commands or instructions. */
  readonly fix: readonly string[];
}

export interface Repair {
  readonly change: Change;
  /** It takes away what this program did not make: only done when it is asked for by name. */
  readonly consent: boolean;
}

/** The kinds of places, in the order in which they are shown. */
export const placeKinds = [
  'organization',
  'management',
  'ops',
  'client',
  'environment',
  'account',
  'configuration',
] as const;

/** Where a difference is: differences are shown by place. */
export interface Place {
  readonly kind: (typeof placeKinds)[number];
  /** Of the account; that of the organization is its id. */
  readonly name: string;
  /** Null where it is no account. */
  readonly accountId: string | null;
}

/** The name of a difference, the same at every run: `trust-broader:acme`. */
export function differenceId({ check, subject }: Pick<Difference, 'check' | 'subject'>): string {
  return `${check}:${subject}`;
}
