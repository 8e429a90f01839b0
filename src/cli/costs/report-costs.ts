import type { CostTable } from '../../costs/cost-table.ts';
import { identifyPayer } from '../../operations/costs/cost-owners.ts';
import type { CommandContext } from '../context.ts';
import type { Session } from '../open-session.ts';
import { costsOf, usualCosts } from './costs-of.ts';

/** Costs for a page; null where none are wanted. */
export type ReadCosts = (session: Session) => Promise<CostTable | null>;

/**
 * What every account costs, for a page about them.
 * @throws Failure where the caller may not see costs, or nobody agrees to the price
 */
export async function readReportCosts(
  options: { readonly yes: boolean },
  session: Session,
  context: CommandContext,
): Promise<CostTable> {
  const payer = await identifyPayer(session.aws);
  return costsOf(usualCosts(options), payer, session, context);
}
