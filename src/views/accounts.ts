import { type AccountNoun, accountWords } from '../model/account-kind.ts';
import type { CiRole } from '../model/ci-roles.ts';
import type { GrantedAccount } from '../model/granted-accounts.ts';
import { type Labels, type LabelsByName, labelsOf, labelText } from '../model/labels.ts';
import { inColumns } from './columns.ts';
import { escapeName } from './escape.ts';
import type { Paint } from './paint.ts';
import { wrapped } from './wrapped.ts';

/**
 * A line for each account of a kind: name, account ID, role ARN, and labels if any account has some. Labels that do not
 * fit on the line are below it.
 * @param width columns; null for no limit
 */
export function accountListView(
  noun: AccountNoun,
  accounts: readonly GrantedAccount[],
  labels: LabelsByName,
  paint: Paint,
  width: number | null,
): string {
  const columns = [
    [noun, 'account', 'role'],
    ...accounts.map(({ name, accountId, roleArn }) => [name, accountId, escapeName(roleArn)]),
  ];
  const texts = accounts.map(({ name }) => escapeName(labelText(labelsOf(labels, name))));
  const isLabelled = texts.some((text) => text !== '');
  const last = ['labels', ...texts];
  const beside = inColumns(columns.map((row, at) => (isLabelled ? [...row, last[at] ?? ''] : row)));
  const isBelow = isLabelled && width !== null && beside.some((line) => line.length > width);
  const indent = ' '.repeat(Math.max(...columns.map(([name = '']) => name.length)) + 2);
  const below = (text: string) => (text === '' ? [] : wrapped(indent, text, width));
  const lines = isBelow
    ? inColumns(columns).map((line, at) => [line, ...below(last[at] ?? '')])
    : beside.map((line) => [line]);
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
  const width = labelWidth(noun);
  return rows.map(([label, value]) => `${paint.dim(label.padEnd(width))}  ${value}\n`).join('');
}

/** Columns of the labels of one account; what another view writes below it begins there too. */
export function labelWidth(noun: AccountNoun): number {
  return Math.max(8, noun.length);
}
