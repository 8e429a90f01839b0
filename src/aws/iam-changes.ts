import * as sdk from '@aws-sdk/client-iam';
import { pages } from './client/answers.ts';
import { change, read, type Sending } from './client/send.ts';
import type { IamChanges } from './iam-api.ts';
import { decode, orNull } from './iam-shapes.ts';
import { userParts } from './iam-user-parts.ts';

/** What makes groups, and takes away what is attached to groups, users and roles. */
export function iamChanges(client: sdk.IAMClient, sending: Sending): IamChanges {
  return {
    async groupName(GroupName) {
      // One member is enough: the answer is asked for the group.
      const command = new sdk.GetGroupCommand({ GroupName, MaxItems: 1 });
      const found = await orNull(read('iam:GetGroup', (options) => client.send(command, options), sending));
      return found?.Group?.GroupName ?? null;
    },

    async createGroup(GroupName) {
      const command = new sdk.CreateGroupCommand({ GroupName });
      await change('iam:CreateGroup', (options) => client.send(command, options), sending);
    },

    async deleteGroupPolicy(GroupName, PolicyName) {
      const command = new sdk.DeleteGroupPolicyCommand({ GroupName, PolicyName });
      await change('iam:DeleteGroupPolicy', (options) => client.send(command, options), sending);
    },

    async detachGroupPolicy(GroupName, PolicyArn) {
      const command = new sdk.DetachGroupPolicyCommand({ GroupName, PolicyArn });
      await change('iam:DetachGroupPolicy', (options) => client.send(command, options), sending);
    },

    async attachedToGroup(GroupName) {
      return orNull(
        pages(async (Marker) => {
          const command = new sdk.ListAttachedGroupPoliciesCommand({ GroupName, Marker });
          const page = await read(
            'iam:ListAttachedGroupPolicies',
            (options) => client.send(command, options),
            sending,
          );
          return { items: arnsOf(page.AttachedPolicies), next: page.IsTruncated ? page.Marker : undefined };
        }),
      );
    },

    attachedToUser: (user) => orNull(userParts(client, sending).attachedPolicies(user)),

    async getUserPolicy(UserName, PolicyName) {
      const command = new sdk.GetUserPolicyCommand({ UserName, PolicyName });
      const found = await orNull(
        read('iam:GetUserPolicy', (options) => client.send(command, options), sending),
      );
      return found ? decode(found.PolicyDocument) : null;
    },

    async deleteUserPolicy(UserName, PolicyName) {
      const command = new sdk.DeleteUserPolicyCommand({ UserName, PolicyName });
      await change('iam:DeleteUserPolicy', (options) => client.send(command, options), sending);
    },

    async detachUserPolicy(UserName, PolicyArn) {
      const command = new sdk.DetachUserPolicyCommand({ UserName, PolicyArn });
      await change('iam:DetachUserPolicy', (options) => client.send(command, options), sending);
    },

    async detachRolePolicy(RoleName, PolicyArn) {
      const command = new sdk.DetachRolePolicyCommand({ RoleName, PolicyArn });
      await change('iam:DetachRolePolicy', (options) => client.send(command, options), sending);
    },

    async getRolePolicy(RoleName, PolicyName) {
      const command = new sdk.GetRolePolicyCommand({ RoleName, PolicyName });
      const found = await orNull(
        read('iam:GetRolePolicy', (options) => client.send(command, options), sending),
      );
      return found ? decode(found.PolicyDocument) : null;
    },

    async putRolePolicy(RoleName, PolicyName, PolicyDocument) {
      const command = new sdk.PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument });
      await change('iam:PutRolePolicy', (options) => client.send(command, options), sending);
    },

    async deleteRolePolicy(RoleName, PolicyName) {
      const command = new sdk.DeleteRolePolicyCommand({ RoleName, PolicyName });
      await change('iam:DeleteRolePolicy', (options) => client.send(command, options), sending);
    },

    async deleteRoleBoundary(RoleName) {
      const command = new sdk.DeleteRolePermissionsBoundaryCommand({ RoleName });
      await change('iam:DeleteRolePermissionsBoundary', (options) => client.send(command, options), sending);
    },

    async deletePolicy(PolicyArn) {
      const command = new sdk.DeletePolicyCommand({ PolicyArn });
      await change('iam:DeletePolicy', (options) => client.send(command, options), sending);
    },
  };
}

function arnsOf(attached: readonly sdk.AttachedPolicy[] | undefined): readonly string[] {
  return (attached ?? []).flatMap(({ PolicyArn }) => PolicyArn ?? []);
}
