import type { Operations } from '../operation.ts';
import { getEventSelectors, putEventSelectors } from './event-selectors.ts';
import { getTrailStatus, startLogging, stopLogging } from './logging.ts';
import { lookupEvents } from './lookup-events.ts';
import { describeTrails, getTrail, listTrails } from './trail-readings.ts';
import { addTags, listTags, removeTags } from './trail-tags.ts';
import { createTrail, deleteTrail, updateTrail } from './trails.ts';

/** What the sandbox answers of https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_Operations.html */
export const cloudtrailOperations: Operations = {
  AddTags: addTags,
  CreateTrail: createTrail,
  DeleteTrail: deleteTrail,
  DescribeTrails: describeTrails,
  GetEventSelectors: getEventSelectors,
  GetTrail: getTrail,
  GetTrailStatus: getTrailStatus,
  ListTags: listTags,
  ListTrails: listTrails,
  LookupEvents: lookupEvents,
  PutEventSelectors: putEventSelectors,
  RemoveTags: removeTags,
  StartLogging: startLogging,
  StopLogging: stopLogging,
  UpdateTrail: updateTrail,
};
