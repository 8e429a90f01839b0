import { type AccountNoun, accountWords } from '../model/account-kind.ts';
import type { CiRole } from '../model/ci-roles.ts';
import type { GrantedAccount } from '../model/granted-accounts.ts';
import { type Labels, type LabelsByName, labelsOf, labelText } from '../model/labels.ts';
import { escapeName } from './escape.ts';
import type { Paint } from './paint.ts';
import { wrapped } from './wrapped.ts';

/**
 * A line for each account of a kind: name, account id, role ARN, and labels where any of them has some. Labels that do
 * not fit beside the others stand below.
 * @param width columns; null for no limit
 */
export function accountListView(
  noun: AccountNoun,
  accounts: readonly GrantedAccount[],
  labels: LabelsByName,
  paint: Paint,
  width: number | null,
): string {
  const rows = accounts.map(({ name, accountId, roleArn }) => [
    name,
    accountId,
    escapeName(roleArn),
    escapeName(labelText(labelsOf(labels, name))),
  ]);
  const isLabelled = rows.some((row) => row.at(-1) !== '');
  const columns = [[noun, 'account', 'role', 'labels'], ...rows].map((row) =>
    isLabelled ? row : row.slice(0, -1),
  );
  const widths = (columns[0] ?? []).map((_, at) => Math.max(...columns.map((row) => row[at]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd();
  const isBelow = isLabelled && width !== null && columns.some((row) => line(row).length > width);
  const indent = ' '.repeat((widths[0] ?? 0) + 2);
  const lines = columns.map((row) => {
    if (!isBelow) return [line(row)];
    const last = row.at(-1) ?? '';
    return [line(row.slice(0, -1)), ...(last === '' ? [] : wrapped(indent, last, width))];
  });
  const [header = [], ...others] = lines;
  return `${[...header.map(paint.dim), ...others.flat()].join('\n')}\n`;
}

export function accountShowView(
  { noun, name, accountId, roleArn }: GrantedAccount,
  labels: Labels,
  ciRoles: readonly CiRole[],
  paint: Paint,
): string {
  const text = labelText(labels);
  const rows = [
    [noun, name],
    ['account', accountId],
    ['role', escapeName(roleArn)],
    ...ciRoles.map(({ arn }) => ['CI role', escapeName(arn)] as const),
    ...(text === '' ? [] : [['labels', escapeName(text)] as const]),
    ['next', `eval "$(diverst ${accountWords[noun].command} assume ${name})"`],
  ] as const;
  const width = Math.max(8, noun.length);
  return rows.map(([label, value]) => `${paint.dim(label.padEnd(width))}  ${value}\n`).join('');
}
