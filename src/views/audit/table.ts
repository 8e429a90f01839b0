import type { AuditReport, Finding } from '../../audit/finding.ts';
import { auditExitCode } from '../../audit/outcome.ts';
import type { Paint } from '../paint.ts';
import { textWidth } from '../text-width.ts';
import { auditLines } from './lines.ts';
import { type AuditTextOptions, auditText, endLines, paintSeverity } from './text.ts';
import { headline, oneLine, placeTitle, worstFirst } from './words.ts';

/** Columns that the last column needs, so that a table is easier to read than lines below each other. */
const narrowest = 30;

/** A row for each finding: severity, check, place and title. It ends as the text does. */
export function auditTable(
  report: AuditReport,
  options: Pick<AuditTextOptions, 'failOn' | 'width'>,
  paint: Paint,
): string {
  const { failOn, width } = options;
  if (report.findings.length === 0 && auditExitCode(report, failOn) === 0)
    return auditText(report, { ...options, debug: false }, paint);
  const lines = [...findingTable(worstFirst(report.findings), width, paint), ''];
  return `${[...lines, ...endLines(report, failOn, width, paint)].join('\n')}\n`;
}

/** Cells of one row; the last ones can break between words. */
type Row = readonly [word: string, check: string, place: string, title: string];

function findingTable(findings: readonly Finding[], width: number | null, paint: Paint): readonly string[] {
  const rows = findings.map(
    (finding): Row => [
      headline(finding).word,
      finding.check,
      placeTitle(finding.place),
      oneLine(finding.message),
    ],
  );
  const header: Row = ['severity', 'check', 'place', 'title'];
  const widths = [0, 1, 2].map((at) => Math.max(...[header, ...rows].map((row) => textWidth(row[at] ?? ''))));
  const fits = (columns: number) => width === null || width - columnOf(widths.slice(0, columns)) >= narrowest;
  const paints = findings.map(({ severity }) => paintSeverity(severity, paint));
  if (!fits(2))
    return rows.flatMap(([word, check, place, title], at) => [
      `${paints[at]?.(word) ?? word}  ${check}`,
      ...auditLines('  ', `${place}: ${title}`, width),
    ]);
  // If the place cannot have a column of its own, it stands before the title.
  const columns = fits(3) ? 3 : 2;
  const column = columnOf(widths.slice(0, columns));
  const linesOf = (row: Row, ofWord: (text: string) => string) => {
    const [, , place, title] = row;
    const last = columns === 3 ? title : `${place}: ${title}`;
    return auditLines(startOf(row.slice(0, columns), widths, ofWord), last, width, column);
  };
  return [
    ...linesOf(header, (text) => text).map(paint.dim),
    ...rows.flatMap((row, at) => linesOf(row, paints[at] ?? ((text) => text))),
  ];
}

function columnOf(widths: readonly number[]): number {
  return widths.reduce((sum, one) => sum + one + 2, 0);
}

function startOf(
  cells: readonly string[],
  widths: readonly number[],
  ofWord: (text: string) => string,
): string {
  const padded = (text: string, at: number) => ' '.repeat((widths[at] ?? 0) - textWidth(text) + 2);
  return cells.map((text, at) => `${at === 0 ? ofWord(text) : text}${padded(text, at)}`).join('');
}
