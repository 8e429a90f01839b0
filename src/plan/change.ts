import type { AccountRef } from '../model/account-kind.ts';
import type { BucketSetting } from '../model/bucket.ts';
import type { ControlPolicyType } from '../model/control-policies.ts';
import type { GuardedUnit, GuardrailName } from '../model/guardrails.ts';
import type { RootCredentials } from '../model/root-users.ts';
import type { EventSelectors, TrailLack } from '../model/trail.ts';
import type { UserItem } from './people/user-items.ts';

/**
 * One thing to do, as data: it can be printed, stored and compared, and doing it again does nothing more.
 * An account that does not exist yet has no id; its name stands for it.
 */
export type Change =
  | {
      readonly kind: 'create-account';
      readonly name: string;
      readonly email: string;
      /** A creation of that name that is under way already and is waited for in place of another. */
      readonly underWay: string | null;
    }
  | {
      readonly kind: 'move-account';
      readonly name: string;
      /** Null for one that is yet to be created. */
      readonly accountId: string | null;
      /** Names from the root down, e.g. `Envs/Production`; an id where the name was not read. */
      readonly from: string;
      readonly to: string;
    }
  /** Where it is. AWS removes it for good after 90 days. */
  | {
      readonly kind: 'close-account';
      readonly name: string;
      readonly accountId: string;
      readonly email: string;
    }
  /** An OIDC provider of the account, whose tokens CI roles of it take. */
  | {
      readonly kind: 'create-provider';
      readonly owner: AccountRef;
      /** Its address, `https://…`. */
      readonly issuer: string;
      readonly audiences: readonly string[];
    }
  | {
      readonly kind: 'add-audience';
      readonly owner: AccountRef;
      readonly issuer: string;
      readonly audience: string;
    }
  | {
      readonly kind: 'create-role';
      readonly owner: AccountRef;
      readonly role: string;
      /** Whose tokens it takes: the provider by its name, and the subject; left out where people in Ops assume it. */
      readonly tokens?: { readonly issuer: string; readonly subject: string };
    }
  | {
      readonly kind: 'replace-trust';
      /** Null where the role is the way in from the management account. */
      readonly owner: AccountRef | null;
      readonly role: string;
      /** How the trust that is there relates to the intended one, and both documents as JSON. */
      readonly verdict: string;
      readonly actual: string;
      readonly intended: string;
      readonly reasons: readonly string[];
    }
  | {
      readonly kind: 'set-max-session';
      readonly owner: AccountRef;
      readonly role: string;
      readonly from: number;
      readonly to: number;
    }
  | {
      readonly kind: 'set-boundary';
      readonly owner: AccountRef;
      readonly role: string;
      readonly from: string | null;
      readonly to: string;
    }
  | {
      readonly kind: 'tag-role';
      readonly owner: AccountRef;
      readonly role: string;
      /** By key; added to those that the role has. */
      readonly tags: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'attach-policy';
      readonly owner: AccountRef;
      readonly role: string;
      readonly policyArn: string;
    }
  | {
      readonly kind: 'grant-access';
      readonly owner: AccountRef;
      readonly group: string;
      readonly slot: GrantSlot;
      /** A policy of the grant's name with other content, which it would overwrite; null where there is none. */
      readonly replaces: string | null;
    }
  | {
      readonly kind: 'revoke-grant';
      readonly group: string;
      readonly slot: GrantSlot;
      readonly roleArn: string;
    }
  | {
      readonly kind: 'detach-policy';
      readonly owner: AccountRef;
      readonly role: string;
      readonly policyArn: string;
    }
  | {
      readonly kind: 'delete-role-policy';
      readonly owner: AccountRef;
      readonly role: string;
      readonly policy: string;
    }
  | {
      readonly kind: 'remove-boundary';
      readonly owner: AccountRef;
      readonly role: string;
      readonly from: string;
    }
  | { readonly kind: 'create-organization' }
  /** Names from the root down; its parent exists, or comes before it in the plan. */
  | { readonly kind: 'create-unit'; readonly path: readonly string[] }
  | { readonly kind: 'create-group'; readonly home: GroupHome; readonly group: string }
  | {
      readonly kind: 'put-group-policy';
      readonly home: GroupHome;
      readonly group: string;
      readonly policy: string;
      /** JSON; in Ops, an account id of zeros stands for that of an Ops that is yet to be created. */
      readonly document: string;
      /** What it holds and would lose, as it was read; null where there is none of that name. */
      readonly replaces: string | null;
    }
  | {
      readonly kind: 'delete-group-policy';
      readonly home: GroupHome;
      readonly group: string;
      readonly policy: string;
      /** What it holds, as it was read: another is not deleted. */
      readonly document: string;
    }
  | {
      readonly kind: 'attach-group-policy';
      readonly home: GroupHome;
      readonly group: string;
      readonly policyArn: string;
    }
  | {
      readonly kind: 'detach-group-policy';
      readonly home: GroupHome;
      readonly group: string;
      readonly policyArn: string;
    }
  /** Of a user in Ops. */
  | {
      readonly kind: 'delete-user-policy';
      readonly user: string;
      readonly policy: string;
      /** What it holds, as it was read: another is not deleted. */
      readonly document: string;
    }
  | { readonly kind: 'detach-user-policy'; readonly user: string; readonly policyArn: string }
  | {
      readonly kind: 'create-user';
      readonly user: string;
      readonly tags: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'join-group'; readonly user: string; readonly group: string }
  /** A generated one, which is in no plan; `replaces`: the user has a password. */
  | { readonly kind: 'set-password'; readonly user: string; readonly replaces: boolean }
  /** `userId`: a user that was made anew under the name has another one, and is not touched. */
  | {
      readonly kind: 'remove-from-user';
      readonly user: string;
      readonly userId: string;
      readonly item: UserItem;
    }
  | { readonly kind: 'delete-user'; readonly user: string; readonly userId: string }
  /** Of a person's user in Ops: everything is denied, no key is active, and there is no password. */
  | {
      readonly kind: 'lock-user';
      readonly user: string;
      readonly userId: string;
      /** Ids of the keys that are active. */
      readonly keys: readonly string[];
      readonly hasPassword: boolean;
      /** A policy of the lock's name that holds something else, which it overwrites; null where there is none. */
      readonly replaces: string | null;
    }
  | {
      readonly kind: 'unlock-user';
      readonly user: string;
      /** What the lock holds, as it was read: another is not deleted. */
      readonly document: string;
    }
  /** Of the role of an account: sessions that began before it are ended; by whose clock, its executor says. */
  | {
      readonly kind: 'put-revocation';
      readonly owner: AccountRef;
      readonly role: string;
      /** Whose sessions, by their source identity; null for everybody's. */
      readonly person: string | null;
      /** Whether the sessions of the next minute are meant as well: what lets them begin is still in the wrong hands. */
      readonly withNext: boolean;
    }
  | {
      readonly kind: 'delete-revocation';
      readonly owner: AccountRef;
      readonly role: string;
      readonly policy: string;
      /** What it holds, as it was read: another is not deleted. */
      readonly document: string;
      /** It is only deleted once no session is left that it ends. */
      readonly onlyIfOver: boolean;
    }
  /** Trusted access of a service to the organization, by its principal. */
  | { readonly kind: 'trust-service'; readonly principal: string }
  /** Credentials of members' root users are managed centrally: new accounts get none. */
  | { readonly kind: 'enable-root-management' }
  /** Of a member account's root user. */
  | {
      readonly kind: 'delete-root-credentials';
      readonly name: string;
      readonly accountId: string;
      /** By name, as they were read: what came since is not deleted. Null before they are read. */
      readonly credentials: RootCredentials | null;
    }
  /** Names of buckets may hold `{organizationId}` and `{accountId}`, for ids that are yet to come. */
  | { readonly kind: 'create-bucket'; readonly keeper: Keeper; readonly bucket: string }
  | {
      readonly kind: 'protect-bucket';
      readonly keeper: Keeper;
      readonly bucket: string;
      readonly settings: readonly BucketSetting[];
    }
  | {
      readonly kind: 'put-bucket-policy';
      readonly keeper: Keeper;
      readonly bucket: string;
      /** The trail whose log files go into the bucket, and under which prefix. */
      readonly trailArn: string;
      readonly prefix: string | null;
      /** JSON: what is there, with what the trail needs. */
      readonly document: string;
      /** What it holds, as it was read; null where there is no policy. */
      readonly replaces: string | null;
    }
  | {
      readonly kind: 'create-trail';
      readonly name: string;
      readonly arn: string;
      readonly keeper: Keeper;
      readonly bucket: string;
    }
  | {
      readonly kind: 'widen-trail';
      readonly name: string;
      readonly arn: string;
      readonly homeRegion: string;
      readonly lacks: readonly TrailLack[];
    }
  | {
      readonly kind: 'widen-selectors';
      readonly name: string;
      readonly arn: string;
      readonly homeRegion: string;
      /** What it selects, as it was read. */
      readonly from: EventSelectors;
      readonly to: EventSelectors;
    }
  | {
      readonly kind: 'start-logging';
      readonly name: string;
      readonly arn: string;
      readonly homeRegion: string;
    }
  /** In the root, so that policies of the type have an effect. */
  | { readonly kind: 'enable-policy-type'; readonly type: ControlPolicyType }
  | {
      readonly kind: 'create-control-policy';
      readonly type: ControlPolicyType;
      /** Unique among those of its type. */
      readonly name: string;
      readonly unit: GuardedUnit;
      /** What it is made of, for people. */
      readonly guardrails: readonly GuardrailName[];
      /** Minified JSON; `{organizationId}` stands for that of an organization that is yet to be created. */
      readonly document: string;
    }
  | {
      readonly kind: 'update-control-policy';
      readonly type: ControlPolicyType;
      readonly name: string;
      readonly id: string;
      /** What is added to it or corrected, for people; empty where something is only taken away. */
      readonly guardrails: readonly GuardrailName[];
      readonly document: string;
      /** What it holds, as it was read: another is not overwritten. */
      readonly replaces: string;
    }
  | {
      readonly kind: 'attach-control-policy';
      readonly type: ControlPolicyType;
      readonly name: string;
      /** What the policy holds before it is attached: one that holds anything else is not. */
      readonly document: string;
      readonly target: PolicyTarget;
    }
  /** AWS's own service control policy that allows everything. */
  | { readonly kind: 'attach-full-access'; readonly target: PolicyTarget };

