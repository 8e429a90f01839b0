import type { Credentials } from '@aws-sdk/client-sts';
import type { issueSession } from '../sessions.ts';

/** A session as every operation of STS that opens one reports it. @param expiresAt epoch milliseconds */
export function toCredentials(
  { accessKeyId, secretAccessKey, sessionToken }: ReturnType<typeof issueSession>,
  expiresAt: number,
): Credentials {
  return {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sessionToken,
    Expiration: new Date(expiresAt),
  };
}
