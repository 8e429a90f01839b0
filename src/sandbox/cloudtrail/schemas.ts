/** The schemas of the operations that the sandbox answers, named one by one: a bundle holds no others. */
export {
  AddTags$,
  CreateTrail$,
  DeleteTrail$,
  DescribeTrails$,
  GetEventSelectors$,
  GetTrail$,
  GetTrailStatus$,
  ListTags$,
  ListTrails$,
  LookupEvents$,
  PutEventSelectors$,
  RemoveTags$,
  StartLogging$,
  StopLogging$,
  UpdateTrail$,
} from '@aws-sdk/client-cloudtrail';
