import type { CallContext, Operation, Permission } from '../operation.ts';
import type { IamState } from '../state.ts';
import { ownIam } from './account.ts';
import { iamArn, nameKey } from './names.ts';
import { entry } from './records.ts';

/**
 * Which permission each operation needs, on which resource and with which condition keys, is AWS's own list:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
export function operation<Input, Output>(parts: Operation<Input, Output>): Operation<Input, Output> {
  return parts;
}

/** The permission of an action that has no resource. */
export function onAnything(action: string): Permission[] {
  return [{ action: `iam:${action}`, resource: '*' }];
}

/** The permission of an action on a user, a group or a role, existing or not. */
export function onEntity(
  action: string,
  kind: EntityKind,
  name: string | undefined,
  context: CallContext,
  keys: Permission['context'] = {},
): Permission[] {
  return [
    {
      action: `iam:${action}`,
      resource: entityArn(kind, name, context),
      context: { ...boundaryKey(kind, name, context), ...keys },
    },
  ];
}

export type EntityKind = 'user' | 'group' | 'role';

/** Of an entity that does not exist, the ARN that it would have with the path `/`. */
function entityArn(kind: EntityKind, name: string | undefined, context: CallContext): string {
  const existing = entry(recordOf(ownIam(context), kind), nameKey(name ?? ''));
  return iamArn(context.caller.accountId, kind, existing ?? { path: '/', name: name ?? '' });
}

/** `iam:PermissionsBoundary` is, for what is done to a user or role that has one, its boundary. */
function boundaryKey(
  kind: EntityKind,
  name: string | undefined,
  context: CallContext,
): Record<string, readonly string[]> {
  if (kind === 'group') return {};
  const { users, roles } = ownIam(context);
  const key = nameKey(name ?? '');
  const boundary = (kind === 'user' ? entry(users, key) : entry(roles, key))?.permissionsBoundary;
  return boundary === undefined ? {} : { 'iam:PermissionsBoundary': [boundary] };
}

function recordOf(
  iam: IamState,
  kind: EntityKind,
): Readonly<Record<string, { readonly name: string; readonly path: string }>> {
  if (kind === 'user') return iam.users;
  return kind === 'group' ? iam.groups : iam.roles;
}
