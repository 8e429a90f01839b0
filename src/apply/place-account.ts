import type { OrganizationsApi } from '../aws/api.ts';
import { hasCode } from '../aws/aws-error.ts';
import { gaveUp, type Patience, poll } from './patience.ts';

/** Milliseconds for which a new account may be unknown to the calls that move it. */
const visibleWithin = 60_000;
const pace = { first: 500, longest: 4_000 };

/**
 * Moves an account under `toId`, from wherever it is. Does nothing where it is there already, and looks again where
 * somebody moved it meanwhile.
 * @param fromId where it was last seen; null to ask first
 * @returns whether it was moved
 */
export async function placeAccount(
  organizations: OrganizationsApi,
  account: { readonly id: string; readonly fromId: string | null },
  toId: string,
  patience: Patience,
): Promise<boolean> {
  const until = patience.clock.now() + visibleWithin;
  let from = account.fromId;
  const moved = await poll(patience, pace, async () => {
    try {
      from ??= await parentOf(organizations, account.id);
      if (from === toId) return { moved: false };
      return { moved: await organizations.moveAccount(account.id, from, toId) };
    } catch (error) {
      const elsewhere = hasCode(error, 'SourceParentNotFoundException');
      const unseen = hasCode(error, 'AccountNotFoundException', 'ChildNotFoundException');
      if (!(elsewhere || unseen) || patience.clock.now() >= until) throw error;
      from = null;
      return null;
    }
  });
  if (moved) return moved.moved;
  throw gaveUp(patience, `account ${account.id} to be moved`);
}

/** The id of the root or OU above an account. ListParents is asked only where DescribeAccount gives no path. */
export async function parentOf(organizations: OrganizationsApi, accountId: string): Promise<string> {
  const account = await organizations.describeAccount(accountId);
  return account.parentId ?? (await organizations.parentOf(accountId));
}
