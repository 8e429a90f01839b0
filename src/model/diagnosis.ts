/** What `diverst doctor` looks at, in the order in which it is told. */
export const diagnosisIds = [
  'node',
  'configuration',
  'credentials',
  'region',
  'identity',
  'organization',
  'group',
  'mfa',
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

/** Whether nothing is wrong; a warning is not. */
export function isWell(found: readonly Diagnosis[]): boolean {
  return found.every(({ state }) => state !== 'problem');
}
