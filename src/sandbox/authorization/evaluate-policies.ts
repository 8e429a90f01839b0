import { type PolicyDocument, readPolicy } from './policy-document.ts';
import { matchPrincipal, type PrincipalMatch, strongest } from './principal-match.ts';
import type { AccessRequest, Decision } from './request.ts';
import { statementApplies } from './statement-match.ts';

/** The policies that decide one request, as JSON documents. */
export interface PolicySet {
  /** All that are attached to the principal, to its groups, or inline in either. */
  readonly identity: readonly string[];
  /** The permissions boundary; null when the principal has none. */
  readonly boundary: string | null;
  /** What the session was limited to when it was made; empty when to nothing. */
  readonly session: readonly string[];
  /** The trust policy of the role that the request is about, with the role's account; null for other requests. */
  readonly trust: { readonly document: string; readonly accountId: string } | null;
  /** The policy of another resource that can have one, with the resource's account; null for other requests. */
  readonly resource?: { readonly document: string | null; readonly accountId: string } | null;
}

/**
 * Decides one request as AWS does: an explicit deny anywhere wins; otherwise every kind of policy that has a say
 * must allow it.
 *
 * Conditions with an operator that is not known keep an Allow from applying and let a Deny apply.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function evaluatePolicies(request: AccessRequest, policies: PolicySet): Decision {
  const identity = evaluateAll(policies.identity, request);
  const boundary = policies.boundary === null ? null : evaluateAll([policies.boundary], request);
  const session = policies.session.length === 0 ? null : evaluateAll(policies.session, request);
  const trust = policies.trust === null ? null : evaluateAttached(policies.trust.document, request);
  const resource = policies.resource ? evaluateAttached(policies.resource.document ?? '', request) : null;

  if (identity.denies) return explicitDeny('an identity-based policy');
  if (trust?.denies) return explicitDeny('the role trust policy');
  if (resource?.denies) return explicitDeny('a resource-based policy');
  if (boundary?.denies) return explicitDeny('a permissions boundary');
  if (session?.denies) return explicitDeny('a session policy');

  // A trust policy must always allow, and what it names decides what else must.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-single-account.html
  if (trust?.allows === 'none') return implicitDeny('role trust policy', request);
  const owner = (policies.trust ?? policies.resource)?.accountId;
  // Whom an identity provider names has no policies of its own, in no account.
  const isProvider = request.principal.kind === 'provider';
  const isOwn = isProvider || owner === request.principal.accountId;
  // Into another account both sides must allow.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
  if (resource?.allows === 'none' && !isOwn) return implicitDeny('resource-based policy', request);
  const direct = isOwn ? ((trust ?? resource)?.allows ?? 'none') : 'none';
  if (direct === 'user' || direct === 'session' || direct === 'provider') return { allowed: true };
  const needsIdentity = direct !== 'role' && direct !== 'anyone';
  if (needsIdentity && !identity.allows) return implicitDeny('identity-based policy', request);
  if (boundary && !boundary.allows) return implicitDeny('permissions boundary', request);
  if (session && !session.allows) return implicitDeny('session policy', request);
  return { allowed: true };
}

/** What documents without principals, or for everyone, say of a request. */
export function evaluateAll(
  documents: readonly string[],
  request: AccessRequest,
): { readonly allows: boolean; readonly denies: boolean } {
  let allows = false;
  for (const document of documents) {
    const { variables, statements } = readPolicy(document);
    for (const statement of statements) {
      // Without a Resource element an identity policy says nothing about any resource.
      if (statement.resources === null) continue;
      const applies = statementApplies(statement, request, variables);
      if (statement.effect === 'Deny' && applies !== false) return { allows, denies: true };
      if (statement.effect === 'Allow' && applies === true) allows = true;
    }
  }
  return { allows, denies: false };
}

/** A policy that is attached to what the request is about, and says in its Principal elements whom it is for. */
function evaluateAttached(
  document: string,
  request: AccessRequest,
): { readonly allows: PrincipalMatch; readonly denies: boolean } {
  const { variables, statements }: PolicyDocument = readPolicy(document);
  const allowing: PrincipalMatch[] = [];
  for (const statement of statements) {
    if (statement.principals === null) continue;
    const match = matchPrincipal(statement.principals, request.principal);
    if (match === 'none') continue;
    const applies = statementApplies(statement, request, variables);
    if (statement.effect === 'Deny' && applies !== false) return { allows: 'none', denies: true };
    if (statement.effect === 'Allow' && applies === true) allowing.push(match);
  }
  return { allows: strongest(allowing), denies: false };
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
function explicitDeny(where: string): Decision {
  return { allowed: false, reason: `with an explicit deny in ${where}`, explicit: true };
}

function implicitDeny(kind: string, { action }: AccessRequest): Decision {
  return { allowed: false, reason: `no ${kind} allows the ${action} action` };
}
