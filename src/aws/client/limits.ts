/** The limits of the calls of a run. */
export interface Limits {
  /** Aborted, it ends waits and reads, and keeps further changes and repetitions from being sent. */
  readonly signal?: AbortSignal;
  /** Epoch milliseconds from which nothing is repeated and reads are cut short; left out, only each call is bounded. */
  deadline?: number;
  /** Milliseconds that one attempt of a read may take; half a minute unless given. */
  readonly attempt?: number;
}
