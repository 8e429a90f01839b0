import { Failure } from '../../model/failure.ts';
import { shellWord } from '../../model/shell-word.ts';
import { ProfileError } from '../profiles/profile-error.ts';
import { adviceByCode } from './advice.ts';
import { attemptOf, isCall } from './attempt.ts';
import { type AwsError, isDenied, isUnanswered, messageOf } from './aws-error.ts';
import { type Advice, adviceForEnvironmentKeys, networkFault } from './common-advice.ts';
import { constraintAdvice } from './constraint-advice.ts';

/** What the commands of an advice take over from the line that failed. */
export interface Given {
  /** The AWS profile that signed. */
  readonly profile?: string | undefined;
  /** The options that decide where a diverst command works, for a shell, each with a blank before it. */
  readonly options?: string;
  /** Whether the line changes something, and continues where it stopped. */
  readonly isResumed?: boolean;
}

/**
 * What an AWS error means and what to do about it: a denial's words are here, those of other codes in `advice.ts`; a
 * refused AssumeRole of a client has its own in `operations/account/assume-account.ts`. `views/failure.ts` lays them
 * out. An error that is not known is shown with its code and request id.
 */
export function explain(error: AwsError, given: Given = {}): Failure {
  if (error.cause instanceof ProfileError)
    return new Failure('failed', error.cause.failure.text, { cause: error });
  const facts = [
    ...(isCall(error.action) ? [`call: ${error.action}`] : []),
    `code: ${error.code}${error.reason === undefined ? '' : ` (${error.reason})`}`,
    ...(error.requestId === undefined ? [] : [`request ID: ${error.requestId}`]),
  ];
  const { reason, why, fix } = isDenied(error) ? denial(error) : meaning(error);
  return new Failure(
    'failed',
    {
      what: `cannot ${attemptOf(error.action)}: ${reason}`,
      why: [why, messageOf(error)].filter(Boolean).join(' '),
      fix: fix.map((line) => withGiven(line, given)),
      facts,
    },
    { cause: error },
  );
}

/** A reason is a clause that ends the first line. */
interface Meaning {
  readonly reason: string;
  readonly why: string;
  readonly fix: readonly string[];
}

function denial(error: AwsError): Meaning {
  const action = deniedAction(error) ?? error.action;
  return {
    reason: `AWS denied ${action}`,
    why: '',
    fix: [
      `allow ${action} in a policy of the identity that signs; to see the least policy of the command, add --print-policy`,
    ],
  };
}

function meaning(error: AwsError): Meaning {
  const advice: Advice | undefined =
    (error.reason === undefined ? undefined : constraintAdvice[error.reason]) ??
    (error.keysOfEnvironment ? adviceForEnvironmentKeys[error.code] : undefined) ??
    adviceByCode[error.code] ??
    (isUnanswered(error) ? networkFault : undefined);
  const [first, ...rest] = advice?.why?.split(/(?<=\.) (?=[A-Z])/) ?? [];
  return {
    reason: first === undefined ? `AWS answered ${error.code}` : asClause(first),
    why: rest.join(' '),
    fix: advice?.fix ?? unknownFix(error),
  };
}

/** A sentence as the end of another; names keep their capital. */
function asClause(sentence: string): string {
  const clause = sentence.replace(/\.$/, '');
  const isName = /^(?:[A-Z]\S*[A-Z]|OU\b)/.test(clause);
  return isName ? clause : clause.charAt(0).toLowerCase() + clause.slice(1);
}

function unknownFix(error: AwsError): readonly string[] {
  // A call that only reads has no effect that could be unknown.
  if (error.outcome === 'unknown' && !error.inDoubt)
    return ['run the same command again: AWS gave no clear answer'];
  return [
    error.outcome === 'unknown'
      ? 'run the same command again: it is unknown whether AWS made the change, and diverst reads before it writes'
      : 'run the same command again; if it fails again, ask AWS Support and give the code and the request ID',
  ];
}

function withGiven(line: string, { profile, options = '', isResumed = false }: Given): string {
  return line
    .replaceAll('{profile}', profile === undefined ? '' : ` --profile ${shellWord(profile)}`)
    .replaceAll('{given}', options)
    .replaceAll('{resumed}', isResumed ? ': it does only what is still missing' : '');
}

/** The action AWS names in `… is not authorized to perform: organizations:MoveAccount on resource: …`. */
function deniedAction(error: AwsError): string | undefined {
  return /not authorized to perform: ([a-z0-9-]+:[A-Za-z0-9]+)/.exec(error.message)?.[1];
}
