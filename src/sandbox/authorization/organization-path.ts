import { entry } from '../iam/records.ts';
import type { SandboxState } from '../state.ts';

/**
 * Where an account is, as `aws:PrincipalOrgPaths` and `aws:ResourceOrgPaths` say it: `o-…/r-…/ou-…/`.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalorgpaths
 *
 * @returns undefined for an account that is in no organization
 */
export function organizationPath(state: SandboxState, accountId: string): string | undefined {
  const [, ...above] = accountAncestry(state, accountId);
  if (state.organization === null || above.length === 0) return undefined;
  return `${[state.organization.id, ...above.reverse()].join('/')}/`;
}

/** The account, the OUs above it and the root, by id; empty for an account that is in no organization. */
export function accountAncestry(state: SandboxState, accountId: string): string[] {
  const { organization } = state;
  const account = entry(state.accounts, accountId);
  if (organization === null || account === undefined) return [];
  const ids = [accountId];
  for (let id = account.parentId; id !== organization.rootId; ) {
    const unit = entry(state.units, id);
    if (unit === undefined || ids.includes(id)) return [];
    ids.push(id);
    id = unit.parentId;
  }
  return [...ids, organization.rootId];
}
