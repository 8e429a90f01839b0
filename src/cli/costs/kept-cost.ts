import type { Organization } from '../../aws/api.ts';
import { lastCompleteCost } from '../../costs/build-table.ts';
import { rounded } from '../../costs/decimals.ts';
import { Failure } from '../../model/failure.ts';
import { agoText, periodName } from '../../views/costs/words.ts';
import type { CommandContext } from '../context.ts';
import type { Session } from '../open-session.ts';
import { keptCosts } from './costs-of.ts';

/**
 * The costs of an account in the last month whose bill is final, in words, if the cache has them; null otherwise. Cost
 * Explorer is not asked.
 * @param organization of the calling identity, which is of its management account
 */
export async function keptCost(
  accountId: string,
  organization: Organization,
  session: Session,
  context: CommandContext,
): Promise<string | null> {
  const table = await keptCosts(organization, session, context).catch(withoutSums);
  const cost = table === null ? null : lastCompleteCost(table, accountId);
  if (table === null || cost === null) return null;
  const { period, amount } = cost;
  return `${rounded(amount)} ${table.unit} in ${periodName(period, table)}, read ${agoText(context.clock.now() - table.readAt)}`;
}

/** What cannot be added up is not known: what asks for it does something else, which it must not keep from. */
function withoutSums(error: unknown): null {
  if (error instanceof Failure && error.kind === 'failed') return null;
  throw error;
}
