/** What Cost Explorer goes by. What things cost is not stored: it follows from the secret. */
export interface CostExplorerState {
  /** Epoch milliseconds; null: nobody has ever opened it. Absent: long ago. */
  openedAt?: number | null;
  /** The management account's preferences keep member accounts from seeing what they cost. */
  deniedToMembers?: boolean;
  /** Groups on a page, in place of the usual number. */
  pageSize?: number;
  /** By account id: what accounts spend whose costs the secret is not to choose, closed and former ones too. */
  spending?: Record<string, SpendingState>;
}

/** The rest of what it costs follows from the secret. */
export interface SpendingState {
  /** Tenths of a dollar a day at first; 0 is an account in which nothing runs. */
  readonly size: number;
  /** How much more each month costs than the first one, in thousandths of it. */
  readonly growth: number;
  /** Epoch milliseconds, within the month of the year in which it costs about twice as much; absent: none does. */
  readonly peakAt?: number;
}

/** What the bill keeps of an account that is not in the organization any more. */
export interface FormerAccountState {
  readonly id: string;
  readonly name: string;
  readonly joinedAt: number;
  /** Nothing of it ran from then on: when it was closed, or left. */
  readonly endedAt: number;
  /** It was closed here, so what it had reserved stayed on the bill. */
  readonly closed: boolean;
}
