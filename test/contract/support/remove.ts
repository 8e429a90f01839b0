import {
  DeleteAccessKeyCommand,
  DeleteGroupCommand,
  DeleteGroupPolicyCommand,
  DeleteLoginProfileCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  DetachGroupPolicyCommand,
  DetachRolePolicyCommand,
  DetachUserPolicyCommand,
  GetGroupCommand,
  ListAccessKeysCommand,
  ListAttachedGroupPoliciesCommand,
  ListAttachedRolePoliciesCommand,
  ListAttachedUserPoliciesCommand,
  ListGroupPoliciesCommand,
  ListGroupsForUserCommand,
  ListPolicyVersionsCommand,
  ListRolePoliciesCommand,
  ListUserPoliciesCommand,
  NoSuchEntityException,
  RemoveUserFromGroupCommand,
} from '@aws-sdk/client-iam';
import type { Caller } from './caller.ts';

/**
 * IAM deletes nothing that is in use, so all that hangs on a thing goes first:
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html
 */
export async function removeUser({ iam }: Caller, UserName: string): Promise<void> {
  const { Groups } = await iam.send(new ListGroupsForUserCommand({ UserName }));
  for (const { GroupName } of Groups ?? []) {
    await iam.send(new RemoveUserFromGroupCommand({ GroupName, UserName }));
  }
  const { PolicyNames } = await iam.send(new ListUserPoliciesCommand({ UserName }));
  for (const PolicyName of PolicyNames ?? []) {
    await iam.send(new DeleteUserPolicyCommand({ UserName, PolicyName }));
  }
  const { AttachedPolicies } = await iam.send(new ListAttachedUserPoliciesCommand({ UserName }));
  for (const { PolicyArn } of AttachedPolicies ?? []) {
    await iam.send(new DetachUserPolicyCommand({ UserName, PolicyArn }));
  }
  const { AccessKeyMetadata } = await iam.send(new ListAccessKeysCommand({ UserName }));
  for (const { AccessKeyId } of AccessKeyMetadata ?? []) {
    await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }));
  }
  await iam.send(new DeleteLoginProfileCommand({ UserName })).catch(unlessMissing);
  await iam.send(new DeleteUserCommand({ UserName }));
}

export async function removeGroup({ iam }: Caller, GroupName: string): Promise<void> {
  const { Users } = await iam.send(new GetGroupCommand({ GroupName }));
  for (const { UserName } of Users ?? []) {
    await iam.send(new RemoveUserFromGroupCommand({ GroupName, UserName }));
  }
  const { PolicyNames } = await iam.send(new ListGroupPoliciesCommand({ GroupName }));
  for (const PolicyName of PolicyNames ?? []) {
    await iam.send(new DeleteGroupPolicyCommand({ GroupName, PolicyName }));
  }
  const { AttachedPolicies } = await iam.send(new ListAttachedGroupPoliciesCommand({ GroupName }));
  for (const { PolicyArn } of AttachedPolicies ?? []) {
    await iam.send(new DetachGroupPolicyCommand({ GroupName, PolicyArn }));
  }
  await iam.send(new DeleteGroupCommand({ GroupName }));
}

export async function removeRole({ iam }: Caller, RoleName: string): Promise<void> {
  const { PolicyNames } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  for (const PolicyName of PolicyNames ?? []) {
    await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
  }
  const { AttachedPolicies } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
  for (const { PolicyArn } of AttachedPolicies ?? []) {
    await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
  }
  await iam.send(new DeleteRoleCommand({ RoleName }));
}

export async function removePolicy({ iam }: Caller, PolicyArn: string): Promise<void> {
  const { Versions } = await iam.send(new ListPolicyVersionsCommand({ PolicyArn }));
  for (const { VersionId, IsDefaultVersion } of Versions ?? []) {
    if (!IsDefaultVersion) await iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId }));
  }
  await iam.send(new DeletePolicyCommand({ PolicyArn }));
}

function unlessMissing(error: unknown): void {
  if (!(error instanceof NoSuchEntityException)) throw error;
}
