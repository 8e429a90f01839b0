import { type AccountNoun, withArticle } from '../../model/account-kind.ts';
import { accountJson, type GrantedAccount } from '../../model/granted-accounts.ts';
import { fits, type LabelsByName, labelsOf, wishText } from '../../model/labels.ts';
import { accountListView } from '../../views/accounts.ts';
import type { CommandContext } from '../context.ts';
import { originOf } from '../mode.ts';
import { say } from '../notices.ts';
import { validLabels } from '../session/chosen-accounts.ts';
import { visibleAccounts } from '../session/visible-accounts.ts';
import { emptyUnit } from './not-in-organization.ts';

export interface ListOptions {
  readonly closed?: boolean;
  readonly label?: string[];
}

export async function runList(
  noun: AccountNoun,
  { closed = false, label = [] }: ListOptions,
  context: CommandContext,
): Promise<void> {
  const { terminal, globals } = context;
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
    return listClosed(noun, { ...all, closed: all.closed.filter(isWanted) }, session, context);
  }
  const { identity, accounts } = all ?? (await read());
  const { labels } = kind;
  const ofKind = accounts.filter((one) => one.noun === noun);
  const listed = ofKind.filter(({ name }) => fits(labelsOf(labels, name), wishes));
  const origin = originOf(session, identity);
  if (globals.json) {
    terminal.out(
      `${JSON.stringify({ identity, [`${noun}s`]: listed.map((one) => labelledJson(one, labels)), ...origin })}\n`,
    );
  } else if (listed.length === 0 && ofKind.length > 0) {
    say(terminal, `none of the ${ofKind.length} ${noun}s has the label ${wishes.map(wishText).join(' ')}`);
  } else if (listed.length === 0 && all) say(terminal, emptyUnit(kind));
  else if (listed.length === 0) say(terminal, `no group of ${identity} grants ${withArticle({ noun })}`);
  else terminal.out(accountListView(noun, listed, labels, terminal.outPaint, terminal.outWidth ?? null));
}

/** An account with its labels, as `--json` has it. */
export function labelledJson(account: GrantedAccount, labels: LabelsByName) {
  return { ...accountJson(account), labels: labelsOf(labels, account.name) };
}
