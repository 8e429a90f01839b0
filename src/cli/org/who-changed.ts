import { during } from '../../access/progress.ts';
import type { AuditReport } from '../../audit/finding.ts';
import { withLastChanges } from '../../audit/who/with-last-changes.ts';
import { regionOfIam } from '../../model/iam-region.ts';
import type { OrganizationAudit } from '../../operations/organization/audit-organization.ts';
import { traceFindings } from '../../operations/organization/trace-findings.ts';
import { worstFirst } from '../../views/audit/words.ts';
import { whoText } from '../../views/history/words.ts';
import type { CommandContext } from '../context.ts';
import type { openSession } from '../open-session.ts';

/** The report with the last change of each finding's subject, and progress on stderr. */
export async function reportWithWho(
  { reading, context, report }: OrganizationAudit,
  limit: number,
  { aws, structure }: Pick<Awaited<ReturnType<typeof openSession>>, 'aws' | 'structure'>,
  { clock, signal, terminal }: CommandContext,
): Promise<AuditReport> {
  const { snapshot, management } = reading;
  const changes = await during(await terminal.progress(), 'look up who changed what', (task) =>
    traceFindings(worstFirst(report.findings), whoText, {
      aws,
      caller: management.caller,
      structure,
      snapshot,
      opsAccountId: context.ops?.id ?? null,
      region: regionOfIam(snapshot.partition),
      now: clock.now(),
      limit,
      signal,
      progress: (done, of) => task.update(`${done} of ${of} findings`),
    }),
  );
  return withLastChanges(report, changes);
}
