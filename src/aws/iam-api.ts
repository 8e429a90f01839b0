import type { OidcProvider } from '../model/ci.ts';
import type { IamSnapshot } from '../model/organization.ts';
import type { UserContents, UserIdentity, UserSignIn } from '../model/people.ts';
import type { RootCredentials, RootUser } from '../model/root-users.ts';
import type { GroupSnapshot, ManagedPolicySnapshot, NamedDocument, Role } from '../model/snapshot.ts';

/** IAM as the rest of the program sees it, in the way of `api.ts`. */

export interface CreateRoleInput {
  readonly name: string;
  readonly path: string;
  /** JSON. */
  readonly trust: string;
  readonly description: string;
  /** Seconds. */
  readonly maxSession: number;
  readonly permissionsBoundary: string | null;
  readonly tags: Readonly<Record<string, string>>;
}

/** What makes groups, and takes away what groups, users and roles have, with what is read directly before it. */
export interface IamChanges {
  /** The name of a group as IAM keeps it, which may be of another case; null where there is none. */
  groupName(group: string): Promise<string | null>;
  createGroup(group: string): Promise<void>;
  deleteGroupPolicy(group: string, policy: string): Promise<void>;
  detachGroupPolicy(group: string, policyArn: string): Promise<void>;
  /** ARNs; null where there is no such group. */
  attachedToGroup(group: string): Promise<readonly string[] | null>;
  /** ARNs; null where there is no such user. */
  attachedToUser(user: string): Promise<readonly string[] | null>;
  /** The document as IAM keeps it, null where there is none of that name. */
  getUserPolicy(user: string, policy: string): Promise<string | null>;
  deleteUserPolicy(user: string, policy: string): Promise<void>;
  detachUserPolicy(user: string, policyArn: string): Promise<void>;
  detachRolePolicy(role: string, policyArn: string): Promise<void>;
  /** The document as IAM keeps it, null where there is none of that name. */
  getRolePolicy(role: string, policy: string): Promise<string | null>;
  putRolePolicy(role: string, policy: string, document: string): Promise<void>;
  deleteRolePolicy(role: string, policy: string): Promise<void>;
  deleteRoleBoundary(role: string): Promise<void>;
  /** Of a policy that is attached nowhere and has no version but the default one. */
  deletePolicy(policyArn: string): Promise<void>;
}

/**
 * The root user who signs, in a session of AssumeRoot: IAM takes calls about users without a name as about it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html
 */
export interface OwnRootUser {
  rootCredentials(): Promise<RootCredentials>;
  /** False where it was gone, and so for those below. */
  deleteRootPassword(): Promise<boolean>;
  deleteRootKey(id: string): Promise<boolean>;
  deleteRootCertificate(id: string): Promise<boolean>;
  deactivateRootMfa(serial: string): Promise<boolean>;
}

/** Central management of members' root users; of the management account. */
export interface RootManagement {
  /** Names of the features that are enabled, `RootCredentialsManagement` and others; null where IAM has no trusted access. */
  rootFeatures(): Promise<readonly string[] | null>;
  /** Repeating it does no harm. */
  manageRootCredentials(): Promise<void>;
}

/**
 * Users of the account: made, locked and deleted. Deletions are false where it was gone.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_users_remove.html
 */
export interface IamUsers {
  listUsers(): Promise<readonly UserIdentity[]>;
  /** Null where there is no such user. It costs one call, GetUser. */
  findUser(user: string): Promise<UserIdentity | null>;
  /** Null where there is no such user. */
  readSignIn(user: string): Promise<UserSignIn | null>;
  /** With everything that has to be deleted before the user can be; null where there is no such user. */
  readUser(user: string): Promise<UserContents | null>;
  createUser(user: string, tags: Readonly<Record<string, string>>): Promise<void>;
  /** Repeating it does no harm. */
  addToGroup(user: string, group: string): Promise<void>;
  /** It has to be changed at the first sign-in. */
  createPassword(user: string, password: string): Promise<void>;
  /** In place of the one that the user has; it has to be changed at the next sign-in. */
  replacePassword(user: string, password: string): Promise<void>;
  /** The fewest characters that the account's password policy takes; null where the account has none of its own. */
  passwordLength(): Promise<number | null>;
  putUserPolicy(user: string, policy: string, document: string): Promise<void>;
  /** False where there is no such key. */
  deactivateKey(user: string, id: string): Promise<boolean>;
  deleteKey(user: string, id: string): Promise<boolean>;
  deletePassword(user: string): Promise<boolean>;
  deactivateMfa(user: string, serial: string): Promise<boolean>;
  /** Of a device that is deactivated: its name is taken until then. */
  deleteVirtualMfa(serial: string): Promise<boolean>;
  /** Serial numbers of virtual devices that are nobody's. */
  unassignedDevices(): Promise<readonly string[]>;
  deleteSshKey(user: string, id: string): Promise<boolean>;
  deleteServiceCredential(user: string, id: string): Promise<boolean>;
  deleteCertificate(user: string, id: string): Promise<boolean>;
  removeFromGroup(user: string, group: string): Promise<boolean>;
  deleteUserBoundary(user: string): Promise<boolean>;
  deleteUser(user: string): Promise<boolean>;
}

