import * as sdk from '@aws-sdk/client-iam';
import type { UserKey } from '../model/people.ts';
import { pages, required } from './client/answers.ts';
import { change, read, type Sending } from './client/send.ts';
import { unlessGone } from './iam-shapes.ts';

/**
 * A user by name. Undefined is the one who signs: the root user in a session of AssumeRoot. It has to be said, so that
 * nobody deletes what is their own by leaving a name out.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html
 */
type Owner = string | undefined;

function named(user: Owner): { readonly UserName?: string } {
  return user === undefined ? {} : { UserName: user };
}

/** What a user has, page after page. All throw NoSuchEntityException where there is no such user. */
export function userParts(client: sdk.IAMClient, sending: Sending) {
  async function keys(user: Owner): Promise<readonly UserKey[]> {
    const action = 'iam:ListAccessKeys';
    const listed = await pages(async (Marker) => {
      const command = new sdk.ListAccessKeysCommand({ ...named(user), Marker });
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

  async function devices(user: Owner): Promise<readonly string[]> {
    const action = 'iam:ListMFADevices';
    const listed = await pages(async (Marker) => {
      const command = new sdk.ListMFADevicesCommand({ ...named(user), Marker });
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

  async function attachedPolicies(UserName: string): Promise<readonly string[]> {
    const action = 'iam:ListAttachedUserPolicies';
    const listed = await pages(async (Marker) => {
      const command = new sdk.ListAttachedUserPoliciesCommand({ UserName, Marker });
      const page = await read(action, (options) => client.send(command, options), sending);
      return { items: page.AttachedPolicies, next: page.IsTruncated ? page.Marker : undefined };
    });
    return listed.map(({ PolicyArn }) => required(action, PolicyArn));
  }

  async function certificates(user: Owner): Promise<readonly string[]> {
    const action = 'iam:ListSigningCertificates';
    const listed = await pages(async (Marker) => {
      const command = new sdk.ListSigningCertificatesCommand({ ...named(user), Marker });
      const page = await read(action, (options) => client.send(command, options), sending);
      return { items: page.Certificates, next: page.IsTruncated ? page.Marker : undefined };
    });
    return listed.map(({ CertificateId }) => required(action, CertificateId));
  }

  return { keys, devices, groups, attachedPolicies, certificates };
}

/** Deletions of credentials; false where it was gone. */
export function userDeletions(client: sdk.IAMClient, sending: Sending) {
  return {
    deleteKey(user: Owner, AccessKeyId: string): Promise<boolean> {
      const command = new sdk.DeleteAccessKeyCommand({ ...named(user), AccessKeyId });
      return unlessGone(change('iam:DeleteAccessKey', (options) => client.send(command, options), sending));
    },

    deletePassword(user: Owner): Promise<boolean> {
      const command = new sdk.DeleteLoginProfileCommand(named(user));
      return unlessGone(
        change('iam:DeleteLoginProfile', (options) => client.send(command, options), sending),
      );
    },

    deactivateMfa(user: Owner, SerialNumber: string): Promise<boolean> {
      const command = new sdk.DeactivateMFADeviceCommand({ ...named(user), SerialNumber });
      return unlessGone(
        change('iam:DeactivateMFADevice', (options) => client.send(command, options), sending),
      );
    },

    deleteCertificate(user: Owner, CertificateId: string): Promise<boolean> {
      const command = new sdk.DeleteSigningCertificateCommand({ ...named(user), CertificateId });
      return unlessGone(
        change('iam:DeleteSigningCertificate', (options) => client.send(command, options), sending),
      );
    },
  };
}
