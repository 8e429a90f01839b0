import type {
  AttachedPermissionsBoundary,
  AttachedPolicy,
  Group,
  PermissionsBoundaryAttachmentType,
  Policy,
  PolicyVersion,
  Role,
  Tag,
  User,
} from '@aws-sdk/client-iam';
import type {
  GroupState,
  PolicyState,
  PolicyVersionState,
  RoleState,
  SandboxState,
  UserState,
} from '../state.ts';
import { encodeDocument } from './documents.ts';
import { iamArn } from './names.ts';
import { showTrustPolicy } from './trust-policy.ts';

/** The shapes in which IAM's operations answer. */

export function toUser(accountId: string, user: UserState): User {
  return {
    UserName: user.name,
    UserId: user.id,
    Path: user.path,
    Arn: iamArn(accountId, 'user', user),
    CreateDate: new Date(user.createdAt),
  };
}

export function toGroup(accountId: string, group: GroupState): Group {
  return {
    GroupName: group.name,
    GroupId: group.id,
    Path: group.path,
    Arn: iamArn(accountId, 'group', group),
    CreateDate: new Date(group.createdAt),
  };
}

/** What lists of roles hold; GetRole adds tags and boundary, and when it was last used. */
export function toRole(state: SandboxState, accountId: string, role: RoleState): Role {
  return {
    RoleName: role.name,
    RoleId: role.id,
    Path: role.path,
    Arn: iamArn(accountId, 'role', role),
    CreateDate: new Date(role.createdAt),
    AssumeRolePolicyDocument: encodeDocument(showTrustPolicy(role.trust.document, state)),
    MaxSessionDuration: role.maxSessionDuration,
    ...(role.description === undefined ? {} : { Description: role.description }),
  };
}

export function toTags(tags: Readonly<Record<string, string>>): { Tags?: Tag[] } {
  const list = toTagList(tags);
  return list.length === 0 ? {} : { Tags: list };
}

export function toTagList(tags: Readonly<Record<string, string>>): Tag[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/**
 * `Policy` is what the service says; the model's own value, `PermissionsBoundaryPolicy`, it never does.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachedPermissionsBoundary.html
 */
const boundaryType: string = 'Policy';

export function toBoundary({ permissionsBoundary }: { readonly permissionsBoundary?: string }): {
  PermissionsBoundary?: AttachedPermissionsBoundary;
} {
  if (permissionsBoundary === undefined) return {};
  return {
    PermissionsBoundary: {
      PermissionsBoundaryType: boundaryType as PermissionsBoundaryAttachmentType,
      PermissionsBoundaryArn: permissionsBoundary,
    },
  };
}

/** What lists of policies hold; GetPolicy adds description and tags. */
export function toPolicy(policy: PolicyState, attachments: number, boundaries: number): Policy {
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersionId,
    AttachmentCount: attachments,
    PermissionsBoundaryUsageCount: boundaries,
    IsAttachable: true,
    CreateDate: new Date(policy.createdAt),
    UpdateDate: new Date(policy.updatedAt),
  };
}

export function toDescription({ description }: PolicyState): { Description?: string } {
  return description === '' ? {} : { Description: description };
}

export function toVersion(policy: PolicyState, version: PolicyVersionState): PolicyVersion {
  return {
    VersionId: version.id,
    IsDefaultVersion: version.id === policy.defaultVersionId,
    CreateDate: new Date(version.createdAt),
  };
}

export function toAttachedPolicy(arn: string): AttachedPolicy {
  return { PolicyName: arn.slice(arn.lastIndexOf('/') + 1), PolicyArn: arn };
}
