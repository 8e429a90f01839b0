import type {
  DeleteBucketTaggingCommandInput,
  GetBucketTaggingCommandInput,
  PutBucketTaggingCommandInput,
  Tag,
} from '@aws-sdk/client-s3';
import { type Operations, SandboxError } from '../operation.ts';
import { onBucket } from './bucket-operation.ts';
import { notConfigured } from './errors.ts';

const keyForm = /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/iu;
const valueForm = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u;

/**
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/CostAllocTagging.html
 *
 * @throws SandboxError InvalidTag
 */
export function readBucketTags(tags: readonly Tag[] = []): Record<string, string> {
  if (tags.length > 50) throw invalidTag('The TagSet cannot have more than 50 tags');
  const read = new Map<string, string>();
  for (const { Key: key = '', Value: value = '' } of tags) {
    if (key.toLowerCase().startsWith('aws:'))
      throw invalidTag('System tags cannot be added/updated by requester');
    if (!keyForm.test(key)) throw invalidTag('The TagKey you have provided is invalid');
    if (!valueForm.test(value)) throw invalidTag('The TagValue you have provided is invalid');
    if (read.has(key)) throw invalidTag('Cannot provide multiple Tags with the same key');
    read.set(key, value);
  }
  return Object.fromEntries(read);
}

function invalidTag(message: string): SandboxError {
  return new SandboxError('InvalidTag', message);
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketTagging.html */
export const taggingOperations: Operations = {
  PutBucketTagging: onBucket<PutBucketTaggingCommandInput, void>({
    mutates: true,
    action: 's3:PutBucketTagging',
    run(bucket, { Tagging: tagging }) {
      bucket.tags = readBucketTags(tagging?.TagSet);
    },
  }),

  GetBucketTagging: onBucket<GetBucketTaggingCommandInput, object>({
    mutates: false,
    action: 's3:GetBucketTagging',
    run({ name, tags }) {
      const set = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
      if (set.length === 0) throw notConfigured('NoSuchTagSet', 'The TagSet does not exist', name);
      return { TagSet: set };
    },
  }),

  DeleteBucketTagging: onBucket<DeleteBucketTaggingCommandInput, void>({
    mutates: true,
    action: 's3:PutBucketTagging',
    run(bucket) {
      bucket.tags = {};
    },
  }),
};
