import type { Verdict } from '../../../src/model/policy/compare.ts';

/** The verdict with the two policies exchanged. */
export const mirrored: Readonly<Record<Verdict, Verdict>> = {
  equal: 'equal',
  narrower: 'broader',
  broader: 'narrower',
  incomparable: 'incomparable',
  'not-understood': 'not-understood',
};
