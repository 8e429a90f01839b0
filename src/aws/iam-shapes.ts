import type * as sdk from '@aws-sdk/client-iam';
import type { UserSnapshot } from '../model/organization.ts';
import { isOwnTag } from '../model/own-tags.ts';
import type { GroupSnapshot, ManagedPolicySnapshot, NamedDocument, Role } from '../model/snapshot.ts';
import { required } from './client/answers.ts';
import { hasCode } from './errors/aws-error.ts';

/** IAM returns documents URL-encoded: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html */
export function decode(document: string | undefined): string {
  if (document === undefined) return '';
  try {
    return decodeURIComponent(document);
  } catch {
    // Not encoded (emulators): a per cent sign that stands for itself. The policy parser judges the text.
    return document;
  }
}

export function toGroup(group: sdk.GroupDetail): GroupSnapshot {
  return {
    name: group.GroupName ?? '',
    ...(group.Arn === undefined ? {} : { arn: group.Arn }),
    inline: toDocuments(group.GroupPolicyList),
    attached: toAttached(group.AttachedManagedPolicies),
  };
}

export function toUser(action: string, user: sdk.UserDetail): UserSnapshot {
  return {
    name: required(action, user.UserName),
    arn: required(action, user.Arn),
    groups: user.GroupList ?? [],
    inline: toDocuments(user.UserPolicyList),
    attached: toAttached(user.AttachedManagedPolicies),
    accessKeys: null,
    mfaDevices: null,
    signIn: null,
    permissionsBoundary: user.PermissionsBoundary?.PermissionsBoundaryArn ?? null,
  };
}

/**
 * A role of a listing, which does not say how long its sessions may be.
 * @param withDocuments whether what its inline policies say is wanted, too
 */
export function toRole(action: string, role: sdk.RoleDetail, withDocuments: boolean): Role {
  return {
    name: required(action, role.RoleName),
    arn: required(action, role.Arn),
    path: role.Path ?? '/',
    trust: decode(role.AssumeRolePolicyDocument),
    maxSession: null,
    permissionsBoundary: role.PermissionsBoundary?.PermissionsBoundaryArn ?? null,
    managedPolicies: (role.AttachedManagedPolicies ?? []).flatMap((policy) => policy.PolicyArn ?? []),
    inlinePolicies: (role.RolePolicyList ?? []).flatMap((policy) => policy.PolicyName ?? []),
    ...(withDocuments ? { inlineDocuments: toDocuments(role.RolePolicyList) } : {}),
    ...ownTags(role.Tags),
  };
}

/** What this program has set of a role's tags: others are nobody's business, and there may be fifty. */
export function ownTags(tags: readonly sdk.Tag[] | undefined): Pick<Role, 'tags'> {
  const own = (tags ?? []).filter(({ Key }) => Key !== undefined && isOwnTag(Key));
  if (own.length === 0) return {};
  return { tags: Object.fromEntries(own.map(({ Key = '', Value = '' }) => [Key.toLowerCase(), Value])) };
}

function toDocuments(policies: readonly sdk.PolicyDetail[] | undefined): readonly NamedDocument[] {
  return (policies ?? []).map((policy) => ({
    name: policy.PolicyName ?? '',
    document: decode(policy.PolicyDocument),
  }));
}

function toAttached(policies: readonly sdk.AttachedPolicy[] | undefined): GroupSnapshot['attached'] {
  return (policies ?? []).map((policy) => ({ name: policy.PolicyName ?? '', arn: policy.PolicyArn ?? '' }));
}

export function toManagedPolicy(policy: sdk.ManagedPolicyDetail): ManagedPolicySnapshot {
  const current = policy.PolicyVersionList?.find((version) => version.IsDefaultVersion);
  return { name: policy.PolicyName ?? '', arn: policy.Arn ?? '', document: decode(current?.Document) };
}

/** Null in place of the error that there is no such thing. */
export async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (hasCode(error, 'NoSuchEntityException')) return null;
    throw error;
  }
}

/** What is gone was taken away by somebody else, or by a first attempt of this call, whose answer was lost. */
export async function unlessGone(deletion: Promise<unknown>): Promise<boolean> {
  try {
    await deletion;
    return true;
  } catch (error) {
    if (!hasCode(error, 'NoSuchEntityException')) throw error;
    return error.afterDoubt;
  }
}

export function toTags(tags: Readonly<Record<string, string>>): sdk.Tag[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
