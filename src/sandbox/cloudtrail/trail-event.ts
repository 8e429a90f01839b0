/**
 * An event as CloudTrail records it: the JSON in `CloudTrailEvent`.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export interface TrailEvent {
  readonly eventVersion: string;
  readonly userIdentity: UserIdentity;
  /** `2026-11-29T10:15:00Z`. */
  readonly eventTime: string;
  /** `iam.amazonaws.com`. */
  readonly eventSource: string;
  readonly eventName: string;
  readonly awsRegion: string;
  /** An address, or the name of the service that called. */
  readonly sourceIPAddress: string;
  readonly userAgent: string;
  readonly errorCode?: string;
  readonly errorMessage?: string;
  readonly requestParameters: Fields | null;
  /** Null for calls that read, but for those of STS that open a session. */
  readonly responseElements: Fields | null;
  readonly additionalEventData?: Fields;
  /** `true` for a call that the console made. */
  readonly sessionCredentialFromConsole?: string;
  readonly requestID?: string;
  readonly eventID: string;
  readonly readOnly: boolean;
  readonly resources?: readonly EventResource[];
  /** `AwsApiCall`, `AwsServiceEvent`, `AwsConsoleSignIn`. */
  readonly eventType: string;
  readonly managementEvent: boolean;
  readonly recipientAccountId: string;
  /** The same in the events that one call is in two accounts. */
  readonly sharedEventID?: string;
  readonly serviceEventDetails?: Fields | null;
  readonly eventCategory: string;
}

export type Fields = Readonly<Record<string, unknown>>;

export interface EventResource {
  readonly ARN?: string;
  readonly accountId?: string;
  readonly type?: string;
}

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html */
export interface UserIdentity {
  /** `IAMUser`, `AssumedRole`, `Root`, `FederatedUser`, `AWSAccount`, `AWSService`, `WebIdentityUser`, … */
  readonly type?: string;
  readonly principalId?: string;
  readonly arn?: string;
  readonly accountId?: string;
  readonly accessKeyId?: string;
  readonly userName?: string;
  readonly invokedBy?: string;
  readonly sessionContext?: SessionContext;
  readonly identityProvider?: string;
}

export interface SessionContext {
  /** `true` in sessions that AssumeRoot opened. */
  readonly assumedRoot?: string;
  readonly sessionIssuer?: {
    readonly type: string;
    readonly principalId: string;
    readonly arn: string;
    readonly accountId: string;
    readonly userName: string;
  };
  readonly webIdFederationData?: Fields;
  readonly attributes: { readonly creationDate: string; readonly mfaAuthenticated: 'true' | 'false' };
  readonly sourceIdentity?: string;
}

/** @param at epoch milliseconds */
export function eventTimeOf(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
