import type { AuditReport, Finding } from '../../audit/finding.ts';
import type { OrganizationSnapshot } from '../../model/organization.ts';
import { paintSeverity } from '../audit/text.ts';
import { oneLine, tally, worstFirst } from '../audit/words.ts';
import type { Paint } from '../paint.ts';
import { textWidth } from '../text-width.ts';
import { wrapped } from '../wrapped.ts';
import { type AccountNode, driftMark, organizationTree, stateWord, type UnitNode } from './tree.ts';

/** Names up to this many columns stand in a column with their siblings'. */
const longestColumn = 32;

/** A part of a row, which breaks only if a line of its own is too short for it. */
interface Cell {
  readonly text: string;
  readonly paint?: (text: string) => string;
  /** Columns that it takes if the row is one line. */
  readonly column?: number;
}

/**
 * The organization as a tree: OUs, accounts with id and state, and how each differs. A row that is too long continues
 * below its own beginning, next to the branches.
 * @param width columns of the terminal; null where there is none
 */
export function organizationText(
  snapshot: OrganizationSnapshot,
  report: AuditReport,
  paint: Paint,
  width: number | null,
): string {
  const tree = organizationTree(snapshot, report);
  const isManagement = ({ account }: AccountNode) => account.id === snapshot.managementAccountId;
  const mark = (findings: readonly Finding[]): readonly Cell[] => {
    const [worst] = worstFirst(findings);
    if (worst === undefined) return [];
    return [{ text: `! ${driftMark(findings)}`, paint: paintSeverity(worst.severity, paint) }];
  };

  const accountRows = (accounts: readonly AccountNode[], room: number | null) => {
    const names = accounts.map(({ account }) => oneLine(account.name));
    const column = Math.min(longestColumn, Math.max(0, ...names.map(textWidth)));
    return accounts.map((one, index) => {
      const state = `${stateWord(one.account)}${isManagement(one) ? ', management account' : ''}`;
      const cells = [
        { text: names[index] ?? '', column },
        { text: one.account.id },
        { text: state, paint: paint.dim },
        ...mark(one.findings),
      ];
      return rowLines(cells, room);
    });
  };

  const below = ({ accounts, units }: UnitNode, around: number | null): readonly string[] => {
    const room = around === null ? null : around - branch(true, true).length;
    const blocks = [
      ...accountRows(accounts, room),
      ...units.map((unit) => {
        const isEmpty = unit.accounts.length + unit.units.length === 0;
        const cells = [
          { text: `OU ${oneLine(unit.name ?? '')}`, paint: paint.bold },
          ...(isEmpty ? [{ text: 'empty', paint: paint.dim }] : []),
          ...mark(unit.findings),
        ];
        return [...rowLines(cells, room, isEmpty ? '  ' : branch(false, false)), ...below(unit, room)];
      }),
    ];
    return blocks.flatMap((lines, index) => {
      const last = index === blocks.length - 1;
      return lines.map((line, at) => `${branch(at === 0, last)}${line}`);
    });
  };

  const organization = `organization ${snapshot.id}${report.origin?.sandbox ? ' (sandbox)' : ''}`;
  const lines = [
    ...rowLines([{ text: oneLine(organization), paint: paint.bold }, ...mark(tree.findings)], width),
    ...rowLines(
      [{ text: 'root', paint: paint.bold }, ...mark(tree.root.findings)],
      width,
      branch(false, false),
    ),
    ...below(tree.root, width),
  ];
  if (tree.elsewhere.length > 0) {
    const indent = '    ';
    const rows = accountRows(tree.elsewhere, width === null ? null : width - indent.length).flat();
    lines.push('in a place that was not read', ...rows.map((line) => indent + line));
  }
  lines.push('', ...wrapped('', tally(report), width, 2));
  return `${lines.join('\n')}\n`;
}

/** @param start of the lines after the first one */
function rowLines(cells: readonly Cell[], room: number | null, start = '  '): readonly string[] {
  const most = room ?? Number.POSITIVE_INFINITY;
  const gap = '  ';
  const widthOf = ({ text, column = 0 }: Cell) => Math.max(textWidth(text), column);
  const isOneLine = cells.reduce((sum, cell) => sum + widthOf(cell) + gap.length, -gap.length) <= most;
  const lines: string[] = [];
  let end = 0;
  for (const cell of cells) {
    const { text, paint = (given) => given } = cell;
    const padding = isOneLine ? ' '.repeat(widthOf(cell) - textWidth(text)) : '';
    if (lines.length > 0 && end + gap.length + textWidth(text) <= most) {
      lines[lines.length - 1] += `${gap}${paint(text)}${padding}`;
      end += gap.length + widthOf(cell);
      continue;
    }
    const indent = lines.length === 0 ? '' : start;
    const parts = wrapped('', text, most - start.length, 0);
    lines.push(...parts.map((part, at) => `${at === 0 ? indent : start}${paint(part)}`));
    lines[lines.length - 1] += padding;
    end = textWidth(parts.at(-1) ?? '') + (parts.length === 1 ? indent : start).length + padding.length;
  }
  return lines;
}

function branch(first: boolean, last: boolean): string {
  if (first) return last ? '└── ' : '├── ';
  return last ? '    ' : '│   ';
}
