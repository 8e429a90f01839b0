import { AwsError, isDenied } from '../../aws/errors/aws-error.ts';
import { Failure } from '../../model/failure.ts';

/** A call with an MFA code failed because of the code, or used it up: the next code can work. */
export class CodeFailure extends Failure {}

/**
 * What has become of a code whose call failed; null where the failure has nothing to do with it.
 * @param denials whether every denial is of the code, or only one that says so
 */
export function explainCodeFailure(
  error: unknown,
  serial: string,
  denials: 'any denial' | 'a code’s',
): CodeFailure | null {
  if (!(error instanceof AwsError)) return null;
  // What a Deny keeps from the caller has nothing to do with the code.
  const denied = isDenied(error) && !error.message.includes('explicit deny');
  if (denied && (denials === 'any denial' || error.message.includes('MultiFactorAuthentication failed'))) {
    return new CodeFailure(
      'failed',
      {
        what: `AWS did not accept the MFA code of ${serial}`,
        why: 'The code was mistyped, is too old, or was used before: a code is valid for one call.',
        fix: ['wait for the next code and run the same command again'],
        facts: [`AWS says: ${error.message}`],
      },
      { cause: error },
    );
  }
  if (error.outcome === 'rejected' && !/Throttl|TooManyRequests/.test(error.code)) return null;
  return new CodeFailure(
    'failed',
    {
      what: `the call with the MFA code of ${serial} got no clear answer`,
      why: `${error.message.replace(/\.$/, '')}. A code is valid for one call, so diverst did not send it again: AWS can already have used it.`,
      fix: ['wait for the next code, then run the same command again'],
      facts: [
        `code: ${error.code}`,
        ...(error.requestId === undefined ? [] : [`request ID: ${error.requestId}`]),
      ],
    },
    { cause: error },
  );
}
