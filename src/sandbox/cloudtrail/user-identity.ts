import type { Caller, SessionFacts } from '../operation.ts';
import type { SandboxState } from '../state.ts';
import { eventTimeOf, type SessionContext, type UserIdentity } from './trail-event.ts';

type Issuer = NonNullable<SessionContext['sessionIssuer']>;

/**
 * The caller as CloudTrail names it.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
 *
 * @param accessKeyId that signed
 */
export function userIdentityOf(state: SandboxState, caller: Caller, accessKeyId: string): UserIdentity {
  const { accountId, arn } = caller;
  const named = { principalId: caller.userId, arn, accountId, accessKeyId };
  switch (caller.kind) {
    case 'root':
      return {
        type: 'Root',
        ...named,
        ...(caller.session === null
          ? {}
          : { sessionContext: { ...contextOf(caller.session), assumedRoot: 'true' } }),
      };
    case 'role':
      return {
        type: 'AssumedRole',
        ...named,
        sessionContext: contextOf(caller.session, roleIssuer(state, caller)),
      };
    case 'user': {
      const { session, userName } = caller;
      if (caller.federatedName !== undefined && session !== null) {
        const sessionContext = contextOf(session, userIssuer(state, accountId, userName));
        return { type: 'FederatedUser', ...named, sessionContext };
      }
      return {
        type: 'IAMUser',
        ...named,
        userName,
        ...(session === null ? {} : { sessionContext: contextOf(session) }),
      };
    }
    case 'web-identity':
      return {
        type: 'WebIdentityUser',
        principalId: caller.userId,
        userName: caller.identity.subject,
        identityProvider: arn,
      };
  }
}

function contextOf(session: SessionFacts, issuer?: Issuer): SessionContext {
  const { sourceIdentity, webIdentity } = session;
  return {
    ...(issuer === undefined ? {} : { sessionIssuer: issuer }),
    ...(webIdentity === undefined
      ? {}
      : { webIdFederationData: { federatedProvider: webIdentity.provider, attributes: {} } }),
    attributes: {
      creationDate: eventTimeOf(session.issuedAt),
      mfaAuthenticated: session.mfa ? 'true' : 'false',
    },
    ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
  };
}

function roleIssuer(state: SandboxState, caller: Extract<Caller, { kind: 'role' }>): Issuer {
  const { accountId, roleName, userId } = caller;
  const path = state.iam[accountId]?.roles[roleName.toLowerCase()]?.path ?? '/';
  return {
    type: 'Role',
    principalId: userId.slice(0, userId.indexOf(':')),
    arn: `arn:aws:iam::${accountId}:role${path}${roleName}`,
    accountId,
    userName: roleName,
  };
}

function userIssuer(state: SandboxState, accountId: string, userName: string): Issuer {
  const user = state.iam[accountId]?.users[userName.toLowerCase()];
  return {
    type: 'IAMUser',
    principalId: user?.id ?? '',
    arn: `arn:aws:iam::${accountId}:user${user?.path ?? '/'}${userName}`,
    accountId,
    userName,
  };
}
