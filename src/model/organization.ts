import type { OidcProvider } from './ci.ts';
import type { ControlPoliciesReading } from './control-policies.ts';
import type { DelegationReading } from './delegation.ts';
import type { UserSignIn } from './people.ts';
import type { Unread } from './reading.ts';
import type { RootAccessReading, RootUserReading } from './root-users.ts';
import type { Account, GroupSnapshot, ManagedPolicySnapshot, NamedDocument, Role, Unit } from './snapshot.ts';
import type { TrailsReading } from './trail.ts';

/** The whole organization as it was read: everything that an audit compares with the structure. */
export interface OrganizationSnapshot {
  /** `aws`, `aws-us-gov`, `aws-cn`, … */
  readonly partition: string;
  readonly id: string;
  readonly managementAccountId: string;
  /** `ALL` or `CONSOLIDATED_BILLING`. */
  readonly featureSet: string;
  readonly rootId: string;
  /** Every OU, parents before their children. */
  readonly units: readonly UnitPlace[];
  /** Every account, the management account and closed ones included, in the order of their ids. */
  readonly accounts: readonly AccountSnapshot[];
  readonly trails: TrailsReading;
  readonly controlPolicies: ControlPoliciesReading;
  readonly rootAccess: RootAccessReading;
  readonly delegation: DelegationReading;
}

/** What an organization has as a whole, beside units and accounts, where none of it was asked for. */
export const nothingElseAsked = {
  trails: { kind: 'not-asked' },
  controlPolicies: { kind: 'not-asked' },
  rootAccess: { kind: 'not-asked' },
  delegation: { kind: 'not-asked' },
} as const satisfies Partial<OrganizationSnapshot>;

/** An OU and where it is. */
export interface UnitPlace extends Unit {
  /** Id of the root or OU directly above it. */
  readonly parentId: string;
}

export interface AccountSnapshot extends Account {
  /** Id of the root or OU directly above it: asked for where `Paths` was left out. */
  readonly parentId: string;
  readonly reading: AccountReading;
}

/** What is known of the IAM of an account. */
export type AccountReading =
  | { readonly kind: 'read'; readonly iam: IamSnapshot; readonly rootUser: RootUserReading }
  /** It should have been read and could not be: never silence. */
  | {
      readonly kind: 'unread';
      /** In words, with AWS's own. */
      readonly reason: string;
      /** AWS denied the way in through the access role. */
      readonly denied: boolean;
    }
  /** Not ACTIVE: AWS lets nobody in. */
  | { readonly kind: 'closed' }
  /** Left out because the audit was asked for other accounts. */
  | { readonly kind: 'not-asked' };

/** IAM of one account. https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html */
export interface IamSnapshot {
  readonly users: readonly UserSnapshot[];
  /** Empty for clients' accounts, where nobody signs in. */
  readonly groups: readonly GroupSnapshot[];
  readonly roles: readonly Role[];
  /**
   * Managed policies with the document of their default version: customer managed ones, and those of AWS that are
   * attached to something. Empty for clients' accounts.
   */
  readonly policies: readonly ManagedPolicySnapshot[];
  /** ARNs of AWS's own policies that were asked for, and that the partition does not have. */
  readonly absentPolicies?: readonly string[];
  /** OIDC providers, of those that were asked for. */
  readonly providers?: readonly OidcProvider[];
}

export interface UserSnapshot {
  readonly name: string;
  readonly arn: string;
  /** Names. */
  readonly groups: readonly string[];
  readonly inline: readonly NamedDocument[];
  readonly attached: readonly { readonly name: string; readonly arn: string }[];
  /** Active access keys; null where it was not read. */
  readonly accessKeys: number | null;
  /** MFA devices; null where it was not read. */
  readonly mfaDevices: number | null;
  /** What the user signs in with, and when that was; null where it was not read. */
  readonly signIn: UserSignIn | null;
  /** ARN of the policy that bounds what the others allow; null where there is none. */
  readonly permissionsBoundary: string | null;
  /** Why it could not be read. */
  readonly signInUnread?: Unread;
}

/** Names of the OUs above something, from the root down: `Envs/Production`; `the root` for the root itself. */
export function pathOf(snapshot: Pick<OrganizationSnapshot, 'rootId' | 'units'>, parentId: string): string {
  if (parentId === snapshot.rootId) return 'the root';
  const byId = new Map(snapshot.units.map((unit) => [unit.id, unit]));
  const names: string[] = [];
  let at = byId.get(parentId);
  // Bounded: units nest five deep, and a circle would come from an answer that was torn.
  for (let depth = 0; at !== undefined && depth < 10; depth++) {
    names.unshift(at.name);
    at = byId.get(at.parentId);
  }
  return names.length > 0 ? names.join('/') : parentId;
}
