import type { CreateTrailResponse, Trail } from '@aws-sdk/client-cloudtrail';
import type { TrailState } from '../state-of-trails.ts';

/** What CreateTrail and UpdateTrail answer: neither where a trail is at home, nor what it selects. */
export function settingsShape(trail: TrailState): CreateTrailResponse {
  return {
    Name: trail.name,
    S3BucketName: trail.bucket,
    S3KeyPrefix: trail.prefix,
    IncludeGlobalServiceEvents: trail.globalEvents,
    IsMultiRegionTrail: trail.multiRegion,
    TrailARN: trail.arn,
    LogFileValidationEnabled: trail.validation,
    KmsKeyId: trail.kmsKeyId,
    IsOrganizationTrail: trail.organization,
  };
}

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_Trail.html */
export function trailShape(trail: TrailState): Trail {
  return {
    ...settingsShape(trail),
    HomeRegion: trail.homeRegion,
    HasCustomEventSelectors: trail.selectors !== undefined,
    HasInsightSelectors: false,
  };
}
