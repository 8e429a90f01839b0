import type {
  AssumeRoleWithWebIdentityRequest,
  AssumeRoleWithWebIdentityResponse,
} from '@aws-sdk/client-sts';
import { authorizeWithTrust } from '../authorization/authorize.ts';
import { optionalText, requireNumber, requireText, validationError } from '../iam/constraints.ts';
import { operation } from '../iam/permission.ts';
import { callKeys, sessionKeys } from '../oidc/claim-keys.ts';
import { readToken } from '../oidc/read-token.ts';
import { readSessionClaims } from '../oidc/session-claims.ts';
import { type Caller, type Permission, SandboxError } from '../operation.ts';
import { accessDenied } from './errors.ts';
import { openRoleSession } from './role-session.ts';
import { accountOfRole, durationWithin, findTarget, readRoleArn, sessionNameRule } from './role-target.ts';
import { readSessionPolicies } from './session-policies.ts';
import { readSessionTags, type SessionTags, sessionTagContext } from './session-tags.ts';

const action = 'sts:AssumeRoleWithWebIdentity';
/** Of session policies in the clear. */
const policyQuota = 2048;

/** What a call knows of the session to be made, before the role has a say. */
interface Wish {
  readonly sessionName: string;
  readonly sourceIdentity: string | undefined;
  readonly tags: SessionTags;
  readonly identity: Extract<Caller, { kind: 'web-identity' }>['identity'];
}

/**
 * A session of a role for whom a token of an OIDC provider names. Nothing is signed: the token says who calls.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 */
export const assumeRoleWithWebIdentity = operation<
  AssumeRoleWithWebIdentityRequest,
  AssumeRoleWithWebIdentityResponse
>({
  mutates: false,
  permissions: () => [],
  identify(input, { state, now }) {
    const arn = readRoleArn(input.RoleArn);
    requireText(input.RoleSessionName, 'roleSessionName', sessionNameRule);
    const token = requireText(input.WebIdentityToken, 'webIdentityToken', { min: 4, max: 20_000 });
    const oauth = optionalText(input.ProviderId, 'providerId', { min: 4, max: 2048 });
    if (input.DurationSeconds !== undefined) {
      requireNumber(input.DurationSeconds, 'durationSeconds', 900, 43_200);
    }
    const accountId = accountOfRole(arn);
    if (oauth !== undefined) throw refusedByProvider(oauth);
    const identity = readToken(state, accountId, token, now);
    return {
      kind: 'web-identity',
      accountId,
      arn: identity.providerArn,
      userId: `${identity.providerArn}:${identity.audience}:${identity.subject}`,
      session: null,
      identity,
    };
  },
  run(input, { state, caller, now, sourceIp }) {
    if (caller.kind !== 'web-identity') throw new Error('The call is not identified by a token.');
    const { identity } = caller;
    const arn = readRoleArn(input.RoleArn);
    const claims = readSessionClaims(identity.claims);
    const tags = readSessionTags(claims.tags, claims.transitiveTagKeys, caller);
    const sourceIdentity = optionalText(claims.sourceIdentity, 'sourceIdentity', sessionNameRule);
    const sessionName = input.RoleSessionName ?? '';
    const target = findTarget(arn, state, now);
    if (target === undefined) throw notAllowed(action);
    for (const permission of permissionsFor(arn, { sessionName, sourceIdentity, tags, identity })) {
      const trust = { document: target.trust, accountId: target.accountId };
      const decision = authorizeWithTrust(state, caller, permission, now, sourceIp, trust);
      if (!decision.allowed) throw notAllowed(permission.action);
    }
    const policies = readSessionPolicies(input, target.accountId, state, now);
    const duration = durationWithin(input.DurationSeconds, target.role);
    return {
      ...openRoleSession(state, target, sessionName, {
        issuedAt: now,
        expiresAt: now + duration * 1000,
        mfa: false,
        ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
        tags: tags.all,
        transitiveTagKeys: tags.transitiveKeys,
        policies,
        webIdentity: { provider: identity.providerArn, keys: sessionKeys(identity) },
      }),
      SubjectFromWebIdentityToken: identity.subject,
      Provider: identity.issuer,
      Audience: identity.audience,
      ...packedSize(policies, tags),
    };
  },
});

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_permissions-required */
function permissionsFor(
  resource: string,
  { sessionName, sourceIdentity, tags, identity }: Wish,
): Permission[] {
  const context = {
    ...callKeys(identity),
    'sts:RoleSessionName': [sessionName],
    ...(sourceIdentity === undefined ? {} : { 'sts:SourceIdentity': [sourceIdentity] }),
    ...sessionTagContext(tags),
  };
  const actions = [action];
  if (sourceIdentity !== undefined) actions.push('sts:SetSourceIdentity');
  if (Object.keys(tags.all).length > 0) actions.push('sts:TagSession');
  return actions.map((each) => ({ action: each, resource, context }));
}

/** Per cent of what a session may bring along. How AWS packs it is its own; this is the size in the clear. */
function packedSize(policies: readonly string[], { all }: SessionTags): { PackedPolicySize?: number } {
  const size = policies.join('').length + Object.entries(all).flat().join('').length;
  return size === 0 ? {} : { PackedPolicySize: Math.min(100, Math.ceil((size / policyQuota) * 100)) };
}

/** Whatever is missing: the role, its account, the trust in this token. */
function notAllowed(missing: string): SandboxError {
  return accessDenied(`Not authorized to perform ${missing}`);
}

/** Tokens of OAuth 2.0 are for their provider to judge, and none of the two that AWS knows can be asked here. */
function refusedByProvider(id: string): SandboxError {
  if (id !== 'www.amazon.com' && id !== 'graph.facebook.com') {
    return validationError(`${id} is not a supported provider.`);
  }
  return new SandboxError('IDPRejectedClaimException', 'The identity provider rejected the token.', 403);
}
