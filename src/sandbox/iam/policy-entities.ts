import type { ListEntitiesForPolicyRequest, ListEntitiesForPolicyResponse } from '@aws-sdk/client-iam';
import type { Operations } from '../operation.ts';
import { ownIam } from './account.ts';
import { requirePolicyArn } from './attached-policies.ts';
import { optionalText, requireOneOf } from './constraints.ts';
import { findPolicy } from './managed-policies.ts';
import { nameKey, pathRule } from './names.ts';
import { pageOf } from './pages.ts';
import { operation } from './permission.ts';
import { onPolicy, requireUsage } from './policies.ts';

interface PolicyEntity {
  readonly kind: 'User' | 'Group' | 'Role';
  readonly name: string;
  readonly id: string;
}

/** The values of EntityFilter; no managed policy has another one. */
const entityKinds = ['User', 'Role', 'Group', 'LocalManagedPolicy', 'AWSManagedPolicy'];

/** Who has a managed policy. */
export const policyEntityOperations: Operations = {
  ListEntitiesForPolicy: operation<ListEntitiesForPolicyRequest, ListEntitiesForPolicyResponse>({
    mutates: false,
    permissions: (input) => onPolicy('ListEntitiesForPolicy', input.PolicyArn),
    run(input, context) {
      const arn = requirePolicyArn(input.PolicyArn);
      findPolicy(context.state, context.caller.accountId, arn);
      const prefix = optionalText(input.PathPrefix, 'pathPrefix', pathRule) ?? '/';
      if (input.EntityFilter !== undefined) requireOneOf(input.EntityFilter, 'entityFilter', entityKinds);
      if (input.PolicyUsageFilter !== undefined) requireUsage(input.PolicyUsageFilter);
      const { users, groups, roles } = ownIam(context);
      const asBoundary = input.PolicyUsageFilter === 'PermissionsBoundary';
      const asPermissions = input.PolicyUsageFilter === 'PermissionsPolicy';
      const entities: PolicyEntity[] = [];
      const add = (
        kind: PolicyEntity['kind'],
        { name, id, path, attached, permissionsBoundary }: Candidate,
      ) => {
        const attaches = !asBoundary && attached.includes(arn);
        const bounds = !asPermissions && permissionsBoundary === arn;
        const wanted = input.EntityFilter === undefined || input.EntityFilter === kind;
        if (wanted && path.startsWith(prefix) && (attaches || bounds)) entities.push({ kind, name, id });
      };
      for (const user of Object.values(users)) add('User', user);
      for (const group of Object.values(groups)) add('Group', group);
      for (const role of Object.values(roles)) add('Role', role);
      const { items, page } = pageOf(entities, ({ kind, name }) => `${kind}/${nameKey(name)}`, input);
      const of = (kind: PolicyEntity['kind']) => items.filter((entity) => entity.kind === kind);
      return {
        PolicyUsers: of('User').map(({ name, id }) => ({ UserName: name, UserId: id })),
        PolicyGroups: of('Group').map(({ name, id }) => ({ GroupName: name, GroupId: id })),
        PolicyRoles: of('Role').map(({ name, id }) => ({ RoleName: name, RoleId: id })),
        ...page,
      };
    },
  }),
};

interface Candidate {
  readonly name: string;
  readonly id: string;
  readonly path: string;
  readonly attached: readonly string[];
  readonly permissionsBoundary?: string;
}
