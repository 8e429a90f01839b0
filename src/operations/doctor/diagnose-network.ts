import { AwsError, isUnanswered } from '../../aws/errors/aws-error.ts';
import { type Diagnosis, diagnosis } from '../../model/diagnosis.ts';
import { failureWords, type Outcome } from './bounded-reads.ts';

/** The `date` of an answer, and when it came by this clock, in epoch milliseconds. */
export interface AnswerDate {
  readonly date: string;
  readonly at: number;
}

/** What a service answered to a read; null where it was not asked. */
export interface Answer {
  readonly service: string;
  readonly outcome: Outcome<unknown> | null;
}

export function noAnswer(outcome: Outcome<unknown> | null): boolean {
  return outcome?.kind === 'error' && isUnanswered(outcome.error);
}

/** @param sts how long its answer took, in milliseconds */
export function diagnoseReachability(
  sts: { readonly took: number; readonly outcome: Outcome<unknown> },
  others: readonly Answer[],
): Diagnosis {
  const all = [{ service: 'STS', outcome: sts.outcome }, ...others];
  for (const { service, outcome } of all) {
    if (outcome?.kind !== 'error' || !noAnswer(outcome)) continue;
    const what = `${service} did not answer: ${failureWords(outcome.text)}`;
    return diagnosis('reachability', 'problem', what, outcome.text.fix);
  }
  const beside = [...new Set(others.filter(({ outcome }) => outcome !== null).map(({ service }) => service))];
  const also = beside.length === 0 ? '' : `; ${beside.join(' and ')} also answered`;
  return diagnosis('reachability', 'ok', `STS answered in ${Math.round(sts.took)} ms${also}`);
}

/**
 * Milliseconds by which the clock may be wrong. AWS refuses a signature that is off by more than five minutes.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html
 */
const refusedFrom = 5 * 60_000;
const noticedFrom = 60_000;

const setClock = ['let the system set the clock automatically; on Linux, run timedatectl set-ntp true'];

export function diagnoseClock(sts: Outcome<unknown>, dates: readonly AnswerDate[]): Diagnosis {
  const ahead = dates.map(({ date, at }) => at - Date.parse(date)).find((one) => !Number.isNaN(one));
  if (ahead === undefined) {
    if (sts.kind === 'error' && saysClock(sts.error))
      return diagnosis('clock', 'problem', failureWords(sts.text), setClock);
    const why = noAnswer(sts) ? 'STS did not answer' : 'the answer of STS has no date';
    return diagnosis('clock', 'skipped', why);
  }
  const off = Math.abs(ahead);
  // The date is of whole seconds.
  if (off <= noticedFrom) return diagnosis('clock', 'ok', 'correct');
  const what = `this clock is ${duration(off)} ${ahead > 0 ? 'ahead of' : 'behind'} AWS`;
  if (off <= refusedFrom) return diagnosis('clock', 'warning', what, setClock);
  return diagnosis('clock', 'problem', `${what}, and AWS refuses more than five minutes`, setClock);
}

function saysClock(error: unknown): boolean {
  if (!(error instanceof AwsError)) return false;
  return error.code === 'RequestExpired' || /^Signature (expired|not yet current)/.test(error.message);
}

function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1_000);
  if (seconds < 120) return `${seconds} seconds`;
  return seconds < 7_200 ? `${Math.round(seconds / 60)} minutes` : `${Math.round(seconds / 3_600)} hours`;
}
