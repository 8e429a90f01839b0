/** Policies of the organization that limit what can be done in its member accounts. */

import type { Unread } from './reading.ts';

/** The types that guardrails are made of. https://docs.aws.amazon.com/organizations/latest/APIReference/API_PolicySummary.html */
export const controlPolicyTypes = ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'] as const;

export type ControlPolicyType = (typeof controlPolicyTypes)[number];

/** What a policy of a type is called, short and in full, and several of them. */
export const policyTypeWords: Readonly<
  Record<ControlPolicyType, { readonly short: string; readonly plural: string }>
> = {
  SERVICE_CONTROL_POLICY: { short: 'SCP', plural: 'service control policies' },
  RESOURCE_CONTROL_POLICY: { short: 'RCP', plural: 'resource control policies' },
};

/** Of a type in the root; `DISABLED` where AWS lists none. Enabling takes a while after the answer. */
export type PolicyTypeStatus = 'ENABLED' | 'PENDING_ENABLE' | 'PENDING_DISABLE' | 'DISABLED';

/** AWS's own policy that allows everything: attached to every root, OU and account unless somebody detaches it. */
export const fullAccessPolicyId = 'p-FullAWSAccess';

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_Policy.html */
export interface ControlPolicy {
  readonly id: string;
  readonly name: string;
  readonly type: ControlPolicyType;
  /** AWS keeps it, and nobody can change it. */
  readonly isAwsManaged: boolean;
  /** JSON. */
  readonly document: string;
  /** Ids of the root, OUs and accounts that it is attached to. */
  readonly targets: readonly string[];
}

/** What is known of the organization's service and resource control policies. */
export type ControlPoliciesReading =
  | {
      readonly kind: 'read';
      readonly types: Readonly<Record<ControlPolicyType, PolicyTypeStatus>>;
      /** All but AWS's own that allow everything. */
      readonly policies: readonly ControlPolicy[];
      /** Ids of the root, OUs and accounts that AWS's own service control policy is not attached to. */
      readonly withoutFullAccess: readonly string[];
    }
  | Unread
  /** Switched off, or something else was asked for. */
  | { readonly kind: 'not-asked' };
