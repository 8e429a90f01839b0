import type { AuditReport } from '../audit/finding.ts';
import type { Origin } from '../model/origin.ts';
import type { ChangeStatus, Step } from '../plan/change.ts';
import { escapeName } from './escape.ts';
import { labelledRows } from './labelled-rows.ts';
import { type NextCommand, nextLines } from './next-commands.ts';
import { doneWords, headline, openWords } from './outcome.ts';
import type { Paint } from './paint.ts';
import { changeJson, openLines } from './steps.ts';
import { wrapped } from './wrapped.ts';

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

/** What the organization is now, and the next command. */
export function initOrganizationView({
  result,
  audit,
  next,
  again,
  paint,
  width,
}: {
  readonly result: Facts;
  readonly audit: AuditReport | null;
  /** Commands in the order in which they are typed. */
  readonly next: readonly NextCommand[];
  /** The command that audits everything. */
  readonly again: string;
  readonly paint: Paint;
  /** Columns of the terminal; null where there is none. */
  readonly width: number | null;
}): string {
  const { changes, organizationId, managementAccountId, ops } = result;
  const open = openWords(changes);
  const lines = [...headOf(open, doneWords(changes), audit !== null, paint, width)];
  if (open !== null) lines.push(...openLines(changes, paint, width));
  else
    lines.push(
      ...labelledRows(
        [
          ['organization', `${organizationId ?? 'none'}, management account ${managementAccountId}`],
          [ops.name, `${ops.id ?? 'none'} <${ops.email}>`],
        ],
        paint,
        width,
        'organization'.length,
      ),
    );
  const findings = audit?.findings ?? [];
  for (const { severity, message } of findings)
    lines.push(...wrapped(`  ${paint.warn(severity.padEnd(6))}  `, escapeName(message), width, 10));
  const details = findings.length === 0 ? [] : [{ say: 'to see the details of each finding', run: again }];
  lines.push(...nextLines([...details, ...next], paint, width));
  return `${lines.join('\n')}\n`;
}

function headOf(
  open: string | null,
  done: string,
  isAudited: boolean,
  paint: Paint,
  width: number | null,
): readonly string[] {
  if (open !== null) return headline('incomplete', open, paint, width);
  if (!isAudited)
    return headline(
      'not verified',
      `every change is done${done}, but diverst could not read the organization again`,
      paint,
      width,
    );
  return done === ''
    ? headline('no changes', 'the organization is already set up', paint, width)
    : headline('done', `the organization is set up${done}`, paint, width);
}
