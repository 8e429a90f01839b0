import * as sdk from '@aws-sdk/client-iam';
import type { RootKey } from '../model/root-users.ts';
import { pages, required } from './client/answers.ts';
import { change, read, type Sending } from './client/send.ts';
import { hasCode } from './errors/aws-error.ts';
import type { OwnRootUser, RootManagement } from './iam-api.ts';
import { orNull, unlessGone } from './iam-shapes.ts';

/** The root user of a session of AssumeRoot, and central management of root users. */
export function iamRootUsers(client: sdk.IAMClient, sending: Sending): OwnRootUser & RootManagement {
  async function hasPassword(): Promise<boolean> {
    const command = new sdk.GetLoginProfileCommand({});
    return (
      (await orNull(read('iam:GetLoginProfile', (options) => client.send(command, options), sending))) !==
      null
    );
  }

  async function keys(): Promise<readonly RootKey[]> {
    const listed = await pages(async (Marker) => {
      const command = new sdk.ListAccessKeysCommand({ Marker });
      const page = await read('iam:ListAccessKeys', (options) => client.send(command, options), sending);
      return { items: page.AccessKeyMetadata, next: page.IsTruncated ? page.Marker : undefined };
    });
    return Promise.all(
      listed.map(async ({ AccessKeyId, Status }) => {
        const id = required('iam:ListAccessKeys', AccessKeyId);
        const command = new sdk.GetAccessKeyLastUsedCommand({ AccessKeyId: id });
        const used = await read(
          'iam:GetAccessKeyLastUsed',
          (options) => client.send(command, options),
          sending,
        );
        return {
          id,
          isActive: Status !== 'Inactive',
          lastUsed: used.AccessKeyLastUsed?.LastUsedDate?.getTime() ?? null,
        };
      }),
    );
  }

  async function certificates(): Promise<readonly string[]> {
    const action = 'iam:ListSigningCertificates';
    const listed = await pages(async (Marker) => {
      const command = new sdk.ListSigningCertificatesCommand({ Marker });
      const page = await read(action, (options) => client.send(command, options), sending);
      return { items: page.Certificates, next: page.IsTruncated ? page.Marker : undefined };
    });
    return listed.map(({ CertificateId }) => required(action, CertificateId));
  }

  async function mfaDevices(): Promise<readonly string[]> {
    const action = 'iam:ListMFADevices';
    const listed = await pages(async (Marker) => {
      const command = new sdk.ListMFADevicesCommand({ Marker });
      const page = await read(action, (options) => client.send(command, options), sending);
      return { items: page.MFADevices, next: page.IsTruncated ? page.Marker : undefined };
    });
    return listed.map(({ SerialNumber }) => required(action, SerialNumber));
  }

  return {
    async rootCredentials() {
      const [password, accessKeys, signing, devices] = await Promise.all([
        hasPassword(),
        keys(),
        certificates(),
        mfaDevices(),
      ]);
      return { hasPassword: password, keys: accessKeys, certificates: signing, mfaDevices: devices };
    },

    deleteRootPassword() {
      const command = new sdk.DeleteLoginProfileCommand({});
      return unlessGone(
        change('iam:DeleteLoginProfile', (options) => client.send(command, options), sending),
      );
    },

    deleteRootKey(AccessKeyId) {
      const command = new sdk.DeleteAccessKeyCommand({ AccessKeyId });
      return unlessGone(change('iam:DeleteAccessKey', (options) => client.send(command, options), sending));
    },

    deleteRootCertificate(CertificateId) {
      const command = new sdk.DeleteSigningCertificateCommand({ CertificateId });
      return unlessGone(
        change('iam:DeleteSigningCertificate', (options) => client.send(command, options), sending),
      );
    },

    deactivateRootMfa(SerialNumber) {
      const command = new sdk.DeactivateMFADeviceCommand({ SerialNumber });
      return unlessGone(
        change('iam:DeactivateMFADevice', (options) => client.send(command, options), sending),
      );
    },

    async rootFeatures() {
      const command = new sdk.ListOrganizationsFeaturesCommand({});
      try {
        const { EnabledFeatures } = await read(
          'iam:ListOrganizationsFeatures',
          (options) => client.send(command, options),
          sending,
        );
        return EnabledFeatures ?? [];
      } catch (error) {
        // Without trusted access no feature is in force. A caller elsewhere than in the management account gets another
        // error, which says nothing of the features.
        if (hasCode(error, 'ServiceAccessNotEnabledException')) return null;
        throw error;
      }
    },

    async manageRootCredentials() {
      const command = new sdk.EnableOrganizationsRootCredentialsManagementCommand({});
      await change(
        'iam:EnableOrganizationsRootCredentialsManagement',
        (options) => client.send(command, options),
        sending,
      );
    },
  };
}
