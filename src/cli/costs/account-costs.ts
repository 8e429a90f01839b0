import { selectedRows } from '../../costs/build-table.ts';
import type { AccountNoun } from '../../model/account-kind.ts';
import { identifyPayer } from '../../operations/costs/cost-owners.ts';
import { accountCostsObject, accountCostsText } from '../../views/costs/account.ts';
import type { CommandContext } from '../context.ts';
import { openSession, type Session } from '../open-session.ts';
import { costsOf, usualCosts } from './costs-of.ts';

/** The costs of an account, as both outputs use them. */
interface ShownCosts {
  readonly text: string;
  readonly json: object;
}

/** With the session that has shown the account: a code of an MFA device is asked for once. Null where none was opened. */
export type ReadAccountCosts = (accountId: string, session: Session | null) => Promise<ShownCosts>;

/**
 * What one account costs, out of the table of all accounts, which is asked for once.
 * @throws Failure where the caller is not of the management account, or nobody agrees to the price
 */
export async function readAccountCosts(
  { accountId, noun }: { readonly accountId: string; readonly noun: AccountNoun },
  opened: Session | null,
  options: { readonly yes: boolean },
  context: CommandContext,
): Promise<ShownCosts> {
  const session = opened ?? (await openSession(context, 'management'));
  const payer = await identifyPayer(session.aws);
  const whole = await costsOf(usualCosts(options), payer, session, context);
  const table = selectedRows(whole, (row) => row.accountId === accountId);
  return {
    text: accountCostsText(table, noun, context.terminal.outPaint, context.terminal.outWidth ?? null),
    json: { costs: accountCostsObject(table) },
  };
}
