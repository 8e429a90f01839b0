import type { AuditReport, Finding } from '../../audit/finding.ts';
import { auditExitCode, type FailOn, severities } from '../../audit/outcome.ts';
import type { Severity } from '../../model/checks.ts';
import type { Paint } from '../paint.ts';
import { plural } from '../plural.ts';
import { wrapped } from '../wrapped.ts';
import { comparison } from './compare.ts';
import { lastChangeText } from './last-change.ts';
import { headline, inOrder, nextStep, oneLine, placeTitle, summary, tally, verdict } from './words.ts';

export interface AuditTextOptions {
  readonly failOn: FailOn;
  /** Names every finding that is ignored. */
  readonly debug: boolean;
  /** Says all of what an earlier report has already, too. */
  readonly all?: boolean;
  /** Columns of the terminal that it is for; null leaves lines as long as they are. */
  readonly width: number | null;
}

const labelWidth = 'expected'.length;
const indent = '    ';

/** The report for a person: what was looked at, the findings, the worst first, what the run ends with, and what to do. */
export function auditText(report: AuditReport, options: AuditTextOptions, paint: Paint): string {
  const { findings, fixed, ignored } = report;
  const lines: string[] = [];
  const isClean = findings.length === 0 && auditExitCode(report, options.failOn) === 0;
  if (isClean) {
    lines.push(`${paint.good('✓ clean:')} ${summary(report)}`);
    if (ignored.length > 0 || fixed !== null) lines.push(tally(report));
  } else {
    lines.push(`${paint.bold('audited')} ${summary(report)}`);
    const { full, short } = inOrder(findings, options.all === true);
    lines.push(...placedLines(full, (finding) => findingLines(finding, options, paint), paint));
    lines.push(...knownLines(short, paint), '');
  }
  for (const id of fixed ?? []) lines.push(`${paint.good('fixed')}    ${oneLine(id)}`);
  if (options.debug) {
    for (const { finding, reason, expires } of ignored)
      lines.push(paint.dim(`ignored  ${oneLine(finding.id)}  until ${expires}: ${oneLine(reason)}`));
    lines.push(paint.dim(plural(report.counts.calls, 'call')));
  }
  if (!isClean) {
    lines.push(paint.bold(tally(report)), verdictLine(report, options.failOn, paint));
    const next = nextStep(report);
    if (next !== null) lines.push(next);
  }
  return `${lines.join('\n')}\n`;
}

/** Findings one after the other; those of one place that follow each other stand under its heading once. */
function placedLines(
  findings: readonly Finding[],
  linesOf: (finding: Finding) => readonly string[],
  paint: Paint,
): readonly string[] {
  let before: string | null = null;
  return findings.flatMap((finding) => {
    const title = placeTitle(finding.place);
    const heading = title === before ? [] : ['', paint.bold(title)];
    before = title;
    return [...heading, ...linesOf(finding)];
  });
}

/** What an earlier report has already, one line each. */
function knownLines(findings: readonly Finding[], paint: Paint): readonly string[] {
  if (findings.length === 0) return [];
  return [
    '',
    `${paint.bold('known from the earlier report')} (in full: --all)`,
    ...findings.map((finding) => {
      const word = headline(finding).word.padEnd('medium, known'.length);
      const paintWord = paintSeverity(finding.severity, paint);
      return `  ${paintWord(word)}  ${oneLine(finding.id)}  ${paint.dim(placeTitle(finding.place))}`;
    }),
  ];
}

function findingLines(finding: Finding, { width }: AuditTextOptions, paint: Paint): readonly string[] {
  const { word } = headline(finding);
  const start = `  ${paintSeverity(finding.severity, paint)(word)}  `;
  // The message says what the title of the check does, and of what it is.
  const lines = [...wrapped(start, oneLine(finding.message), width, word.length + 4)];
  const row = (label: string, text: string, wraps = true) =>
    lines.push(
      ...wrapped(
        `${indent}${paint.dim(label.padEnd(labelWidth))}  `,
        oneLine(text),
        wraps ? width : null,
        indent.length + labelWidth + 2,
      ),
    );
  row('id', finding.id, false);
  const rows = comparison(finding.expected, finding.actual);
  const beside = sideBySide(rows, width, paint);
  if (beside !== null) lines.push(beside);
  else for (const [label, text] of rows) row(label, text);
  for (const fact of finding.evidence) row('evidence', fact);
  if (finding.lastChange !== undefined) row('changed', lastChangeText(finding.lastChange));
  // A command or an address is to be pasted: it is never broken into lines.
  finding.fix.forEach((fix, index) => {
    row(index === 0 ? 'fix' : '', fix, !/\b(diverst|aws) [a-z-]|https?:/.test(fix));
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
