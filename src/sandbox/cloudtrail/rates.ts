import type { Rate } from '../service.ts';

const reading: Rate = { perSecond: 10, burst: 10 };
const changing: Rate = { perSecond: 1, burst: 1 };

/**
 * https://docs.aws.amazon.com/general/latest/gr/ct.html#limits_cloudtrail
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
 */
export const cloudtrailRates: Readonly<Record<string, Rate>> = {
  LookupEvents: { perSecond: 2, burst: 2 },
  DescribeTrails: reading,
  GetEventSelectors: reading,
  GetTrail: reading,
  GetTrailStatus: reading,
  ListTags: reading,
  ListTrails: reading,
  AddTags: changing,
  CreateTrail: changing,
  DeleteTrail: changing,
  PutEventSelectors: changing,
  RemoveTags: changing,
  StartLogging: changing,
  StopLogging: changing,
  UpdateTrail: changing,
};
