import * as sdk from '@aws-sdk/client-iam';
import { issuerName } from '../model/ci.ts';
import { change, read, type Sending } from './client/send.ts';
import type { IamProviders } from './iam-api.ts';
import { orNull, toTags } from './iam-shapes.ts';

/** OIDC providers of the account. */
export function iamProviders(client: sdk.IAMClient, sending: Sending): IamProviders {
  return {
    async getProvider(arn) {
      const command = new sdk.GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn });
      const found = await orNull(
        read('iam:GetOpenIDConnectProvider', (options) => client.send(command, options), sending),
      );
      if (found === null) return null;
      const issuer = found.Url ?? arn.slice(arn.indexOf('/') + 1);
      // IAM leaves the scheme out.
      return {
        arn,
        issuer: `https://${issuerName(issuer)}`,
        audiences: found.ClientIDList ?? [],
      };
    },

    async createProvider(Url, audiences, tags) {
      // Without thumbprints, IAM takes that of the certificate authority by which the issuer is known.
      const command = new sdk.CreateOpenIDConnectProviderCommand({
        Url,
        ClientIDList: [...audiences],
        Tags: toTags(tags),
      });
      await change('iam:CreateOpenIDConnectProvider', (options) => client.send(command, options), sending);
    },

    async addAudience(OpenIDConnectProviderArn, ClientID) {
      const command = new sdk.AddClientIDToOpenIDConnectProviderCommand({
        OpenIDConnectProviderArn,
        ClientID,
      });
      await change(
        'iam:AddClientIDToOpenIDConnectProvider',
        (options) => client.send(command, options),
        sending,
      );
    },
  };
}
