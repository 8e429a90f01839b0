import type { AuditReport, Finding } from '../../audit/finding.ts';
import { auditExitCode, type FailOn, isUnread, severities } from '../../audit/outcome.ts';
import type { Severity } from '../../model/checks.ts';
import type { Paint } from '../paint.ts';
import { comparison } from './compare.ts';
import {
  groupedByPlace,
  headline,
  oneLine,
  placeTitle,
  plural,
  severityCounts,
  summary,
  tally,
  verdict,
  worstFirst,
} from './words.ts';

export interface AuditTextOptions {
  readonly failOn: FailOn;
  /** Names every finding that is ignored. */
  readonly debug: boolean;
  /** Columns of the terminal that it is for; null leaves lines as long as they are. */
  readonly width: number | null;
}

const labelWidth = 'expected'.length;
const indent = '    ';

/** The report for a person: what was looked at, the findings by place, and what the run ends with. */
export function auditText(report: AuditReport, options: AuditTextOptions, paint: Paint): string {
  const { findings, fixed, ignored } = report;
  const lines: string[] = [];
  if (findings.length === 0 && auditExitCode(report, options.failOn) === 0) {
    lines.push(`${paint.good('✓ clean:')} ${summary(report)}`);
    if (ignored.length > 0 || fixed !== null) lines.push(tally(report));
  } else {
    lines.push(`${paint.bold('audited')} ${summary(report)}`);
    const worst = worstPlaces(findings);
    if (worst !== null) lines.push(...wrapped('', worst, options.width));
    for (const { place, findings: here } of groupedByPlace(findings)) {
      lines.push('', paint.bold(placeTitle(place)));
      for (const finding of here) lines.push(...findingLines(finding, options, paint));
    }
    lines.push('', `${paint.bold(tally(report))}`, verdictLine(report, options.failOn, paint));
  }
  for (const id of fixed ?? []) lines.push(`${paint.good('fixed')}    ${oneLine(id)}`);
  if (options.debug) {
    for (const { finding, reason, expires } of ignored)
      lines.push(paint.dim(`ignored  ${oneLine(finding.id)}  until ${expires}: ${oneLine(reason)}`));
  }
  return `${lines.join('\n')}\n`;
}

/** The first line that a tired person needs: how bad, and where the worst is. */
function worstPlaces(findings: readonly Finding[]): string | null {
  const drift = worstFirst(findings.filter((finding) => !isUnread(finding)));
  const [first] = drift;
  if (!first) return null;
  const severity = first.severity;
  const titles = groupedByPlace(drift.filter((one) => one.severity === severity)).map(({ place }) =>
    placeTitle(place),
  );
  const most = 5;
  const more = titles.length > most ? ` and ${plural(titles.length - most, 'further place')}` : '';
  return `${severityCounts(findings)}; ${severity}: ${titles.slice(0, most).join(', ')}${more}`;
}

function findingLines(finding: Finding, { width }: AuditTextOptions, paint: Paint): readonly string[] {
  const { word, title } = headline(finding);
  const lines = [`  ${paintSeverity(finding.severity, paint)(word)}  ${paint.bold(title)}`.trimEnd()];
  const row = (label: string, text: string, wraps = true) =>
    lines.push(
      ...wrapped(
        `${indent}${paint.dim(label.padEnd(labelWidth))}  `,
        oneLine(text),
        wraps ? width : null,
        indent.length + labelWidth + 2,
      ),
    );
  row('what', finding.message);
  row('id', finding.id, false);
  const rows = comparison(finding.expected, finding.actual);
  const beside = sideBySide(rows, width, paint);
  if (beside !== null) lines.push(beside);
  else for (const [label, text] of rows) row(label, text);
  for (const fact of finding.evidence) row('evidence', fact);
  // A command is to be pasted: it is never broken into lines.
  finding.fix.forEach((fix, index) => {
    row(index === 0 ? 'fix' : '', fix, false);
  });
  return lines;
}

/** Both in one line where the terminal has room for it. */
function sideBySide(
  rows: readonly (readonly [string, string])[],
  width: number | null,
  paint: Paint,
): string | null {
  const [expected, actual] = rows;
  if (width === null || rows.length !== 2 || !expected || !actual) return null;
  const [wanted, found] = [oneLine(expected[1]), oneLine(actual[1])];
  const length = indent.length + labelWidth + 2 + wanted.length + 3 + 'actual'.length + 2 + found.length;
  if (length > width) return null;
  return `${indent}${paint.dim(expected[0].padEnd(labelWidth))}  ${wanted}   ${paint.dim(actual[0])}  ${found}`;
}

function verdictLine(report: AuditReport, failOn: FailOn, paint: Paint): string {
  const text = verdict(report, failOn);
  return auditExitCode(report, failOn) === 0 ? text : paint.bad(text);
}

export function paintSeverity(severity: Severity, paint: Paint): (text: string) => string {
  const [high, medium] = severities;
  if (severity === high) return paint.bad;
  return severity === medium ? paint.warn : paint.dim;
}

/**
 * @param start what stands before the first line, `column` wide; further lines begin below the text
 * @param width columns; null for one line, however long
 */
function wrapped(
  start: string,
  text: string,
  width: number | null,
  column = start.length,
): readonly string[] {
  const room = width === null ? Number.POSITIVE_INFINITY : Math.max(20, width - column);
  const lines: string[] = [];
  let rest = [...text];
  while (rest.length > room) {
    const space = rest.lastIndexOf(' ', room);
    const end = space > room / 2 ? space : room;
    lines.push(rest.slice(0, end).join(''));
    rest = rest.slice(rest[end] === ' ' ? end + 1 : end);
  }
  lines.push(rest.join(''));
  return lines.map((line, index) => (index === 0 ? start : ' '.repeat(column)) + line);
}
