import type {
  CreateServiceLinkedRoleRequest,
  CreateServiceLinkedRoleResponse,
  DeleteServiceLinkedRoleRequest,
  DeleteServiceLinkedRoleResponse,
  GetServiceLinkedRoleDeletionStatusRequest,
  GetServiceLinkedRoleDeletionStatusResponse,
} from '@aws-sdk/client-iam';
import { deriveText, newIamId } from '../ids.ts';
import type { CallContext, Operations } from '../operation.ts';
import type { RoleState } from '../state.ts';
import { growingIam, ownIam } from './account.ts';
import { optionalText, requireText } from './constraints.ts';
import { storeDocument } from './documents.ts';
import { invalidInput, noSuchEntity, quotaExceeded } from './errors.ts';
import { linkedService } from './linked-services.ts';
import { descriptionRule, iamArn, nameKey } from './names.ts';
import { onEntity, operation } from './permission.ts';
import { entry, setEntry } from './records.ts';
import { namedRole } from './roles.ts';
import { isServiceLinked, linkedPath } from './service-linked-guard.ts';
import { toRole } from './shapes.ts';

const roleQuota = 1000;
const serviceRule = { min: 1, max: 128 };
const suffixRule = { min: 1, max: 64, pattern: /^[\w+=,.@-]+$/ };
const taskRule = { min: 1, max: 1000 };

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html */
export const serviceLinkedRoleOperations: Operations = {
  CreateServiceLinkedRole: operation<CreateServiceLinkedRoleRequest, CreateServiceLinkedRoleResponse>({
    mutates: true,
    permissions: ({ AWSServiceName: service = '', CustomSuffix }, { caller }) => [
      {
        action: 'iam:CreateServiceLinkedRole',
        resource: iamArn(caller.accountId, 'role', {
          path: `${linkedPath}${service}/`,
          name: roleNameOf(service, CustomSuffix) ?? '*',
        }),
        context: { 'iam:AWSServiceName': [service] },
      },
    ],
    run(input, context) {
      const service = requireText(input.AWSServiceName, 'aWSServiceName', serviceRule);
      const suffix = optionalText(input.CustomSuffix, 'customSuffix', suffixRule);
      const description = optionalText(input.Description, 'description', descriptionRule) ?? '';
      const known = linkedService(service);
      if (known === undefined) {
        throw invalidInput(`${service} has no service-linked role that the sandbox knows.`);
      }
      if (suffix !== undefined && !known.suffix) {
        throw invalidInput(`Custom suffix is not allowed for ${service}`);
      }
      const name = roleNameOf(service, suffix) ?? '';
      const { roles } = ownIam(context);
      if (entry(roles, nameKey(name)) !== undefined) {
        throw invalidInput(
          `Service role name ${name} has been taken in this account, please try a different suffix.`,
        );
      }
      if (Object.keys(roles).length >= roleQuota) throw quotaExceeded('RolesPerAccount', roleQuota);
      const role = linkedRole(name, service, description, context);
      setEntry(growingIam(context).roles, nameKey(name), role);
      return { Role: toRole(context.state, context.caller.accountId, role) };
    },
  }),

  /**
   * A request whose result a task reports later. No service but Organizations does anything here that
   * would need its role.
   */
  DeleteServiceLinkedRole: operation<DeleteServiceLinkedRoleRequest, DeleteServiceLinkedRoleResponse>({
    mutates: true,
    permissions: (input, context) => onEntity('DeleteServiceLinkedRole', 'role', input.RoleName, context),
    run(input, context) {
      const role = namedRole(input.RoleName, context);
      if (!isServiceLinked(role)) throw noSuchEntity(`The role with name ${role.name} cannot be found.`);
      const { state } = context;
      const service = role.path.slice(linkedPath.length, -1);
      const digits = deriveText(state.secret, `task:${state.serial}`, '0123456789abcdef', 32);
      state.serial += 1;
      const uuid = digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
      const task = `task${role.path}${role.name}/${uuid}`;
      const inUse = service === 'organizations.amazonaws.com' && state.organization !== null;
      const iam = growingIam(context);
      iam.deletionTasks ??= {};
      setEntry(iam.deletionTasks, task, inUse ? { failure: stillMember } : {});
      if (!inUse) delete iam.roles[nameKey(role.name)];
      return { DeletionTaskId: task };
    },
  }),

  GetServiceLinkedRoleDeletionStatus: operation<
    GetServiceLinkedRoleDeletionStatusRequest,
    GetServiceLinkedRoleDeletionStatusResponse
  >({
    mutates: false,
    permissions: ({ DeletionTaskId }, { caller }) => [
      {
        action: 'iam:GetServiceLinkedRoleDeletionStatus',
        resource: `arn:aws:iam::${caller.accountId}:role${roleIn(DeletionTaskId ?? '')}`,
      },
    ],
    run(input, context) {
      const id = requireText(input.DeletionTaskId, 'deletionTaskId', taskRule);
      if (!id.startsWith(`task${linkedPath}`)) throw invalidInput(`Deletion task id ${id} is not valid.`);
      const task = entry(ownIam(context).deletionTasks ?? {}, id);
      if (task === undefined) throw noSuchEntity(`Deletion task id ${id} cannot be found.`);
      if (task.failure === undefined) return { Status: 'SUCCEEDED' };
      return { Status: 'FAILED', Reason: { Reason: task.failure, RoleUsageList: [] } };
    },
  }),
};

const stillMember = 'The account is a member of an organization, which uses the role.';

function roleNameOf(service: string, suffix: string | undefined): string | undefined {
  const name = linkedService(service)?.roleName;
  return name === undefined || suffix === undefined ? name : `${name}_${suffix}`;
}

/** The service trusts itself, and nobody else can assume it. What it may do is the service's own affair. */
function linkedRole(name: string, service: string, description: string, context: CallContext): RoleState {
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
  };
  return {
    name,
    id: newIamId(context.state, 'AROA'),
    path: `${linkedPath}${service}/`,
    createdAt: context.now,
    effectiveAt: context.now + context.timings.propagation,
    description,
    trust: storeDocument(JSON.stringify(trust), context),
    maxSessionDuration: 3600,
    inline: {},
    attached: [],
    tags: {},
  };
}

/** Path and name of the role, which the task's id holds: `task/aws-service-role/SERVICE/ROLE/UUID`. */
function roleIn(task: string): string {
  return task.replace(/^task/, '').replace(/\/[^/]*$/, '');
}
