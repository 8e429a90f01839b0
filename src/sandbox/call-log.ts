import type { FaultCall } from './faults.ts';

/** One call that was authenticated. */
export interface LoggedCall extends FaultCall {
  /** `ok`, the error's code, the code of the broken connection, or `pending` while it is not answered. */
  readonly outcome: string;
  /** Whether the operation is one that changes something, whatever came of it. */
  readonly mutates: boolean;
  /** Epoch milliseconds at which it came. */
  readonly at: number;
}

/** What was called, in the order in which it came. */
export class CallLog {
  readonly #calls: LoggedCall[] = [];

  get calls(): readonly LoggedCall[] {
    return this.#calls;
  }

  /** @returns ends the call; the first outcome stays: what happened is not undone by the answer getting lost */
  start(call: FaultCall, mutates: boolean, at: number): { end(outcome: string): void } {
    const entry = { ...call, mutates, at, outcome: 'pending' };
    this.#calls.push(entry);
    return {
      end: (outcome) => {
        if (entry.outcome === 'pending') entry.outcome = outcome;
      },
    };
  }
}
