import { type AccountKind, type NamedAccount, ownerOfRole } from './account-kind.ts';
import { readRoleArn } from './arn.ts';

/** The meaning of a role's ARN that was set for a client or an environment. */
export type NamedRole =
  | { readonly kind: 'fit'; readonly accountId: string }
  | { readonly kind: 'no-role' }
  | { readonly kind: 'of-another'; readonly owner: NamedAccount }
  | { readonly kind: 'access-role'; readonly name: string };

/**
 * Whoever names a role must name the account's own: its name goes into variables, guards and CloudTrail.
 * @param kinds with the templates that are configured
 * @param accessRole its configured name
 */
export function judgeNamedRole(
  { kind, name }: NamedAccount,
  roleArn: string,
  kinds: readonly AccountKind[],
  accessRole: string,
): NamedRole {
  const role = readRoleArn(roleArn);
  if (role === null) return { kind: 'no-role' };
  const owner = ownerOfRole(kinds, role.name);
  if (owner !== null && (owner.kind.noun !== kind.noun || owner.name !== name))
    return { kind: 'of-another', owner };
  if (role.name === accessRole) return { kind: 'access-role', name: role.name };
  return { kind: 'fit', accountId: role.accountId };
}
