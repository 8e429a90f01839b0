import {
  type DescribeEffectivePolicyRequest,
  type DescribePolicyRequest,
  EffectivePolicyType,
  type ListPoliciesForTargetRequest,
  type ListPoliciesForTargetResponse,
  type ListPoliciesRequest,
  type ListPoliciesResponse,
  type ListTargetsForPolicyRequest,
  PolicyType,
} from '@aws-sdk/client-organizations';
import { type CallContext, type Operation, SandboxError } from '../operation.ts';
import { accountArn, policyArn, targetArn } from './arns.ts';
import { asManagementAccount, organizationOf } from './errors.ts';
import { page } from './pages.ts';
import { requireTarget } from './shapes.ts';
import { oneOf, validAccountId, validPolicyId, validTargetId } from './validate.ts';

/**
 * No policy type is enabled in the root, as ListRoots says, so there is no policy of any type: AWS puts its
 * FullAWSAccess in place when service control policies are enabled. The lists name no error for a type that is not
 * enabled, so they are empty.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
 */
const policyIds: readonly string[] = [];

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListPolicies.html */
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
    asManagementAccount(context);
    oneOf(input.Filter ?? '', Object.values(PolicyType));
    const { nextToken } = page(context.state, `ListPolicies ${input.Filter}`, policyIds, input, (id) => id);
    return { Policies: [], NextToken: nextToken };
  },
};

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListPoliciesForTarget.html */
export const listPoliciesForTarget: Operation<ListPoliciesForTargetRequest, ListPoliciesForTargetResponse> = {
  mutates: false,
  permissions: ({ TargetId, Filter }, { state }) => [
    {
      action: 'organizations:ListPoliciesForTarget',
      resource: targetArn(state, TargetId ?? ''),
      ...(Filter === undefined ? {} : { context: { 'organizations:PolicyType': [Filter] } }),
    },
  ],
  run: (input, context) => {
    const { state } = context;
    const { TargetId: id = '', Filter = '' } = input;
    asManagementAccount(context);
    validTargetId(id);
    oneOf(Filter, Object.values(PolicyType));
    requireTarget(state, id);
    const listing = `ListPoliciesForTarget ${id} ${Filter}`;
    const { nextToken } = page(state, listing, policyIds, input, (policyId) => policyId);
    return { Policies: [], NextToken: nextToken };
  },
};

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListTargetsForPolicy.html */
export const listTargetsForPolicy: Operation<ListTargetsForPolicyRequest, never> = {
  mutates: false,
  permissions: ({ PolicyId }, { state }) => [
    { action: 'organizations:ListTargetsForPolicy', resource: policyArn(state, PolicyId ?? '') },
  ],
  run: ({ PolicyId }, context) => noSuchPolicy(PolicyId, context),
};

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribePolicy.html */
export const describePolicy: Operation<DescribePolicyRequest, never> = {
  mutates: false,
  permissions: ({ PolicyId }, { state }) => [
    { action: 'organizations:DescribePolicy', resource: policyArn(state, PolicyId ?? '') },
  ],
  run: ({ PolicyId }, context) => noSuchPolicy(PolicyId, context),
};

/**
 * Any account may ask for its own, the management account for every account's.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeEffectivePolicy.html
 */
export const describeEffectivePolicy: Operation<DescribeEffectivePolicyRequest, never> = {
  mutates: false,
  permissions: ({ TargetId, PolicyType: type }, { state, caller }) => [
    {
      action: 'organizations:DescribeEffectivePolicy',
      resource: accountArn(state, TargetId ?? caller.accountId),
      ...(type === undefined ? {} : { context: { 'organizations:PolicyType': [type] } }),
    },
  ],
  run: ({ PolicyType: type = '', TargetId }, context) => {
    const { state, caller } = context;
    organizationOf(state);
    const id = TargetId ?? caller.accountId;
    validAccountId(id);
    // Service and resource control policies have no effective policy, and are none of its types.
    oneOf(type, Object.values(EffectivePolicyType));
    if (id !== caller.accountId) asManagementAccount(context);
    requireTarget(state, id);
    throw new SandboxError('EffectivePolicyNotFoundException', 'Effective policy not found.');
  },
};

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeResourcePolicy.html */
export const describeResourcePolicy: Operation<object, never> = {
  mutates: false,
  permissions: () => [{ action: 'organizations:DescribeResourcePolicy', resource: '*' }],
  run: (_, context) => {
    asManagementAccount(context);
    throw new SandboxError('ResourcePolicyNotFoundException', "We can't find a resource policy.");
  },
};

function noSuchPolicy(id: string | undefined, context: CallContext): never {
  asManagementAccount(context);
  validPolicyId(id ?? '');
  throw new SandboxError(
    'PolicyNotFoundException',
    "We can't find a policy with the PolicyId that you specified.",
  );
}