/** OIDC providers of the account. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html */
export interface IamProviders {
  /** Null where there is none. */
  getProvider(arn: string): Promise<OidcProvider | null>;
  /** @param issuer its address, `https://…` */
  createProvider(
    issuer: string,
    audiences: readonly string[],
    tags: Readonly<Record<string, string>>,
  ): Promise<void>;
  /** Repeating it does no harm. */
  addAudience(arn: string, audience: string): Promise<void>;
}

/** IAM of one account. https://docs.aws.amazon.com/IAM/latest/APIReference/ */
export interface IamApi extends IamReads, IamChanges, IamUsers, IamProviders, OwnRootUser, RootManagement {
  /** Null where there is none; attached and inline policies included. */
  getRole(name: string): Promise<Role | null>;
  createRole(input: CreateRoleInput): Promise<void>;
  updateRole(name: string, maxSession: number): Promise<void>;
  updateTrust(name: string, trust: string): Promise<void>;
  putRoleBoundary(name: string, policyArn: string): Promise<void>;
  /** Beside those that it has. */
  tagRole(name: string, tags: Readonly<Record<string, string>>): Promise<void>;
  attachRolePolicy(roleName: string, policyArn: string): Promise<void>;

  /** All groups, and all customer managed policies with the documents of all their versions. */
  readGroups(): Promise<{
    readonly groups: readonly GroupSnapshot[];
    readonly policies: readonly ManagedPolicySnapshot[];
  }>;
  /** Names of the groups that a user is in. */
  listGroupsOfUser(user: string): Promise<readonly string[]>;
  /** What a group allows: the documents of its inline and attached policies. */
  readGroupPolicies(group: string): Promise<readonly NamedDocument[]>;
  /** Serial numbers (ARNs) of a user's MFA devices. */
  listMfaDevices(user: string): Promise<readonly string[]>;
  /** The document as IAM keeps it, null where there is none of that name. */
  getGroupPolicy(group: string, policy: string): Promise<string | null>;
  putGroupPolicy(group: string, policy: string, document: string): Promise<void>;
  attachGroupPolicy(group: string, policyArn: string): Promise<void>;
  /** Whether a managed policy of that ARN exists. */
  policyExists(policyArn: string): Promise<boolean>;
  /** Returns the new policy's ARN. */
  createPolicy(name: string, document: string, description: string): Promise<string>;
  /** Version ids, oldest first, and which of them is the default. */
  listPolicyVersions(
    policyArn: string,
  ): Promise<{ readonly ids: readonly string[]; readonly defaultId: string }>;
  getPolicyVersion(policyArn: string, versionId: string): Promise<string>;
  /** Not the default yet; returns its id. */
  createPolicyVersion(policyArn: string, document: string): Promise<string>;
  setDefaultPolicyVersion(policyArn: string, versionId: string): Promise<void>;
  deletePolicyVersion(policyArn: string, versionId: string): Promise<void>;
}

/** Kinds of things that GetAccountAuthorizationDetails is asked for. */
export type IamKind = 'User' | 'Group' | 'Role' | 'LocalManagedPolicy' | 'AWSManagedPolicy';

/** What reading a whole account asks of IAM. */
export interface IamReads {
  /**
   * Everything of the given kinds. `accessKeys` and `mfaDevices` of users and `maxSession` of roles are null: no
   * listing has them. Documents of roles' inline policies are kept where those of managed policies are read too.
   * @param documentsOf names of roles whose documents are kept in any case
   */
  readAccount(kinds: readonly IamKind[], documentsOf?: readonly string[]): Promise<IamSnapshot>;
  /** ARN and longest session (seconds) of a role; null where there is none of the name, whatever its case. */
  getRoleSession(name: string): Promise<{ readonly arn: string; readonly maxSession: number | null } | null>;
  /** The trust policy of a role, JSON; null where there is no role of the name. It costs one call, GetRole. */
  getRoleTrust(name: string): Promise<string | null>;
  /** How many active access keys a user has; null where the user is gone. */
  countActiveKeys(user: string): Promise<number | null>;
  /** What the account's root user can sign in with. It costs one call, GetAccountSummary. */
  rootUser(): Promise<RootUser>;
}
