import { AwsError } from '../../aws/errors/aws-error.ts';
import type { Clock } from '../../clock.ts';
import type { FailureText } from '../../model/failure.ts';

/** The result of a read: its value, or its error in words. */
export type Outcome<T> =
  | { readonly kind: 'value'; readonly value: T }
  | { readonly kind: 'error'; readonly error: unknown; readonly text: FailureText };

/** Milliseconds that one read may take, its repetitions included, and all of them together. */
export const readWithin = 8_000;
const allWithin = 25_000;

/** Reads that end in time and never throw, except when the run was interrupted. */
export class BoundedReads {
  private readonly options: BoundedReadsOptions;
  private deadline: number;

  constructor(options: BoundedReadsOptions) {
    this.options = options;
    this.deadline = options.clock.now() + allWithin;
  }

  /**
   * @param action as IAM names it; what else is waited for, in words
   * @throws the signal's reason
   */
  async read<T>(action: string, work: () => Promise<T>): Promise<Outcome<T>> {
    const { signal, explain } = this.options;
    try {
      return { kind: 'value', value: await this.inTime(action, work) };
    } catch (error) {
      signal.throwIfAborted();
      return { kind: 'error', error, text: await explain(error) };
    }
  }

  private async inTime<T>(action: string, work: () => Promise<T>): Promise<T> {
    const over = new AbortController();
    try {
      return await Promise.race([work(), this.timeout(action, over.signal)]);
    } finally {
      over.abort();
    }
  }

  private async timeout(action: string, over: AbortSignal): Promise<never> {
    const { clock, personIsAsked } = this.options;
    for (;;) {
      const time = Math.max(1_000, Math.min(readWithin, this.deadline - clock.now()));
      await clock.sleep(time, over);
      if (!personIsAsked()) {
        const message = `There was no answer within ${Math.round(time / 1_000)} seconds.`;
        throw new AwsError({ action, code: 'TimeoutError', message, outcome: 'unknown' });
      }
      // The time that a person takes is not AWS's.
      this.deadline = clock.now() + allWithin;
    }
  }
}

export interface BoundedReadsOptions {
  readonly clock: Clock;
  /** Aborted where the run is interrupted. */
  readonly signal: AbortSignal;
  /** Whether a person is being asked for an MFA code. */
  personIsAsked(): boolean;
  explain(error: unknown): Promise<FailureText>;
}

/** A failure as the words of one check. */
export function failureWords({ what, why, facts = [] }: FailureText): string {
  const reason = why === undefined ? '' : `: ${why}`;
  return `${what}${reason}${facts.length === 0 ? '' : ` (${facts.join(', ')})`}`;
}
