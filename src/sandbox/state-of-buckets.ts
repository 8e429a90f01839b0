import type { StoredDocument } from './stored-document.ts';

/** A bucket of S3. It holds no objects: what is kept is what can be asked about the bucket itself. */
export interface BucketState {
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  readonly createdAt: number;
  /** Absent: nothing is blocked. */
  publicAccessBlock?: PublicAccessBlockState;
  /** Absent: it was never switched on. */
  versioning?: 'Enabled' | 'Suspended';
  /** Absent: S3's own keys, which is what a new bucket has. */
  encryption?: EncryptionState;
  policy?: StoredDocument;
  ownership: string;
  tags: Record<string, string>;
}

export interface PublicAccessBlockState {
  readonly blockPublicAcls: boolean;
  readonly ignorePublicAcls: boolean;
  readonly blockPublicPolicy: boolean;
  readonly restrictPublicBuckets: boolean;
}

export interface EncryptionState {
  readonly algorithm: string;
  readonly keyId?: string;
  readonly bucketKey: boolean;
}
