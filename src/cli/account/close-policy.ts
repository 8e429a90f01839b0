import type { Structure } from '../../model/structure.ts';
import { memberPolicy } from '../member-policy.ts';

/** The least identity policy that `close` needs in the management account. */
export function accountClosePolicy({ accessRole, trail }: Pick<Structure, 'accessRole' | 'trail'>) {
  return memberPolicy(accessRole, [
    ...(trail === null
      ? []
      : ['cloudtrail:DescribeTrails', 'cloudtrail:GetEventSelectors', 'cloudtrail:GetTrailStatus']),
    'organizations:CloseAccount',
    'organizations:DescribeAccount',
    'organizations:ListDelegatedAdministrators',
    'organizations:ListDelegatedServicesForAccount',
    'organizations:ListTagsForResource',
  ]);
}
