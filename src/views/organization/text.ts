import type { AuditReport, Finding } from '../../audit/finding.ts';
import type { OrganizationSnapshot } from '../../model/organization.ts';
import { sandboxMark } from '../../model/origin.ts';
import { paintSeverity } from '../audit/text.ts';
import { oneLine, tally, worstFirst } from '../audit/words.ts';
import type { Paint } from '../paint.ts';
import { type AccountNode, driftMark, organizationTree, stateWord, type UnitNode } from './tree.ts';

/** Names up to this many characters stand in a column with their siblings'. */
const longestColumn = 32;

/** The organization as a tree: OUs, accounts with id and state, and how each differs. */
export function organizationText(snapshot: OrganizationSnapshot, report: AuditReport, paint: Paint): string {
  const tree = organizationTree(snapshot, report);
  const isManagement = ({ account }: AccountNode) => account.id === snapshot.managementAccountId;
  const mark = (findings: readonly Finding[]) => {
    const [worst] = worstFirst(findings);
    return worst ? `  ${paintSeverity(worst.severity, paint)(`! ${driftMark(findings)}`)}` : '';
  };

  const accountLines = (accounts: readonly AccountNode[]): readonly string[] => {
    const names = accounts.map(({ account }) => oneLine(account.name));
    const column = Math.min(longestColumn, Math.max(0, ...names.map((name) => name.length)));
    return accounts.map((one, index) => {
      const state = `${stateWord(one.account)}${isManagement(one) ? ', management account' : ''}`;
      return `${(names[index] ?? '').padEnd(column)}  ${one.account.id}  ${paint.dim(state)}${mark(one.findings)}`;
    });
  };

  const below = ({ accounts, units }: UnitNode): readonly string[] => {
    const blocks = [
      ...accountLines(accounts).map((line) => [line]),
      ...units.map((unit) => [
        `${paint.bold(`OU ${oneLine(unit.name ?? '')}`)}${unit.accounts.length + unit.units.length === 0 ? `  ${paint.dim('empty')}` : ''}${mark(unit.findings)}`,
        ...below(unit),
      ]),
    ];
    return blocks.flatMap((lines, index) => {
      const last = index === blocks.length - 1;
      return lines.map((line, at) => `${branch(at === 0, last)}${line}`);
    });
  };

  const lines = [
    `${paint.bold(oneLine(`organization ${snapshot.id}`))}${report.origin?.sandbox ? `  ${paint.warn(`! ${sandboxMark}`)}` : ''}${mark(tree.findings)}`,
    `${paint.bold('root')}${mark(tree.root.findings)}`,
    ...below(tree.root),
  ];
  if (tree.elsewhere.length > 0)
    lines.push('in a place that was not read', ...accountLines(tree.elsewhere).map((line) => `    ${line}`));
  lines.push('', tally(report));
  return `${lines.join('\n')}\n`;
}

function branch(first: boolean, last: boolean): string {
  if (first) return last ? '└── ' : '├── ';
  return last ? '    ' : '│   ';
}
