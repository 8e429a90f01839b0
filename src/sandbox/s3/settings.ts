import type {
  DeleteBucketEncryptionCommandInput,
  DeletePublicAccessBlockCommandInput,
  GetBucketAclCommandInput,
  GetBucketEncryptionCommandInput,
  GetBucketOwnershipControlsCommandInput,
  GetBucketVersioningCommandInput,
  GetPublicAccessBlockCommandInput,
  PutBucketEncryptionCommandInput,
  PutBucketVersioningCommandInput,
  PutPublicAccessBlockCommandInput,
  ServerSideEncryptionConfiguration,
} from '@aws-sdk/client-s3';
import { type Operations, SandboxError } from '../operation.ts';
import type { EncryptionState } from '../state-of-buckets.ts';
import { onBucket } from './bucket-operation.ts';
import { invalidArgument, malformedXml, notConfigured } from './errors.ts';
import { ownerOf } from './owner.ts';

const ownKeys: EncryptionState = { algorithm: 'AES256', bucketKey: false };

/** What is set on a bucket: who gets in, versions, encryption, and whose the objects are. */
export const settingOperations: Operations = {
  /** What is left out is off. https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutPublicAccessBlock.html */
  PutPublicAccessBlock: onBucket<PutPublicAccessBlockCommandInput, void>({
    mutates: true,
    action: 's3:PutBucketPublicAccessBlock',
    run(bucket, { PublicAccessBlockConfiguration: asked }) {
      bucket.publicAccessBlock = {
        blockPublicAcls: asked?.BlockPublicAcls ?? false,
        ignorePublicAcls: asked?.IgnorePublicAcls ?? false,
        blockPublicPolicy: asked?.BlockPublicPolicy ?? false,
        restrictPublicBuckets: asked?.RestrictPublicBuckets ?? false,
      };
    },
  }),

  GetPublicAccessBlock: onBucket<GetPublicAccessBlockCommandInput, object>({
    mutates: false,
    action: 's3:GetBucketPublicAccessBlock',
    run({ name, publicAccessBlock: block }) {
      if (block === undefined) {
        throw notConfigured(
          'NoSuchPublicAccessBlockConfiguration',
          'The public access block configuration was not found',
          name,
        );
      }
      return {
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: block.blockPublicAcls,
          IgnorePublicAcls: block.ignorePublicAcls,
          BlockPublicPolicy: block.blockPublicPolicy,
          RestrictPublicBuckets: block.restrictPublicBuckets,
        },
      };
    },
  }),

  DeletePublicAccessBlock: onBucket<DeletePublicAccessBlockCommandInput, void>({
    mutates: true,
    action: 's3:PutBucketPublicAccessBlock',
    run(bucket) {
      delete bucket.publicAccessBlock;
    },
  }),

  /** Once on, it can be suspended, never off. https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketVersioning.html */
  PutBucketVersioning: onBucket<PutBucketVersioningCommandInput, void>({
    mutates: true,
    action: 's3:PutBucketVersioning',
    run(bucket, { VersioningConfiguration: asked }) {
      const status = asked?.Status;
      if (status !== 'Enabled' && status !== 'Suspended') {
        throw new SandboxError(
          'IllegalVersioningConfigurationException',
          'The Versioning element must be specified',
        );
      }
      bucket.versioning = status;
    },
  }),

  GetBucketVersioning: onBucket<GetBucketVersioningCommandInput, object>({
    mutates: false,
    action: 's3:GetBucketVersioning',
    run: ({ versioning }) => ({ Status: versioning }),
  }),

  /** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketEncryption.html */
  PutBucketEncryption: onBucket<PutBucketEncryptionCommandInput, void>({
    mutates: true,
    action: 's3:PutEncryptionConfiguration',
    run(bucket, { ServerSideEncryptionConfiguration: asked }) {
      bucket.encryption = readEncryption(asked);
    },
  }),

  /** https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html */
  GetBucketEncryption: onBucket<GetBucketEncryptionCommandInput, object>({
    mutates: false,
    action: 's3:GetEncryptionConfiguration',
    run({ encryption = ownKeys }) {
      const { algorithm, keyId, bucketKey } = encryption;
      const byDefault = { SSEAlgorithm: algorithm, KMSMasterKeyID: keyId };
      return {
        ServerSideEncryptionConfiguration: {
          Rules: [{ ApplyServerSideEncryptionByDefault: byDefault, BucketKeyEnabled: bucketKey }],
        },
      };
    },
  }),

  DeleteBucketEncryption: onBucket<DeleteBucketEncryptionCommandInput, void>({
    mutates: true,
    action: 's3:PutEncryptionConfiguration',
    run(bucket) {
      delete bucket.encryption;
    },
  }),

  /** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketOwnershipControls.html */
  GetBucketOwnershipControls: onBucket<GetBucketOwnershipControlsCommandInput, object>({
    mutates: false,
    action: 's3:GetBucketOwnershipControls',
    run: ({ ownership }) => ({ OwnershipControls: { Rules: [{ ObjectOwnership: ownership }] } }),
  }),

  /** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketAcl.html */
  GetBucketAcl: onBucket<GetBucketAclCommandInput, object>({
    mutates: false,
    action: 's3:GetBucketAcl',
    run({ accountId }, _, { state }) {
      const owner = ownerOf(state, accountId);
      const grant = { Grantee: { ...owner, Type: 'CanonicalUser' }, Permission: 'FULL_CONTROL' };
      return { Owner: owner, Grants: [grant] };
    },
  }),
};

/** @throws SandboxError MalformedXML, InvalidArgument */
function readEncryption(asked: ServerSideEncryptionConfiguration | undefined): EncryptionState {
  const [rule, ...more] = asked?.Rules ?? [];
  const algorithm = rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm;
  const keyId = rule?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID;
  if (more.length > 0 || algorithm === undefined) throw malformedXml();
  if (!['AES256', 'aws:kms', 'aws:kms:dsse'].includes(algorithm)) throw malformedXml();
  if (algorithm === 'AES256' && keyId !== undefined) {
    throw invalidArgument('a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms');
  }
  return {
    algorithm,
    ...(keyId === undefined ? {} : { keyId }),
    bucketKey: rule?.BucketKeyEnabled ?? false,
  };
}
