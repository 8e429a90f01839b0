import type { AuditReport } from '../../audit/finding.ts';
import { isUnread, notAudited } from '../../audit/outcome.ts';
import { severityCounts } from '../audit/words.ts';
import { plural } from '../plural.ts';

/** The result of an audit, for people who read nothing else: one sentence or two. */
export function verdictSentence(report: AuditReport): string {
  const found = report.findings.filter((finding) => !isUnread(finding));
  const unread = notAudited(report);
  const missed =
    unread === 0
      ? ''
      : ` diverst could not read ${unread} of its accounts or parts, so it cannot rule out a problem there.`;
  if (found.length > 0)
    return `diverst found ${plural(found.length, 'difference')} from your configuration: ${severityCounts(found)}.${missed}`;
  return unread === 0
    ? 'Everything that diverst audited matches your configuration.'
    : `Everything that diverst could read matches your configuration.${missed}`;
}
