import * as sdk from '@aws-sdk/client-iam';
import type { UserIdentity, UserKey, UserPassword } from '../model/people.ts';
import { pages, required } from './client/answers.ts';
import { change, read, type Sending } from './client/send.ts';
import type { IamUsers } from './iam-api.ts';
import { orNull, toTags, unlessGone } from './iam-shapes.ts';

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

  async function keys(UserName: string): Promise<readonly UserKey[]> {
    const action = 'iam:ListAccessKeys';
    const listed = await pages(async (Marker) => {
      const command = new sdk.ListAccessKeysCommand({ UserName, Marker });
      const page = await read(action, (options) => client.send(command, options), sending);
      return { items: page.AccessKeyMetadata, next: page.IsTruncated ? page.Marker : undefined };
    });
    return Promise.all(
      listed.map(async ({ AccessKeyId, Status, CreateDate }) => {
        const id = required(action, AccessKeyId);
        const command = new sdk.GetAccessKeyLastUsedCommand({ AccessKeyId: id });
        const used = await read(
          'iam:GetAccessKeyLastUsed',
          (options) => client.send(command, options),
          sending,
        );
        return {
          id,
          isActive: Status !== 'Inactive',
          createdAt: required(action, CreateDate).getTime(),
          lastUsed: used.AccessKeyLastUsed?.LastUsedDate?.getTime() ?? null,
        };
      }),
    );
  }

  async function devices(UserName: string): Promise<readonly string[]> {
    const action = 'iam:ListMFADevices';
    const listed = await pages(async (Marker) => {
      const command = new sdk.ListMFADevicesCommand({ UserName, Marker });
      const page = await read(action, (options) => client.send(command, options), sending);
      return { items: page.MFADevices, next: page.IsTruncated ? page.Marker : undefined };
    });
    return listed.map(({ SerialNumber }) => required(action, SerialNumber));
  }

  async function groups(UserName: string): Promise<readonly string[]> {
    const action = 'iam:ListGroupsForUser';
    const listed = await pages(async (Marker) => {
      const command = new sdk.ListGroupsForUserCommand({ UserName, Marker });
      const page = await read(action, (options) => client.send(command, options), sending);
      return { items: page.Groups, next: page.IsTruncated ? page.Marker : undefined };
    });
    return listed.map(({ GroupName }) => required(action, GroupName));
  }

  function inlinePolicies(UserName: string): Promise<readonly string[]> {
    return pages(async (Marker) => {
      const command = new sdk.ListUserPoliciesCommand({ UserName, Marker });
      const page = await read('iam:ListUserPolicies', (options) => client.send(command, options), sending);
      return { items: page.PolicyNames, next: page.IsTruncated ? page.Marker : undefined };
    });
  }

  async function attachedPolicies(UserName: string): Promise<readonly string[]> {
    const action = 'iam:ListAttachedUserPolicies';
    const listed = await pages(async (Marker) => {
      const command = new sdk.ListAttachedUserPoliciesCommand({ UserName, Marker });
      const page = await read(action, (options) => client.send(command, options), sending);
      return { items: page.AttachedPolicies, next: page.IsTruncated ? page.Marker : undefined };
    });
    return listed.map(({ PolicyArn }) => required(action, PolicyArn));
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

  async function certificates(UserName: string): Promise<readonly string[]> {
    const action = 'iam:ListSigningCertificates';
    const listed = await pages(async (Marker) => {
      const command = new sdk.ListSigningCertificatesCommand({ UserName, Marker });
      const page = await read(action, (options) => client.send(command, options), sending);
      return { items: page.Certificates, next: page.IsTruncated ? page.Marker : undefined };
    });
    return listed.map(({ CertificateId }) => required(action, CertificateId));
  }

  return {
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

    deleteKey(UserName, AccessKeyId) {
      const command = new sdk.DeleteAccessKeyCommand({ UserName, AccessKeyId });
      return unlessGone(change('iam:DeleteAccessKey', (options) => client.send(command, options), sending));
    },

    deletePassword(UserName) {
      const command = new sdk.DeleteLoginProfileCommand({ UserName });
      return unlessGone(
        change('iam:DeleteLoginProfile', (options) => client.send(command, options), sending),
      );
    },

    deactivateMfa(UserName, SerialNumber) {
      const command = new sdk.DeactivateMFADeviceCommand({ UserName, SerialNumber });
      return unlessGone(
        change('iam:DeactivateMFADevice', (options) => client.send(command, options), sending),
      );
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

    deleteCertificate(UserName, CertificateId) {
      const command = new sdk.DeleteSigningCertificateCommand({ UserName, CertificateId });
      return unlessGone(
        change('iam:DeleteSigningCertificate', (options) => client.send(command, options), sending),
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
