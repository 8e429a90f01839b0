import { memberPolicy } from '../member-policy.ts';

/** The least identity policy that `close` needs in the management account. */
export function accountClosePolicy(accessRole: string) {
  return memberPolicy(accessRole, [
    'cloudtrail:DescribeTrails',
    'cloudtrail:GetEventSelectors',
    'cloudtrail:GetTrailStatus',
    'organizations:CloseAccount',
    'organizations:DescribeAccount',
    'organizations:ListDelegatedAdministrators',
    'organizations:ListDelegatedServicesForAccount',
    'organizations:ListTagsForResource',
  ]);
}
