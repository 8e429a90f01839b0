import type { SandboxState } from '../state.ts';
import { kindManagedAs } from './control-policy-kinds.ts';

/**
 * ARNs of the organization's parts all carry the management account's id.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsorganizations.html
 */
function arn(state: SandboxState, kind: string, rest: string): string {
  if (state.organization === null) return '*';
  return `arn:aws:organizations::${state.managementAccountId}:${kind}/${state.organization.id}${rest}`;
}

export function organizationArn(state: SandboxState): string {
  return arn(state, 'organization', '');
}

export function rootArn(state: SandboxState, rootId: string): string {
  return arn(state, 'root', `/${rootId}`);
}

export function unitArn(state: SandboxState, unitId: string): string {
  return arn(state, 'ou', `/${unitId}`);
}

/** @param accountId `*` for an account that does not exist yet */
export function accountArn(state: SandboxState, accountId: string): string {
  return arn(state, 'account', `/${accountId}`);
}

/** Of whatever an id stands for, to judge by its form. */
export function targetArn(state: SandboxState, id: string): string {
  if (id.startsWith('r-')) return rootArn(state, id);
  if (id.startsWith('ou-')) return unitArn(state, id);
  if (id.startsWith('p-')) return policyArn(state, id);
  if (id.startsWith('rp-')) return resourcePolicyArn(state, id);
  return accountArn(state, id);
}

/** Of a policy that does not exist only the form is known: its type is left open. AWS's own belong to no organization. */
export function policyArn(state: SandboxState, policyId: string): string {
  const managed = kindManagedAs(policyId)?.type.toLowerCase();
  if (managed !== undefined) return `arn:aws:organizations::aws:policy/${managed}/${policyId}`;
  const type = state.organization?.policies?.[policyId]?.type.toLowerCase() ?? '*';
  return arn(state, 'policy', `/${type}/${policyId}`);
}

export function resourcePolicyArn(state: SandboxState, id: string): string {
  return arn(state, 'resourcepolicy', `/${id}`);
}

export function handshakeArn(state: SandboxState, handshakeId: string): string {
  return arn(state, 'handshake', `/*/${handshakeId}`);
}
