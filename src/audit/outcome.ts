import type { Severity } from '../model/checks.ts';
import type { AuditReport, Finding } from './finding.ts';

/** From which severity on a finding fails the audit; `none`: no finding does. */
export type FailOn = Severity | 'none';

export const severities: readonly Severity[] = ['high', 'medium', 'low'];

/**
 * What an audit ends with: 3 where something was not audited, whatever else was found; 2 where something differs at or
 * above `failOn`, with `--since` something new; 0 otherwise.
 */
export function auditExitCode(report: AuditReport, failOn: FailOn): 0 | 2 | 3 {
  if (notAudited(report) > 0) return 3;
  return report.findings.some((finding) => fails(finding, failOn)) ? 2 : 0;
}

/** How much could not be read, ignored findings included: an ignore does not make it audited. */
export function notAudited(report: AuditReport): number {
  return Math.max(report.counts.notAudited, unreadFindings(report).length);
}

/** What says that something could not be looked at, reported or not. */
export function unreadFindings({
  findings,
  ignored,
}: Pick<AuditReport, 'findings' | 'ignored'>): readonly Finding[] {
  return [...findings, ...ignored.map(({ finding }) => finding)].filter(isUnread);
}

export function isUnread({ check }: Pick<Finding, 'check'>): boolean {
  return check === 'not-audited';
}

/** An earlier report has it, so that it fails no audit and needs no look: what could not be read always does. */
export function isSettled(finding: Pick<Finding, 'age' | 'check'>): boolean {
  return finding.age === 'known' && !isUnread(finding);
}

/** Worse ones are smaller. */
export function severityRank(severity: Severity): number {
  return severities.indexOf(severity);
}

function fails({ severity, age }: Finding, failOn: FailOn): boolean {
  if (failOn === 'none' || age === 'known') return false;
  return severityRank(severity) <= severityRank(failOn);
}
