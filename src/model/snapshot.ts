/** The state in AWS, as far as it was read: the project's own readonly shapes. */

/** `Account.State`, or `Status` where a partition still answers with that only. */
export type AccountState =
  | 'PENDING_ACTIVATION'
  | 'ACTIVE'
  | 'SUSPENDED'
  | 'PENDING_CLOSURE'
  | 'CLOSED'
  | 'UNKNOWN';

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html */
export interface Account {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly state: AccountState;
  /** Id of the root or OU directly above it; null where AWS did not say. */
  readonly parentId: string | null;
  /** Epoch milliseconds; null where AWS did not say. */
  readonly joinedAt: number | null;
  readonly joinedMethod: 'CREATED' | 'INVITED' | 'UNKNOWN';
}

export interface Unit {
  readonly id: string;
  readonly name: string;
}

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccountStatus.html */
export interface CreationStatus {
  readonly id: string;
  readonly accountName: string;
  readonly state: 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED';
  readonly accountId: string | null;
  readonly failureReason: string | null;
  /** Epoch milliseconds; null where AWS did not say. */
  readonly requestedAt: number | null;
}

/** A role; documents are JSON, decoded. */
export interface Role {
  readonly name: string;
  readonly arn: string;
  readonly path: string;
  readonly trust: string;
  /** Seconds; null where it was not read. */
  readonly maxSession: number | null;
  readonly permissionsBoundary: string | null;
  /** ARNs. */
  readonly managedPolicies: readonly string[];
  /** Names. */
  readonly inlinePolicies: readonly string[];
  /** The same with their documents, where they were read. */
  readonly inlineDocuments?: readonly NamedDocument[];
  /** This program's own tags, keys in lower case; left out where it has none. */
  readonly tags?: Readonly<Record<string, string>>;
}

export interface NamedDocument {
  readonly name: string;
  readonly document: string;
}

export interface GroupSnapshot {
  readonly name: string;
  /** With its path; left out where it was not read. */
  readonly arn?: string;
  readonly inline: readonly NamedDocument[];
  readonly attached: readonly { readonly name: string; readonly arn: string }[];
}

/** A customer managed policy, attached or not. */
export interface ManagedPolicySnapshot {
  readonly name: string;
  readonly arn: string;
  /** The default version's. */
  readonly document: string;
}
