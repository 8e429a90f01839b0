/**
 * What protects the log files in a bucket, beside its policy. Encryption is none of it: S3 encrypts whatever is written
 * into any bucket, and no setting can keep it from that.
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
