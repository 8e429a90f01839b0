import type { BucketSetting, BucketSnapshot } from '../model/bucket.ts';
import type { ControlPolicy, ControlPolicyType, PolicyTypeStatus } from '../model/control-policies.ts';
import type { CostQuery, CostReading } from '../model/costs.ts';
import type { DelegatedAdministrator } from '../model/delegation.ts';
import type { UnitPlace } from '../model/organization.ts';
import type { RootTask } from '../model/root-users.ts';
import type { Account, CreationStatus, Unit } from '../model/snapshot.ts';
import type { EventSelectors, TrailSnapshot } from '../model/trail.ts';
import type { IamApi } from './iam-api.ts';

/**
 * AWS as the rest of the program sees it: narrow interfaces on the project's own types, pagination inside.
 * Every method throws `AwsError` for what AWS answers with an error, and the signal's reason when aborted.
 */

/** Temporary credentials as STS gives them. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** Who signs the calls. */
export interface CallerIdentity {
  readonly accountId: string;
  readonly arn: string;
  /** `aws`, `aws-cn`, `aws-us-gov`, …: taken from the ARN. */
  readonly partition: string;
}

export interface AssumeRoleInput {
  readonly roleArn: string;
  readonly sessionName: string;
  /** Seconds, 900 or more. */
  readonly duration: number;
  readonly sourceIdentity?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** ARNs of managed policies: the session may do only what these allow too. */
  readonly sessionPolicies?: readonly string[];
  /** The same as a document, JSON of at most 2,048 characters. */
  readonly sessionPolicy?: string;
  readonly mfa?: MfaCode;
}

export interface MfaCode {
  /** ARN of the device. */
  readonly serial: string;
  /** Six digits, good for half a minute and for one call. */
  readonly code: string;
}

/** Credentials and the principal that they are: `arn:aws:sts::123456789012:assumed-role/NAME/SESSION`. */
export interface AssumedRole extends Credentials {
  readonly assumedArn: string;
}

export interface AssumeRootInput {
  readonly accountId: string;
  readonly partition: string;
  readonly task: RootTask;
}

/** https://docs.aws.amazon.com/STS/latest/APIReference/ */
export interface StsApi {
  getCallerIdentity(): Promise<CallerIdentity>;
  /** With an MFA code it is sent exactly once. */
  assumeRole(input: AssumeRoleInput): Promise<AssumedRole>;
  /**
   * A session of a member's root user for one task, of 15 minutes. It exists on regional endpoints only.
   * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoot.html
   */
  assumeRoot(input: AssumeRootInput): Promise<Credentials>;
  /**
   * Sent exactly once.
   * @param duration in seconds, at most 129,600
   */
  getSessionToken(duration: number, mfa: MfaCode): Promise<Credentials>;
}

export interface Organization {
  readonly id: string;
  readonly managementAccountId: string;
  readonly featureSet: string;
}

