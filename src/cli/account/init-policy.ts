import { memberPolicy } from '../member-policy.ts';

/**
 * The least identity policy that `init` of every kind needs in the management account. Policies are read only for an
 * existing account that is moved.
 */
export function accountInitPolicy(accessRole: string) {
  return memberPolicy(accessRole, [
    'organizations:CreateAccount',
    'organizations:DescribeAccount',
    'organizations:DescribeCreateAccountStatus',
    'organizations:DescribePolicy',
    'organizations:ListCreateAccountStatus',
    'organizations:ListPolicies',
    'organizations:ListTargetsForPolicy',
    'organizations:MoveAccount',
    'organizations:TagResource',
  ]);
}
