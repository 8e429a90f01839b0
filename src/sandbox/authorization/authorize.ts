import type { Caller, Permission } from '../operation.ts';
import type { SandboxState } from '../state.ts';
import { callerFacts } from './caller-facts.ts';
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
 * Whether the caller's own policies allow a permission. The root user may do everything in its account.
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
  if (caller.kind === 'root' && (resourcePolicy?.accountId ?? caller.accountId) === caller.accountId) {
    return { allowed: true };
  }
  const facts = callerFacts(state, caller, now);
  const context = requestContext(state, caller, facts, permission, now, sourceIp);
  return evaluatePolicies(
    { principal: facts.principal, action, resource, context },
    { ...facts.policies, trust, resource: resourcePolicy ?? null },
  );
}
