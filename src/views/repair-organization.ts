import type { Finding } from '../audit/finding.ts';
import type { Origin } from '../model/origin.ts';
import type { ChangeStatus, Step } from '../plan/change.ts';
import { escapeName } from './escape.ts';
import { labelledRows } from './labelled-rows.ts';
import { type NextCommand, nextLines } from './next-commands.ts';
import { doneWords, headline, openWords } from './outcome.ts';
import type { Paint } from './paint.ts';
import { plural } from './plural.ts';
import { changeJson, openLines } from './steps.ts';
import { wrapped } from './wrapped.ts';

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
  width,
}: {
  readonly result: Facts;
  readonly complete: boolean;
  readonly next: readonly NextCommand[];
  /** The client or environment to which alone guardrails were attached; else null. */
  readonly guardrailsOn: string | null;
  readonly paint: Paint;
  /** Columns of the terminal; null where there is none. */
  readonly width: number | null;
}): string {
  const { changes, repaired, left } = result;
  const lines = [...headOf(result, complete, guardrailsOn, paint, width)];
  for (const id of repaired)
    lines.push(...wrapped(`  ${paint.good('fixed'.padEnd(10))}  `, escapeName(id), width, 14));
  lines.push(...openLines(changes, paint, width));
  const words = left === null ? 'unknown: the last audit failed' : leftInWords(left);
  lines.push(...labelledRows([['left', words]], paint, width));
  if (!complete || left === null || left.length > 0) lines.push(...nextLines(next, paint, width));
  return `${lines.join('\n')}\n`;
}

function headOf(
  { changes, repaired }: Facts,
  complete: boolean,
  guardrailsOn: string | null,
  paint: Paint,
  width: number | null,
): readonly string[] {
  if (changes.length === 0)
    return headline(
      'no changes',
      guardrailsOn === null
        ? 'the audit found nothing to repair'
        : `no guardrail was attached to ${guardrailsOn} by this run`,
      paint,
      width,
    );
  const open = openWords(changes);
  if (open !== null) return headline('incomplete', open, paint, width);
  const done = doneWords(changes);
  if (!complete)
    return headline(
      'not verified',
      `every change is done${done}, but diverst could not audit the organization again`,
      paint,
      width,
    );
  const what =
    guardrailsOn === null
      ? `${repaired.length === 1 ? '1 finding is' : `${repaired.length} findings are`} fixed`
      : `AWS enforces guardrails in ${guardrailsOn}`;
  return headline('done', `${what}${done}`, paint, width);
}

/**
 * What a plan leaves, and why.
 * @param findings that no change of the plan fixes
 * @param audit the command that shows the details
 */
export function leftOutLines(
  findings: readonly Finding[],
  audit: string,
  width: number | null,
): readonly string[] {
  if (findings.length === 0) return [];
  const words = `${findings.length === 1 ? '1 finding is' : `${findings.length} findings are`} not part of this plan:`;
  return [
    ...wrapped('', words, width, 2),
    ...findings.flatMap(({ id, severity, repair }) =>
      wrapped(
        `  ${severity.padEnd('medium'.length)}  `,
        escapeName(
          `${id}: ${repair.length === 0 ? 'diverst cannot repair it, fix it by hand' : 'see the notes of the plan'}`,
        ),
        width,
        12,
      ),
    ),
    'to see how to fix them:',
    `  ${escapeName(audit)}`,
  ];
}

function leftInWords(left: readonly Finding[]): string {
  if (left.length === 0) return 'nothing';
  const of = (severity: Finding['severity']) => left.filter((one) => one.severity === severity).length;
  const parts = (['high', 'medium', 'low'] as const)
    .filter((severity) => of(severity) > 0)
    .map((severity) => `${of(severity)} ${severity}`);
  return `${plural(left.length, 'finding')} (${parts.join(', ')})`;
}
