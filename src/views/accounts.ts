import type { GrantedAccount } from '../model/granted-accounts.ts';
import { escapeName } from './escape.ts';
import type { Paint } from './paint.ts';

/** A line for each client: name, account id, role ARN. */
export function accountListView(clients: readonly GrantedAccount[], paint: Paint): string {
  const width = Math.max(...clients.map(({ client }) => client.length), 'client'.length);
  const head = paint.dim(`${'client'.padEnd(width)}  account       role`);
  const rows = clients.map(
    ({ client, accountId, roleArn }) => `${client.padEnd(width)}  ${accountId}  ${escapeName(roleArn)}`,
  );
  return `${[head, ...rows].join('\n')}\n`;
}

export function accountShowView({ client, accountId, roleArn }: GrantedAccount, paint: Paint): string {
  const rows = [
    ['client', client],
    ['account', accountId],
    ['role', escapeName(roleArn)],
    ['next', `eval "$(diverst client assume ${client})"`],
  ] as const;
  return rows.map(([label, value]) => `${paint.dim(label.padEnd(8))}  ${value}\n`).join('');
}
