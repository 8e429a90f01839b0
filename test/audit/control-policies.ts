import { newPolicyId } from '../../src/sandbox/ids.ts';
import type { OrganizationState, SandboxState } from '../../src/sandbox/state.ts';
import type { ControlPolicyType, OrganizationPolicyState } from '../../src/sandbox/state-of-organizations.ts';
import { documentOf, type Json } from './edits.ts';

/** Edits of the organization's policies, each as if it had been made long ago. */

export const scp = 'SERVICE_CONTROL_POLICY';
export const rcp = 'RESOURCE_CONTROL_POLICY';
export const fullAccess = 'p-FullAWSAccess';
export const ofClients = 'diverst-guardrails';
export const ofOps = 'diverst-guardrails-ops';

function organizationOf({ organization }: SandboxState): OrganizationState {
  if (organization === null) throw new Error('there is no organization');
  return organization;
}

export function policyOf(
  state: SandboxState,
  name: string,
  type: ControlPolicyType = scp,
): OrganizationPolicyState {
  const found = Object.values(organizationOf(state).policies ?? {}).find(
    (one) => one.name === name && one.type === type,
  );
  if (found === undefined) throw new Error(`there is no policy ${name}`);
  return found;
}

export function statementsOf({ content }: OrganizationPolicyState): readonly Json[] {
  const { Statement }: { readonly Statement: readonly Json[] } = JSON.parse(content.document);
  return Statement;
}

export function write(policy: OrganizationPolicyState, ...statements: readonly Json[]): void {
  policy.content = { document: documentOf(...statements), effectiveAt: 0 };
}

/** The statement of that Sid, changed; taken away where nothing is left of it. */
export function change(
  policy: OrganizationPolicyState,
  sid: string,
  change: (statement: Json) => Json | null,
): void {
  const all = statementsOf(policy);
  if (!all.some(({ Sid }) => Sid === sid)) throw new Error(`there is no ${sid}`);
  write(
    policy,
    ...all.flatMap((one) => {
      const changed = one.Sid === sid ? change(one) : one;
      return changed === null ? [] : [changed];
    }),
  );
}

/** The values under a condition key of an operator, whatever they were. */
export function condition(statement: Json, operator: string, key: string, values: unknown): Json {
  const all = statement.Condition as Readonly<Record<string, Json>>;
  return { ...statement, Condition: { ...all, [operator]: { ...all[operator], [key]: values } } };
}

export function add(
  state: SandboxState,
  name: string,
  targetId: string | null,
  statements: readonly Json[],
  type: ControlPolicyType = scp,
): OrganizationPolicyState {
  const organization = organizationOf(state);
  const id = newPolicyId(state);
  const policy: OrganizationPolicyState = {
    id,
    type,
    name,
    description: '',
    content: { document: documentOf(...statements), effectiveAt: 0 },
    tags: {},
  };
  organization.policies = { ...organization.policies, [id]: policy };
  if (targetId !== null) attach(state, id, targetId);
  return policy;
}

export function attach(state: SandboxState, policyId: string, targetId: string, isAttached = true): void {
  const organization = organizationOf(state);
  const of = organization.attachments?.[targetId];
  organization.attachments = {
    ...organization.attachments,
    [targetId]: { ...of, [policyId]: { isAttached, effectiveAt: 0 } },
  };
}

export function detach(state: SandboxState, policyId: string, targetId: string): void {
  attach(state, policyId, targetId, false);
}

/** AWS forgets what was attached. */
export function disable(state: SandboxState, type: ControlPolicyType): void {
  const organization = organizationOf(state);
  const types = { ...organization.policyTypes };
  delete types[type];
  organization.policyTypes = types;
  const ids = Object.values(organization.policies ?? {}).flatMap((one) =>
    one.type === type ? [one.id] : [],
  );
  organization.attachments = Object.fromEntries(
    Object.entries(organization.attachments ?? {}).map(([target, records]) => [
      target,
      Object.fromEntries(Object.entries(records).filter(([id]) => !ids.includes(id))),
    ]),
  );
}

export function removePolicies(state: SandboxState, type: ControlPolicyType): void {
  const organization = organizationOf(state);
  disable(state, type);
  organization.policies = Object.fromEntries(
    Object.entries(organization.policies ?? {}).filter(([, one]) => one.type !== type),
  );
  organization.policyTypes = { ...organization.policyTypes, [type]: { enabledAt: 0 } };
}
