import * as sdk from '@aws-sdk/client-iam';
import type { UserIdentity, UserPassword } from '../model/people.ts';
import { pages, required } from './client/answers.ts';
import { change, read, type Sending } from './client/send.ts';
import type { IamUsers } from './iam-api.ts';
import { orNull, toTags, unlessGone } from './iam-shapes.ts';
import { userDeletions, userParts } from './iam-user-parts.ts';

/** Users, all that they have, and their end. */
export function iamUsers(client: sdk.IAMClient, sending: Sending): IamUsers {
  async function user(UserName: string): Promise<sdk.User | null> {
    const command = new sdk.GetUserCommand({ UserName });
    const found = await orNull(read('iam:GetUser', (options) => client.send(command, options), sending));
    return found?.User ?? null;
  }

  async function password(UserName: string, lastUsed: Date | undefined): Promise<UserPassword | null> {
    const action = 'iam:GetLoginProfile';
    const command = new sdk.GetLoginProfileCommand({ UserName });
    const found = await orNull(read(action, (options) => client.send(command, options), sending));
    if (found === null) return null;
    return {
      createdAt: required(action, found.LoginProfile?.CreateDate).getTime(),
      mustChange: found.LoginProfile?.PasswordResetRequired === true,
      lastUsed: lastUsed?.getTime() ?? null,
    };
  }

  const { keys, devices, groups, attachedPolicies, certificates } = userParts(client, sending);

  function inlinePolicies(UserName: string): Promise<readonly string[]> {
    return pages(async (Marker) => {
      const command = new sdk.ListUserPoliciesCommand({ UserName, Marker });
      const page = await read('iam:ListUserPolicies', (options) => client.send(command, options), sending);
      return { items: page.PolicyNames, next: page.IsTruncated ? page.Marker : undefined };
    });
  }

  async function sshKeys(UserName: string): Promise<readonly string[]> {
    const action = 'iam:ListSSHPublicKeys';
    const listed = await pages(async (Marker) => {
      const command = new sdk.ListSSHPublicKeysCommand({ UserName, Marker });
      const page = await read(action, (options) => client.send(command, options), sending);
      return { items: page.SSHPublicKeys, next: page.IsTruncated ? page.Marker : undefined };
    });
    return listed.map(({ SSHPublicKeyId }) => required(action, SSHPublicKeyId));
  }

  async function serviceCredentials(UserName: string): Promise<readonly string[]> {
    const action = 'iam:ListServiceSpecificCredentials';
    const listed = await pages(async (Marker) => {
      const command = new sdk.ListServiceSpecificCredentialsCommand({ UserName, Marker });
      const page = await read(action, (options) => client.send(command, options), sending);
      return { items: page.ServiceSpecificCredentials, next: page.IsTruncated ? page.Marker : undefined };
    });
    return listed.map(({ ServiceSpecificCredentialId }) => required(action, ServiceSpecificCredentialId));
  }

  return {
    ...userDeletions(client, sending),

    async findUser(name) {
      const found = await user(name);
      return found && identity(found);
    },

    async readSignIn(name) {
      const found = await user(name);
      if (found === null) return null;
      const [passwordFound, accessKeys, mfaDevices] = await Promise.all([
        password(name, found.PasswordLastUsed),
        orNull(keys(name)),
        orNull(devices(name)),
      ]);
      // Deleted meanwhile.
      if (accessKeys === null || mfaDevices === null) return null;
      const createdAt = required('iam:GetUser', found.CreateDate).getTime();
      return { createdAt, password: passwordFound, keys: accessKeys, mfaDevices };
    },

    async readUser(name) {
      const action = 'iam:GetUser';
      const found = await user(name);
      if (found === null) return null;
      const contents = await orNull(
        Promise.all([
          keys(name),
          devices(name),
          groups(name),
          inlinePolicies(name),
          attachedPolicies(name),
          sshKeys(name),
          serviceCredentials(name),
          certificates(name),
        ]),
      );
      if (contents === null) return null;
      const [accessKeys, mfaDevices, inGroups, inline, attached, ssh, service, signing] = contents;
      return {
        ...identity(found),
        signIn: {
          createdAt: required(action, found.CreateDate).getTime(),
          password: await password(name, found.PasswordLastUsed),
          keys: accessKeys,
          mfaDevices,
        },
        groups: inGroups,
        inlinePolicies: inline,
        attachedPolicies: attached,
        permissionsBoundary: found.PermissionsBoundary?.PermissionsBoundaryArn ?? null,
        sshKeys: ssh,
        serviceCredentials: service,
        certificates: signing,
      };
    },

    async listUsers() {
      const action = 'iam:ListUsers';
      const listed = await pages(async (Marker) => {
        const command = new sdk.ListUsersCommand({ Marker });
        const page = await read(action, (options) => client.send(command, options), sending);
        return { items: page.Users, next: page.IsTruncated ? page.Marker : undefined };
      });
      return listed.map((user) => identity(user, action));
    },

    async createUser(UserName, tags) {
      const command = new sdk.CreateUserCommand({ UserName, Tags: toTags(tags) });
      await change('iam:CreateUser', (options) => client.send(command, options), sending);
    },

    async addToGroup(UserName, GroupName) {
      const command = new sdk.AddUserToGroupCommand({ UserName, GroupName });
      await change('iam:AddUserToGroup', (options) => client.send(command, options), sending);
    },

    async createPassword(UserName, Password) {
      const command = new sdk.CreateLoginProfileCommand({ UserName, Password, PasswordResetRequired: true });
      await change('iam:CreateLoginProfile', (options) => client.send(command, options), sending);
    },

    async replacePassword(UserName, Password) {
      const command = new sdk.UpdateLoginProfileCommand({ UserName, Password, PasswordResetRequired: true });
      await change('iam:UpdateLoginProfile', (options) => client.send(command, options), sending);
    },

    async passwordLength() {
      const action = 'iam:GetAccountPasswordPolicy';
      const command = new sdk.GetAccountPasswordPolicyCommand({});
      const found = await orNull(read(action, (options) => client.send(command, options), sending));
      return found?.PasswordPolicy?.MinimumPasswordLength ?? null;
    },

    async putUserPolicy(UserName, PolicyName, PolicyDocument) {
      const command = new sdk.PutUserPolicyCommand({ UserName, PolicyName, PolicyDocument });
      await change('iam:PutUserPolicy', (options) => client.send(command, options), sending);
    },

    deactivateKey(UserName, AccessKeyId) {
      const command = new sdk.UpdateAccessKeyCommand({ UserName, AccessKeyId, Status: 'Inactive' });
      return unlessGone(change('iam:UpdateAccessKey', (options) => client.send(command, options), sending));
    },

    deleteVirtualMfa(SerialNumber) {
      const command = new sdk.DeleteVirtualMFADeviceCommand({ SerialNumber });
      return unlessGone(
        change('iam:DeleteVirtualMFADevice', (options) => client.send(command, options), sending),
      );
    },

    async unassignedDevices() {
      const action = 'iam:ListVirtualMFADevices';
      const listed = await pages(async (Marker) => {
        const command = new sdk.ListVirtualMFADevicesCommand({ AssignmentStatus: 'Unassigned', Marker });
        const page = await read(action, (options) => client.send(command, options), sending);
        return { items: page.VirtualMFADevices, next: page.IsTruncated ? page.Marker : undefined };
      });
      return listed.map(({ SerialNumber }) => required(action, SerialNumber));
    },

    deleteSshKey(UserName, SSHPublicKeyId) {
      const command = new sdk.DeleteSSHPublicKeyCommand({ UserName, SSHPublicKeyId });
      return unlessGone(
        change('iam:DeleteSSHPublicKey', (options) => client.send(command, options), sending),
      );
    },

    deleteServiceCredential(UserName, ServiceSpecificCredentialId) {
      const command = new sdk.DeleteServiceSpecificCredentialCommand({
        UserName,
        ServiceSpecificCredentialId,
      });
      return unlessGone(
        change('iam:DeleteServiceSpecificCredential', (options) => client.send(command, options), sending),
      );
    },

    removeFromGroup(UserName, GroupName) {
      const command = new sdk.RemoveUserFromGroupCommand({ UserName, GroupName });
      return unlessGone(
        change('iam:RemoveUserFromGroup', (options) => client.send(command, options), sending),
      );
    },

    deleteUserBoundary(UserName) {
      const command = new sdk.DeleteUserPermissionsBoundaryCommand({ UserName });
      return unlessGone(
        change('iam:DeleteUserPermissionsBoundary', (options) => client.send(command, options), sending),
      );
    },

    deleteUser(UserName) {
      const command = new sdk.DeleteUserCommand({ UserName });
      return unlessGone(change('iam:DeleteUser', (options) => client.send(command, options), sending));
    },
  };
}

function identity({ UserName, Arn, UserId }: sdk.User, action = 'iam:GetUser'): UserIdentity {
  return { name: required(action, UserName), arn: required(action, Arn), id: required(action, UserId) };
}
