import type { AccountReport } from '../../src/report/account-report.ts';
import type { Audited } from './audited.ts';

/** What a page tells of accounts other than its own, Ops and the management account: their names, ids and addresses. */
export function othersIn(
  html: string,
  { account, opsAccountId, managementAccountId }: AccountReport,
  { context: { snapshot } }: Pick<Audited, 'context'>,
): readonly string[] {
  // What the program itself says begins with the page; style and script are the same in every page.
  const page = html.slice(html.indexOf('<body>'), html.lastIndexOf('<script>')).toLowerCase();
  const own = snapshot.accounts.filter(({ id }) =>
    [account.id, opsAccountId, managementAccountId].includes(id),
  );
  // Another account may have the name of one of these, and says nothing then.
  const known = own.flatMap(({ id, name, email }) => [id, name.toLowerCase(), email.toLowerCase()]);
  return snapshot.accounts
    .filter((one) => !own.includes(one))
    .flatMap(({ id, name, email }) => [id, name.toLowerCase(), email.toLowerCase()])
    .filter((text) => !known.includes(text) && page.includes(text));
}
