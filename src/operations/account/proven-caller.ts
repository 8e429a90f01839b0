import type { Aws, Credentials } from '../../aws/api.ts';
import { type AwsError, isDenied } from '../../aws/errors/aws-error.ts';
import { readPrincipal } from '../../model/arn.ts';
import { Failure } from '../../model/failure.ts';
import { type MfaSource, mfaCredentials } from './caller-mfa.ts';

/** Who may have to prove MFA. */
export interface Provable {
  readonly aws: Aws;
  /** Where codes come from; asked for only where one is needed. */
  mfa(): Promise<MfaSource>;
}

/**
 * The caller's own credentials after a code, where a Deny kept an access key from a call: the group of all people in Ops
 * denies everything as long as MFA is not proven. Null where the denial is another matter.
 * @param identity ARN of the caller
 * @throws Failure where the credentials are temporary, and were given without MFA: no code can be added to them
 */
export async function provenAfter(
  error: unknown,
  identity: string,
  { aws, mfa }: Provable,
): Promise<Credentials | null> {
  if (!isDeniedByDeny(error) || readPrincipal(identity).kind !== 'user') return null;
  if (await aws.isTemporary()) throw withoutMfa(error, identity);
  return mfaCredentials(await mfa(), { aws }, identity);
}

/** IAM says which denials come of a Deny. https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
function isDeniedByDeny(error: unknown): error is AwsError {
  return isDenied(error) && /explicit deny in an identity-based policy/.test(error.message);
}

function withoutMfa(cause: AwsError, identity: string): Failure {
  return new Failure(
    'failed',
    {
      what: `AWS denied ${cause.action} to ${identity}`,
      why: 'A policy of yours denies it. If that is the Deny for sign-ins without MFA, these temporary credentials were given without MFA, and no code can be added to them.',
      fix: [
        'if you have no MFA device yet, register one in the IAM console: Security credentials, Assign MFA device',
        'then sign out of the console, sign in with a code, and run: aws login',
        'if it is denied all the same, use an access key: diverst asks for the code then',
      ],
      facts: [`AWS says: ${cause.message}`],
    },
    { cause },
  );
}
