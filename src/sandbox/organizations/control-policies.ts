import type { PolicySummary } from '@aws-sdk/client-organizations';
import { entry } from '../iam/records.ts';
import { type CallContext, SandboxError } from '../operation.ts';
import type { OrganizationState, SandboxState } from '../state.ts';
import type { ControlPolicyType, OrganizationPolicyState } from '../state-of-organizations.ts';
import { policyArn } from './arns.ts';
import { type ControlPolicyKind, controlPolicyKinds, kindManagedAs } from './control-policy-kinds.ts';
import { organizationOf } from './errors.ts';
import { validPolicyId } from './validate.ts';

/** `absent`: never enabled, or disabled. */
export type PolicyTypeStatus = 'ENABLED' | 'PENDING_ENABLE' | 'PENDING_DISABLE' | 'absent';

/** @param now epoch milliseconds */
export function policyTypeStatus(
  { policyTypes }: OrganizationState,
  type: ControlPolicyType,
  now: number,
): PolicyTypeStatus {
  const known = policyTypes?.[type];
  if (known === undefined) return 'absent';
  if (known.disabledAt !== undefined) return now < known.disabledAt ? 'PENDING_DISABLE' : 'absent';
  return now < known.enabledAt ? 'PENDING_ENABLE' : 'ENABLED';
}

/** A policy of whoever keeps it. */
export interface ControlPolicy {
  readonly id: string;
  readonly kind: ControlPolicyKind;
  readonly name: string;
  readonly description: string;
  readonly document: string;
  /** Undefined for AWS's own, which nobody can change. */
  readonly own: OrganizationPolicyState | undefined;
}

/** Every policy of a type. AWS's own is there as long as the type is enabled. */
export function controlPoliciesOf(
  organization: OrganizationState,
  kind: ControlPolicyKind,
  now: number,
): ControlPolicy[] {
  const own = Object.values(organization.policies ?? {}).filter(({ type }) => type === kind.type);
  const isManagedThere = policyTypeStatus(organization, kind.type, now) === 'ENABLED';
  return [...(isManagedThere ? [managedPolicy(kind)] : []), ...own.map(ownPolicy)];
}

/** @throws SandboxError InvalidInputException, PolicyNotFoundException */
export function findControlPolicy(context: CallContext, id: string): ControlPolicy {
  const organization = organizationOf(context);
  validPolicyId(id);
  const own = entry(organization.policies ?? {}, id);
  if (own !== undefined) return ownPolicy(own);
  const kind = kindManagedAs(id);
  if (kind !== undefined && policyTypeStatus(organization, kind.type, context.now) === 'ENABLED') {
    return managedPolicy(kind);
  }
  throw new SandboxError(
    'PolicyNotFoundException',
    "We can't find a policy with the PolicyId that you specified.",
  );
}

function managedPolicy(kind: ControlPolicyKind): ControlPolicy {
  const { id, name, description, document } = kind.managed;
  return { id, kind, name, description, document, own: undefined };
}

function ownPolicy(own: OrganizationPolicyState): ControlPolicy {
  const { id, type, name, description, content } = own;
  return { id, kind: controlPolicyKinds[type], name, description, document: content.document, own };
}

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_PolicySummary.html */
export function policySummary(state: SandboxState, policy: ControlPolicy): PolicySummary {
  const { id, kind, name, description, own } = policy;
  return {
    Id: id,
    Arn: policyArn(state, id),
    Name: name,
    Description: description,
    Type: kind.type,
    AwsManaged: own === undefined,
  };
}
