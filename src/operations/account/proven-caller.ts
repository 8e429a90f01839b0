import type { Aws, Credentials } from '../../aws/api.ts';
import { type AwsError, isDenied } from '../../aws/errors/aws-error.ts';
import { readPrincipal } from '../../model/arn.ts';
import { Failure } from '../../model/failure.ts';
import { type MfaSource, mfaCredentials } from './caller-mfa.ts';

/** The identity that possibly has to prove MFA. */
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
  const source = await mfa();
  const credentials = await mfaCredentials(source, { aws }, identity);
  provenBy.set(source, credentials);
  return credentials;
}

/** What was proven in this run: further calls begin with it. */
const provenBy = new WeakMap<MfaSource, Credentials>();

/** The caller's credentials after a code, where a call of this run took one. */
export async function provenBefore({ mfa }: Provable): Promise<Credentials | null> {
  return provenBy.get(await mfa()) ?? null;
}

/**
 * Finds out whether a Deny without MFA keeps the caller from calls: a role of another account is denied without a word of
 * the reason, which IAM of one's own account gives.
 * @param identity ARN of the caller
 */
export async function proveWhereDenied(identity: string, provable: Provable): Promise<Credentials | null> {
  const caller = readPrincipal(identity);
  if (caller.kind !== 'user') return null;
  try {
    await provable.aws.iam().listGroupsOfUser(caller.name);
    return null;
  } catch (error) {
    if (!isDenied(error)) throw error;
    return provenAfter(error, identity, provable);
  }
}

/** IAM says which denials come of a Deny. https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
export function isDeniedByDeny(error: unknown): error is AwsError {
  return isDenied(error) && /explicit deny in an identity-based policy/.test(error.message);
}

function withoutMfa(cause: AwsError, identity: string): Failure {
  return new Failure(
    'failed',
    {
      what: `AWS denied ${cause.action} to ${identity}`,
      why: 'One of your policies denies the call. If that is the Deny for sign-ins without MFA, your temporary credentials were issued without MFA, and no code can be added to them.',
      fix: [
        'if you have no MFA device yet, register a device in the IAM console: Security credentials, Assign MFA device',
        'then sign out of the console, sign in with a code, and run: aws login',
        'if AWS still denies it, use an access key: diverst then asks you for the code',
      ],
      facts: [`AWS says: ${cause.message}`],
    },
    { cause },
  );
}
