import { type AccountNoun, type AccountRef, accountWords, refJson } from '../model/account-kind.ts';
import { labelWidth } from './accounts.ts';
import { inColumns } from './columns.ts';
import { escapeName } from './escape.ts';
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
export function closedListView(noun: AccountNoun, accounts: readonly ClosedFacts[], paint: Paint): string {
  const cells = [
    [noun, 'account', 'state', 'closed on', 'removed from about'],
    ...accounts.map((one) => [
      one.name,
      one.accountId,
      one.state,
      one.closedOn ?? 'unknown',
      one.removedFrom ?? '90 days later',
    ]),
  ];
  const lines = inColumns(cells);
  return `${lines.map((line, index) => (index === 0 ? paint.dim(line) : line)).join('\n')}\n`;
}

export function closedShowView(account: ClosedFacts, paint: Paint): string {
  const { noun, name, accountId, email, state, closedOn, closedBy, removedFrom } = account;
  const by = closedBy === null ? '' : ` by ${closedBy}`;
  const rows = [
    [noun, name],
    ['account', `${accountId} <${email}>`],
    ['state', state],
    ['closed', closedOn === null ? 'on a day that is not known' : `on ${closedOn}${by}`],
    [
      'removed',
      removedFrom === null
        ? 'by AWS, about 90 days after it was closed'
        : `by AWS, from about ${removedFrom} on`,
    ],
    ['next', `diverst ${accountWords[noun].command} init ${name} --email ADDRESS   (creates a new account)`],
  ] as const;
  const width = labelWidth(noun);
  return rows.map(([label, value]) => `${paint.dim(label.padEnd(width))}  ${escapeName(value)}\n`).join('');
}
