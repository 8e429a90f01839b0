import { type AccountNoun, type NamedAccount, withArticle } from '../../model/account-kind.ts';
import { Failure } from '../../model/failure.ts';
import { closedAccounts } from '../../operations/account/closed-accounts.ts';
import type { OrganizationAccounts } from '../../operations/account/organization-accounts.ts';
import {
  closedAccountJson,
  closedListCsv,
  closedListView,
  closedShowView,
} from '../../views/closed-accounts.ts';
import type { ListFormat } from '../chosen-format.ts';
import type { CommandContext } from '../context.ts';
import type { ReadAccountCosts } from '../costs/account-costs.ts';
import { originOf } from '../mode.ts';
import { say } from '../notices.ts';
import type { Session } from '../open-session.ts';

/** Closed accounts of a kind, as `list --closed` prints them. */
export async function listClosed(
  noun: AccountNoun,
  all: OrganizationAccounts,
  session: Session,
  format: ListFormat,
  context: CommandContext,
): Promise<void> {
  const { terminal, clock } = context;
  const { accounts, unread } = await closedAccounts(session.aws, noun, all.closed, all.caller, clock.now());
  if (format === 'csv') terminal.out(closedListCsv(noun, accounts));
  else if (format === 'json') {
    const listed = accounts.map(closedAccountJson);
    const origin = originOf(session, all.identity);
    terminal.out(`${JSON.stringify({ identity: all.identity, [`${noun}s`]: listed, ...origin })}\n`);
  } else if (accounts.length === 0) say(terminal, `no account of ${withArticle({ noun })} is closed`);
  else terminal.out(closedListView(noun, accounts, terminal.outPaint, terminal.outWidth ?? null));
  if (unread !== null) say(terminal, unreadHistory(unread));
}

/** The account of that name that was closed last, as `show` prints it; false where none was. */
export async function showClosed(
  { kind, name }: NamedAccount,
  all: OrganizationAccounts,
  session: Session,
  context: CommandContext,
  readCosts: ReadAccountCosts | undefined,
): Promise<boolean> {
  const { terminal, globals, clock } = context;
  const named = all.closed.filter((one) => one.name === name);
  const last = named.toSorted((a, b) => (b.joinedAt ?? 0) - (a.joinedAt ?? 0)).slice(0, 1);
  const found = await closedAccounts(session.aws, kind.noun, last, all.caller, clock.now());
  const [account] = found.accounts;
  if (account === undefined) return false;
  const costs = await readCosts?.(account.accountId, session);
  if (globals.json) {
    const object = { ...closedAccountJson(account), ...costs?.json, ...originOf(session, all.identity) };
    terminal.out(`${JSON.stringify(object)}\n`);
  } else
    terminal.out(closedShowView(account, terminal.outPaint, terminal.outWidth ?? null) + (costs?.text ?? ''));
  if (found.unread !== null) say(terminal, unreadHistory(found.unread));
  return true;
}

export function onlyAdmins(noun: AccountNoun): Failure {
  return new Failure('failed', {
    what: `cannot list closed ${noun}s: the profile is not of the management account`,
    why: 'Only the management account can list closed accounts.',
    fix: [
      'use a profile of the management account: add --profile NAME, or set profiles.management in diverst.config.yaml',
    ],
  });
}

function unreadHistory(reason: string): string {
  return `the days of closing could not be read; AWS removes an account 90 days after it was closed. AWS says: ${reason}`;
}
