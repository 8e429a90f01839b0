import { evaluated } from '../../credentials/shells.ts';
import { type AccountNoun, type AccountRef, accountWords } from '../../model/account-kind.ts';
import { readRoleArn } from '../../model/arn.ts';
import { type CiRole, ciRolesOf } from '../../model/ci-roles.ts';
import { Failure } from '../../model/failure.ts';
import { labelsOf } from '../../model/labels.ts';
import type { Origin } from '../../model/origin.ts';
import { parentShell } from '../../terminal/parent-shell.ts';
import { accountShowView } from '../../views/accounts.ts';
import { configOf } from '../configuration.ts';
import type { CommandContext } from '../context.ts';
import type { ReadAccountCosts } from '../costs/account-costs.ts';
import { originOf } from '../mode.ts';
import type { Session } from '../open-session.ts';
import { isSandbox } from '../sandbox/state-path.ts';
import { findAccount } from '../session/find-account.ts';
import { visibleAccounts } from '../session/visible-accounts.ts';
import { labelledJson } from './list-run.ts';
import { notInOrganization } from './not-in-organization.ts';

/** The options of `show` as commander gives them. */
export interface ShowOptions {
  readonly costs?: boolean;
  readonly yes?: boolean;
}

/** As the list: an admin sees every account of the kind, anybody else what the groups grant. */
export async function runShow(
  { noun, name }: AccountRef,
  options: ShowOptions,
  context: CommandContext,
): Promise<void> {
  const readCosts = costsReader(noun, options, context);
  // Nobody is asked for an account whose role the configuration names.
  let origin: Partial<Origin> = { sandbox: isSandbox(context.globals, context.env) };
  let isClosed = false;
  let opened: Session | null = null;
  const shown = await findAccount(noun, name, undefined, context, async () => {
    const { session, kind, all, read } = await visibleAccounts(
      noun,
      context,
      // Nobody else may see costs.
      options.costs ? 'management' : 'ops',
    );
    opened = session;
    if (all !== null && !all.accounts.some((one) => one.name === name)) {
      if (all.closed.some((one) => one.name === name)) {
        const { showClosed } = await import('./closed-run.ts');
        isClosed = await showClosed({ kind, name }, all, session, context, readCosts);
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
  const costs = await readCosts?.(accountId, opened);
  const { terminal, globals } = context;
  if (globals.json) {
    const object = { ...labelledJson(shown, labels), ciRoles: ciRoles.map(ciRoleJson) };
    terminal.out(`${JSON.stringify({ ...object, ...costs?.json, ...origin })}\n`);
  } else {
    const { outPaint, outWidth = null } = terminal;
    const command = `diverst ${accountWords[noun].command} assume ${shown.name}`;
    const next = evaluated(command, parentShell(context.shell.inherited));
    terminal.out(accountShowView(shown, labelsOf(labels, shown.name), ciRoles, next, outPaint, outWidth));
    if (costs !== undefined) terminal.out(costs.text);
  }
}

/** What a pipeline needs to know: which role, and whose tokens it takes. */
function ciRoleJson({ name, arn, issuer, audience, subject }: CiRole) {
  return { name, arn, issuer, audience, subject };
}

/** Undefined where nobody asks for costs: they cost money, and nothing of them is loaded. @throws Failure of kind `usage` */
function costsReader(
  noun: AccountNoun,
  { costs, yes }: ShowOptions,
  context: CommandContext,
): ReadAccountCosts | undefined {
  if (costs)
    return async (accountId, session) => {
      const { readAccountCosts } = await import('../costs/account-costs.ts');
      return readAccountCosts({ accountId, noun }, session, { yes: yes === true }, context);
    };
  if (!yes) return undefined;
  throw new Failure('usage', {
    what: '--yes needs --costs, because it agrees to the price of --costs',
    fix: ['give both, or leave out --yes'],
  });
}
