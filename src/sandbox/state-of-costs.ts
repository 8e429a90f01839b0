/** What Cost Explorer goes by. What things cost is not stored, it follows from the secret. */
export interface CostExplorerState {
  /** Epoch milliseconds; null: nobody has ever opened it. Absent: long ago. */
  openedAt?: number | null;
  /** The management account's preferences keep member accounts from seeing what they cost. */
  deniedToMembers?: boolean;
  /** Groups on a page, in place of the usual number. */
  pageSize?: number;
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
