import {
  type CreatePolicyRequest,
  type CreatePolicyResponse,
  type DeletePolicyRequest,
  type DescribePolicyRequest,
  type DescribePolicyResponse,
  type ListPoliciesRequest,
  type ListPoliciesResponse,
  type Policy,
  PolicyType,
  type UpdatePolicyRequest,
  type UpdatePolicyResponse,
} from '@aws-sdk/client-organizations';
import { storeDocument } from '../iam/documents.ts';
import { newPolicyId } from '../ids.ts';
import { type CallContext, type Operation, type Permission, SandboxError } from '../operation.ts';
import type { OrganizationState, SandboxState } from '../state.ts';
import type { OrganizationPolicyState } from '../state-of-organizations.ts';
import { policyArn } from './arns.ts';
import {
  type ControlPolicy,
  controlPoliciesOf,
  findControlPolicy,
  policySummary,
} from './control-policies.ts';
import { type ControlPolicyKind, controlPolicyKind, kindManagedAs } from './control-policy-kinds.ts';
import { asManagementAccount, asReader, constraintViolation, invalidInput } from './errors.ts';
import { page } from './pages.ts';
import { checkPolicyContent } from './policy-content.ts';
import { allTargetIds, forgetPolicy, isAttached } from './policy-targets.ts';
import { policyTypeNotAvailable } from './policy-types.ts';
import { tagContext } from './tags.ts';
import { oneOf, validPolicyText, withTags } from './validate.ts';

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreatePolicy.html */
export const createPolicy: Operation<CreatePolicyRequest, CreatePolicyResponse> = {
  mutates: true,
  permissions: ({ Type: type, Tags }, { state }) => {
    const context = { ...tagContext(Tags), 'organizations:PolicyType': [type ?? ''] };
    const create = { action: 'organizations:CreatePolicy', resource: '*', context };
    const tag = { action: 'organizations:TagResource', resource: policyArn(state, '*'), context };
    return Tags === undefined || Tags.length === 0 ? [create] : [create, tag];
  },
  run: (input, context) => {
    const { Type: type = '', Name: name = '', Description: description = '', Content: content = '' } = input;
    const { state, now } = context;
    const organization = asManagementAccount(context);
    oneOf(type, Object.values(PolicyType), 'INVALID_ENUM_POLICY_TYPE');
    validPolicyText(name, 1, 128);
    validPolicyText(description, 0, 512);
    const tags = withTags({}, input.Tags ?? []);
    const kind = controlPolicyKind(type);
    if (kind === undefined || organization.featureSet !== 'ALL') throw policyTypeNotAvailable();
    checkPolicyContent(kind, content);
    refuseNamesake(organization, kind, name, now);
    const own = Object.values(organization.policies ?? {}).filter((policy) => policy.type === kind.type);
    if (own.length >= kind.perOrganization) {
      throw constraintViolation('POLICY_NUMBER_LIMIT_EXCEEDED', 'You have exceeded the number of policies.');
    }
    const policy: OrganizationPolicyState = {
      id: newPolicyId(state),
      type: kind.type,
      name,
      description,
      content: storeDocument(content, context),
      tags,
    };
    organization.policies = { ...organization.policies, [policy.id]: policy };
    return { Policy: policyShape(state, findControlPolicy(context, policy.id)) };
  },
};

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_UpdatePolicy.html */
export const updatePolicy: Operation<UpdatePolicyRequest, UpdatePolicyResponse> = {
  mutates: true,
  permissions: ({ PolicyId }, context) => onPolicy('UpdatePolicy', PolicyId, context),
  run: ({ PolicyId: id = '', Name: name, Description: description, Content: content }, context) => {
    const organization = asManagementAccount(context);
    if (name !== undefined) validPolicyText(name, 1, 128);
    if (description !== undefined) validPolicyText(description, 0, 512);
    const { own, kind } = changeable(findControlPolicy(context, id));
    if (content !== undefined) checkPolicyContent(kind, content);
    if (name !== undefined && name !== own.name) {
      refuseNamesake(organization, kind, name, context.now);
      own.name = name;
    }
    if (description !== undefined) own.description = description;
    if (content !== undefined) own.content = storeDocument(content, context, own.content);
    return { Policy: policyShape(context.state, findControlPolicy(context, id)) };
  },
};

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_DeletePolicy.html */
export const deletePolicy: Operation<DeletePolicyRequest, undefined> = {
  mutates: true,
  permissions: ({ PolicyId }, context) => onPolicy('DeletePolicy', PolicyId, context),
  run: ({ PolicyId: id = '' }, context) => {
    const organization = asManagementAccount(context);
    const policy = findControlPolicy(context, id);
    changeable(policy);
    if (
      allTargetIds(context.state, organization).some((target) => isAttached(organization, target, policy))
    ) {
      throw new SandboxError(
        'PolicyInUseException',
        'The policy is attached to one or more entities. Detach it from all of them first.',
      );
    }
    delete organization.policies?.[id];
    forgetPolicy(organization, id);
    return undefined;
  },
};

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribePolicy.html */
export const describePolicy: Operation<DescribePolicyRequest, DescribePolicyResponse> = {
  mutates: false,
  permissions: ({ PolicyId }, context) => onPolicy('DescribePolicy', PolicyId, context),
  run: ({ PolicyId: id = '' }, context) => {
    asReader(context);
    return { Policy: policyShape(context.state, findControlPolicy(context, id)) };
  },
};