export type ChangeKind = Change['kind'];

/** The changes of some kinds. Written as a map, so that the compiler pairs each with the row of its kind in a table. */
export type OfKind<K extends ChangeKind> = {
  readonly [P in K]: Extract<Change, { readonly kind: P }> & { readonly kind: P };
}[K];

/** The account that keeps a bucket; a member that does not exist yet has no id. */
export type Keeper = 'management' | { readonly name: string; readonly id: string | null };

/** What a policy of the organization is attached to: its root, an OU or an account. */
export interface PolicyTarget {
  /** Null for an OU that is yet to be created: then the label is its path. */
  readonly id: string | null;
  /** For people: `Envs/Production`, `the root`, `account acme`. */
  readonly label: string;
}

/** The account that an IAM group is in. */
export type GroupHome = 'management' | 'ops';

/** Where a grant is, or goes: an inline policy of its own, or a managed policy that it shares with others. */
export interface GrantSlot {
  readonly kind: 'inline' | 'managed';
  readonly policy: string;
}

/** A change and what reality says of it. */
export interface Step<C extends Change = Change> {
  readonly change: C;
  /**
   * `needed`: to be applied; `satisfied`: already so; `needs-consent`: it would overwrite what somebody else may have
   * meant, so it is only done when asked for by name.
   */
  readonly state: 'needed' | 'satisfied' | 'needs-consent';
}

/** What was done about one change. `in-doubt`: it was sent, and no answer says whether it took effect. */
export type ChangeStatus = 'planned' | 'applied' | 'unchanged' | 'not-applied' | 'in-doubt';

/** Path and name of a managed policy. */
export function policyOf(arn: string): string {
  return arn.slice(arn.indexOf('/') + 1);
}
