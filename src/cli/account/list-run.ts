import { type AccountNoun, type AccountRef, withArticle } from '../../model/account-kind.ts';
import { readRoleArn } from '../../model/arn.ts';
import { type CiRole, ciRolesOf } from '../../model/ci-roles.ts';
import { accountJson, type GrantedAccount } from '../../model/granted-accounts.ts';
import { fits, type LabelsByName, labelsOf, wishText } from '../../model/labels.ts';
import type { Origin } from '../../model/origin.ts';
import { accountListView, accountShowView } from '../../views/accounts.ts';
import { configOf } from '../configuration.ts';
import type { CommandContext } from '../context.ts';
import { originOf } from '../mode.ts';
import { say } from '../notices.ts';
import { isSandbox } from '../sandbox/state-path.ts';
import { validLabels } from '../session/chosen-accounts.ts';
import { findAccount } from '../session/find-account.ts';
import { visibleAccounts } from '../session/visible-accounts.ts';
import { emptyUnit, notInOrganization } from './not-in-organization.ts';

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

/** As the list: an admin sees every account of the kind, anybody else what the groups grant. */
export async function runShow({ noun, name }: AccountRef, context: CommandContext): Promise<void> {
  // Nobody is asked for an account whose role the configuration names.
  let origin: Partial<Origin> = { sandbox: isSandbox(context.globals, context.env) };
  let isClosed = false;
  const shown = await findAccount(noun, name, undefined, context, async () => {
    const { session, kind, all, read } = await visibleAccounts(noun, context);
    if (all !== null && !all.accounts.some((one) => one.name === name)) {
      if (all.closed.some((one) => one.name === name)) {
        const { showClosed } = await import('./closed-run.ts');
        isClosed = await showClosed({ kind, name }, all, session, context);
      }
      throw notInOrganization({ kind, name }, all);
    }
    const granted = all ?? (await read());
    origin = originOf(session, granted.identity);
    return granted;
  }).catch((error: unknown) => {
    // It was shown, as what it is.
    if (isClosed) return null;
    throw error;
  });
  if (shown === null) return;
  const { structure } = await configOf(context);
  const kind = structure.kinds[noun];
  const { labels } = kind;
  const { accountId } = shown;
  const partition = readRoleArn(shown.roleArn)?.partition ?? 'aws';
  const ciRoles = ciRolesOf({ kind, name }, { partition, accountId });
  if (context.globals.json) {
    context.terminal.out(
      `${JSON.stringify({ ...labelledJson(shown, labels), ciRoles: ciRoles.map(ciRoleJson), ...origin })}\n`,
    );
  } else {
    context.terminal.out(
      accountShowView(shown, labelsOf(labels, shown.name), ciRoles, context.terminal.outPaint),
    );
  }
}

/** What a pipeline needs to know: which role, and whose tokens it takes. */
function ciRoleJson({ name, arn, issuer, audience, subject }: CiRole) {
  return { name, arn, issuer, audience, subject };
}

function labelledJson(account: GrantedAccount, labels: LabelsByName) {
  return { ...accountJson(account), labels: labelsOf(labels, account.name) };
}
