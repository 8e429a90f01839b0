import type {
  CreateBucketCommandInput,
  CreateBucketCommandOutput,
  DeleteBucketCommandInput,
  GetBucketLocationCommandInput,
  HeadBucketCommandInput,
  ListBucketsCommandInput,
} from '@aws-sdk/client-s3';
import { setEntry } from '../iam/records.ts';
import { type CallContext, type Operation, type Operations, SandboxError } from '../operation.ts';
import type { BucketState, PublicAccessBlockState } from '../state-of-buckets.ts';
import { validBucketName } from './bucket-names.ts';
import { bucketArn, bucketNamed, onBucket } from './bucket-operation.ts';
import { invalidArgument } from './errors.ts';
import { ownerOf } from './owner.ts';
import { readBucketTags } from './tagging.ts';

type Answer<Output> = Omit<Output, '$metadata'>;

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html */
const allBlocked: PublicAccessBlockState = {
  blockPublicAcls: true,
  ignorePublicAcls: true,
  blockPublicPolicy: true,
  restrictPublicBuckets: true,
};

const ownerships = ['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter'];

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html */
const createBucket: Operation<CreateBucketCommandInput, Answer<CreateBucketCommandOutput>> = {
  mutates: true,
  permissions({ Bucket: name = '', CreateBucketConfiguration: asked }, { region }) {
    const constraint = asked?.LocationConstraint;
    const context = {
      'aws:RequestedRegion': [region],
      ...(constraint === undefined ? {} : { 's3:LocationConstraint': [constraint] }),
    };
    const resource = bucketArn(name);
    const tagging = (asked?.Tags ?? []).length > 0 ? [{ action: 's3:TagResource', resource, context }] : [];
    return [{ action: 's3:CreateBucket', resource, context }, ...tagging];
  },
  run(input, context) {
    const { Bucket: name = '', ACL: acl, ObjectOwnership: ownership = 'BucketOwnerEnforced' } = input;
    const { state, caller, now } = context;
    validBucketName(name);
    const region = regionAsked(input, context);
    const tags = readBucketTags(input.CreateBucketConfiguration?.Tags);
    if (!ownerships.includes(ownership)) {
      throw invalidArgument(`Invalid x-amz-object-ownership header: ${ownership}`);
    }
    if (acl !== undefined && acl !== 'private') {
      throw new SandboxError(
        'InvalidBucketAclWithObjectOwnership',
        "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
      );
    }
    const existing = bucketNamed(state, name);
    if (existing !== undefined) refuseAgain(existing, region, context);
    else {
      state.buckets ??= {};
      setEntry<BucketState>(state.buckets, name, {
        name,
        accountId: caller.accountId,
        region,
        createdAt: now,
        publicAccessBlock: allBlocked,
        ownership,
        tags,
      });
    }
    const isFirst = region === 'us-east-1';
    return { Location: isFirst ? `/${name}` : `http://${name}.s3.amazonaws.com/` };
  },
};

/** @throws SandboxError InvalidLocationConstraint, IllegalLocationConstraintException */
function regionAsked(
  { CreateBucketConfiguration: asked }: CreateBucketCommandInput,
  { region }: CallContext,
) {
  const constraint: string | undefined = asked?.LocationConstraint;
  if (constraint === undefined || constraint === '') {
    if (region === 'us-east-1') return region;
    throw illegalConstraint('unspecified', region);
  }
  if (constraint === 'us-east-1' || !/^(?:EU|[a-z]{2}(?:-[a-z]+)+-\d)$/.test(constraint)) {
    throw new SandboxError(
      'InvalidLocationConstraint',
      'The specified location-constraint is not valid',
      400,
      {
        LocationConstraint: constraint,
      },
    );
  }
  const wanted = constraint === 'EU' ? 'eu-west-1' : constraint;
  if (region === 'us-east-1' || region === wanted) return wanted;
  throw illegalConstraint(constraint, region);
}

function illegalConstraint(constraint: string, region: string): SandboxError {
  return new SandboxError(
    'IllegalLocationConstraintException',
    `The ${constraint} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    400,
    { Region: region },
  );
}

/** In the first region, a bucket of one's own may be created again: nothing happens. */
function refuseAgain({ name, accountId, region }: BucketState, asked: string, { caller }: CallContext): void {
  if (accountId !== caller.accountId) {
    throw new SandboxError(
      'BucketAlreadyExists',
      'The requested bucket name is not available. The bucket namespace is shared by all users of the system. ' +
        'Please select a different name and try again.',
      409,
      { BucketName: name },
    );
  }
  if (region === 'us-east-1' && asked === 'us-east-1') return;
  throw new SandboxError(
    'BucketAlreadyOwnedByYou',
    'Your previous request to create the named bucket succeeded and you already own it.',
    409,
    { BucketName: name },
  );
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html */
const listBuckets: Operation<ListBucketsCommandInput> = {
  mutates: false,
  permissions: (_, { region }) => [
    { action: 's3:ListAllMyBuckets', resource: '*', context: { 'aws:RequestedRegion': [region] } },
  ],
  run(input, { state, caller }) {
    const { Prefix: prefix = '', BucketRegion: region, MaxBuckets: most = 10_000 } = input;
    const { ContinuationToken: after = '' } = input;
    if (!(most >= 1 && most <= 10_000)) throw invalidArgument('MaxBuckets must be between 1 and 10000');
    const left = Object.values(state.buckets ?? {})
      .filter((bucket) => bucket.accountId === caller.accountId && bucket.name.startsWith(prefix))
      .filter((bucket) => (region === undefined || bucket.region === region) && bucket.name > after)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const page = left.slice(0, most);
    const isNarrowed = Object.values(input).some((value) => value !== undefined);
    return {
      Buckets: page.map((bucket) => ({
        Name: bucket.name,
        CreationDate: new Date(bucket.createdAt),
        ...(isNarrowed ? { BucketRegion: bucket.region } : {}),
      })),
      Owner: ownerOf(state, caller.accountId),
      ContinuationToken: left.length > page.length ? page.at(-1)?.name : undefined,
      Prefix: input.Prefix,
    };
  },
};

/** CreateBucket, HeadBucket, GetBucketLocation, ListBuckets and DeleteBucket. */
export const bucketOperations: Operations = {
  CreateBucket: createBucket,
  ListBuckets: listBuckets,

  /** https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html */
  HeadBucket: onBucket<HeadBucketCommandInput, object>({
    mutates: false,
    action: 's3:ListBucket',
    run: ({ region }) => ({ BucketRegion: region, AccessPointAlias: false }),
  }),

  /** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html */
  GetBucketLocation: onBucket<GetBucketLocationCommandInput, object>({
    mutates: false,
    action: 's3:GetBucketLocation',
    anyRegion: true,
    run: ({ region }) => ({ LocationConstraint: region === 'us-east-1' ? undefined : region }),
  }),

  /** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html */
  DeleteBucket: onBucket<DeleteBucketCommandInput, void>({
    mutates: true,
    action: 's3:DeleteBucket',
    run({ name }, _, { state }) {
      delete state.buckets?.[name];
    },
  }),
};
