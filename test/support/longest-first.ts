import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files of tests that take long, by a part of their path, the longest first. One that comes last keeps one processor busy
 * while the others wait: in a fresh clone nothing is known of how long files took, and large files come first, which
 * says nothing where the cases are elsewhere.
 */
const longest = [
  'audit/drifts-of-roles',
  'working-day/working-day',
  'audit/rewritings',
  'audit/drifts',
  'cli/org-policies',
  'audit/real-calls',
  'docs/docs',
  'audit/brute-force',
  'matrix/org-repair',
  'matrix/org-init',
  'matrix/org-guardrails',
  'matrix/org-trail',
  'matrix/org-audit',
  'matrix/client-init',
  'matrix/ci-',
  'processes/org-init',
  'fuzz/policies',
  'interop/terraform',
];

/** The files in the order in which they are begun. */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rank = ({ moduleId }: TestSpecification) => {
      const at = longest.findIndex((part) => moduleId.includes(`/${part}`));
      return at === -1 ? longest.length : at;
    };
    return sorted.toSorted((a, b) => rank(a) - rank(b));
  }
}
