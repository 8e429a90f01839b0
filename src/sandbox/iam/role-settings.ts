import type {
  UpdateAssumeRolePolicyRequest,
  UpdateRoleDescriptionRequest,
  UpdateRoleDescriptionResponse,
  UpdateRoleRequest,
  UpdateRoleResponse,
} from '@aws-sdk/client-iam';
import type { Operations } from '../operation.ts';
import { optionalText, requireText } from './constraints.ts';
import { storeDocument } from './documents.ts';
import { descriptionRule } from './names.ts';
import { onEntity, operation } from './permission.ts';
import { namedRole, sessionDuration } from './roles.ts';
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
      if (description !== undefined) role.description = description;
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
};
