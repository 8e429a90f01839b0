import type { AuditReport } from '../audit/finding.ts';
import type { Origin } from '../model/origin.ts';
import type { ChangeStatus, Step } from '../plan/change.ts';
import { escapeName } from './escape.ts';
import type { Paint } from './paint.ts';
import { changeJson, openLines } from './steps.ts';

interface Facts {
  readonly organizationId: string | null;
  readonly managementAccountId: string;
  readonly ops: { readonly id: string | null; readonly name: string; readonly email: string };
  readonly changes: readonly { readonly change: Step['change']; readonly status: ChangeStatus }[];
  readonly notices: readonly string[];
}

/**
 * The stable object of `--json`.
 * @param audit of the base afterwards; null if there was none
 */
export function initOrganizationJson(facts: Facts, audit: AuditReport | null, origin: Origin): string {
  const { organizationId, managementAccountId, ops, changes, notices } = facts;
  const object = {
    organizationId,
    managementAccountId,
    ops,
    changes: changes.map(changeJson),
    notices,
    findings:
      audit === null ? null : audit.findings.map(({ id, severity, message }) => ({ id, severity, message })),
    ...origin,
  };
  return `${JSON.stringify(object)}\n`;
}

/** What now is, and the next command. */
export function initOrganizationView({
  result,
  audit,
  next,
  again,
  people,
  paint,
}: {
  readonly result: Facts;
  readonly audit: AuditReport | null;
  readonly next: string;
  /** How the first person gets into Ops, a line each; empty where that is not new. */
  readonly people: readonly string[];
  /** The command that audits everything. */
  readonly again: string;
  readonly paint: Paint;
}): string {
  const changed = result.changes.filter(({ status }) => status === 'applied').length;
  const open = openLines(result.changes, paint);
  const lines = [headline(open.length, result.changes.length, changed, audit !== null, paint)];
  if (open.length === 0) {
    lines.push(
      `  ${paint.dim('organization'.padEnd(12))}  ${result.organizationId ?? 'none'}, account ${result.managementAccountId}`,
      `  ${paint.dim(escapeName(result.ops.name).padEnd(12))}  ${result.ops.id ?? 'none'} <${escapeName(result.ops.email)}>`,
    );
  }
  lines.push(...open);
  for (const { severity, message } of audit?.findings ?? [])
    lines.push(`  ${paint.warn(severity.padEnd(6))}  ${escapeName(message)}`);
  if (audit !== null && audit.findings.length > 0)
    lines.push(`  ${paint.dim('all of it'.padEnd(12))}  ${escapeName(again)}`);
  lines.push(`  ${paint.dim('next'.padEnd(12))}  ${escapeName(next)}`);
  // Commands are to be pasted: nothing stands before them.
  if (people.length > 0) lines.push('', ...people.map(escapeName));
  return `${lines.join('\n')}\n`;
}

function headline(open: number, all: number, changed: number, audited: boolean, paint: Paint): string {
  if (open > 0) return `${paint.bad('✗ incomplete:')} ${open} of ${all} steps are not done`;
  if (!audited) return `${paint.bad('✗ not certain:')} every step is done, and looking again did not succeed`;
  if (changed === 0) return `${paint.good('✓ nothing to change:')} the base of the organization is there`;
  return `${paint.good('✓ done:')} the base of the organization is there`;
}
