/** The checks of `diverst doctor`, in the order in which they are reported. */
export const diagnosisIds = [
  'node',
  'configuration',
  'credentials',
  'region',
  'identity',
  'organization',
  'root-access',
  'group',
  'mfa',
  'attribution',
  'reachability',
  'clock',
  'session-cache',
] as const;

export type DiagnosisId = (typeof diagnosisIds)[number];

/** `skipped`: it could not be looked at, and `what` says why. */
export type DiagnosisState = 'ok' | 'warning' | 'problem' | 'skipped';

/** What came of one check. */
export interface Diagnosis {
  readonly id: DiagnosisId;
  readonly state: DiagnosisState;
  /** What was found; it may be of several lines. */
  readonly what: string;
  /** What to do about it. */
  readonly fix: readonly string[];
}

/** Where the account is whose identity runs diverst. */
export type CallerPlace = 'management' | 'member' | 'no organization';

/** What came of the checks of the way to AWS. */
export interface Diagnoses {
  readonly found: readonly Diagnosis[];
  /** Null where the identity is unknown, or must not be used. */
  readonly place: CallerPlace | null;
}

export function diagnosis(
  id: DiagnosisId,
  state: DiagnosisState,
  what: string,
  fix: readonly string[] = [],
): Diagnosis {
  return { id, state, what, fix };
}

/** In the order of `diagnosisIds`. */
export function inOrder(found: readonly Diagnosis[]): readonly Diagnosis[] {
  return [...found].sort((a, b) => diagnosisIds.indexOf(a.id) - diagnosisIds.indexOf(b.id));
}

/** What is about AWS: looked at one after the other, as far as the ones before allow. */
const ofAws = diagnosisIds.slice(diagnosisIds.indexOf('credentials'), diagnosisIds.indexOf('session-cache'));

/** What is known of the way to AWS, and the rest of it as skipped for that reason. */
export function skipRest(known: readonly Diagnosis[], why: string): readonly Diagnosis[] {
  const missing = ofAws.filter((id) => known.every((one) => one.id !== id));
  return inOrder([...known, ...missing.map((id) => diagnosis(id, 'skipped', why))]);
}

/** Whether nothing is wrong; a warning is not. */
export function isWell(found: readonly Diagnosis[]): boolean {
  return found.every(({ state }) => state !== 'problem');
}
