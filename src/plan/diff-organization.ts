import type { AccountNoun } from '../model/account-kind.ts';
import { accessRoleDifferences } from './diff/access-roles.ts';
import { accountContentDifferences } from './diff/account-contents.ts';
import { accountDifferences } from './diff/accounts.ts';
import { adminDifferences } from './diff/admins.ts';
import type { DiffContext } from './diff/context.ts';
import { delegationDifferences } from './diff/delegation.ts';
import { grantedGroupDifferences } from './diff/granted-group.ts';
import { grantDifferences } from './diff/grants.ts';
import { guardrailDifferences } from './diff/guardrails.ts';
import { headroomDifferences } from './diff/headroom.ts';
import { withHeldShut } from './diff/held-shut.ts';
import { opsPrincipalDifferences } from './diff/ops-principals.ts';
import { baseRoleDifferences } from './diff/other-roles.ts';
import { peopleDifferences } from './diff/people.ts';
import { rootUserDifferences } from './diff/root-users.ts';
import { trailDifferences } from './diff/trail.ts';
import { unitDifferences } from './diff/units.ts';
import { unreadDifferences } from './diff/unread.ts';
import { userSignInDifferences } from './diff/user-sign-in.ts';
import { type Difference, differenceId } from './difference.ts';

/**
 * How the organization differs from the structure that is wanted. Pure: the same snapshot at the same time gives the
 * same differences, in the same order; none where all is as intended.
 * @param context with its time: policies can hold for a time
 */
export function diffOrganization(context: DiffContext): readonly Difference[] {
  const found = [
    unitDifferences,
    accountDifferences,
    adminDifferences,
    grantedGroupDifferences,
    peopleDifferences,
    opsPrincipalDifferences,
    baseRoleDifferences,
    accountContentDifferences,
    accessRoleDifferences,
    grantDifferences,
    headroomDifferences,
    trailDifferences,
    guardrailDifferences,
    delegationDifferences,
    rootUserDifferences,
    userSignInDifferences,
    unreadDifferences,
  ].flatMap((part) => part(context));
  return withNamesOfTheirOwn(withHeldShut(found, context));
}

/**
 * A group may have an inline policy and managed ones of the same name: who ignores the one, or repairs it, has not
 * spoken of the others.
 */
function withNamesOfTheirOwn(differences: readonly Difference[]): readonly Difference[] {
  const times = new Map<string, number>();
  return differences.map((one) => {
    const id = differenceId(one);
    const time = (times.get(id) ?? 0) + 1;
    times.set(id, time);
    return time === 1 ? one : { ...one, subject: `${one.subject} #${time}` };
  });
}

/** How many accounts are taken for those of each kind in use, wherever they are; closed ones are none any more. */
export function kindCounts({ kinds }: DiffContext): {
  readonly clients: number;
  readonly environments?: number;
} {
  const counts: Partial<Record<AccountNoun, number>> = {};
  for (const { kind, accounts } of kinds)
    counts[kind.noun] = accounts.filter(({ account }) => account.state !== 'CLOSED').length;
  const { client = 0, environment } = counts;
  return { clients: client, ...(environment === undefined ? {} : { environments: environment }) };
}
