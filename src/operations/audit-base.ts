import type { Patience } from '../apply/patience.ts';
import { during, type Progress } from '../apply/progress.ts';
import type { AuditReport } from '../audit/finding.ts';
import { auditReport } from '../audit/report.ts';
import type { Aws } from '../aws/api.ts';
import type { Ignore } from '../model/checks.ts';
import type { Structure } from '../model/structure.ts';
import { diffOrganization } from '../plan/diff-organization.ts';
import { readOrganization } from './read-organization.ts';

/**
 * Audits what every client rests on, and no client: organization, OUs, the management account and Ops.
 * @param ignores findings that are not told
 * @param program how it is called in commands that are told: `diverst --profile root`
 */
export async function auditBase(
  tools: {
    readonly aws: Aws;
    readonly structure: Structure;
    readonly patience: Patience;
    readonly progress: Progress;
  },
  ignores: readonly Ignore[],
  program: string,
): Promise<AuditReport> {
  const { aws, structure, patience, progress } = tools;
  const begun = patience.clock.now();
  const { snapshot, calls } = await during(progress, 'audit the base', () =>
    readOrganization({ aws, structure, patience, concurrency: 2 }, []),
  );
  patience.signal.throwIfAborted();
  const of = (kind: 'read' | 'unread') =>
    snapshot.accounts.filter(({ reading }) => reading.kind === kind).length;
  const report = auditReport(diffOrganization(structure, snapshot), {
    snapshot,
    counts: {
      accounts: snapshot.accounts.length,
      clients: 0,
      audited: of('read'),
      notAudited: of('unread'),
      seconds: (patience.clock.now() - begun) / 1_000,
      calls,
    },
    only: null,
    ignores,
    today: new Date(patience.clock.now()).toISOString().slice(0, 10),
    since: null,
    program,
  });
  const base: readonly string[] = ['organization', 'management', 'ops'];
  return { ...report, findings: report.findings.filter(({ place }) => base.includes(place.kind)) };
}
