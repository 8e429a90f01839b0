import type { CostTable } from '../../costs/cost-table.ts';
import type { CostOwner } from '../../costs/owners.ts';
import type { AccountRef } from '../../model/account-kind.ts';
import { nearestNames } from '../../model/account-name.ts';
import { Failure } from '../../model/failure.ts';
import { identifyPayer } from '../../operations/costs/cost-owners.ts';
import type { CommandContext } from '../context.ts';
import type { Session } from '../open-session.ts';
import { agreedCosts, usualCosts } from './costs-of.ts';

/**
 * Costs for a page, of one account or of all: first a person is asked, and what is given pays for them, once it is
 * called. It gives null where none are wanted.
 */
export type PrepareCosts = (
  session: Session,
  only: AccountRef | null,
) => Promise<() => Promise<CostTable | null>>;

/**
 * What every account costs, for a page about them.
 * @param only whose page it is; null for that of the organization
 * @throws Failure where the caller may not see costs, or nobody agrees to the price
 */
export async function prepareReportCosts(
  options: { readonly yes: boolean },
  session: Session,
  only: AccountRef | null,
  context: CommandContext,
): Promise<() => Promise<CostTable>> {
  const payer = await identifyPayer(session.aws);
  return agreedCosts(usualCosts(options), payer, session, context, (owners) => {
    if (only !== null) refuseUnknown(only, owners);
  });
}

/** Before anybody is asked about a page that cannot be. What is no client the audit says. */
function refuseUnknown({ noun, name }: AccountRef, owners: readonly CostOwner[]): void {
  if (owners.some((owner) => owner.name === name)) return;
  const near = nearestNames(
    name,
    owners.filter(({ kind }) => kind === noun).map((owner) => owner.name),
  );
  throw new Failure('failed', {
    what: `the organization has no ${noun} ${name}`,
    fix: [
      ...(near.length > 0 ? [`did you mean ${near.join(' or ')}?`] : []),
      'list the accounts: diverst org show',
    ],
  });
}
