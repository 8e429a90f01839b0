import type {
  GetTrailStatusRequest,
  GetTrailStatusResponse,
  StartLoggingRequest,
  StopLoggingRequest,
} from '@aws-sdk/client-cloudtrail';
import type { Operation } from '../operation.ts';
import { onTrail, ownTrail, trailNamed } from './visible-trails.ts';

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_StartLogging.html */
export const startLogging: Operation<StartLoggingRequest, object> = {
  mutates: true,
  permissions: ({ Name }, context) => onTrail('StartLogging', Name, context),
  run({ Name }, context) {
    const trail = ownTrail(Name ?? '', context);
    if (trail.logging) return {};
    const { now } = context;
    trail.logging = true;
    trail.startedAt = now;
    trail.logs = { ...trail.logs, triedAt: now };
    if (trail.validation) trail.digests = { ...trail.digests, triedAt: now };
    return {};
  },
};

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_StopLogging.html */
export const stopLogging: Operation<StopLoggingRequest, object> = {
  mutates: true,
  permissions: ({ Name }, context) => onTrail('StopLogging', Name, context),
  run({ Name }, context) {
    const trail = ownTrail(Name ?? '', context);
    if (!trail.logging) return {};
    trail.logging = false;
    trail.stoppedAt = context.now;
    return {};
  },
};

/**
 * Fields that are no longer in use are answered as before, as the AWS CLI shows them.
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html
 */
export const getTrailStatus: Operation<GetTrailStatusRequest, GetTrailStatusResponse> = {
  mutates: false,
  permissions: ({ Name }, context) => onTrail('GetTrailStatus', Name, context),
  run({ Name }, context) {
    const { logging, startedAt, stoppedAt, logs, digests } = trailNamed(Name ?? '', context);
    return {
      IsLogging: logging,
      LatestDeliveryError: logs?.error,
      LatestDeliveryTime: dateOf(logs?.deliveredAt),
      LatestDigestDeliveryError: digests?.error,
      LatestDigestDeliveryTime: dateOf(digests?.deliveredAt),
      StartLoggingTime: dateOf(startedAt),
      StopLoggingTime: dateOf(stoppedAt),
      LatestDeliveryAttemptTime: textOf(logs?.deliveredAt),
      LatestNotificationAttemptTime: '',
      LatestNotificationAttemptSucceeded: '',
      LatestDeliveryAttemptSucceeded: textOf(logs?.deliveredAt),
      TimeLoggingStarted: textOf(startedAt),
      TimeLoggingStopped: textOf(stoppedAt),
    };
  },
};

function dateOf(at: number | undefined): Date | undefined {
  return at === undefined ? undefined : new Date(at);
}

function textOf(at: number | undefined): string {
  return at === undefined ? '' : `${new Date(at).toISOString().slice(0, 19)}Z`;
}
