import * as sdk from '@aws-sdk/client-iam';
import { change, read, type Sending } from './client/send.ts';
import { hasCode } from './errors/aws-error.ts';
import type { OwnRootUser, RootManagement } from './iam-api.ts';
import { orNull } from './iam-shapes.ts';
import { userDeletions, userParts } from './iam-user-parts.ts';

/** The root user of a session of AssumeRoot, and central management of root users. */
export function iamRootUsers(client: sdk.IAMClient, sending: Sending): OwnRootUser & RootManagement {
  async function hasPassword(): Promise<boolean> {
    const command = new sdk.GetLoginProfileCommand({});
    return (
      (await orNull(read('iam:GetLoginProfile', (options) => client.send(command, options), sending))) !==
      null
    );
  }

  const { keys, certificates, devices } = userParts(client, sending);
  const deletions = userDeletions(client, sending);

  return {
    async rootCredentials() {
      const [password, accessKeys, signing, mfaDevices] = await Promise.all([
        hasPassword(),
        keys(undefined),
        certificates(undefined),
        devices(undefined),
      ]);
      return {
        hasPassword: password,
        keys: accessKeys.map(({ id, isActive, lastUsed }) => ({ id, isActive, lastUsed })),
        certificates: signing,
        mfaDevices,
      };
    },

    deleteRootPassword: () => deletions.deletePassword(undefined),
    deleteRootKey: (id) => deletions.deleteKey(undefined, id),
    deleteRootCertificate: (id) => deletions.deleteCertificate(undefined, id),
    deactivateRootMfa: (serial) => deletions.deactivateMfa(undefined, serial),

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
