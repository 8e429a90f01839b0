import { gaveUp, poll, type WaitOptions } from '../access/waiting.ts';
import { waits } from '../access/waits.ts';
import type { OrganizationsApi } from '../aws/api.ts';
import { hasCode } from '../aws/errors/aws-error.ts';
import { Failure } from '../model/failure.ts';

const pace = { first: 500, longest: 4_000 };

/** An account that must be moved. */
export interface Moving {
  readonly id: string;
  /** Where it was last seen; null to ask first. */
  readonly fromId: string | null;
  /** Until when it may not show yet, in epoch milliseconds; 0 for an account that is not young. */
  readonly settlingUntil: number;
  /** Whether it is left where it is when somebody moved it meanwhile; otherwise it is moved from wherever it is. */
  readonly onlyFrom?: boolean;
}

/**
 * Moves an account under `toId`. Does nothing where it is there already, and looks again where AWS answers that it is
 * not in the parent it was to leave: with AccountNotFoundException, or with SourceParentNotFoundException where that
 * parent is gone. The first also comes for an account that does not show yet, so the account itself is asked.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_MoveAccount.html
 * @param wrote is called where an attempt that got no clear answer may have moved it
 * @returns whether it was moved
 * @throws Failure where it is to be moved from one place only, and is not there any more
 */
export async function placeAccount(
  organizations: OrganizationsApi,
  account: Moving,
  toId: string,
  wait: WaitOptions,
  wrote: () => void,
): Promise<boolean> {
  const { clock } = wait;
  const until = clock.now() + waits.placed;
  const unseenUntil = Math.min(until, account.settlingUntil);
  let from = account.fromId;
  let doubted = false;
  const moved = await poll(wait, pace, async () => {
    from ??= await whereItIs(organizations, account.id, () => clock.now() < unseenUntil);
    if (from === null) return null;
    if (from === toId) return { moved: doubted };
    try {
      return { moved: await organizations.moveAccount(account.id, from, toId) };
    } catch (error) {
      // An OU that was made a moment ago may not be known to all of AWS yet.
      if (hasCode(error, 'DestinationParentNotFoundException') && clock.now() < until) return null;
      if (!hasCode(error, 'AccountNotFoundException', 'SourceParentNotFoundException')) throw error;
      if (error.afterDoubt) {
        doubted = true;
        wrote();
      }
      const now = await whereItIs(organizations, account.id, () => clock.now() < unseenUntil);
      // Two answers that contradict each other: one of them is behind.
      if (now === from && clock.now() >= until) throw error;
      if (now === null || now === from) return null;
      if (now !== toId && account.onlyFrom) throw movedMeanwhile(account.id, now);
      from = now;
      return now === toId ? { moved: doubted } : null;
    }
  });
  if (moved) return moved.moved;
  throw gaveUp(wait, `AWS to move account ${account.id}`);
}

/** @returns null for an account that does not show yet, as long as it may not */
async function whereItIs(
  organizations: OrganizationsApi,
  accountId: string,
  mayBeUnseen: () => boolean,
): Promise<string | null> {
  try {
    return await parentOf(organizations, accountId);
  } catch (error) {
    if (hasCode(error, 'AccountNotFoundException', 'ChildNotFoundException') && mayBeUnseen()) return null;
    throw error;
  }
}

/** The id of the root or OU above an account. ListParents is asked only where DescribeAccount gives no path. */
export async function parentOf(organizations: OrganizationsApi, accountId: string): Promise<string> {
  const account = await organizations.describeAccount(accountId);
  return account.parentId ?? (await organizations.parentOf(accountId));
}

function movedMeanwhile(accountId: string, parentId: string): Failure {
  return new Failure('failed', {
    what: `cannot move account ${accountId}: it was moved after diverst read it`,
    why: `diverst left the account where it is now: in ${parentId}.`,
    fix: ['audit the organization again before you decide: diverst org audit'],
  });
}
