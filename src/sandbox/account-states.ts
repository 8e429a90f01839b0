import type { AccountState } from './state.ts';

/**
 * Whether credentials of the account work and its roles can be assumed: until a closure is complete they do.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_account_state.html
 */
export function isUsable(account: AccountState | undefined): boolean {
  return account?.state === 'ACTIVE' || account?.state === 'PENDING_CLOSURE';
}

/** Of the eight parts of a closure, those in which readings say ACTIVE again. */
const lapses: readonly number[] = [1, 3];

/**
 * What Organizations reports at this moment. Readings of an account that is being closed are known to go back to ACTIVE
 * for a while: https://github.com/hashicorp/terraform-provider-aws/issues/46284
 *
 * @param now epoch milliseconds
 */
export function reportedState(account: AccountState, now: number): AccountState['state'] {
  const { state, closingSince, closesAt } = account;
  if (state !== 'PENDING_CLOSURE' || closingSince === undefined || closesAt === undefined) return state;
  const part = Math.floor((8 * (now - closingSince)) / (closesAt - closingSince));
  return lapses.includes(part) ? 'ACTIVE' : state;
}
