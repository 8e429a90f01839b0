/**
 * The settings that protect the log files in a bucket, in addition to its policy. Encryption is not one of them: S3
 * encrypts everything that is written into any bucket, and no setting can prevent it.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html
 */
export const bucketSettings = ['public-access-block', 'versioning'] as const;

export type BucketSetting = (typeof bucketSettings)[number];

/** A bucket that is there, and belongs to the account that it was looked for in. */
export interface BucketSnapshot {
  /** Those that it has. */
  readonly settings: readonly BucketSetting[];
  /** JSON; null where there is none. */
  readonly policy: string | null;
}
