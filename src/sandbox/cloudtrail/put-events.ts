import type { EventHistory, HistoryEntry } from './history.ts';
import { uuidOf } from './recorder.ts';
import { eventTimeOf, type TrailEvent, type UserIdentity } from './trail-event.ts';

/** An event of any kind. What is left out is filled in as for a call that changes something, at this moment. */
export type PutEvent = Partial<TrailEvent> & Pick<TrailEvent, 'eventSource' | 'eventName' | 'userIdentity'>;

/**
 * Puts events into an account's history, as if AWS had logged them.
 *
 * @param now epoch milliseconds
 */
export function putEvents(
  history: EventHistory,
  accountId: string,
  events: readonly PutEvent[],
  now: number,
): void {
  const count = history.count();
  history.append(events.map((event, index) => entryOf(accountId, event, `put ${count + index}`, now)));
}

function entryOf(accountId: string, event: PutEvent, key: string, now: number): HistoryEntry {
  const { eventTime = eventTimeOf(now), awsRegion: region = 'us-east-1' } = event;
  const signer = event.userIdentity.accessKeyId;
  return {
    accountId,
    region,
    at: Date.parse(eventTime),
    key,
    ...(signer === undefined ? {} : { signer }),
    event: () => ({
      eventVersion: '1.11',
      eventTime,
      awsRegion: region,
      sourceIPAddress: '192.0.2.1',
      userAgent: 'put',
      requestParameters: null,
      responseElements: null,
      eventID: uuidOf(`${key} ${accountId}`),
      readOnly: false,
      eventType: 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: accountId,
      eventCategory: 'Management',
      ...event,
    }),
  };
}

/** Somebody at the sign-in page of the console. */
export interface ConsoleSignIn {
  /** A user of the account, or `root`. */
  readonly who: string;
  /** With MFA; false unless given. */
  readonly mfa?: boolean;
  /** The serial number of the device that it was. */
  readonly mfaDevice?: string;
  /** False: the password was wrong. True unless given. */
  readonly success?: boolean;
  /** `2026-11-29T10:15:00Z`; now unless given. */
  readonly time?: string;
  readonly sourceIPAddress?: string;
}

/**
 * A sign-in to the console as CloudTrail logs it.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html
 *
 * @param userId AIDA…, of a user that there is
 */
export function consoleSignIn(
  accountId: string,
  userId: string | undefined,
  { who, mfa = false, mfaDevice, success = true, time, sourceIPAddress }: ConsoleSignIn,
): PutEvent {
  return {
    userIdentity: signedIn(accountId, userId, who),
    ...(time === undefined ? {} : { eventTime: time }),
    eventSource: 'signin.amazonaws.com',
    eventName: 'ConsoleLogin',
    ...(sourceIPAddress === undefined ? {} : { sourceIPAddress }),
    userAgent: 'Mozilla/5.0',
    ...(success ? {} : { errorMessage: 'Failed authentication' }),
    responseElements: { ConsoleLogin: success ? 'Success' : 'Failure' },
    additionalEventData: {
      LoginTo: 'https://console.aws.amazon.com/console/home',
      MobileVersion: 'No',
      ...(mfaDevice === undefined ? {} : { MFAIdentifier: mfaDevice }),
      MFAUsed: mfa ? 'Yes' : 'No',
    },
    eventType: 'AwsConsoleSignIn',
  };
}

/** Who signs in, or tries to. @param who a name, or `root` */
export function signedIn(accountId: string, userId: string | undefined, who: string): UserIdentity {
  if (who === 'root') {
    return { type: 'Root', principalId: accountId, arn: `arn:aws:iam::${accountId}:root`, accountId };
  }
  return {
    type: 'IAMUser',
    ...(userId === undefined ? {} : { principalId: userId, arn: `arn:aws:iam::${accountId}:user/${who}` }),
    accountId,
    // What is typed in the place of a name may be a password.
    userName: userId === undefined ? 'HIDDEN_DUE_TO_SECURITY_REASONS' : who,
  };
}
