import type {
  CreateRoleRequest,
  CreateRoleResponse,
  DeleteRoleRequest,
  GetRoleRequest,
  GetRoleResponse,
  ListRolesRequest,
  ListRolesResponse,
} from '@aws-sdk/client-iam';
import { newIamId } from '../ids.ts';
import type { CallContext, Operations, Permission } from '../operation.ts';
import type { RoleState } from '../state.ts';
import { findRole, growingIam, ownIam } from './account.ts';
import { readBoundary, requestBoundaryKey } from './boundaries.ts';
import { optionalText, requireNumber, requireText } from './constraints.ts';
import { storeDocument } from './documents.ts';
import { alreadyExists, deleteConflict, quotaExceeded } from './errors.ts';
import { descriptionRule, iamArn, nameKey, nameRules, pathRule, readPathPrefix } from './names.ts';
import { pageOf } from './pages.ts';
import { onAnything, onEntity, operation } from './permission.ts';
import { entry, setEntry } from './records.ts';
import { toBoundary, toRole, toTags } from './shapes.ts';
import { readTags, requestTagKeys } from './tag-rules.ts';
import { checkTrustPolicy } from './trust-policy.ts';

const roleQuota = 1000;

export const roleOperations: Operations = {
  CreateRole: operation<CreateRoleRequest, CreateRoleResponse>({
    mutates: true,
    permissions(input, context) {
      const on = (action: string): Permission => ({
        action: `iam:${action}`,
        resource: iamArn(context.caller.accountId, 'role', {
          path: input.Path ?? '/',
          name: input.RoleName ?? '',
        }),
        context: {
          ...requestTagKeys(input.Tags),
          ...requestBoundaryKey(input.PermissionsBoundary),
        },
      });
      return input.Tags?.length ? [on('CreateRole'), on('TagRole')] : [on('CreateRole')];
    },
    run(input, context) {
      const { state, caller, now, timings } = context;
      const name = requireText(input.RoleName, 'roleName', nameRules.role);
      const path = optionalText(input.Path, 'path', pathRule) ?? '/';
      const description = optionalText(input.Description, 'description', descriptionRule);
      const maxSessionDuration = sessionDuration(input.MaxSessionDuration) ?? 3600;
      const tags = readTags(input.Tags);
      const trust = checkTrustPolicy(input.AssumeRolePolicyDocument, context);
      const boundary = readBoundary(input.PermissionsBoundary, context);
      if (entry(ownIam(context).roles, nameKey(name)) !== undefined) {
        throw alreadyExists(`Role with name ${name} already exists.`);
      }
      if (Object.keys(ownIam(context).roles).length >= roleQuota) {
        throw quotaExceeded('RolesPerAccount', roleQuota);
      }
      const role: RoleState = {
        name,
        id: newIamId(state, 'AROA'),
        path,
        createdAt: now,
        effectiveAt: now + timings.propagation,
        ...(description === undefined ? {} : { description }),
        trust: storeDocument(trust, context),
        maxSessionDuration,
        ...(boundary === undefined ? {} : { permissionsBoundary: boundary }),
        inline: {},
        attached: [],
        tags,
      };
      setEntry(growingIam(context).roles, nameKey(name), role);
      // The one answer with a role that does not report its longest session.
      const { MaxSessionDuration: _, ...shown } = toRole(state, caller.accountId, role);
      return { Role: { ...shown, ...toBoundary(role), ...toTags(tags) } };
    },
  }),

  GetRole: operation<GetRoleRequest, GetRoleResponse>({
    mutates: false,
    permissions: (input, context) => onEntity('GetRole', 'role', input.RoleName, context),
    run(input, context) {
      const role = namedRole(input.RoleName, context);
      const shown = toRole(context.state, context.caller.accountId, role);
      return { Role: { ...shown, ...toBoundary(role), ...toTags(role.tags), RoleLastUsed: {} } };
    },
  }),

  ListRoles: operation<ListRolesRequest, ListRolesResponse>({
    mutates: false,
    permissions: () => onAnything('ListRoles'),
    run(input, context) {
      const prefix = readPathPrefix(input.PathPrefix);
      const roles = Object.values(ownIam(context).roles).filter((role) => role.path.startsWith(prefix));
      const { items, page } = pageOf(roles, (role) => nameKey(role.name), input);
      return { Roles: items.map((role) => toRole(context.state, context.caller.accountId, role)), ...page };
    },
  }),

  DeleteRole: operation<DeleteRoleRequest, void>({
    mutates: true,
    permissions: (input, context) => onEntity('DeleteRole', 'role', input.RoleName, context),
    run(input, context) {
      const role = namedRole(input.RoleName, context);
      if (role.attached.length > 0) {
        throw deleteConflict('Cannot delete entity, must detach all policies first.');
      }
      if (Object.keys(role.inline).length > 0) {
        throw deleteConflict('Cannot delete entity, must delete policies first.');
      }
      const iam = ownIam(context);
      const holding = Object.values(iam.instanceProfiles ?? {}).some((profile) => profile.role === role.name);
      if (holding) {
        throw deleteConflict('Cannot delete entity, must remove roles from instance profile first.');
      }
      delete iam.roles[nameKey(role.name)];
    },
  }),
};

/** The role that a request names; lookups do not distinguish case. */
export function namedRole(name: string | undefined, context: CallContext): RoleState {
  return findRole(ownIam(context), requireText(name, 'roleName', nameRules.role));
}

/** Seconds. https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
export function sessionDuration(value: number | undefined): number | undefined {
  return value === undefined ? undefined : requireNumber(value, 'maxSessionDuration', 3600, 43_200);
}
