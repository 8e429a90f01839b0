import type { AuditReport } from '../../audit/finding.ts';
import { isUnread, notAudited, severities } from '../../audit/outcome.ts';
import { refJson } from '../../model/account-kind.ts';
import type { AccountReport } from '../../report/account-report.ts';
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

/** The same of the page of one client or environment. */
export function accountPageJson(output: string, report: AccountReport): string {
  const open = report.findings.filter(({ accepted }) => accepted === null);
  const found = open.filter((finding) => !isUnread(finding));
  return safeJson({
    format: 1,
    output,
    organizationId: report.organizationId,
    ...refJson(report.owner),
    accountId: report.account.id,
    findings: Object.fromEntries(
      severities.map(
        (severity) => [severity, found.filter((one) => one.severity === severity).length] as const,
      ),
    ),
    ignored: report.findings.length - open.length,
    notAudited: open.length - found.length,
    ...report.origin,
  });
}
