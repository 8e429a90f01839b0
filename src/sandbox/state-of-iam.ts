/**
 * What an account's IAM holds beside users, groups, roles and policies. Every part may be missing, also from a state
 * file that an older version wrote.
 */
export interface AccountSettingsState {
  /** Absent: as AWS leaves it. */
  root?: RootUserState;
  /** The account's alias. */
  alias?: string;
  passwordPolicy?: PasswordPolicyState;
  /** By lower-cased name. */
  instanceProfiles?: Record<string, InstanceProfileState>;
  /** Virtual MFA devices, assigned or not, by serial number (ARN). */
  mfaDevices?: Record<string, MfaDeviceState>;
  /** By task id: what became of a request to delete a service-linked role. */
  deletionTasks?: Record<string, DeletionTaskState>;
  credentialReport?: CredentialReportState;
  /** OIDC identity providers, by ARN. */
  oidcProviders?: Record<string, OidcProviderState>;
}

/** An OIDC identity provider: an issuer whose tokens roles of the account may be assumed with. */
export interface OidcProviderState {
  readonly arn: string;
  /** The issuer's address without its scheme: `token.actions.githubusercontent.com`. */
  readonly url: string;
  readonly createdAt: number;
  /** The audiences of the tokens that are taken, each from its moment on. */
  clientIds: { readonly id: string; readonly effectiveAt: number }[];
  /** SHA-1, 40 hexadecimal digits each. */
  thumbprints: string[];
  tags: Record<string, string>;
  /** STS takes its tokens only from then on. */
  readonly effectiveAt: number;
}

/** What the account's root user can sign in with; its access keys are among the others. */
export interface RootUserState {
  readonly hasPassword: boolean;
  /** With a password that CreateLoginProfile made recoverable. */
  readonly passwordSetAt?: number;
  /** Serial numbers. */
  readonly mfaDevices: readonly string[];
  readonly signingCertificates: readonly CertificateState[];
}

/** As UpdateAccountPasswordPolicy takes it; what is not set is off. */
export interface PasswordPolicyState {
  readonly minimumLength: number;
  readonly symbols: boolean;
  readonly numbers: boolean;
  readonly uppercase: boolean;
  readonly lowercase: boolean;
  readonly usersMayChange: boolean;
  /** Days. */
  readonly maxAge?: number;
  readonly reusePrevention?: number;
  readonly hardExpiry?: boolean;
}

export interface InstanceProfileState {
  readonly name: string;
  readonly id: string;
  readonly path: string;
  readonly createdAt: number;
  /** The name of the one role in it. */
  role?: string;
  tags: Record<string, string>;
}

/** Whose device it is, the users say: it is among their `mfaDevices`. */
export interface MfaDeviceState {
  readonly serial: string;
  readonly name: string;
  readonly path: string;
  /** Base32. */
  readonly seed: string;
  enabledAt?: number;
  /** Steps of 30 seconds that the device's clock is ahead, as the last synchronization found them. */
  drift: number;
  tags: Record<string, string>;
}

export interface DeletionTaskState {
  /** Absent: it succeeded. */
  readonly failure?: string;
}

export interface CredentialReportState {
  readonly generatedAt: number;
  /** CSV. */
  readonly content: string;
}

/** What a user has beside a password, access keys and MFA devices; each part absent for none. */
export interface UserCredentialsState {
  certificates?: CertificateState[];
  sshKeys?: SshKeyState[];
  serviceCredentials?: ServiceCredentialState[];
}

/** A signing certificate. Of one that came into the state by `edit`, the body may be unknown. */
export interface CertificateState {
  readonly id: string;
  /** PEM. */
  readonly body?: string;
  readonly uploadedAt: number;
  /** Absent: Active. */
  readonly status?: 'Active' | 'Inactive';
}

export interface SshKeyState {
  readonly id: string;
  /** As it was uploaded, in ssh-rsa format or PEM. */
  readonly body: string;
  readonly uploadedAt: number;
  readonly status: 'Active' | 'Inactive';
}

/** A password, or an API key, for one service. The secret itself is not kept. */
export interface ServiceCredentialState {
  readonly id: string;
  /** `codecommit.amazonaws.com` */
  readonly service: string;
  /** What goes with the secret: `jane-at-111122223333`. */
  readonly alias: string;
  readonly createdAt: number;
  readonly expiresAt?: number;
  readonly status: 'Active' | 'Inactive';
}

/** What is kept of a user's passwords. */
export interface PasswordSealsState {
  /**
   * The passwords that the user has and had, the newest first, sealed with the state's secret: they are compared,
   * never read. Absent for a password that came into the state by other ways than IAM's own operations.
   */
  passwordSeals?: string[];
  /** When the newest of them was set. */
  passwordChangedAt?: number;
}
