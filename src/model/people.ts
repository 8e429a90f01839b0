/** The IAM users of Ops, who use the organization: the intended settings, and the actual data of each. */
export interface PeopleStructure {
  /** The IAM group in Ops that every person is in: the own password, the own MFA device, `aws login`. */
  readonly group: string;
  /** Whether people may make access keys of their own. */
  readonly accessKeys: boolean;
  /** Days after which an access key is too old. */
  readonly maxKeyAge: number;
  /** Days without a sign-in and without a signed call after which a user counts as unused. */
  readonly unusedAfter: number;
}

/** The inline policy of that group. */
export const PEOPLE_POLICY = 'own-sign-in';

/**
 * AWS's policy for `aws login`, attached to that group.
 * https://docs.aws.amazon.com/signin/latest/userguide/command-line-sign-in.html
 */
export const SIGN_IN_POLICY = 'SignInLocalDevelopmentAccess';

/** An access key of a user. Times are epoch milliseconds. */
export interface UserKey {
  readonly id: string;
  readonly isActive: boolean;
  readonly createdAt: number;
  /** Null where it never signed anything. */
  readonly lastUsed: number | null;
}

export interface UserPassword {
  readonly createdAt: number;
  /** Whether the next sign-in asks for another one. */
  readonly mustChange: boolean;
  /** When the user last signed in to the console; null where that never happened, or AWS does not say. */
  readonly lastUsed: number | null;
}

/** What a user can prove who they are with. */
export interface UserSignIn {
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly password: UserPassword | null;
  readonly keys: readonly UserKey[];
  /** Serial numbers: ARNs of virtual devices and security keys. */
  readonly mfaDevices: readonly string[];
}

export interface UserIdentity {
  /** As IAM keeps it, which may be of another case than was asked for. */
  readonly name: string;
  readonly arn: string;
  /** `AIDA…`: the same name made anew has another one. */
  readonly id: string;
}

/** Everything that a user has and that IAM wants gone before the user can be deleted. */
export interface UserContents extends UserIdentity {
  readonly signIn: UserSignIn;
  /** Names. */
  readonly groups: readonly string[];
  /** Names. */
  readonly inlinePolicies: readonly string[];
  /** ARNs. */
  readonly attachedPolicies: readonly string[];
  readonly permissionsBoundary: string | null;
  /** Ids of SSH public keys. */
  readonly sshKeys: readonly string[];
  /** Ids of credentials for single services, such as Git in CodeCommit. */
  readonly serviceCredentials: readonly string[];
  /** Ids of signing certificates. */
  readonly certificates: readonly string[];
}
