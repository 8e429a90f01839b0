import type { Comparison, Verdict } from '../../../src/model/policy/compare.ts';

/** The verdicts that are possible with the two policies exchanged. */
export function mirroredOf({
  verdict,
  reasons,
}: Pick<Comparison, 'verdict' | 'reasons'>): readonly Verdict[] {
  switch (verdict) {
    case 'narrower':
      // Where it is not proven that one allows less, it is not known whether the other allows more.
      return [reasons.length === 0 ? 'broader' : 'not-understood'];
    case 'broader':
      return ['narrower'];
    case 'not-understood':
      // That the other allows nothing more may be proven all the same.
      return ['not-understood', 'narrower'];
    default:
      return [verdict];
  }
}
