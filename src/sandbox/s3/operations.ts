import type { Operations } from '../operation.ts';
import { absentOperations } from './absent.ts';
import { bucketPolicyOperations } from './bucket-policy.ts';
import { bucketOperations } from './buckets.ts';
import { settingOperations } from './settings.ts';
import { taggingOperations } from './tagging.ts';

/** The operations of S3 that the sandbox answers, by name: those on buckets, as far as a trail's bucket needs them. */
export const s3Operations: Operations = {
  ...bucketOperations,
  ...settingOperations,
  ...bucketPolicyOperations,
  ...taggingOperations,
  ...absentOperations,
};
