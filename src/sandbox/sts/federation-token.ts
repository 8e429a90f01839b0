import type { GetFederationTokenRequest, GetFederationTokenResponse } from '@aws-sdk/client-sts';
import { requireNumber, requireText } from '../iam/constraints.ts';
import { operation } from '../iam/permission.ts';
import { issueSession } from '../sessions.ts';
import { toCredentials } from './credentials.ts';
import { accessDenied } from './errors.ts';
import { readSessionPolicies } from './session-policies.ts';
import { readSessionTags, sessionTagContext } from './session-tags.ts';

const nameRule = { min: 2, max: 32, pattern: /^[\w+=,.@-]*$/ };

/** What a session may do that was given no policy. */
const nothing = JSON.stringify({ Version: '2012-10-17', Statement: [] });

/**
 * A session of a user under another name, which may do what the user and the session's policies both allow.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html
 */
export const getFederationToken = operation<GetFederationTokenRequest, GetFederationTokenResponse>({
  mutates: false,
  permissions: (input, { caller }) => {
    const resource = federatedArn(caller.accountId, input.Name ?? '');
    const asked = (input.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value] as const);
    const context = sessionTagContext({
      requested: {},
      all: Object.fromEntries(asked),
      transitiveKeys: [],
    });
    const actions = asked.length > 0 ? ['GetFederationToken', 'TagSession'] : ['GetFederationToken'];
    return actions.map((action) => ({ action: `sts:${action}`, resource, context }));
  },
  run(input, { state, caller, now }) {
    const name = requireText(input.Name, 'name', nameRule);
    const duration = requireNumber(input.DurationSeconds ?? 43_200, 'durationSeconds', 900, 129_600);
    if (caller.kind === 'role' || (caller.kind === 'user' && caller.session !== null)) {
      throw accessDenied('Cannot call GetFederationToken with session credentials');
    }
    // AWS gives root users a session of up to an hour; the sandbox keeps none for them.
    if (caller.kind !== 'user') throw accessDenied('The sandbox opens no session for a root user.');
    const policies = readSessionPolicies(input, caller.accountId, state, now);
    const tags = readSessionTags(input.Tags, undefined, caller);
    const expiresAt = now + duration * 1000;
    const issued = issueSession(
      state,
      {
        kind: 'user',
        accountId: caller.accountId,
        userName: caller.userName,
        userId: caller.userId,
        federatedName: name,
      },
      {
        issuedAt: now,
        expiresAt,
        mfa: false,
        tags: tags.all,
        transitiveTagKeys: [],
        policies: policies.length === 0 ? [nothing] : policies,
      },
    );
    return {
      Credentials: toCredentials(issued, expiresAt),
      FederatedUser: {
        FederatedUserId: `${caller.accountId}:${name}`,
        Arn: federatedArn(caller.accountId, name),
      },
    };
  },
});

function federatedArn(accountId: string, name: string): string {
  return `arn:aws:sts::${accountId}:federated-user/${name}`;
}
