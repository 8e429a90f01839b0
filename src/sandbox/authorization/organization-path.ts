import { entry } from '../iam/records.ts';
import type { SandboxState } from '../state.ts';

/**
 * Where an account is, as `aws:PrincipalOrgPaths` and `aws:ResourceOrgPaths` say it: `o-…/r-…/ou-…/`.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalorgpaths
 *
 * @returns undefined for an account that is in no organization
 */
export function organizationPath(state: SandboxState, accountId: string): string | undefined {
  const { organization } = state;
  const account = entry(state.accounts, accountId);
  if (organization === null || account === undefined) return undefined;
  const units: string[] = [];
  for (let id = account.parentId; id !== organization.rootId; ) {
    const unit = entry(state.units, id);
    if (unit === undefined || units.includes(id)) return undefined;
    units.unshift(id);
    id = unit.parentId;
  }
  return `${[organization.id, organization.rootId, ...units].join('/')}/`;
}
