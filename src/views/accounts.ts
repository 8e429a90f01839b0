import type { AccountNoun } from '../model/account-kind.ts';
import type { CiRole } from '../model/ci-roles.ts';
import { formatDuration } from '../model/duration.ts';
import type { GrantedAccount } from '../model/granted-accounts.ts';
import { type Labels, type LabelsByName, labelsOf, labelText } from '../model/labels.ts';
import { csvRow } from './csv.ts';
import { escapeName } from './escape.ts';
import { labelledRows } from './labelled-rows.ts';
import { type ListColumn, listText } from './list-table.ts';
import { type Paint, plain } from './paint.ts';
import { textWidth } from './text-width.ts';
import { wrapped } from './wrapped.ts';

/** What is known of a listed account in addition to its role; null and left out where it is not known. */
export interface ListedFacts {
  readonly email: string | null;
  /** Name of the OU. */
  readonly unit: string | null;
  /** Since when the account is in the organization, in epoch milliseconds. */
  readonly since: number | null;
  /** Until when a session is cached, in epoch milliseconds. */
  readonly cachedUntil: number | null;
}

interface AccountList {
  readonly noun: AccountNoun;
  readonly accounts: readonly GrantedAccount[];
  readonly labels: LabelsByName;
  /** Facts of each account, in the order of the accounts. */
  readonly facts?: readonly ListedFacts[];
  /** Epoch milliseconds. */
  readonly now?: number;
}

/**
 * A line for each account of a kind: name, account ID, role ARN, what else is known, and labels if any account has some.
 * Labels that do not fit in the line stand below it; in a terminal that is narrower, each account is a block of lines.
 * @param width columns; null for no limit
 */
export function accountListView(list: AccountList, paint: Paint, width: number | null): string {
  const columns = columnsOf(list);
  const labels = columns.at(-1);
  const isLabelled = labels?.head === 'labels';
  const all = listText(columns, paint, width);
  if (!isLabelled || width === null || fits(columns, width)) return all;
  const others = columns.slice(0, -1).filter(({ isOptional }) => !isOptional);
  return fits(others, width) ? withLabelsBelow(others, labels.cells, paint, width) : all;
}

function fits(columns: readonly ListColumn[], width: number): boolean {
  const needed = columns.filter(({ isOptional }) => !isOptional);
  const widths = needed.map(({ head, cells }) => Math.max(...[head, ...cells].map(textWidth)));
  return widths.reduce((sum, one) => sum + one + 2, -2) <= width;
}

function withLabelsBelow(
  columns: readonly ListColumn[],
  labels: readonly string[],
  paint: Paint,
  width: number,
): string {
  const names = columns[0]?.cells ?? [];
  const indent = ' '.repeat(Math.max(...[columns[0]?.head ?? '', ...names].map(textWidth)) + 2);
  const below = (text: string) => (text === '' ? [] : wrapped(indent, text, width));
  const [head = '', ...lines] = listText(columns, plain, null).trimEnd().split('\n');
  const header = [head, `${indent}labels`].map(paint.dim);
  const rows = lines.flatMap((line, row) => [line, ...below(labels[row] ?? '')]);
  return `${[...header, ...rows].join('\n')}\n`;
}

function columnsOf({ noun, accounts, labels, facts = [], now = 0 }: AccountList): readonly ListColumn[] {
  const texts = accounts.map(({ name }) => escapeName(labelText(labelsOf(labels, name))));
  const isAdmin = facts.some(({ email }) => email !== null);
  const cached = facts.map(({ cachedUntil }) => (cachedUntil === null ? '' : leftText(cachedUntil - now)));
  const isCached = cached.some((text) => text !== '');
  const email = { head: 'email', cells: facts.map((one) => escapeName(one.email ?? '')), isOptional: true };
  const since = { head: 'since', cells: facts.map((one) => dayOf(one.since) ?? ''), isOptional: true };
  return [
    { head: noun, cells: accounts.map(({ name }) => name) },
    { head: 'account', cells: accounts.map(({ accountId }) => accountId) },
    { head: 'role', cells: accounts.map(({ roleArn }) => escapeName(roleArn)) },
    ...(isAdmin ? [email, since] : []),
    ...(isCached ? [{ head: 'cached for', cells: cached, isOptional: true }] : []),
    ...(texts.some((text) => text !== '') ? [{ head: 'labels', cells: texts }] : []),
  ];
}

/** Whole minutes, of which the last one counts. */
function leftText(milliseconds: number): string {
  return formatDuration(Math.ceil(milliseconds / 60_000) * 60);
}

function dayOf(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString().slice(0, 10);
}

/** What `--json` has of an account in addition. */
export function listedJson({ email, unit, since, cachedUntil }: ListedFacts) {
  const cached = cachedUntil === null ? null : new Date(cachedUntil).toISOString();
  return { email, unit, since: dayOf(since), cachedUntil: cached };
}

/** A row for each account; what is not known is empty. */
export function accountListCsv({ noun, accounts, labels, facts = [] }: AccountList): string {
  const heads = [noun, 'account', 'role', 'labels', 'email', 'unit', 'since', 'cached_until'];
  const rows = accounts.map(({ name, accountId, roleArn }, at) => {
    const one = facts[at];
    const known = one === undefined ? [] : Object.values(listedJson(one));
    return csvRow([name, accountId, roleArn, labelText(labelsOf(labels, name)), ...known]);
  });
  return [csvRow(heads), ...rows].join('');
}

/** @param next the line that enters the account */
export function accountShowView(
  { noun, name, accountId, roleArn }: GrantedAccount,
  labels: Labels,
  ciRoles: readonly CiRole[],
  next: string,
  paint: Paint,
  width: number | null,
): string {
  const text = labelText(labels);
  const rows = [
    [noun, name],
    ['account', accountId],
    ['role', roleArn],
    ...ciRoles.map(({ arn }) => ['CI role', arn] as const),
    ...(text === '' ? [] : [['labels', text] as const]),
    ['next', next],
  ] as const;
  return `${labelledRows(rows, paint, width, labelWidth(noun), '').join('\n')}\n`;
}

/** Columns of the labels of one account; what another view writes below it begins there too. */
export function labelWidth(noun: AccountNoun): number {
  return Math.max(8, noun.length);
}
