import type { BucketState } from './state-of-buckets.ts';
import type { CostExplorerState, FormerAccountState } from './state-of-costs.ts';
import type { AccountSettingsState, PasswordSealsState, UserCredentialsState } from './state-of-iam.ts';
import type { OrganizationSettingsState } from './state-of-organizations.ts';
import type { TrailState } from './state-of-trails.ts';
import type { StoredDocument } from './stored-document.ts';

export type { StoredDocument };

/**
 * The state of the embedded AWS organization: plain JSON, so that it can be kept in a file, compared and edited
 * by tests. Times are epoch milliseconds of the sandbox's clock. What AWS does later (an account becoming active,
 * a role becoming usable) is stored as the moment at which it will have happened and read against the clock, so
 * that reading never writes and nothing needs a timer.
 */
export interface SandboxState {
  readonly format: 1;
  /** Hex key from which secret access keys of sessions and session tokens are derived: sessions need no storage. */
  readonly secret: string;
  /** Counter behind every generated id; advancing it under the store's lock keeps ids unique and repeatable. */
  serial: number;
  /** The account that owns the organization, or would: it exists in an empty sandbox too. */
  readonly managementAccountId: string;
  organization: OrganizationState | null;
  /** By OU id. */
  units: Record<string, UnitState>;
  /** By account id; the management account included, with `parentId` '' while there is no organization. */
  accounts: Record<string, AccountState>;
  /** Accounts that were closed 90 days ago or longer, by id. */
  gone?: Record<string, GoneAccountState>;
  /** By creation request id (`car-…`). */
  creations: Record<string, CreationState>;
  /** Long-term access keys of IAM users and root users, by access key id. */
  accessKeys: Record<string, AccessKeyState>;
  /** By account id. */
  iam: Record<string, IamState>;
  /** Accounts the organization may hold, the management account included. AWS's default is 10. */
  accountQuota: number;
  /** Buckets of all accounts, by name. */
  buckets?: Record<string, BucketState>;
  /** Keys that issuers of tokens publish beside the one that the secret gives each, by issuer with its scheme. */
  issuerKeys?: Record<string, IssuerKeyState[]>;
  /** Trails of all accounts and regions, by ARN. */
  trails?: Record<string, TrailState>;
  costExplorer?: CostExplorerState;
  /** Accounts that are gone for good or have left, by id: the bill keeps them. */
  former?: Record<string, FormerAccountState>;
}

export interface IssuerKeyState {
  /** As the header of a token names it (`kid`). */
  readonly id: string;
  /** The public key. */
  readonly pem: string;
}

export interface OrganizationState extends OrganizationSettingsState {
  readonly id: string;
  readonly rootId: string;
  readonly featureSet: 'ALL' | 'CONSOLIDATED_BILLING';
  readonly createdAt: number;
  /** CreateAccount answers FinalizingOrganizationException until then. */
  readonly readyAt: number;
  /** Tags of the root. */
  rootTags?: Record<string, string>;
}

export interface UnitState {
  readonly id: string;
  name: string;
  parentId: string;
  tags: Record<string, string>;
}

export interface AccountState {
  readonly id: string;
  name: string;
  email: string;
  parentId: string;
  readonly joinedMethod: 'CREATED' | 'INVITED';
  readonly joinedAt: number;
  /** What `Account.State` says; `closedAt` only with CLOSED. */
  state: 'PENDING_ACTIVATION' | 'ACTIVE' | 'SUSPENDED' | 'PENDING_CLOSURE' | 'CLOSED';
  closedAt?: number;
  /** Only with PENDING_CLOSURE: from then on it is CLOSED. */
  closesAt?: number;
  /** When CloseAccount was called. */
  closingSince?: number;
  tags: Record<string, string>;
}

/** What is left of an account that is gone for good: nobody gets its e-mail address and its alias again. */
export interface GoneAccountState {
  readonly id: string;
  readonly email: string;
  readonly alias?: string;
  readonly goneAt: number;
}

export interface CreationState {
  readonly id: string;
  readonly accountName: string;
  readonly email: string;
  readonly roleName: string;
  readonly tags: Record<string, string>;
  readonly requestedAt: number;
  /** From then on it has succeeded or failed; before, it is IN_PROGRESS. */
  readonly completesAt: number;
  /** Decided when requested. The account appears in `accounts` when the creation is first seen complete. */
  readonly accountId?: string;
  readonly failureReason?: string;
  /** Root access was managed centrally: the new account's root user has nothing to sign in with. */
  readonly withoutRootCredentials?: true;
  /** From then on the new account's access role can be assumed; `completesAt` unless given. */
  readonly roleUsableAt?: number;
}

export interface AccessKeyState {
  readonly id: string;
  readonly secretAccessKey: string;
  readonly accountId: string;
  /** Absent: a key of the account's root user. */
  readonly userName?: string;
  readonly createdAt: number;
  status: 'Active' | 'Inactive';
  /** Epoch milliseconds, by `edit` alone: a use before those that the event history holds. */
  readonly lastUsedAt?: number;
}

export interface IamState extends AccountSettingsState {
  /** By lower-cased name: IAM names are unique without case. */
  users: Record<string, UserState>;
  groups: Record<string, GroupState>;
  roles: Record<string, RoleState>;
  /** Customer managed policies, by ARN. AWS's own (`arn:aws:iam::aws:policy/…`) are built in and never stored. */
  policies: Record<string, PolicyState>;
}

export interface UserState extends PasswordSealsState, UserCredentialsState {
  readonly name: string;
  readonly id: string;
  readonly path: string;
  readonly createdAt: number;
  /** Serial numbers (ARNs) of its MFA devices. */
  mfaDevices: string[];
  permissionsBoundary?: string;
  inline: Record<string, StoredDocument>;
  attached: string[];
  tags: Record<string, string>;
  hasPassword: boolean;
  /** With a password that was set by CreateLoginProfile. */
  passwordSetAt?: number;
  passwordResetRequired?: boolean;
}

export interface GroupState {
  readonly name: string;
  readonly id: string;
  readonly path: string;
  readonly createdAt: number;
  /** User names. */
  members: string[];
  inline: Record<string, StoredDocument>;
  attached: string[];
}

export interface RoleState {
  readonly name: string;
  readonly id: string;
  readonly path: string;
  readonly createdAt: number;
  /** It answers AssumeRole only from then on. */
  readonly effectiveAt: number;
  /** Absent if none was given; one that was given empty is reported. */
  description?: string;
  trust: StoredDocument;
  /** Seconds. */
  maxSessionDuration: number;
  permissionsBoundary?: string;
  inline: Record<string, StoredDocument>;
  attached: string[];
  tags: Record<string, string>;
}

export interface PolicyState {
  readonly arn: string;
  readonly name: string;
  readonly id: string;
  readonly path: string;
  readonly description: string;
  readonly createdAt: number;
  updatedAt: number;
  versions: PolicyVersionState[];
  /** `v1`, … */
  defaultVersionId: string;
  /** The number in the next version's id; it never goes back, also after deletions. */
  nextVersion: number;
  tags: Record<string, string>;
}

export interface PolicyVersionState extends StoredDocument {
  readonly id: string;
  readonly createdAt: number;
}
