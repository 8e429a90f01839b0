import type {
  GetAccountAuthorizationDetailsRequest,
  GetAccountAuthorizationDetailsResponse,
  GroupDetail,
  ManagedPolicyDetail,
  PolicyDetail,
  RoleDetail,
  UserDetail,
} from '@aws-sdk/client-iam';
import type { CallContext, Operations } from '../operation.ts';
import type { GroupState, PolicyState, RoleState, UserState } from '../state.ts';
import type { StoredDocument } from '../stored-document.ts';
import { groupsOf, ownIam } from './account.ts';
import { awsManagedPolicies } from './aws-managed.ts';
import { requireOneOf } from './constraints.ts';
import { encodeDocument } from './documents.ts';
import { profilesOf, toProfile } from './instance-profiles.ts';
import { asPolicy, policyUse } from './managed-policies.ts';
import { iamArn, nameKey } from './names.ts';
import { pageOf } from './pages.ts';
import { onAnything, operation } from './permission.ts';
import {
  toAttachedPolicy,
  toBoundary,
  toDescription,
  toGroup,
  toPolicy,
  toRole,
  toTags,
  toUser,
  toVersion,
} from './shapes.ts';

/** In the order in which the pages bring them; within a kind by name. */
const kinds = ['User', 'Group', 'Role', 'LocalManagedPolicy', 'AWSManagedPolicy'] as const;

type Entity =
  | { readonly kind: 'User'; readonly key: string; readonly entity: UserState }
  | { readonly kind: 'Group'; readonly key: string; readonly entity: GroupState }
  | { readonly kind: 'Role'; readonly key: string; readonly entity: RoleState }
  | {
      readonly kind: 'LocalManagedPolicy' | 'AWSManagedPolicy';
      readonly key: string;
      readonly entity: PolicyState;
    };

/**
 * Everything about an account's IAM in one list of pages.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
 */
export const authorizationDetailOperations: Operations = {
  GetAccountAuthorizationDetails: operation<
    GetAccountAuthorizationDetailsRequest,
    GetAccountAuthorizationDetailsResponse
  >({
    mutates: false,
    permissions: () => onAnything('GetAccountAuthorizationDetails'),
    run(input, context) {
      const wanted = readFilter(input.Filter);
      const use = policyUse(context.state, context.caller.accountId);
      const entities = allEntities(context, use).filter(({ kind }) => wanted.has(kind));
      const { items, page } = pageOf(entities, ({ kind, key }) => `${kinds.indexOf(kind)}${key}`, input);
      const users: UserDetail[] = [];
      const groups: GroupDetail[] = [];
      const roles: RoleDetail[] = [];
      const policies: ManagedPolicyDetail[] = [];
      for (const item of items) {
        if (item.kind === 'User') users.push(userDetail(item.entity, context));
        else if (item.kind === 'Group') groups.push(groupDetail(item.entity, context));
        else if (item.kind === 'Role') roles.push(roleDetail(item.entity, context));
        else policies.push(policyDetail(item.entity, use));
      }
      return {
        UserDetailList: users,
        GroupDetailList: groups,
        RoleDetailList: roles,
        Policies: policies,
        ...page,
      };
    },
  }),
};

function readFilter(filter: readonly string[] | undefined): ReadonlySet<string> {
  if (filter === undefined || filter.length === 0) return new Set(kinds);
  for (const kind of filter) requireOneOf(kind, 'filter', kinds);
  return new Set(filter);
}

/** Of AWS's policies only those that are in use, as the documentation says. */
function allEntities(
  context: CallContext,
  { attachments, boundaries }: ReturnType<typeof policyUse>,
): Entity[] {
  const { users, groups, roles, policies } = ownIam(context);
  const byName = <T extends { readonly name: string }>(record: Readonly<Record<string, T>>) =>
    Object.values(record).map((entity) => ({ key: nameKey(entity.name), entity }));
  const builtIn = [...awsManagedPolicies.values()].filter(
    ({ arn }) => attachments.has(arn) || boundaries.has(arn),
  );
  return [
    ...byName(users).map((item) => ({ kind: 'User' as const, ...item })),
    ...byName(groups).map((item) => ({ kind: 'Group' as const, ...item })),
    ...byName(roles).map((item) => ({ kind: 'Role' as const, ...item })),
    ...Object.values(policies).map((entity) => ({
      kind: 'LocalManagedPolicy' as const,
      key: entity.arn,
      entity,
    })),
    ...builtIn.map((policy) => ({
      kind: 'AWSManagedPolicy' as const,
      key: policy.arn,
      entity: asPolicy(policy),
    })),
  ];
}

function userDetail(user: UserState, context: CallContext): UserDetail {
  return {
    ...toUser(context.caller.accountId, user),
    UserPolicyList: inlineDetails(user.inline),
    GroupList: groupsOf(ownIam(context), user.name).map(({ name }) => name),
    AttachedManagedPolicies: user.attached.map(toAttachedPolicy),
    ...toBoundary(user),
    ...toTags(user.tags),
  };
}

function groupDetail(group: GroupState, context: CallContext): GroupDetail {
  return {
    ...toGroup(context.caller.accountId, group),
    GroupPolicyList: inlineDetails(group.inline),
    AttachedManagedPolicies: group.attached.map(toAttachedPolicy),
  };
}

function roleDetail(role: RoleState, context: CallContext): RoleDetail {
  const { state, caller } = context;
  const { AssumeRolePolicyDocument } = toRole(state, caller.accountId, role);
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: iamArn(caller.accountId, 'role', role),
    CreateDate: new Date(role.createdAt),
    AssumeRolePolicyDocument,
    InstanceProfileList: profilesOf(ownIam(context), role.name).map((profile) => toProfile(profile, context)),
    RolePolicyList: inlineDetails(role.inline),
    AttachedManagedPolicies: role.attached.map(toAttachedPolicy),
    ...toBoundary(role),
    ...toTags(role.tags),
    RoleLastUsed: {},
  };
}

function policyDetail(
  policy: PolicyState,
  { attachments, boundaries }: ReturnType<typeof policyUse>,
): ManagedPolicyDetail {
  const { Tags: _, ...shown } = toPolicy(
    policy,
    attachments.get(policy.arn) ?? 0,
    boundaries.get(policy.arn) ?? 0,
  );
  const versions = policy.versions.map((version) => ({
    ...toVersion(policy, version),
    Document: encodeDocument(version.document),
  }));
  return {
    ...shown,
    ...toDescription(policy),
    PolicyVersionList: versions,
  };
}

function inlineDetails(inline: Readonly<Record<string, StoredDocument>>): PolicyDetail[] {
  return Object.entries(inline).map(([PolicyName, { document }]) => ({
    PolicyName,
    PolicyDocument: encodeDocument(document),
  }));
}
