import type { ControlPolicyType } from '../state-of-organizations.ts';

/** A policy that AWS keeps for every organization. */
interface ManagedPolicy {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly document: string;
  readonly isDetachable: boolean;
}

/** What AWS says of a type of policies. Sizes are characters as they are sent, white space included. */
export interface ControlPolicyKind {
  readonly type: ControlPolicyType;
  readonly largest: number;
  readonly perTarget: number;
  readonly perOrganization: number;
  /** Attached to every root, OU and account as long as nobody detaches it. */
  readonly managed: ManagedPolicy;
}

function everything(principal: object = {}): string {
  const statement = { Effect: 'Allow', ...principal, Action: '*', Resource: '*' };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] }, null, 2);
}

/** https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html */
export const controlPolicyKinds: Readonly<Record<ControlPolicyType, ControlPolicyKind>> = {
  SERVICE_CONTROL_POLICY: {
    type: 'SERVICE_CONTROL_POLICY',
    largest: 10_240,
    perTarget: 10,
    perOrganization: 10_000,
    managed: {
      id: 'p-FullAWSAccess',
      name: 'FullAWSAccess',
      description: 'Allows access to every operation',
      document: everything(),
      isDetachable: true,
    },
  },
  RESOURCE_CONTROL_POLICY: {
    type: 'RESOURCE_CONTROL_POLICY',
    largest: 5_120,
    perTarget: 5,
    perOrganization: 2_000,
    managed: {
      id: 'p-RCPFullAWSAccess',
      name: 'RCPFullAWSAccess',
      description: 'Allows access to every resource',
      document: everything({ Principal: '*' }),
      isDetachable: false,
    },
  },
};

/** Undefined for a type that no organization of the sandbox can have. */
export function controlPolicyKind(type: string): ControlPolicyKind | undefined {
  return Object.values(controlPolicyKinds).find((kind) => kind.type === type);
}

/** The kind of which AWS's own policy has this id. */
export function kindManagedAs(policyId: string): ControlPolicyKind | undefined {
  return Object.values(controlPolicyKinds).find(({ managed }) => managed.id === policyId);
}
