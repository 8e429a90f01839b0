import type { Finding } from '../audit/finding.ts';
import type { Origin } from '../model/origin.ts';
import type { ChangeStatus, Step } from '../plan/change.ts';
import { escapeName } from './escape.ts';
import type { Paint } from './paint.ts';
import { changeJson, openLines } from './steps.ts';

interface Facts {
  readonly organizationId: string;
  readonly changes: readonly {
    readonly change: Step['change'];
    readonly status: ChangeStatus;
    readonly fixes: readonly string[];
  }[];
  readonly repaired: readonly string[];
  readonly left: readonly Finding[] | null;
  readonly notices: readonly string[];
  readonly unseen: readonly string[];
}

/** The stable object of `--json`. */
export function repairJson(facts: Facts, origin: Origin): string {
  const { organizationId, changes, repaired, left, notices, unseen } = facts;
  const object = {
    organizationId,
    changes: changes.map((one) => ({ ...changeJson(one), fixes: one.fixes })),
    repaired,
    left: left === null ? null : left.map(({ id, severity, message }) => ({ id, severity, message })),
    notices,
    notAudited: unseen,
    ...origin,
  };
  return `${JSON.stringify(object)}\n`;
}

/** What was fixed, what is left, and the next command. */
export function repairView({
  result,
  complete,
  next,
  paint,
}: {
  readonly result: Facts;
  readonly complete: boolean;
  readonly next: string;
  readonly paint: Paint;
}): string {
  const { changes, repaired, left } = result;
  const open = openLines(changes, paint);
  const lines = [headline(changes.length, open.length, repaired.length, complete, paint)];
  for (const id of repaired) lines.push(`  ${paint.good('gone'.padEnd(10))}  ${escapeName(id)}`);
  lines.push(...open);
  if (left === null)
    lines.push(`  ${paint.warn('left'.padEnd(10))}  not known: the last audit did not succeed`);
  else lines.push(`  ${paint.dim('left'.padEnd(10))}  ${leftInWords(left)}`);
  if (!complete || left === null || left.length > 0)
    lines.push(`  ${paint.dim('next'.padEnd(10))}  ${escapeName(next)}`);
  return `${lines.join('\n')}\n`;
}

function headline(all: number, open: number, repaired: number, complete: boolean, paint: Paint): string {
  if (all === 0)
    return `${paint.good('✓ nothing to change:')} the audit finds nothing that is to be repaired`;
  if (open > 0) return `${paint.bad('✗ incomplete:')} ${open} of ${all} changes are not done`;
  if (!complete)
    return `${paint.bad('✗ not certain:')} every change is done, and looking again did not succeed`;
  return `${paint.good('✓ done:')} ${repaired === 1 ? '1 finding is' : `${repaired} findings are`} gone`;
}

function leftInWords(left: readonly Finding[]): string {
  if (left.length === 0) return 'nothing';
  const of = (severity: Finding['severity']) => left.filter((one) => one.severity === severity).length;
  const parts = (['high', 'medium', 'low'] as const)
    .filter((severity) => of(severity) > 0)
    .map((severity) => `${of(severity)} ${severity}`);
  return `${left.length === 1 ? '1 finding' : `${left.length} findings`} (${parts.join(', ')})`;
}
