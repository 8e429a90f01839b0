import type { StoredDocument } from './stored-document.ts';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user.html#id_root-user-access-management */
export type RootFeature = 'RootCredentialsManagement' | 'RootSessions';

/** The types of policies that the sandbox keeps and evaluates. */
export type ControlPolicyType = 'SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY';

/**
 * What an organization with all features has beside its accounts and OUs. Every part may be missing, also from a state
 * file that an older version wrote.
 */
export interface OrganizationSettingsState {
  /** By type: those that are, or were, enabled in the root. */
  policyTypes?: Record<string, PolicyTypeState>;
  /** Policies of the organization's own, by id. AWS's own are built in and never stored. */
  policies?: Record<string, OrganizationPolicyState>;
  /**
   * By id of the target, then of the policy. AWS's own policies are attached wherever they have no record, so that a
   * new account or OU needs none.
   */
  attachments?: Record<string, Record<string, AttachmentState>>;
  /** Services that have trusted access, by principal, and since when. */
  trustedServices?: Record<string, number>;
  /** By account id: the services that the account is a delegated administrator for, by principal, and since when. */
  delegations?: Record<string, Record<string, number>>;
  resourcePolicy?: ResourcePolicyState;
  /** Of central root access, those that are enabled. */
  rootFeatures?: RootFeature[];
}

export interface PolicyTypeState {
  /** PENDING_ENABLE until then. */
  readonly enabledAt: number;
  /** PENDING_DISABLE until then, not enabled from then on. Absent: nobody disabled it. */
  readonly disabledAt?: number;
}

export interface OrganizationPolicyState {
  readonly id: string;
  readonly type: ControlPolicyType;
  name: string;
  description: string;
  content: StoredDocument;
  tags: Record<string, string>;
}

export interface ResourcePolicyState {
  readonly id: string;
  readonly content: string;
  tags: Record<string, string>;
}

export interface AttachmentState {
  readonly isAttached: boolean;
  /** From then on authorization sees it so; before, the other way round. */
  readonly effectiveAt: number;
}
