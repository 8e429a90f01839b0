import type {
  AddTagsRequest,
  ListTagsRequest,
  ListTagsResponse,
  RemoveTagsRequest,
  Tag,
} from '@aws-sdk/client-cloudtrail';
import { type CallContext, type Operation, SandboxError } from '../operation.ts';
import type { TrailState } from '../state-of-trails.ts';
import { onTrail, ownTrail, trailNamed } from './visible-trails.ts';

const keyForm = /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/iu;
const valueForm = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u;

/**
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AddTags.html
 *
 * @throws SandboxError InvalidTagParameterException, TagsLimitExceededException
 */
export function withTrailTags(
  present: Readonly<Record<string, string>>,
  tags: readonly Tag[] = [],
): Record<string, string> {
  const added = new Map<string, string>();
  for (const { Key: key = '', Value: value = '' } of tags) {
    if (!keyForm.test(key) || !valueForm.test(value) || added.has(key)) {
      throw new SandboxError('InvalidTagParameterException', `The tag ${key} is not valid, or given twice.`);
    }
    added.set(key, value);
  }
  const result = { ...present, ...Object.fromEntries(added) };
  if (Object.keys(result).length > 50) {
    throw new SandboxError('TagsLimitExceededException', 'A trail can have at most 50 tags.');
  }
  return result;
}

/** Tags are on the trail itself, which only its ARN names. */
function byArn(
  id: string | undefined,
  context: CallContext,
  find: (arn: string, context: CallContext) => TrailState,
): TrailState {
  if (id?.startsWith('arn:')) return find(id, context);
  throw new SandboxError(
    'CloudTrailARNInvalidException',
    `The resource ${id ?? ''} is not named by its ARN.`,
  );
}

export const addTags: Operation<AddTagsRequest, object> = {
  mutates: true,
  permissions: ({ ResourceId }, context) => onTrail('AddTags', ResourceId, context),
  run({ ResourceId, TagsList }, context) {
    const trail = byArn(ResourceId, context, ownTrail);
    trail.tags = withTrailTags(trail.tags, TagsList);
    return {};
  },
};

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_RemoveTags.html */
export const removeTags: Operation<RemoveTagsRequest, object> = {
  mutates: true,
  permissions: ({ ResourceId }, context) => onTrail('RemoveTags', ResourceId, context),
  run({ ResourceId, TagsList = [] }, context) {
    const trail = byArn(ResourceId, context, ownTrail);
    const removed = new Set(TagsList.map(({ Key }) => Key));
    trail.tags = Object.fromEntries(Object.entries(trail.tags).filter(([key]) => !removed.has(key)));
    return {};
  },
};

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListTags.html */
export const listTags: Operation<ListTagsRequest, ListTagsResponse> = {
  mutates: false,
  permissions: ({ ResourceIdList = [] }, context) =>
    ResourceIdList.flatMap((id) => onTrail('ListTags', id, context)),
  run: ({ ResourceIdList = [] }, context) => ({
    ResourceTagList: ResourceIdList.map((id) => ({
      ResourceId: id,
      TagsList: Object.entries(byArn(id, context, trailNamed).tags).map(([Key, Value]) => ({ Key, Value })),
    })),
  }),
};