/**
 * Of a type that is not enabled there are the policies that were created; the lists name no error for it.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListPolicies.html
 */
export const listPolicies: Operation<ListPoliciesRequest, ListPoliciesResponse> = {
  mutates: false,
  permissions: ({ Filter }) => [
    {
      action: 'organizations:ListPolicies',
      resource: '*',
      ...(Filter === undefined ? {} : { context: { 'organizations:PolicyType': [Filter] } }),
    },
  ],
  run: (input, context) => {
    const { Filter: type = '' } = input;
    const { state, now } = context;
    const organization = asReader(context);
    oneOf(type, Object.values(PolicyType));
    const kind = controlPolicyKind(type);
    const ids =
      kind === undefined ? [] : controlPoliciesOf(organization, kind, now).map((policy) => policy.id);
    const { items, nextToken } = page(state, `ListPolicies ${type}`, ids, input, (id) =>
      policySummary(state, findControlPolicy(context, id)),
    );
    return { Policies: items, NextToken: nextToken };
  },
};

/** The permission of an action on a policy, existing or not. */
export function onPolicy(action: string, id: string | undefined, { state }: CallContext): Permission[] {
  const type = state.organization?.policies?.[id ?? '']?.type ?? kindManagedAs(id ?? '')?.type;
  return [
    {
      action: `organizations:${action}`,
      resource: policyArn(state, id ?? ''),
      ...(type === undefined ? {} : { context: { 'organizations:PolicyType': [type] } }),
    },
  ];
}

function policyShape(state: SandboxState, policy: ControlPolicy): Policy {
  return { PolicySummary: policySummary(state, policy), Content: policy.document };
}

/** @throws SandboxError InvalidInputException for a policy of AWS's */
function changeable({ own, kind }: ControlPolicy): {
  readonly own: OrganizationPolicyState;
  readonly kind: ControlPolicyKind;
} {
  if (own !== undefined) return { own, kind };
  throw invalidInput(
    'IMMUTABLE_POLICY',
    'You specified a policy that is managed by AWS and cannot be modified.',
  );
}

/** Names are unique within a type. https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/2245 */
function refuseNamesake(
  organization: OrganizationState,
  kind: ControlPolicyKind,
  name: string,
  now: number,
): void {
  if (controlPoliciesOf(organization, kind, now).some((policy) => policy.name === name)) {
    throw new SandboxError(
      'DuplicatePolicyException',
      'A policy with the specified name and type already exists.',
    );
  }
}
