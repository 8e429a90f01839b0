import { readRoleArn } from './arn.ts';
import { clientOfRole } from './granted-clients.ts';

/** What a role's ARN is that somebody wrote down for a client. */
export type NamedRole =
  | { readonly kind: 'fit'; readonly accountId: string }
  | { readonly kind: 'no-role' }
  | { readonly kind: 'other-client'; readonly client: string }
  | { readonly kind: 'access-role'; readonly name: string };

/**
 * Whoever names a role must name the client's: the client's name goes into variables, guards and CloudTrail.
 * @param names templates and names as they are configured
 */
export function judgeNamedRole(
  client: string,
  roleArn: string,
  names: { readonly clientRole: string; readonly accessRole: string },
): NamedRole {
  const role = readRoleArn(roleArn);
  if (role === null) return { kind: 'no-role' };
  const other = clientOfRole(names.clientRole, role.name);
  if (other !== null && other !== client) return { kind: 'other-client', client: other };
  if (role.name === names.accessRole) return { kind: 'access-role', name: role.name };
  return { kind: 'fit', accountId: role.accountId };
}
