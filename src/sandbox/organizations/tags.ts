import type {
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
  TagResourceRequest,
  UntagResourceRequest,
} from '@aws-sdk/client-organizations';
import { entry } from '../iam/records.ts';
import { type Operation, SandboxError } from '../operation.ts';
import type { OrganizationState, SandboxState } from '../state.ts';
import { targetArn } from './arns.ts';
import { asManagementAccount, asReader } from './errors.ts';
import { memberOf } from './members.ts';
import { page } from './pages.ts';
import { type TagInput, validTaggedId, withTags } from './validate.ts';

/** Condition keys of a request that carries tags: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html */
export function tagContext(tags: readonly TagInput[] | undefined): Record<string, readonly string[]> {
  const context: Record<string, readonly string[]> = {};
  for (const { Key, Value } of tags ?? []) context[`aws:RequestTag/${Key ?? ''}`] = [Value ?? ''];
  if (tags !== undefined && tags.length > 0) context['aws:TagKeys'] = tags.map(({ Key }) => Key ?? '');
  return context;
}

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_TagResource.html */
export const tagResource: Operation<TagResourceRequest, undefined> = {
  mutates: true,
  permissions: ({ ResourceId, Tags }, { state }) => [
    {
      action: 'organizations:TagResource',
      resource: targetArn(state, ResourceId ?? ''),
      context: tagContext(Tags),
    },
  ],
  run: ({ ResourceId: id = '', Tags }, context) => {
    asManagementAccount(context);
    const target = tagged(context.state, id);
    target.replace(withTags(target.tags, Tags ?? []));
    return undefined;
  },
};

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_UntagResource.html */
export const untagResource: Operation<UntagResourceRequest, undefined> = {
  mutates: true,
  permissions: ({ ResourceId, TagKeys }, { state }) => [
    {
      action: 'organizations:UntagResource',
      resource: targetArn(state, ResourceId ?? ''),
      context: { 'aws:TagKeys': TagKeys ?? [] },
    },
  ],
  run: ({ ResourceId: id = '', TagKeys }, context) => {
    asManagementAccount(context);
    const target = tagged(context.state, id);
    const kept = Object.entries(target.tags).filter(([key]) => !TagKeys?.includes(key));
    target.replace(Object.fromEntries(kept));
    return undefined;
  },
};

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListTagsForResource.html */
export const listTagsForResource: Operation<ListTagsForResourceRequest, ListTagsForResourceResponse> = {
  mutates: false,
  permissions: ({ ResourceId }, { state }) => [
    { action: 'organizations:ListTagsForResource', resource: targetArn(state, ResourceId ?? '') },
  ],
  run: ({ ResourceId: id = '', NextToken }, context) => {
    const { state } = context;
    asReader(context);
    const { tags } = tagged(state, id);
    const { items, nextToken } = page(
      state,
      `ListTagsForResource ${id}`,
      Object.keys(tags),
      { NextToken },
      (key) => ({
        Key: key,
        Value: tags[key] ?? '',
      }),
    );
    return { Tags: items, NextToken: nextToken };
  },
};

function tagged(
  state: SandboxState,
  id: string,
): { readonly tags: Readonly<Record<string, string>>; replace(tags: Record<string, string>): void } {
  validTaggedId(id);
  const { organization } = state;
  if (organization?.rootId === id) {
    return {
      tags: organization.rootTags ?? {},
      replace: (tags) => {
        organization.rootTags = tags;
      },
    };
  }
  const target =
    entry(state.units, id) ??
    memberOf(state, id) ??
    entry(organization?.policies ?? {}, id) ??
    ownResourcePolicy(organization, id);
  if (target === undefined) {
    throw new SandboxError('TargetNotFoundException', "We can't find the target that you specified.");
  }
  return {
    tags: target.tags,
    replace: (tags) => {
      target.tags = tags;
    },
  };
}

function ownResourcePolicy(organization: OrganizationState | null, id: string) {
  const policy = organization?.resourcePolicy;
  return policy?.id === id ? policy : undefined;
}
