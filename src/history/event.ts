/** One event of CloudTrail as this program reads it: no raw record is kept. */
export interface HistoryEvent {
  /** Unique in its region; empty where the record has none. */
  readonly id: string;
  /** Epoch milliseconds; CloudTrail counts whole seconds. */
  readonly time: number;
  /** Where it was recorded. */
  readonly region: string;
  /** As IAM names it: `iam`, `ec2`. */
  readonly service: string;
  /** `CreateRole`. */
  readonly name: string;
  readonly readOnly: boolean;
  readonly actor: Actor;
  readonly from: CallOrigin;
  /** What it was done to, what matters most first. */
  readonly resources: readonly Resource[];
  /** Null where AWS did what was asked. */
  readonly error: EventError | null;
  /** What began with it, or would have; null for an event that begins no session. */
  readonly start: SessionStart | null;
}

export interface EventError {
  /** AWS did not let the caller, answered with another error, or had too much to do. */
  readonly kind: 'refused' | 'failed' | 'throttled';
  /** `AccessDenied`, `NoSuchEntityException`; for a sign-in that failed `Failure`. */
  readonly code: string;
  readonly message: string | null;
}

export interface Resource {
  /** `role`, `bucket`; of a type that has no short word the one that AWS gives: `AWS::EC2::Instance`. */
  readonly type: string;
  /** A name, id or ARN. */
  readonly name: string;
}

/** Where a call came from. */
export interface CallOrigin {
  /** IPv4 or IPv6 address; null where AWS made the call, or does not say. */
  readonly address: string | null;
  /** The AWS service that made the call for somebody, e.g. `cloudformation`. */
  readonly service: string | null;
  /** `console`, `terraform`, `aws-cli`, … as the caller's user agent says it. */
  readonly tool: string | null;
}

/**
 * Who signed, as the record says it.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
 */
export interface Actor {
  /** `IAMUser`, `AssumedRole`, `Root`, `AWSAccount`, `AWSService`, `WebIdentityUser`, …; empty where it is missing. */
  readonly type: string;
  readonly accountId: string | null;
  /** Of an IAM user its name, of a federated user the one of the IAM user who began the session, of a web identity its subject. */
  readonly userName: string | null;
  readonly principalId: string | null;
  readonly accessKeyId: string | null;
  /** The service on whose behalf AWS acts, `cloudformation.amazonaws.com`. */
  readonly invokedBy: string | null;
  /** ARN of the role that the session is of. */
  readonly roleArn: string | null;
  readonly sessionName: string | null;
  readonly sourceIdentity: string | null;
  /** Whose word it was that began the session or signed in: the issuer of a token. */
  readonly provider: string | null;
  readonly mfa: boolean | null;
  /** Whether root's session was begun from the organization, by AssumeRoot. */
  readonly assumedRoot: boolean;
  /** When the session began, in epoch milliseconds. */
  readonly began: number | null;
}

/** The ways into an account. */
export type StartKind =
  | 'AssumeRole'
  | 'AssumeRoleWithSAML'
  | 'AssumeRoleWithWebIdentity'
  | 'AssumeRoot'
  | 'ConsoleLogin';

/** A session that began with an event. */
export interface SessionStart {
  readonly kind: StartKind;
  /** The access key that the session got; null where it got none. */
  readonly accessKeyId: string | null;
  /** ARN of the role that was assumed; null for a sign-in. */
  readonly roleArn: string | null;
  readonly sessionName: string | null;
  readonly sourceIdentity: string | null;
  /** Session tags. */
  readonly tags: Readonly<Record<string, string>>;
  /** Seconds; null where it was not asked for. */
  readonly duration: number | null;
}

/** What LookupEvents gives for one event. */
export interface RawEvent {
  /** The record as JSON; null where there is none. */
  readonly record: string | null;
  /** Epoch milliseconds; null where it is missing. */
  readonly time: number | null;
  readonly resources: readonly { readonly type: string | null; readonly name: string | null }[];
}
