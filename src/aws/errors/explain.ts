import { Failure } from '../../model/failure.ts';
import { ProfileError } from '../profiles/profile-error.ts';
import { adviceByCode } from './advice.ts';
import { type AwsError, isDenied } from './aws-error.ts';
import { type Advice, adviceForEnvironmentKeys } from './common-advice.ts';
import { constraintAdvice } from './constraint-advice.ts';

/**
 * What an AWS error means and what to do about it: a denial's words are here, those of other codes in `advice.ts`; a
 * refused AssumeRole of a client has its own in `operations/account/assume-account.ts`. `views/failure.ts` lays them
 * out. An error that is not known is shown with its code and request id.
 * @param profile the AWS profile that signed, for the commands in the advice
 */
export function explain(error: AwsError, profile?: string | undefined): Failure {
  if (error.cause instanceof ProfileError)
    return new Failure('failed', error.cause.failure.text, { cause: error });
  const denied = deniedAction(error);
  const advice: Advice | undefined =
    (error.reason === undefined ? undefined : constraintAdvice[error.reason]) ??
    (error.keysOfEnvironment ? adviceForEnvironmentKeys[error.code] : undefined) ??
    adviceByCode[error.code];
  const facts = [
    `code: ${error.code}${error.reason === undefined ? '' : ` (${error.reason})`}`,
    ...(error.requestId === undefined ? [] : [`request id: ${error.requestId}`]),
  ];
  return new Failure(
    'failed',
    {
      what: denied === undefined ? `${error.action} failed` : `AWS denied ${denied}`,
      why: advice?.why === undefined ? error.message : `${advice.why} AWS says: ${error.message}`,
      fix: [
        ...(denied === undefined
          ? []
          : [`allow ${denied} to the caller; the command's --help prints its least policy`]),
        ...(denied !== undefined
          ? []
          : (advice?.fix ?? unknownFix(error)).map((line) => withProfile(line, profile))),
      ],
      facts,
    },
    { cause: error },
  );
}

function unknownFix(error: AwsError): readonly string[] {
  // What only reads has no effect that could be in doubt.
  if (error.outcome === 'unknown' && !error.inDoubt)
    return ['AWS gave no clear answer: run the same command again'];
  return [
    error.outcome === 'unknown'
      ? 'it is not known whether the call took effect: run the same command again, it looks before it writes'
      : 'run the same command again; if it fails again, ask AWS Support and name the code and the request id',
  ];
}

function withProfile(line: string, profile: string | undefined): string {
  return line.replaceAll('{profile}', profile === undefined ? '' : ` --profile ${profile}`);
}

/** The action AWS names in `… is not authorized to perform: organizations:MoveAccount on resource: …`. */
function deniedAction(error: AwsError): string | undefined {
  if (!isDenied(error)) return undefined;
  return /not authorized to perform: ([a-z0-9-]+:[A-Za-z0-9]+)/.exec(error.message)?.[1] ?? error.action;
}
