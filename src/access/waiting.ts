import { AwsError, hasCode } from '../aws/errors/aws-error.ts';
import type { Clock } from '../clock.ts';
import { Failure } from '../model/failure.ts';
import { waits } from './waits.ts';

/** The limits of every wait of a run. */
export interface WaitOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Epoch milliseconds at which the run gives up waiting. */
  readonly deadline: number;
  /** The command that continues where this run stops. */
  readonly resume: string;
}

/** Milliseconds between attempts: the first pause, and the longest that it grows to. */
export interface Pace {
  readonly first: number;
  readonly longest: number;
  /** The attempt only reads: an answer that got lost counts as "not yet", since asking again does no harm. */
  readonly onlyReads?: boolean;
}

const throttling = [
  'TooManyRequestsException',
  'Throttling',
  'ThrottlingException',
  'SlowDown',
  'ConcurrentModificationException',
  // This side's own throttling.
  'NotSentInTime',
];

/** True for an answer that only says "later". */
export function isThrottled(error: unknown): boolean {
  return hasCode(error, ...throttling);
}

/**
 * Repeats `attempt` with growing pauses until it gives something other than null. Throttling counts as null: a bounded
 * wait is no reason to fail because others are calling too.
 * @param until epoch milliseconds; the run's deadline when left out
 * @returns null once the time is over
 */
export async function poll<T>(
  wait: Pick<WaitOptions, 'clock' | 'signal' | 'deadline'>,
  pace: Pace,
  attempt: () => Promise<T | null>,
  until = wait.deadline,
): Promise<T | null> {
  const end = Math.min(until, wait.deadline);
  let pause = pace.first;
  for (;;) {
    wait.signal.throwIfAborted();
    try {
      const found = await attempt();
      if (found !== null) return found;
    } catch (error) {
      const lost = pace.onlyReads === true && error instanceof AwsError && error.outcome === 'unknown';
      if (!isThrottled(error) && !lost) throw error;
    }
    const left = end - wait.clock.now();
    if (left <= 0) return null;
    await wait.clock.sleep(Math.min(pause, left), wait.signal);
    pause = Math.min(pace.longest, pause * 1.5);
  }
}

/** The failure of a wait that has reached the run's deadline. */
export function gaveUp(wait: WaitOptions, what: string, why?: string): Failure {
  return new Failure('failed', {
    what: `gave up waiting for ${what}`,
    why: why ?? 'The time limit (--timeout) has passed. AWS can still finish the work on its own.',
    fix: [`continue: ${wait.resume}`],
  });
}

/**
 * Answers that a new account or role gives until it has reached all of AWS.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
 */
const newAccountCodes = [
  'AccessDenied',
  'AccessDeniedException',
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'OptInRequired',
  'SubscriptionRequiredException',
  'RegionDisabledException',
];

/**
 * Runs `attempt`, and where the account is young repeats it as long as the answer is one that new accounts give.
 * @param young until when such answers are waited out, in epoch milliseconds; 0 for an account that is not young
 */
export function whileSettling<T>(wait: WaitOptions, young: number, attempt: () => Promise<T>): Promise<T> {
  const mayPass = (error: AwsError) => hasCode(error, ...newAccountCodes) && !isFinalDenial(error);
  return whilePassing(wait, young, 'AWS to prepare the new account', mayPass, attempt);
}

/**
 * Runs `attempt` on something that was made a moment ago and may not show everywhere yet.
 * @param codes what AWS answers while it does not
 * @param longest milliseconds
 */
export function untilItShows<T>(
  wait: WaitOptions,
  attempt: () => Promise<T>,
  codes: readonly string[] = ['NoSuchEntityException'],
  longest: number = waits.written,
): Promise<T> {
  const until = wait.clock.now() + longest;
  const mayPass = (error: AwsError) => hasCode(error, ...codes);
  return whilePassing(wait, until, 'AWS to show what was created', mayPass, attempt);
}

/** For a poll: what was made a moment ago may show in one answer and not in the next. */
export function unlessUnseen(error: unknown): null {
  if (hasCode(error, 'NoSuchEntityException')) return null;
  throw error;
}

async function whilePassing<T>(
  wait: WaitOptions,
  until: number,
  what: string,
  mayPass: (error: AwsError) => boolean,
  attempt: () => Promise<T>,
): Promise<T> {
  let last: AwsError | undefined;
  const found = await poll(
    wait,
    { first: 500, longest: 2_000 },
    async () => {
      try {
        return { value: await attempt() };
      } catch (error) {
        if (!(error instanceof AwsError) || !mayPass(error) || wait.clock.now() >= until) throw error;
        last = error;
        return null;
      }
    },
    until,
  );
  if (found) return found.value;
  if (last && wait.clock.now() >= until) throw last;
  throw gaveUp(
    wait,
    what,
    last && `The time limit (--timeout) has passed. The last answer of AWS: ${last.message}`,
  );
}

/**
 * A denial of AssumeRole that names the caller's own policies will not pass by waiting. In a new account the same
 * words only mean that the policies of its access role have not arrived.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
function isFinalDenial(error: AwsError): boolean {
  return (
    error.action === 'sts:AssumeRole' &&
    /identity-based policy|permissions boundary|service control policy|explicit deny/.test(error.message)
  );
}
