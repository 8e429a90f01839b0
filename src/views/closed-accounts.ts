import { type AccountNoun, type AccountRef, accountWords, refJson } from '../model/account-kind.ts';
import { labelWidth } from './accounts.ts';
import { csvRow } from './csv.ts';
import { escapeName } from './escape.ts';
import { labelledRows } from './labelled-rows.ts';
import { type ListColumn, listText } from './list-table.ts';
import type { Paint } from './paint.ts';

/** Days are `YYYY-MM-DD`, by UTC. */
interface ClosedFacts extends AccountRef {
  readonly accountId: string;
  readonly email: string;
  readonly state: string;
  readonly closedOn: string | null;
  readonly closedBy: string | null;
  readonly removedFrom: string | null;
}

/** The stable object of a closed account in `--json`. */
export function closedAccountJson(account: ClosedFacts): Readonly<Record<string, string | null>> {
  const { accountId, email, state, closedOn, closedBy, removedFrom } = account;
  return { ...refJson(account), accountId, email, state, closedOn, closedBy, removedFrom };
}

/** A line for each account: name, account id, state, when it was closed, and when AWS removes it. */
export function closedListView(
  noun: AccountNoun,
  accounts: readonly ClosedFacts[],
  paint: Paint,
  width: number | null = null,
): string {
  const column = (head: string, cell: (one: ClosedFacts) => string, isOptional = false): ListColumn => {
    return { head, cells: accounts.map((one) => escapeName(cell(one))), isOptional };
  };
  const columns = [
    column(noun, ({ name }) => name),
    column('account', ({ accountId }) => accountId),
    column('state', ({ state }) => state),
    column('closed on', ({ closedOn }) => closedOn ?? 'unknown'),
    column('removed from about', ({ removedFrom }) => removedFrom ?? '90 days later'),
    column('email', ({ email }) => email, true),
  ];
  return listText(columns, paint, width);
}

/** A row for each account. */
export function closedListCsv(noun: AccountNoun, accounts: readonly ClosedFacts[]): string {
  const heads = [noun, 'account', 'email', 'state', 'closed_on', 'closed_by', 'removed_from'];
  const rows = accounts.map(({ name, accountId, email, state, closedOn, closedBy, removedFrom }) =>
    csvRow([name, accountId, email, state, closedOn, closedBy, removedFrom]),
  );
  return [csvRow(heads), ...rows].join('');
}

export function closedShowView(account: ClosedFacts, paint: Paint, width: number | null): string {
  const { noun, name, accountId, email, state, closedOn, closedBy, removedFrom } = account;
  const by = closedBy === null ? '' : ` by ${closedBy}`;
  const rows = [
    [noun, name],
    ['account', `${accountId} <${email}>`],
    ['state', state],
    ['closed', closedOn === null ? 'on an unknown day' : `on ${closedOn}${by}`],
    [
      'removed',
      removedFrom === null
        ? 'by AWS, about 90 days after it was closed'
        : `by AWS, from about ${removedFrom} on`,
    ],
  ] as const;
  const command = `diverst ${accountWords[noun].command} init ${name} --email ADDRESS`;
  return [
    ...labelledRows(rows, paint, width, labelWidth(noun), ''),
    paint.dim('next, to create a new account:'),
    `  ${escapeName(command)}`,
  ]
    .map((line) => `${line}\n`)
    .join('');
}
