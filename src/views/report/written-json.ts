import type { AuditReport } from '../../audit/finding.ts';
import { isUnread, notAudited, severities } from '../../audit/outcome.ts';
import { safeJson } from '../audit/json.ts';

/** The stable object of `org report --json`: where the page is, and what it counts. */
export function writtenPageJson(output: string, report: AuditReport): string {
  const found = report.findings.filter((finding) => !isUnread(finding));
  const ofSeverity = severities.map(
    (severity) => [severity, found.filter((one) => one.severity === severity).length] as const,
  );
  return safeJson({
    format: 1,
    output,
    organizationId: report.organizationId,
    accounts: report.counts.accounts,
    findings: Object.fromEntries(ofSeverity),
    ignored: report.ignored.length,
    notAudited: notAudited(report),
    ...report.origin,
  });
}
