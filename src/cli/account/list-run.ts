import { keptUntil } from '../../credentials/kept-sessions.ts';
import { cacheFolder, keptOwner } from '../../credentials/request-key.ts';

import type { AccountNoun } from '../../model/account-kind.ts';
import { accountJson, type GrantedAccount } from '../../model/granted-accounts.ts';
import { fits, type LabelsByName, labelsOf, wishText } from '../../model/labels.ts';
import type { OrganizationAccounts } from '../../operations/account/organization-accounts.ts';
import { accountListCsv, accountListView, type ListedFacts, listedJson } from '../../views/accounts.ts';
import { chosenFormat, type ListFormat } from '../chosen-format.ts';
import type { CommandContext } from '../context.ts';
import { originOf } from '../mode.ts';
import { say, sayWrapped } from '../notices.ts';
import { cacheIdentity } from '../session/cache-identity.ts';
import { validLabels } from '../session/chosen-accounts.ts';
import { visibleAccounts } from '../session/visible-accounts.ts';
import { emptyUnit } from './not-in-organization.ts';

export interface ListOptions {
  readonly closed?: boolean;
  readonly label?: string[];
  readonly format?: ListFormat;
}

export async function runList(
  noun: AccountNoun,
  { closed = false, label = [], format: wanted }: ListOptions,
  context: CommandContext,
): Promise<void> {
  const { terminal, globals } = context;
  const format = chosenFormat(wanted, globals.json);
  const wishes = validLabels(label);
  const { session, kind, all, read } = await visibleAccounts(
    noun,
    context,
    // Nobody else may list closed accounts.
    closed ? 'management' : 'ops',
  );
  if (closed) {
    const { listClosed, onlyAdmins } = await import('./closed-run.ts');
    if (all === null) throw onlyAdmins(noun);
    const isWanted = ({ name }: { readonly name: string }) => fits(labelsOf(kind.labels, name), wishes);
    return listClosed(noun, { ...all, closed: all.closed.filter(isWanted) }, session, format, context);
  }
  const { identity, accounts } = all ?? (await read());
  const { labels } = kind;
  const ofKind = accounts.filter((one) => one.noun === noun);
  const listed = ofKind.filter(({ name }) => fits(labelsOf(labels, name), wishes));
  const origin = originOf(session, identity);
  const facts = factsOf(listed, all, session.structure.units[kind.unit], context);
  const list = { noun, accounts: listed, labels, facts, now: context.clock.now() };
  if (format === 'csv') terminal.out(accountListCsv(list));
  else if (format === 'json') {
    const shown = listed.map((one, at) => ({ ...labelledJson(one, labels), ...listedOf(facts[at]) }));
    terminal.out(`${JSON.stringify({ identity, [`${noun}s`]: shown, ...origin })}\n`);
  } else if (listed.length === 0 && ofKind.length > 0) {
    sayWrapped(
      terminal,
      `none of the ${ofKind.length} ${noun}s has the label ${wishes.map(wishText).join(' ')}`,
    );
  } else if (listed.length === 0 && all) say(terminal, emptyUnit(kind));
  else if (listed.length === 0) say(terminal, `${identity} does not have access to any ${noun}`);
  else terminal.out(accountListView(list, terminal.outPaint, terminal.outWidth ?? null));
}

/** What an administrator sees of each account, and to a person in Ops until when a session is cached. */
function factsOf(
  listed: readonly GrantedAccount[],
  all: OrganizationAccounts | null,
  unit: string,
  context: CommandContext,
): readonly ListedFacts[] {
  const folder = all === null ? cacheFolder(cacheIdentity(context)) : null;
  const until = keptUntil(folder, context.clock.now());
  return listed.map((one): ListedFacts => {
    const account = all?.all.find(({ id }) => id === one.accountId);
    return {
      email: account?.email ?? null,
      unit: account === undefined ? null : unit,
      since: account?.joinedAt ?? null,
      cachedUntil: until.get(keptOwner(one)) ?? null,
    };
  });
}

function listedOf(facts: ListedFacts | undefined) {
  return facts === undefined ? {} : listedJson(facts);
}

/** An account with its labels, as `--json` has it. */
export function labelledJson(account: GrantedAccount, labels: LabelsByName) {
  return { ...accountJson(account), labels: labelsOf(labels, account.name) };
}
