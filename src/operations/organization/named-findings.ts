import { Failure } from '../../model/failure.ts';
import type { Difference } from '../../plan/difference.ts';
import { type FindingSelector, selects } from '../../plan/repair-plan.ts';

/**
 * Findings that are named and do not exist, next to existing ones: a run that resumes an earlier one names again the
 * findings that the earlier run has fixed.
 * @throws Failure if no existing finding, or one that cannot be repaired, is named
 */
export function withoutMatch(
  only: readonly FindingSelector[],
  findings: readonly Difference[],
): readonly string[] {
  const isFound = (selector: FindingSelector) => findings.some((finding) => selects(selector, finding));
  const missing = only.filter((selector) => !isFound(selector));
  const [first] = missing;
  if (first && missing.length === only.length) throw noMatch(first, findings);
  for (const selector of only) refuseUnrepairable(selector, findings);
  return missing.map(
    (selector) => `--only ${nameOf(selector)} matches no finding; an earlier run can have fixed it`,
  );
}

function nameOf({ check, subject }: FindingSelector): string {
  return subject === null ? check : `${check}:${subject}`;
}

function noMatch(selector: FindingSelector, findings: readonly Difference[]): Failure {
  const ofCheck = findings.filter(({ check }) => check === selector.check);
  return new Failure('failed', {
    what: `--only ${nameOf(selector)} matches no finding`,
    why:
      ofCheck.length === 0
        ? `The audit found no ${selector.check}. Nothing was changed.`
        : `Findings of this check: ${ofCheck.map(({ subject }) => subject).join(', ')}. Nothing was changed.`,
    fix: ['list the findings: diverst org audit'],
  });
}

function refuseUnrepairable(selector: FindingSelector, findings: readonly Difference[]): void {
  const matching = findings.filter((finding) => selects(selector, finding));
  if (matching.length === 0 || matching.some(({ repair }) => repair.length > 0)) return;
  throw new Failure('failed', {
    what: `diverst cannot repair ${nameOf(selector)}`,
    why: `${matching.map(({ message }) => message).join('; ')}. Nothing was changed.`,
    fix: [...new Set(matching.flatMap(({ fix }) => fix))],
  });
}
