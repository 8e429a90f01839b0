import { type AccountNoun, accountWords } from '../model/account-kind.ts';
import type { GrantedAccount } from '../model/granted-accounts.ts';
import { escapeName } from './escape.ts';
import type { Paint } from './paint.ts';

/** A line for each account of a kind: name, account id, role ARN. */
export function accountListView(
  noun: AccountNoun,
  accounts: readonly GrantedAccount[],
  paint: Paint,
): string {
  const width = Math.max(...accounts.map(({ name }) => name.length), noun.length);
  const head = paint.dim(`${noun.padEnd(width)}  account       role`);
  const rows = accounts.map(
    ({ name, accountId, roleArn }) => `${name.padEnd(width)}  ${accountId}  ${escapeName(roleArn)}`,
  );
  return `${[head, ...rows].join('\n')}\n`;
}

export function accountShowView({ noun, name, accountId, roleArn }: GrantedAccount, paint: Paint): string {
  const rows = [
    [noun, name],
    ['account', accountId],
    ['role', escapeName(roleArn)],
    ['next', `eval "$(diverst ${accountWords[noun].command} assume ${name})"`],
  ] as const;
  const width = Math.max(8, noun.length);
  return rows.map(([label, value]) => `${paint.dim(label.padEnd(width))}  ${value}\n`).join('');
}
