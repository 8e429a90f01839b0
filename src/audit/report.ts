import type { Ignore } from '../model/checks.ts';
import type { OrganizationSnapshot } from '../model/organization.ts';
import { type Difference, differenceId } from '../plan/difference.ts';
import { catalog } from './catalog.ts';
import type { AuditCounts, AuditReport } from './finding.ts';

/** Placeholder: no ignores, no ages. */
export function auditReport(
  differences: readonly Difference[],
  options: {
    readonly snapshot: OrganizationSnapshot;
    readonly counts: AuditCounts;
    readonly only: readonly string[] | null;
    readonly ignores: readonly Ignore[];
    readonly today: string;
    readonly since: readonly string[] | null;
  },
): AuditReport {
  const { snapshot, counts, only, since } = options;
  const findings = differences.map((difference) => {
    const id = differenceId(difference);
    const age = since === null ? null : since.includes(id) ? ('known' as const) : ('new' as const);
    return { ...difference, id, severity: difference.severity ?? catalog[difference.check].severity, age };
  });
  return {
    organizationId: snapshot.id,
    managementAccountId: snapshot.managementAccountId,
    only,
    counts,
    findings,
    ignored: [],
    fixed: since === null ? null : since.filter((id) => !findings.some((finding) => finding.id === id)),
  };
}
