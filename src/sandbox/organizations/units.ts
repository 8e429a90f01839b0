import type {
  CreateOrganizationalUnitRequest,
  CreateOrganizationalUnitResponse,
  DeleteOrganizationalUnitRequest,
  DescribeOrganizationalUnitRequest,
  DescribeOrganizationalUnitResponse,
  ListOrganizationalUnitsForParentRequest,
  ListOrganizationalUnitsForParentResponse,
  UpdateOrganizationalUnitRequest,
  UpdateOrganizationalUnitResponse,
} from '@aws-sdk/client-organizations';
import { newUnitId } from '../ids.ts';
import { type Operation, SandboxError } from '../operation.ts';
import type { SandboxState } from '../state.ts';
import { targetArn, unitArn } from './arns.ts';
import { asManagementAccount, asReader, constraintViolation } from './errors.ts';
import { page } from './pages.ts';
import { forgetTarget } from './policy-targets.ts';
import { ancestry, requireParent, unitOf, unitShape } from './shapes.ts';
import { tagContext } from './tags.ts';
import { validParentId, validUnitId, validUnitName, withTags } from './validate.ts';

/** https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html */
const deepestNesting = 5;

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateOrganizationalUnit.html */
export const createOrganizationalUnit: Operation<
  CreateOrganizationalUnitRequest,
  CreateOrganizationalUnitResponse
> = {
  mutates: true,
  permissions: ({ ParentId, Tags }, { state }) => {
    const context = tagContext(Tags);
    const create = {
      action: 'organizations:CreateOrganizationalUnit',
      resource: targetArn(state, ParentId ?? ''),
      context,
    };
    const tag = { action: 'organizations:TagResource', resource: unitArn(state, '*'), context };
    return Tags === undefined || Tags.length === 0 ? [create] : [create, tag];
  },
  run: ({ ParentId: parentId = '', Name: name = '', Tags }, context) => {
    const { state } = context;
    const { rootId } = asManagementAccount(context);
    validParentId(parentId);
    validUnitName(name);
    const tags = withTags({}, Tags ?? []);
    requireParent(state, parentId);
    const depth = [...ancestry(state, parentId)].length;
    if (depth > deepestNesting) {
      throw constraintViolation('OU_DEPTH_LIMIT_EXCEEDED', 'You have exceeded the depth of nested OUs.');
    }
    refuseNamesake(state, parentId, name);
    const unit = { id: newUnitId(state, rootId), name, parentId, tags };
    state.units[unit.id] = unit;
    return { OrganizationalUnit: unitShape(context, unit) };
  },
};

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_UpdateOrganizationalUnit.html */
export const updateOrganizationalUnit: Operation<
  UpdateOrganizationalUnitRequest,
  UpdateOrganizationalUnitResponse
> = {
  mutates: true,
  permissions: ({ OrganizationalUnitId }, { state }) => [
    {
      action: 'organizations:UpdateOrganizationalUnit',
      resource: unitArn(state, OrganizationalUnitId ?? ''),
    },
  ],
  run: ({ OrganizationalUnitId: id = '', Name: name }, context) => {
    asManagementAccount(context);
    validUnitId(id);
    if (name !== undefined) validUnitName(name);
    const unit = unitOf(context.state, id);
    if (name !== undefined && name !== unit.name) {
      refuseNamesake(context.state, unit.parentId, name);
      unit.name = name;
    }
    return { OrganizationalUnit: unitShape(context, unit) };
  },
};

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_DeleteOrganizationalUnit.html */
export const deleteOrganizationalUnit: Operation<DeleteOrganizationalUnitRequest, undefined> = {
  mutates: true,
  permissions: ({ OrganizationalUnitId }, { state }) => [
    {
      action: 'organizations:DeleteOrganizationalUnit',
      resource: unitArn(state, OrganizationalUnitId ?? ''),
    },
  ],
  run: ({ OrganizationalUnitId: id = '' }, context) => {
    const { state } = context;
    asManagementAccount(context);
    validUnitId(id);
    const unit = unitOf(state, id);
    const inhabited =
      Object.values(state.units).some((other) => other.parentId === unit.id) ||
      Object.values(state.accounts).some((account) => account.parentId === unit.id);
    if (inhabited) {
      throw new SandboxError(
        'OrganizationalUnitNotEmptyException',
        'The OU still holds accounts or other OUs: move or remove them first.',
      );
    }
    delete state.units[unit.id];
    forgetTarget(state.organization, unit.id);
    return undefined;
  },
};

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganizationalUnit.html */
export const describeOrganizationalUnit: Operation<
  DescribeOrganizationalUnitRequest,
  DescribeOrganizationalUnitResponse
> = {
  mutates: false,
  permissions: ({ OrganizationalUnitId }, { state }) => [
    {
      action: 'organizations:DescribeOrganizationalUnit',
      resource: unitArn(state, OrganizationalUnitId ?? ''),
    },
  ],
  run: ({ OrganizationalUnitId: id = '' }, context) => {
    asReader(context);
    validUnitId(id);
    return { OrganizationalUnit: unitShape(context, unitOf(context.state, id)) };
  },
};

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListOrganizationalUnitsForParent.html */
export const listOrganizationalUnitsForParent: Operation<
  ListOrganizationalUnitsForParentRequest,
  ListOrganizationalUnitsForParentResponse
> = {
  mutates: false,
  permissions: ({ ParentId }, { state }) => [
    {
      action: 'organizations:ListOrganizationalUnitsForParent',
      resource: targetArn(state, ParentId ?? ''),
    },
  ],
  run: (input, context) => {
    const { state } = context;
    const { ParentId: parentId = '' } = input;
    asReader(context);
    validParentId(parentId);
    requireParent(state, parentId);
    const ids = unitIdsIn(state, parentId);
    const { items, nextToken } = page(
      state,
      `ListOrganizationalUnitsForParent ${parentId}`,
      ids,
      input,
      (id) => unitShape(context, unitOf(state, id)),
    );
    return { OrganizationalUnits: items, NextToken: nextToken };
  },
};

export function unitIdsIn(state: SandboxState, parentId: string): string[] {
  return Object.values(state.units)
    .filter((unit) => unit.parentId === parentId)
    .map((unit) => unit.id);
}

function refuseNamesake(state: SandboxState, parentId: string, name: string): void {
  if (Object.values(state.units).some((unit) => unit.parentId === parentId && unit.name === name)) {
    throw new SandboxError(
      'DuplicateOrganizationalUnitException',
      'An OU with the same name already exists.',
    );
  }
}
