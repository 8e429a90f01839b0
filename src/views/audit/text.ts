import type { AuditReport, Finding } from '../../audit/finding.ts';
import { auditExitCode, type FailOn, severities } from '../../audit/outcome.ts';
import type { Severity } from '../../model/checks.ts';
import { fixLines } from '../next-commands.ts';
import type { Paint } from '../paint.ts';
import { plural } from '../plural.ts';
import { eachWith, fittingColumn } from '../wrapped.ts';
import { comparison, type Row } from './compare.ts';
import { type DocumentDiff, documentDiff } from './document-diff.ts';
import { lastChangeText } from './last-change.ts';
import { auditLines } from './lines.ts';
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
/** Where the text behind a label begins. */
const textColumn = indent.length + labelWidth + 2;
/** Characters of a line that is not for a terminal, from which on JSON is shown as a diff. */
const longest = 160;

/** The report for a person: what was looked at, the findings, the worst first, what the run ends with, and what to do. */
export function auditText(report: AuditReport, options: AuditTextOptions, paint: Paint): string {
  const { findings, fixed, ignored } = report;
  const { failOn, debug, width } = options;
  const lines: string[] = [];
  const say = (start: string, text: string, column: number) =>
    lines.push(...auditLines(start, text, width, column));
  const isClean = findings.length === 0 && auditExitCode(report, failOn) === 0;
  if (isClean) {
    say(`${paint.good('✓ clean:')} `, summary(report), '✓ clean: '.length);
    if (ignored.length > 0 || fixed !== null) say('', tally(report), 2);
  } else {
    say(`${paint.bold('audited')} `, summary(report), 'audited '.length);
    const { full, short } = inOrder(findings, options.all === true);
    lines.push(...placedLines(full, (finding) => findingLines(finding, options, paint), paint));
    lines.push(...knownLines(short, width, paint), '');
  }
  for (const id of fixed ?? []) lines.push(`${paint.good('fixed')}    ${oneLine(id)}`);
  if (debug) {
    for (const { finding, reason, expires } of ignored) {
      const text = `${oneLine(finding.id)}  until ${expires}: ${oneLine(reason)}`;
      lines.push(...auditLines('ignored  ', text, width).map(paint.dim));
    }
    lines.push(paint.dim(plural(report.counts.calls, 'call')));
  }
  if (!isClean) lines.push(...endLines(report, failOn, width, paint));
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

const known = 'known from the earlier report';

/** What an earlier report has already, one line each. */
function knownLines(findings: readonly Finding[], width: number | null, paint: Paint): readonly string[] {
  if (findings.length === 0) return [];
  return [
    '',
    ...auditLines(`${paint.bold(known)} `, '(add --all to see them in full)', width, known.length + 1),
    ...findings.flatMap((finding) => {
      const word = headline(finding).word.padEnd('medium, known'.length);
      const start = `  ${paintSeverity(finding.severity, paint)(word)}  `;
      const [id, place] = [oneLine(finding.id), placeTitle(finding.place)];
      const column = word.length + 4;
      return column + id.length + 2 + place.length <= (width ?? Number.POSITIVE_INFINITY)
        ? [`${start}${id}  ${paint.dim(place)}`]
        : [`${start}${id}`, ...auditLines(' '.repeat(column), place, width).map(paint.dim)];
    }),
  ];
}

function findingLines(finding: Finding, { width }: AuditTextOptions, paint: Paint): readonly string[] {
  const { word } = headline(finding);
  const start = `  ${paintSeverity(finding.severity, paint)(word)}  `;
  // The message says what the title of the check does, and of what it is.
  const lines = [...auditLines(start, oneLine(finding.message), width, word.length + 4)];
  const labelled = (label: string) => `${indent}${paint.dim(label.padEnd(labelWidth))}  `;
  const row = (label: string, text: string) =>
    lines.push(...auditLines(labelled(label), oneLine(text), width, textColumn));
  lines.push(...idLines(oneLine(finding.id), labelled('id'), width));
  lines.push(...comparisonLines(finding, width, paint));
  for (const fact of finding.evidence) row('evidence', fact);
  if (finding.lastChange !== undefined) row('changed', lastChangeText(finding.lastChange));
  lines.push(...fixLines(finding.fix.map(oneLine), labelled('fix'), width, textColumn, auditLines));
  return lines;
}

/** In one piece, which can be copied. */
function idLines(id: string, label: string, width: number | null): readonly string[] {
  const column = fittingColumn(id, textColumn, width);
  return column === textColumn ? [label + id] : [label.trimEnd(), ' '.repeat(column) + id];
}

/** Words in one line if both sides fit; long JSON as a diff of its lines; anything else below each other. */
function comparisonLines(
  { expected, actual }: Finding,
  width: number | null,
  paint: Paint,
): readonly string[] {
  const rows = comparison(expected, actual);
  const inOneLine = sideBySide(rows, width, paint);
  if (inOneLine !== null) return [inOneLine];
  const lines: string[] = [];
  for (let index = 0; index < rows.length; index += 1) {
    const [row, next] = [rows[index], rows[index + 1]];
    if (row === undefined) continue;
    const diff = next?.[0] === 'actual' && isLong([row, next], width) ? documentDiff(row, next) : null;
    if (diff !== null) {
      lines.push(...diffLines(diff, width, paint));
      index += 1;
      continue;
    }
    const [label, text] = row;
    const start = `${indent}${paint.dim(label.padEnd(labelWidth))}  `;
    lines.push(...auditLines(start, oneLine(text), width, textColumn));
  }
  return lines;
}

function isLong(rows: readonly Row[], width: number | null): boolean {
  return rows.some(([, text]) => textColumn + oneLine(text).length > (width ?? longest));
}

function diffLines({ name, lines }: DocumentDiff, width: number | null, paint: Paint): readonly string[] {
  const painted: Readonly<Record<string, (text: string) => string>> = { '-': paint.bad, '+': paint.warn };
  const heading = `${indent}${paint.dim('differs'.padEnd(labelWidth))}  `;
  return [
    ...auditLines(heading, `${name} (- expected, + actual)`, width, textColumn),
    ...lines.flatMap((line) => {
      const text = oneLine(line);
      const own = /^. +/.exec(text)?.[0] ?? '';
      const start = `${' '.repeat(textColumn)}${own}`;
      const parts = eachWith(start, text.slice(own.length), width, auditLines);
      return parts.map(painted[text.charAt(0)] ?? ((one) => one));
    }),
  ];
}

/** Both in one line if the terminal is wide enough. */
function sideBySide(rows: readonly Row[], width: number | null, paint: Paint): string | null {
  const [expected, actual] = rows;
  if (width === null || rows.length !== 2 || !expected || !actual) return null;
  const [wanted, found] = [oneLine(expected[1]), oneLine(actual[1])];
  const length = textColumn + wanted.length + 3 + 'actual'.length + 2 + found.length;
  if (length > width) return null;
  return `${indent}${paint.dim(expected[0].padEnd(labelWidth))}  ${wanted}   ${paint.dim(actual[0])}  ${found}`;
}

/** How many findings, the exit code and why, and what to do next. */
export function endLines(
  report: AuditReport,
  failOn: FailOn,
  width: number | null,
  paint: Paint,
): readonly string[] {
  return [
    ...auditLines('', tally(report), width, 2).map(paint.bold),
    ...verdictLines(report, failOn, width, paint),
    ...nextStepLines(report, width),
  ];
}

/** The command comes last and alone on its line. */
function nextStepLines(report: AuditReport, width: number | null): readonly string[] {
  const next = nextStep(report);
  if (next === null) return [];
  return [...auditLines('', next.say, width), ...(next.run === null ? [] : [`  ${next.run}`])];
}

function verdictLines(
  report: AuditReport,
  failOn: FailOn,
  width: number | null,
  paint: Paint,
): readonly string[] {
  const lines = auditLines('', verdict(report, failOn), width, 2);
  return auditExitCode(report, failOn) === 0 ? lines : lines.map(paint.bad);
}

export function paintSeverity(severity: Severity, paint: Paint): (text: string) => string {
  const [high, medium] = severities;
  if (severity === high) return paint.bad;
  return severity === medium ? paint.warn : paint.dim;
}
