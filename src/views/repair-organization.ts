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
  guardrailsOn,
  paint,
}: {
  readonly result: Facts;
  readonly complete: boolean;
  readonly next: string;
  /** The client or environment that guardrails were to be attached to, and nothing else was to be done; else null. */
  readonly guardrailsOn: string | null;
  readonly paint: Paint;
}): string {
  const { changes, repaired, left } = result;
  const open = openLines(changes, paint);
  const counts = { all: changes.length, open: open.length, repaired: repaired.length };
  const lines = [headline(counts, complete, guardrailsOn, paint)];
  for (const id of repaired) lines.push(`  ${paint.good('gone'.padEnd(10))}  ${escapeName(id)}`);
  lines.push(...open);
  if (left === null)
    lines.push(`  ${paint.warn('left'.padEnd(10))}  not known: the last audit did not succeed`);
  else lines.push(`  ${paint.dim('left'.padEnd(10))}  ${leftInWords(left)}`);
  if (!complete || left === null || left.length > 0)
    lines.push(`  ${paint.dim('next'.padEnd(10))}  ${escapeName(next)}`);
  return `${lines.join('\n')}\n`;
}

function headline(
  { all, open, repaired }: { readonly all: number; readonly open: number; readonly repaired: number },
  complete: boolean,
  guardrailsOn: string | null,
  paint: Paint,
): string {
  if (all === 0) {
    const why =
      guardrailsOn === null
        ? 'the audit finds nothing that is to be repaired'
        : `no guardrail was attached to ${escapeName(guardrailsOn)} by this run`;
    return `${paint.good('✓ nothing to change:')} ${why}`;
  }
  if (open > 0) return `${paint.bad('✗ incomplete:')} ${open} of ${all} changes are not done`;
  if (!complete)
    return `${paint.bad('✗ not certain:')} every change is done, and looking again did not succeed`;
  if (guardrailsOn !== null)
    return `${paint.good('✓ done:')} ${all === 1 ? '1 change is' : `all ${all} changes are`} made; AWS enforces guardrails in ${escapeName(guardrailsOn)}`;
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
