import type { Caller, Permission } from '../operation.ts';
import type { SandboxState } from '../state.ts';
import { callerFacts } from './caller-facts.ts';
import { controlPoliciesFor, refusalByControls } from './control-policies.ts';
import { evaluatePolicies, type PolicySet } from './evaluate-policies.ts';
import type { Decision } from './request.ts';
import { requestContext } from './request-context.ts';

/** @param sourceIp where the request came from; without it there is no `aws:SourceIp` to compare with */
export type Authorize = (
  state: SandboxState,
  caller: Caller,
  permission: Permission,
  now: number,
  sourceIp?: string,
) => Decision;

/**
 * Whether the caller's own policies and the organization's allow a permission. The root user may do everything in its
 * account that the organization's policies let it do.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export const authorize: Authorize = (state, caller, permission, now, sourceIp) =>
  decide(state, caller, permission, now, sourceIp, null);

/** The same where the resource has a policy of its own: the role to be assumed, with its trust policy. */
export function authorizeWithTrust(
  state: SandboxState,
  caller: Caller,
  permission: Permission,
  now: number,
  sourceIp: string,
  trust: NonNullable<PolicySet['trust']>,
): Decision {
  return decide(state, caller, permission, now, sourceIp, trust);
}

function decide(
  state: SandboxState,
  caller: Caller,
  permission: Permission,
  now: number,
  sourceIp: string | undefined,
  trust: PolicySet['trust'],
): Decision {
  const { action, resource, resourcePolicy } = permission;
  const facts = callerFacts(state, caller, now);
  const controls = controlPoliciesFor(state, facts.principal, permission, now);
  const isOwn = (resourcePolicy?.accountId ?? caller.accountId) === caller.accountId;
  if (caller.kind === 'root' && caller.session === null && controls === null && isOwn) {
    return { allowed: true };
  }
  const context = requestContext(state, caller, facts, permission, now, sourceIp);
  const request = { principal: facts.principal, action, resource, context };
  const refusal = controls === null ? undefined : refusalByControls(controls, request);
  return refusal ?? evaluatePolicies(request, { ...facts.policies, trust, resource: resourcePolicy ?? null });
}
