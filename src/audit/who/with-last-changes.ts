import type { AuditReport } from '../finding.ts';
import type { LastChange } from './last-change.ts';

/** The report with the last change of each finding. @param changes by the finding's id */
export function withLastChanges(report: AuditReport, changes: ReadonlyMap<string, LastChange>): AuditReport {
  const findings = report.findings.map((finding) => {
    const lastChange = changes.get(finding.id);
    return lastChange === undefined ? finding : { ...finding, lastChange };
  });
  return { ...report, findings };
}
