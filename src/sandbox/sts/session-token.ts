import type { GetSessionTokenRequest, GetSessionTokenResponse } from '@aws-sdk/client-sts';
import { requireNumber } from '../iam/constraints.ts';
import { operation } from '../iam/permission.ts';
import { issueSession } from '../sessions.ts';
import { toCredentials } from './credentials.ts';
import { accessDenied } from './errors.ts';
import { verifyMfa } from './mfa.ts';

/**
 * A user's own session. Nothing has to allow it.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
 */
export const getSessionToken = operation<GetSessionTokenRequest, GetSessionTokenResponse>({
  mutates: false,
  permissions: () => [],
  run(input, context) {
    const { state, caller, now } = context;
    const duration = requireNumber(input.DurationSeconds ?? 43_200, 'durationSeconds', 900, 129_600);
    if (caller.kind === 'role' || (caller.kind === 'user' && caller.session !== null)) {
      throw accessDenied('Cannot call GetSessionToken with session credentials');
    }
    // AWS gives root users a session of up to an hour; the sandbox keeps none for them.
    if (caller.kind !== 'user') throw accessDenied('The sandbox opens no session for a root user.');
    const mfa = verifyMfa(input, context);
    const expiresAt = now + duration * 1000;
    const issued = issueSession(
      state,
      { kind: 'user', accountId: caller.accountId, userName: caller.userName, userId: caller.userId },
      { issuedAt: now, expiresAt, mfa, tags: {}, transitiveTagKeys: [], policies: [] },
    );
    return {
      Credentials: toCredentials(issued, expiresAt),
    };
  },
});
