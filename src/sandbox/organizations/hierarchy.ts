import type {
  ListChildrenRequest,
  ListChildrenResponse,
  ListParentsRequest,
  ListParentsResponse,
} from '@aws-sdk/client-organizations';
import { type Operation, SandboxError } from '../operation.ts';
import { accountIdsIn } from './accounts.ts';
import { targetArn } from './arns.ts';
import { asReader } from './errors.ts';
import { memberOf } from './members.ts';
import { page } from './pages.ts';
import { requireParent } from './shapes.ts';
import { unitIdsIn } from './units.ts';
import { oneOf, validParentId, validTargetId } from './validate.ts';

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListChildren.html */
export const listChildren: Operation<ListChildrenRequest, ListChildrenResponse> = {
  mutates: false,
  permissions: ({ ParentId }, { state }) => [
    { action: 'organizations:ListChildren', resource: targetArn(state, ParentId ?? '') },
  ],
  run: (input, context) => {
    const { state } = context;
    const { ParentId: parentId = '', ChildType } = input;
    asReader(context);
    validParentId(parentId);
    oneOf(ChildType ?? '', ['ACCOUNT', 'ORGANIZATIONAL_UNIT']);
    requireParent(state, parentId);
    const ids = ChildType === 'ACCOUNT' ? accountIdsIn(state, parentId) : unitIdsIn(state, parentId);
    const { items, nextToken } = page(state, `ListChildren ${parentId} ${ChildType}`, ids, input, (id) => ({
      Id: id,
      Type: ChildType,
    }));
    return { Children: items, NextToken: nextToken };
  },
};

/** One parent, always. https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListParents.html */
export const listParents: Operation<ListParentsRequest, ListParentsResponse> = {
  mutates: false,
  permissions: ({ ChildId }, { state }) => [
    { action: 'organizations:ListParents', resource: targetArn(state, ChildId ?? '') },
  ],
  run: ({ ChildId: childId = '' }, context) => {
    const { state } = context;
    asReader(context);
    validTargetId(childId);
    const child = childId.startsWith('ou-') ? state.units[childId] : memberOf(state, childId);
    if (child === undefined) {
      throw new SandboxError('ChildNotFoundException', "We can't find the child that you specified.");
    }
    const { parentId } = child;
    return { Parents: [{ Id: parentId, Type: parentId.startsWith('r-') ? 'ROOT' : 'ORGANIZATIONAL_UNIT' }] };
  },
};
