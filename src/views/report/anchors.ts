import type { Finding } from '../../audit/finding.ts';

/** Where on the page each finding is: ids of AWS hold characters that no fragment does. */
export interface Anchors {
  /** @throws where the finding is not on the page */
  of(finding: Finding): string;
}

/** @param findings in the order of the page */
export function anchorsOf(findings: readonly Finding[]): Anchors {
  const anchors = new Map(findings.map((finding, index) => [finding, `f${index + 1}`]));
  return {
    of(finding) {
      const anchor = anchors.get(finding);
      if (anchor === undefined) throw new Error(`${finding.id} is not on the page`);
      return anchor;
    },
  };
}
