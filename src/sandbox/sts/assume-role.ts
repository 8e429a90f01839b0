import type { AssumeRoleRequest, AssumeRoleResponse } from '@aws-sdk/client-sts';
import { authorizeWithTrust } from '../authorization/authorize.ts';
import { optionalText, requireNumber, requireText, validationError } from '../iam/constraints.ts';
import { operation } from '../iam/permission.ts';
import type { CallContext, Permission, SessionFacts } from '../operation.ts';
import type { RoleState } from '../state.ts';
import { accessDenied, notAuthorized } from './errors.ts';
import { verifyMfa } from './mfa.ts';
import { openRoleSession } from './role-session.ts';
import {
  accountOfRole,
  durationWithin,
  findTarget,
  type RoleTarget,
  readRoleArn,
  sessionNameRule,
} from './role-target.ts';
import { readSessionPolicies } from './session-policies.ts';
import { readSessionTags, type SessionTags, sessionTagContext } from './session-tags.ts';

const chainingLimit = 3600;

/** What the new session is to be, as far as policies may ask. */
interface Wish {
  readonly sessionName: string;
  readonly externalId: string | undefined;
  /** The caller's own is passed on, and cannot be changed. */
  readonly sourceIdentity: string | undefined;
  readonly tags: SessionTags;
  readonly mfa: boolean;
  /** Seconds. */
  readonly duration: number | undefined;
}

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export const assumeRole = operation<AssumeRoleRequest, AssumeRoleResponse>({
  mutates: false,
  permissions: () => [],
  run(input, context) {
    const { state, caller, now } = context;
    const arn = readRoleArn(input.RoleArn);
    const wish = readWish(input, context);
    // The form of every parameter comes before what the ARN means.
    accountOfRole(arn);
    if (caller.kind === 'root') throw accessDenied('Roles may not be assumed by root accounts.');
    const target = findTarget(arn, state, now);
    if (target === undefined) throw notAuthorized(caller, 'sts:AssumeRole', arn);
    for (const permission of permissionsFor(arn, wish)) {
      const decision = authorizeWithTrust(state, caller, permission, now, context.sourceIp, {
        document: target.trust,
        accountId: target.accountId,
      });
      if (decision.allowed) continue;
      throw notAuthorized(caller, permission.action, arn, decision.byControl ? decision.reason : undefined);
    }
    const policies = readSessionPolicies(input, target.accountId, state, now);
    const duration = allowedDuration(wish.duration, target.role, context);
    return openSession(target, wish, duration, policies, context);
  },
});

function readWish(input: AssumeRoleRequest, context: CallContext): Wish {
  const { caller } = context;
  const sessionName = requireText(input.RoleSessionName, 'roleSessionName', sessionNameRule);
  const externalId = optionalText(input.ExternalId, 'externalId', {
    min: 2,
    max: 1224,
    pattern: /^[\w+=,.@:/-]*$/,
  });
  const given = optionalText(input.SourceIdentity, 'sourceIdentity', sessionNameRule);
  if (given?.toLowerCase().startsWith('aws:')) {
    throw validationError("The source identity can't start with aws:");
  }
  const inherited = caller.session?.sourceIdentity;
  if (given !== undefined && inherited !== undefined && given !== inherited) {
    throw notAuthorized(caller, 'sts:SetSourceIdentity', input.RoleArn ?? '');
  }
  const tags = readSessionTags(input.Tags, input.TransitiveTagKeys, caller);
  const duration =
    input.DurationSeconds === undefined
      ? undefined
      : requireNumber(input.DurationSeconds, 'durationSeconds', 900, 43_200);
  const mfa = verifyMfa(input, context);
  return { sessionName, externalId, sourceIdentity: inherited ?? given, tags, mfa, duration };
}

/**
 * Source identity and tags need their own permission, also when the caller's session hands them on.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_permissions-required
 */
function permissionsFor(resource: string, wish: Wish): Permission[] {
  const { sessionName, externalId, sourceIdentity, tags, mfa } = wish;
  const keys: NonNullable<Permission['context']> = {
    'sts:RoleSessionName': [sessionName],
    ...(externalId === undefined ? {} : { 'sts:ExternalId': [externalId] }),
    ...(sourceIdentity === undefined ? {} : { 'sts:SourceIdentity': [sourceIdentity] }),
    ...sessionTagContext(tags),
    // Without a code in the request, what the caller's own session says counts, if it says anything.
    ...(mfa ? { 'aws:MultiFactorAuthPresent': ['true'], 'aws:MultiFactorAuthAge': ['0'] } : {}),
  };
  const actions = ['sts:AssumeRole'];
  if (sourceIdentity !== undefined) actions.push('sts:SetSourceIdentity');
  if (Object.keys(tags.all).length > 0) actions.push('sts:TagSession');
  return actions.map((action) => ({ action, resource, context: keys }));
}

/**
 * Seconds. Any session of at most an hour may be chained, also one of GetSessionToken.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining
 */
function allowedDuration(wanted: number | undefined, role: RoleState, { caller }: CallContext): number {
  const duration = durationWithin(wanted, role);
  const chained = caller.kind !== 'root' && caller.session !== null;
  if (chained && duration > chainingLimit) {
    throw validationError(
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    );
  }
  return duration;
}

function openSession(
  target: RoleTarget,
  { sessionName, sourceIdentity, tags, mfa }: Wish,
  duration: number,
  policies: readonly string[],
  { state, caller, now }: CallContext,
): AssumeRoleResponse {
  const facts: SessionFacts = {
    issuedAt: now,
    expiresAt: now + duration * 1000,
    // A user's session brings its MFA along; a role's does not.
    mfa: mfa || (caller.kind === 'user' && caller.session?.mfa === true),
    ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
    tags: tags.all,
    transitiveTagKeys: tags.transitiveKeys,
    policies,
  };
  return openRoleSession(state, target, sessionName, facts);
}
