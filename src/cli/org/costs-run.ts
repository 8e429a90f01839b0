import { selectedRows } from '../../costs/build-table.ts';
import type { CostRow, CostTable } from '../../costs/cost-table.ts';
import { type AccountNoun, accountNouns } from '../../model/account-kind.ts';
import { nearestNames } from '../../model/account-name.ts';
import { Failure } from '../../model/failure.ts';
import { fits, type LabelWish, labelsOf, wishText } from '../../model/labels.ts';
import { identifyPayer } from '../../operations/costs/cost-owners.ts';
import { costsCsv } from '../../views/costs/csv.ts';
import { costsJson } from '../../views/costs/json.ts';
import { costsText } from '../../views/costs/text.ts';
import type { CommandContext } from '../context.ts';
import { costsOf } from '../costs/costs-of.ts';
import { originOf, sayCaller } from '../mode.ts';
import { openSession, type Session } from '../open-session.ts';
import { namesIn, validLabels } from '../session/chosen-accounts.ts';
import { validName } from '../session/which-account.ts';
import type { OrgCostsOptions } from './costs-options.ts';
import { wantedCosts } from './costs-wanted.ts';

export async function runOrgCosts(options: OrgCostsOptions, context: CommandContext): Promise<void> {
  const { terminal, globals, env } = context;
  const { wanted, format } = wantedCosts(options, globals.json);
  const choice = validChoice(options);
  const session = await openSession(context, 'management');
  const payer = await identifyPayer(session.aws);
  const { arn } = payer.caller;
  sayCaller(context, session.profile, arn);
  const whole = await costsOf(wanted, payer, session, context, (owners) => {
    if (choice !== null) chosenOf(owners, choice, session);
  });
  const table = choice === null ? whole : chosenRows(whole, choice, session);
  if (format === 'json') terminal.out(costsJson(table, payer.organization.id, originOf(session, arn)));
  else if (format === 'csv') terminal.out(costsCsv(table));
  else {
    const width = terminal.outWidth ?? null;
    const trend = terminal.outIsTerminal && env.TERM !== 'dumb';
    terminal.out(costsText(table, { width, trend }, terminal.outPaint));
  }
}

interface Choice {
  /** Null where none of either kind is named. */
  readonly names: Readonly<Record<AccountNoun, readonly string[]>> | null;
  readonly labels: readonly LabelWish[];
}

/** @throws Failure of kind `usage` */
function validChoice({ client, env, label }: OrgCostsOptions): Choice | null {
  if (client === undefined && env === undefined && label === undefined) return null;
  const names = {
    client: namesIn(client).map((name) => validName('client', name)),
    environment: namesIn(env).map((name) => validName('environment', name)),
  };
  return {
    names: client === undefined && env === undefined ? null : names,
    labels: validLabels(label ?? []),
  };
}

/** What tells which accounts are meant, and how to ask further. */
type Asked = Pick<Session, 'structure' | 'repeatedOptions'>;

function chosenRows(table: CostTable, choice: Choice, asked: Asked): CostTable {
  const chosen = new Set(chosenOf(table.rows, choice, asked));
  return selectedRows(table, (row) => chosen.has(row));
}

/** An account, or the row of one. */
type Named = Pick<CostRow, 'kind' | 'name'>;

/** @throws Failure where one that is named is not among all, or nothing is left */
function chosenOf<T extends Named>(
  all: readonly T[],
  { names, labels }: Choice,
  { structure: { kinds }, repeatedOptions }: Asked,
): readonly T[] {
  if (names !== null) for (const noun of accountNouns) refuseUnknown(noun, names[noun], all, repeatedOptions);
  const chosen = all.filter(({ kind, name }) => {
    if (kind !== 'client' && kind !== 'environment') return false;
    return (names === null || names[kind].includes(name)) && fits(labelsOf(kinds[kind].labels, name), labels);
  });
  if (chosen.length > 0) return chosen;
  const whose = names === null ? 'no client or environment' : 'none of the accounts that you named';
  throw new Failure('failed', {
    what: `${whose} has the label ${labels.map(wishText).join(' ')}`,
    fix: ['check the spelling', `see the labels: diverst client list${repeatedOptions}`],
  });
}

function refuseUnknown(
  noun: AccountNoun,
  names: readonly string[],
  all: readonly Named[],
  repeatedOptions: string,
): void {
  const known = all.filter(({ kind }) => kind === noun).map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const near = nearestNames(unknown, known);
  throw new Failure('failed', {
    what: `cannot show the costs of ${noun} ${unknown}: there are none`,
    why: `The organization has no ${noun} with that name, or its account is closed and had no costs in this period.`,
    fix: [
      ...(near.length > 0 ? [`did you mean ${near.join(' or ')}?`] : []),
      `see every account: diverst org costs${repeatedOptions}`,
      ...(noun === 'environment'
        ? ['if the account exists, add its name to environment.accounts in diverst.config.yaml']
        : []),
    ],
  });
}
