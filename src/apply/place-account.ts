import type { OrganizationsApi } from '../aws/api.ts';
import { hasCode } from '../aws/aws-error.ts';
import { Failure } from '../model/failure.ts';
import { gaveUp, type Patience, poll } from './patience.ts';

/** Milliseconds for which a new account may be unknown to the calls that move it. */
const visibleWithin = 60_000;
const pace = { first: 500, longest: 4_000 };

/** An account that is to be moved. */
export interface Moving {
  readonly id: string;
  /** Where it was last seen; null to ask first. */
  readonly fromId: string | null;
  /** Whether it is left where it is when somebody moved it meanwhile; otherwise it is moved from wherever it is. */
  readonly onlyFrom?: boolean;
}

/**
 * Moves an account under `toId`. Does nothing where it is there already, and looks again where somebody moved it
 * meanwhile.
 * @param wrote is called where an attempt that got no clear answer may have moved it
 * @returns whether it was moved
 * @throws Failure where it is to be moved from one place only, and is not there any more
 */
export async function placeAccount(
  organizations: OrganizationsApi,
  account: Moving,
  toId: string,
  patience: Patience,
  wrote: () => void,
): Promise<boolean> {
  const until = patience.clock.now() + visibleWithin;
  let from = account.fromId;
  const moved = await poll(patience, pace, async () => {
    try {
      from ??= account.onlyFrom ? account.fromId : null;
      from ??= await parentOf(organizations, account.id);
      if (from === toId) return { moved: false };
      return { moved: await organizations.moveAccount(account.id, from, toId) };
    } catch (error) {
      const elsewhere = hasCode(error, 'SourceParentNotFoundException');
      const doubted = hasCode(error, 'SourceParentNotFoundException') && error.afterDoubt;
      if (doubted) wrote();
      const unseen = hasCode(error, 'AccountNotFoundException', 'ChildNotFoundException');
      // An OU that was made a moment ago may not be known to all of AWS yet.
      const newPlace = hasCode(error, 'DestinationParentNotFoundException');
      if (!(elsewhere || unseen || newPlace) || patience.clock.now() >= until) throw error;
      if (newPlace) return null;
      from = null;
      if (!account.onlyFrom || !elsewhere) return null;
      const now = await parentOf(organizations, account.id);
      if (now === toId) return { moved: doubted };
      if (now === account.fromId) return null;
      throw movedMeanwhile(account.id, now);
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

function movedMeanwhile(accountId: string, parentId: string): Failure {
  return new Failure('failed', {
    what: `account ${accountId} was moved since it was read`,
    why: `It is left where it is: in ${parentId}.`,
    fix: ['look at what is there now, and decide anew: diverst org audit'],
  });
}
