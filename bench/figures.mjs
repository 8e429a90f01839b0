// @ts-check
// The arithmetic of the bench, by itself so that it can be tested.

/**
 * The middle value; of an even number of values the mean of the two in the middle.
 *
 * @param {readonly number[]} values at least one
 */
export function median(values) {
  if (values.length === 0) throw new RangeError('nothing was measured');
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const below = sorted[Math.ceil(middle) - 1] ?? 0;
  const above = sorted[Math.floor(middle)] ?? 0;
  return (below + above) / 2;
}

/**
 * Own time, other time, and their ratio, which is the median of the pairs' ratios: what slows the machine down for a
 * while slows both of a pair.
 *
 * @param {readonly { readonly own: number, readonly other: number }[]} pairs
 */
export function compared(pairs) {
  return {
    own: median(pairs.map(({ own }) => own)),
    other: median(pairs.map(({ other }) => other)),
    ratio: median(pairs.map(({ own, other }) => own / other)),
  };
}

/**
 * How many calls the longest chain has in which each starts after the former ended. Taking whichever call ends first,
 * and then only calls that start after it, gives the longest one.
 *
 * It is the critical path only where a call takes far longer than the program needs between calls that it sends side
 * by side: on a server that answers at once they would look as if they came one after the other.
 *
 * @param {readonly { readonly start: number, readonly end: number }[]} calls
 */
export function longestChain(calls) {
  let length = 0;
  let ended = Number.NEGATIVE_INFINITY;
  for (const { start, end } of [...calls].sort((a, b) => a.end - b.end)) {
    if (start < ended) continue;
    length += 1;
    ended = end;
  }
  return length;
}

/** Published rate of ListAccounts, its page, and what an audit does for each account. */
export const auditFacts = {
  perSecond: 8,
  burst: 12,
  page: 20,
  roundTrips: 2,
  /** Accounts read side by side: the default of `org audit`. */
  concurrency: 40,
};

/**
 * The seconds that no audit can go below: those that the rate of ListAccounts asks for, or those of the round trips
 * for each account, whichever are more. The start of Node and all computing count as nothing.
 *
 * @param {number} clients
 * @param {number} accounts all of the organization
 * @param {number} call milliseconds of a call
 */
export function auditFloor(clients, accounts, call) {
  const { perSecond, burst, page, roundTrips, concurrency } = auditFacts;
  // A listing that does not fit on one page has an empty last one.
  const pages = Math.ceil(accounts / page) + (accounts > page ? 1 : 0);
  const listed = Math.max(0, pages - burst) / perSecond + call / 1_000;
  const worked = (Math.ceil(clients / concurrency) * roundTrips * call) / 1_000;
  return Math.max(listed, worked);
}
