import type { Caller, Permission } from '../operation.ts';
import type { SandboxState } from '../state.ts';
import type { CallerFacts } from './caller-facts.ts';
import { organizationPath } from './organization-path.ts';
import type { RequestContext } from './request.ts';
import { resourceTags } from './resource-tags.ts';

/**
 * The condition keys of a request. A key that AWS leaves out of a request is left out here too: whether it is
 * there at all decides conditions with IfExists and Null.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 *
 * @param now epoch milliseconds
 */
export function requestContext(
  state: SandboxState,
  caller: Caller,
  facts: CallerFacts,
  permission: Permission,
  now: number,
  sourceIp: string | undefined,
): RequestContext {
  const keys: Readonly<Record<string, string | undefined>> = {
    ...principalKeys(state, caller, facts),
    ...sessionKeys(caller, now),
    ...resourceKeys(state, caller, permission),
    'aws:SourceIp': sourceIp,
    'aws:CurrentTime': new Date(now).toISOString(),
    'aws:EpochTime': String(Math.floor(now / 1000)),
    'aws:SecureTransport': 'true',
    // IAM, STS's global endpoint and Organizations are all served from there.
    'aws:RequestedRegion': 'us-east-1',
    'aws:ViaAWSService': 'false',
    // Of signed requests only.
    'aws:PrincipalIsAWSService': caller.kind === 'web-identity' ? undefined : 'false',
    'aws:FederatedProvider': caller.session?.webIdentity?.provider,
  };
  const context = new Map<string, readonly string[]>();
  for (const [key, value] of Object.entries(keys)) {
    if (value !== undefined) context.set(key.toLowerCase(), [value]);
  }
  const given = { ...caller.session?.webIdentity?.keys, ...permission.context };
  for (const [key, values] of Object.entries(given)) context.set(key.toLowerCase(), values);
  return context;
}

function principalKeys(
  state: SandboxState,
  caller: Caller,
  { principal, tags }: CallerFacts,
): Record<string, string | undefined> {
  if (caller.kind === 'web-identity') return {};
  const path = organizationPath(state, caller.accountId);
  return {
    'aws:PrincipalAccount': caller.accountId,
    'aws:PrincipalArn': principal.arn,
    'aws:PrincipalType': isFederated(caller)
      ? 'FederatedUser'
      : { root: 'Account', user: 'User', role: 'AssumedRole' }[caller.kind],
    'aws:PrincipalOrgID': path === undefined ? undefined : state.organization?.id,
    'aws:PrincipalOrgPaths': path,
    'aws:userid': caller.userId,
    'aws:username': caller.kind === 'user' && !isFederated(caller) ? caller.userName : undefined,
    ...prefixed('aws:PrincipalTag/', tags),
  };
}

function isFederated(caller: Caller): boolean {
  return caller.kind === 'user' && caller.federatedName !== undefined;
}

/** Only temporary credentials say whether MFA was used: with plain access keys the key is not there. */
function sessionKeys(caller: Caller, now: number): Record<string, string | undefined> {
  const { session } = caller;
  if (session === null) return {};
  const age = Math.floor((now - (session.mfaAt ?? session.issuedAt)) / 1000);
  return {
    'aws:MultiFactorAuthPresent': String(session.mfa),
    'aws:MultiFactorAuthAge': session.mfa ? String(age) : undefined,
    'aws:TokenIssueTime': new Date(session.issuedAt).toISOString(),
    'aws:SourceIdentity': session.sourceIdentity,
    // Only of sessions that AssumeRoot opened.
    'aws:AssumedRoot': caller.kind === 'root' ? 'true' : undefined,
  };
}

function resourceKeys(
  state: SandboxState,
  caller: Caller,
  { resource, resourcePolicy }: Permission,
): Record<string, string | undefined> {
  const [, , service, , named = ''] = resource.split(':');
  // AWS's own policies belong to no account; what has no ARN is in the caller's.
  const owner = resourcePolicy?.accountId ?? caller.accountId;
  const accountId = /^\d{12}$/.test(named) ? named : owner;
  const path = organizationPath(state, accountId);
  const tags = resourceTags(state, resource);
  return {
    'aws:ResourceAccount': accountId,
    'aws:ResourceOrgID': path === undefined ? undefined : state.organization?.id,
    'aws:ResourceOrgPaths': path,
    ...prefixed('aws:ResourceTag/', tags),
    ...(service === 'iam' ? prefixed('iam:ResourceTag/', tags) : {}),
  };
}

function prefixed(prefix: string, tags: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [prefix + key, value]));
}
