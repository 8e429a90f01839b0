import { type DescribeEffectivePolicyRequest, EffectivePolicyType } from '@aws-sdk/client-organizations';
import { type Operation, SandboxError } from '../operation.ts';
import { accountArn } from './arns.ts';
import { asManagementAccount, organizationOf } from './errors.ts';
import { requireTarget } from './shapes.ts';
import { oneOf, validAccountId } from './validate.ts';

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
    organizationOf(context);
    const id = TargetId ?? caller.accountId;
    validAccountId(id);
    // Service and resource control policies have no effective policy, and are none of its types.
    oneOf(type, Object.values(EffectivePolicyType));
    if (id !== caller.accountId) asManagementAccount(context);
    requireTarget(state, id);
    throw new SandboxError('EffectivePolicyNotFoundException', 'Effective policy not found.');
  },
};
