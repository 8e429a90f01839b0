import type {
  DeleteRolePermissionsBoundaryRequest,
  PutRolePermissionsBoundaryRequest,
  UpdateAssumeRolePolicyRequest,
  UpdateRoleDescriptionRequest,
  UpdateRoleDescriptionResponse,
  UpdateRoleRequest,
  UpdateRoleResponse,
} from '@aws-sdk/client-iam';
import type { Operations } from '../operation.ts';
import { optionalText, requireText } from './constraints.ts';
import { storeDocument } from './documents.ts';
import { noSuchEntity } from './errors.ts';
import { descriptionRule } from './names.ts';
import { onEntity, operation } from './permission.ts';
import { namedRole, readBoundary, sessionDuration } from './roles.ts';
import { toRole } from './shapes.ts';
import { checkTrustPolicy } from './trust-policy.ts';

/** What can be changed of a role once it exists. */
export const roleSettingOperations: Operations = {
  UpdateRole: operation<UpdateRoleRequest, UpdateRoleResponse>({
    mutates: true,
    permissions: (input, context) => onEntity('UpdateRole', 'role', input.RoleName, context),
    run(input, context) {
      const role = namedRole(input.RoleName, context);
      const description = optionalText(input.Description, 'description', descriptionRule);
      role.maxSessionDuration = sessionDuration(input.MaxSessionDuration) ?? role.maxSessionDuration;
      role.description = description ?? role.description;
      return {};
    },
  }),

  UpdateRoleDescription: operation<UpdateRoleDescriptionRequest, UpdateRoleDescriptionResponse>({
    mutates: true,
    permissions: (input, context) => onEntity('UpdateRoleDescription', 'role', input.RoleName, context),
    run(input, context) {
      const role = namedRole(input.RoleName, context);
      role.description = requireText(input.Description, 'description', descriptionRule);
      return { Role: toRole(context.state, context.caller.accountId, role) };
    },
  }),

  UpdateAssumeRolePolicy: operation<UpdateAssumeRolePolicyRequest, void>({
    mutates: true,
    permissions: (input, context) => onEntity('UpdateAssumeRolePolicy', 'role', input.RoleName, context),
    run(input, context) {
      const role = namedRole(input.RoleName, context);
      role.trust = storeDocument(checkTrustPolicy(input.PolicyDocument, context), context, role.trust);
    },
  }),

  PutRolePermissionsBoundary: operation<PutRolePermissionsBoundaryRequest, void>({
    mutates: true,
    permissions: (input, context) =>
      onEntity('PutRolePermissionsBoundary', 'role', input.RoleName, context, {
        'iam:PermissionsBoundary': [input.PermissionsBoundary ?? ''],
      }),
    run(input, context) {
      const role = namedRole(input.RoleName, context);
      const rule = { min: 20, max: 2048 };
      const arn = requireText(input.PermissionsBoundary, 'permissionsBoundary', rule);
      role.permissionsBoundary = readBoundary(arn, context) ?? arn;
    },
  }),

  DeleteRolePermissionsBoundary: operation<DeleteRolePermissionsBoundaryRequest, void>({
    mutates: true,
    permissions: (input, context) =>
      onEntity('DeleteRolePermissionsBoundary', 'role', input.RoleName, context),
    run(input, context) {
      const role = namedRole(input.RoleName, context);
      if (role.permissionsBoundary === undefined) {
        throw noSuchEntity(`Role ${role.name} has no permissions boundary.`);
      }
      delete role.permissionsBoundary;
    },
  }),
};
