import type { BucketSetting } from '../../model/bucket.ts';
import type { ControlPolicyType } from '../../model/control-policies.ts';
import type { GuardedUnit, GuardrailName } from '../../model/guardrails.ts';
import type { RootCredentials } from '../../model/root-users.ts';
import type { EventSelectors, TrailLack } from '../../model/trail.ts';

/** Changes of what the whole organization has: OUs, trusted access, root users, the trail, its policies. */
export type OrganizationChange =
  | { readonly kind: 'create-organization' }
  /** Names from the root down; its parent exists, or comes before it in the plan. */
  | { readonly kind: 'create-unit'; readonly path: readonly string[] }
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

/** The account that keeps a bucket; a member that does not exist yet has no id. */
export type Keeper = 'management' | { readonly name: string; readonly id: string | null };

/** What a policy of the organization is attached to: its root, an OU or an account. */
export interface PolicyTarget {
  /** Null for an OU that is yet to be created: then the label is its path. */
  readonly id: string | null;
  /** For people: `Envs/Production`, `the root`, `account acme`. */
  readonly label: string;
}