export interface CreateAccountInput {
  readonly name: string;
  readonly email: string;
  readonly accessRole: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface OrganizationRoot {
  readonly id: string;
  readonly types: Readonly<Record<ControlPolicyType, PolicyTypeStatus>>;
}

/** https://docs.aws.amazon.com/organizations/latest/APIReference/ */
export interface OrganizationsApi extends DelegationReads {
  describeOrganization(): Promise<Organization>;
  /** With all features. Repeating it does no harm: an account makes one organization at the most. */
  createOrganization(): Promise<void>;
  /** Repeating it does no harm: names are unique among siblings. */
  createUnit(parentId: string, name: string): Promise<Unit>;
  /** The id of the one root. */
  rootId(): Promise<string>;
  /** The same, with the types of policies that are enabled in it. */
  root(): Promise<OrganizationRoot>;
  listUnits(parentId: string): Promise<readonly Unit[]>;
  /** Every account, closed ones included; `parentId` is null where AWS leaves `Paths` out. */
  listAccounts(): Promise<readonly Account[]>;
  /** Hands over each page of accounts as it comes, closed ones included; a page may be empty. Resolves after the last. */
  eachAccountPage(onPage: (accounts: readonly Account[]) => void): Promise<void>;
  /** Ids of the accounts directly in a root or OU. */
  listAccountIds(parentId: string): Promise<readonly string[]>;
  /** Every OU below the root, parents before their children. */
  listUnitTree(rootId: string): Promise<readonly UnitPlace[]>;
  describeAccount(accountId: string): Promise<Account>;
  tagsOf(accountId: string): Promise<Readonly<Record<string, string>>>;
  /** The id of the root or OU that holds the account. */
  parentOf(accountId: string): Promise<string>;
  /** Sent exactly once, never re-sent by the SDK: CreateAccount has no idempotency token. */
  createAccount(input: CreateAccountInput): Promise<CreationStatus>;
  describeCreation(creationId: string): Promise<CreationStatus>;
  /** Creations in the given states, newest last as far as AWS says. */
  listCreations(states: readonly CreationStatus['state'][]): Promise<readonly CreationStatus[]>;
  /** The move has happened when this resolves; false when somebody else had made it before. */
  moveAccount(accountId: string, fromParentId: string, toParentId: string): Promise<boolean>;
  /**
   * Sent exactly once, never re-sent by the SDK. It answers nothing: what comes of it is in the account's state.
   * https://docs.aws.amazon.com/organizations/latest/APIReference/API_CloseAccount.html
   */
  closeAccount(accountId: string): Promise<void>;
  /** Whether a service of AWS is trusted, by its principal: `cloudtrail.amazonaws.com`. */
  isServiceTrusted(principal: string): Promise<boolean>;
  /** Repeating it does no harm. */
  trustService(principal: string): Promise<void>;
}

/** A policy as lists show it, without its document and what it is attached to. */
export type ControlPolicySummary = Pick<ControlPolicy, 'id' | 'name' | 'isAwsManaged'>;

export interface CreateControlPolicyInput extends Pick<ControlPolicy, 'type' | 'name' | 'document'> {
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** Service and resource control policies. https://docs.aws.amazon.com/organizations/latest/APIReference/ */
export interface PoliciesApi {
  /**
   * It is asynchronous: the root shows when it is done.
   * @returns false where it was enabled already
   */
  enableType(rootId: string, type: ControlPolicyType): Promise<boolean>;
  /** AWS's own among them. */
  listPolicies(type: ControlPolicyType): Promise<readonly ControlPolicySummary[]>;
  /** JSON as it was written; null where there is no such policy. */
  documentOf(policyId: string): Promise<string | null>;
  /** Ids of the root, OUs and accounts that it is attached to; empty where there is no such policy. */
  targetsOf(policyId: string): Promise<readonly string[]>;
  /** Ids of those that are attached to the target itself, not of those that it gets from above. */
  attachedTo(targetId: string, type: ControlPolicyType): Promise<readonly string[]>;
  /** Returns its id. */
  createPolicy(input: CreateControlPolicyInput): Promise<string>;
  updatePolicy(policyId: string, document: string): Promise<void>;
  /** False where it was attached already. */
  attachPolicy(policyId: string, targetId: string): Promise<boolean>;
}

/** What the organization has handed to others. All of it needs an organization with all features. */
export interface DelegationReads {
  /** Principals of the services that have trusted access to the organization: `cloudtrail.amazonaws.com`. */
  trustedServices(): Promise<readonly string[]>;
  /** Each with its services; a call for each of them beside the list. */
  delegatedAdministrators(): Promise<readonly DelegatedAdministrator[]>;
  /** The resource policy of the organization, JSON; null where there is none. */
  resourcePolicy(): Promise<string | null>;
}

/** What LookupEvents filters by; it takes one of them. */
export interface EventAttribute {
  readonly key: 'EventName' | 'ReadOnly' | 'ResourceName' | 'Username';
  readonly value: string;
}

export interface EventQuery {
  /** Epoch milliseconds; AWS compares whole seconds, both ends included. */
  readonly start: number;
  readonly end: number;
  /** Null for every event. */
  readonly attribute: EventAttribute | null;
}

/** One event as LookupEvents gives it, unread. */
export interface EventRecord {
  /** CloudTrail's own record, JSON; null where AWS leaves it out. */
  readonly record: string | null;
  /** Epoch milliseconds; null where AWS leaves it out. */
  readonly time: number | null;
  readonly resources: readonly { readonly type: string | null; readonly name: string | null }[];
}

/** CloudTrail of one account in one region. https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/ */
export interface EventHistoryApi {
  /**
   * Management events of the last 90 days, newest first, page after page: the next one is asked for when it is taken.
   * A page may be empty.
   */
  lookupEvents(query: EventQuery): AsyncIterable<readonly EventRecord[]>;
}

/** Whose CloudTrail is asked, and where. */
export interface HistoryPlace {
  readonly region: string;
  /** The account that the credentials are of: AWS counts its calls. */
  readonly accountId: string;
  /** The caller's own where they are left out. */
  readonly credentials?: Credentials;
}

/** What trails are seen from the caller's region. */
export interface SeenTrails {
  readonly region: string;
  readonly trails: readonly TrailSnapshot[];
  /** Names of the caller's own trails of that region that are not of the organization. */
  readonly taken: readonly string[];
}

export interface CreateTrailInput {
  readonly name: string;
  readonly bucket: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** Which trail, and where it can be changed. */
export type TrailHome = Pick<TrailSnapshot, 'arn' | 'homeRegion'>;

/**
 * CloudTrail's trails; each is asked about in its home region, by its ARN, which works for shadows too.
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/
 */
export interface TrailsApi {
  /** The organization's trails, with their status and what they record. */
  organizationTrails(): Promise<SeenTrails>;
  /** Of the organization, in all regions, with validation; it records nothing before it is started. */
  createTrail(input: CreateTrailInput): Promise<void>;
  /** In all regions, with global services and validation. */
  widenTrail(trail: TrailHome): Promise<void>;
  selectorsOf(trail: TrailHome): Promise<EventSelectors>;
  putSelectors(trail: TrailHome, selectors: EventSelectors): Promise<void>;
  isLogging(trail: TrailHome): Promise<boolean>;
  startLogging(trail: TrailHome): Promise<void>;
}

/**
 * Buckets of one account. Whatever is asked of a bucket that another account has is denied: names are unique in all of
 * AWS, and anybody may have taken one.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html
 */
export interface BucketsApi {
  /** Null where there is none of the name. */
  readBucket(bucket: string, owner: string): Promise<BucketSnapshot | null>;
  /** Whether the account has it. A policy of the bucket, which may deny all else, cannot hide it. */
  hasBucket(bucket: string): Promise<boolean>;
  /** In the caller's region. */
  createBucket(bucket: string): Promise<void>;
  protectBucket(bucket: string, owner: string, setting: BucketSetting): Promise<void>;
  putBucketPolicy(bucket: string, owner: string, document: string): Promise<void>;
}

/** https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/ */
export interface CostsApi {
  /**
   * By account and charge type, with all of its pages. Each page is a request that AWS bills, and is sent again only
   * after an answer that is not billed.
   * @param onPage called before each further page with the number of pages so far
   */
  costs(query: CostQuery, onPage?: (pages: number) => void): Promise<Omit<CostReading, 'readAt'>>;
}

/** The way to AWS: one caller's STS and Organizations, and the IAM of any account it has credentials for. */
export interface Aws {
  /** The region in use, wherever it is configured; null where none is. */
  region(): Promise<string | null>;
  /** Whether the caller's credentials are those of a session, not an access key. */
  isTemporary(): Promise<boolean>;
  readonly sts: StsApi;
  readonly organizations: OrganizationsApi;
  /** Without credentials: IAM of the caller's own account. */
  iam(credentials?: Credentials): IamApi;
  /** CloudTrail of the account of the credentials. */
  eventHistory(place: HistoryPlace): EventHistoryApi;
  readonly trails: TrailsApi;
  readonly policies: PoliciesApi;
  /** Cost Explorer of the caller's account, which for the management account speaks of every member. */
  readonly costs: CostsApi;
  /** Without credentials: buckets of the caller's own account. */
  buckets(credentials?: Credentials): BucketsApi;
  /** STS with other credentials than the caller's own. */
  stsWith(credentials: Credentials): StsApi;
  /** How many calls were sent so far, repetitions included. */
  calls(): number;
}
