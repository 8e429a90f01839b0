const day = 24 * 60 * 60_000;

/**
 * The day from which on AWS can have removed an account that was closed, in UTC; it can take some days more.
 * https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-closing.html
 * @param closedAt epoch milliseconds
 * @returns `YYYY-MM-DD`
 */
export function removedFrom(closedAt: number): string {
  return dayOf(closedAt + 90 * day);
}

/** How long AWS may refuse to close an account that was created, in milliseconds. */
export const waitPeriod = 4 * day;

/**
 * The day on which the period is over, for which AWS may refuse to close a new account: the reason WAIT_PERIOD_ACTIVE.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_ConstraintViolationException.html
 * @param joinedAt epoch milliseconds
 * @returns `YYYY-MM-DD`, by UTC
 */
export function closableFrom(joinedAt: number): string {
  return dayOf(joinedAt + waitPeriod);
}

/** @returns `YYYY-MM-DD`, by UTC */
export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
