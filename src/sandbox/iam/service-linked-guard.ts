import { type CallContext, type Operation, SandboxError } from '../operation.ts';
import type { RoleState } from '../state.ts';
import { ownIam } from './account.ts';
import { invalidInput } from './errors.ts';
import { nameKey } from './names.ts';
import { entry } from './records.ts';

export const linkedPath = '/aws-service-role/';

/** Where only AWS makes roles: those linked to a service, and those of IAM Identity Center. */
const reservedPaths = [linkedPath, '/aws-reserved/'];

/** What would change a role in a way that only its service may. Its description and its tags are the account's. */
const changing: ReadonlySet<string> = new Set([
  'AddRoleToInstanceProfile',
  'AttachRolePolicy',
  'DeleteRole',
  'DeleteRolePermissionsBoundary',
  'DeleteRolePolicy',
  'DetachRolePolicy',
  'PutRolePermissionsBoundary',
  'PutRolePolicy',
  'UpdateAssumeRolePolicy',
]);

export function isServiceLinked(role: RoleState): boolean {
  return role.path.startsWith(linkedPath);
}

interface RoleInput {
  readonly RoleName?: unknown;
  readonly Path?: unknown;
  readonly MaxSessionDuration?: unknown;
}

/**
 * An operation that leaves service-linked roles alone, and makes none under a path that is AWS's.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_terms-and-concepts.html#iam-term-service-linked-role
 */
export function sparingLinkedRoles(name: string, operation: Operation): Operation {
  if (name === 'CreateRole') return before(operation, refuseReservedPath);
  if (name === 'UpdateRole') {
    return before(operation, (input, context) => {
      if (input.MaxSessionDuration !== undefined) refuseLinkedRole(input, context);
    });
  }
  return changing.has(name) ? before(operation, refuseLinkedRole) : operation;
}

function before(operation: Operation, check: (input: RoleInput, context: CallContext) => void): Operation {
  return {
    mutates: operation.mutates,
    permissions: (input, context) => operation.permissions(input, context),
    run(input, context) {
      check(input, context);
      return operation.run(input, context);
    },
  };
}

function refuseLinkedRole({ RoleName }: RoleInput, context: CallContext): void {
  if (typeof RoleName !== 'string') return;
  const role = entry(ownIam(context).roles, nameKey(RoleName));
  if (role === undefined || !isServiceLinked(role)) return;
  throw new SandboxError(
    'UnmodifiableEntityException',
    `Cannot perform the operation on the protected role '${role.name}' - this role is only modifiable by AWS`,
    400,
  );
}

function refuseReservedPath({ Path }: RoleInput): void {
  const reserved = reservedPaths.find((path) => typeof Path === 'string' && Path.startsWith(path));
  if (reserved === undefined) return;
  throw invalidInput(`Path prefix '${reserved}' can only be used for AWS Service linked Roles`);
}
