import { IAMClient } from '@aws-sdk/client-iam';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { Keys } from './environment.ts';

const accessRole = 'OrganizationAccountAccessRole';

/** The SDK's clients for one caller at one endpoint. */
export class Sdk {
  readonly organizations: OrganizationsClient;
  readonly iam: IAMClient;
  readonly sts: STSClient;
  readonly #endpoint: string;

  constructor(endpoint: string, credentials: Keys) {
    const config = { endpoint, region: 'us-east-1', credentials };
    this.#endpoint = endpoint;
    this.organizations = new OrganizationsClient(config);
    this.iam = new IAMClient(config);
    this.sts = new STSClient(config);
  }

  /** The same endpoint as the management account's role in a member account. */
  async within(accountId: string): Promise<Sdk> {
    const { Credentials } = await this.sts.send(
      new AssumeRoleCommand({
        RoleArn: `arn:aws:iam::${accountId}:role/${accessRole}`,
        RoleSessionName: 'interop',
      }),
    );
    return new Sdk(this.#endpoint, {
      accessKeyId: given(Credentials?.AccessKeyId, 'AccessKeyId'),
      secretAccessKey: given(Credentials?.SecretAccessKey, 'SecretAccessKey'),
      sessionToken: given(Credentials?.SessionToken, 'SessionToken'),
    });
  }

  /** Closes the connections that are kept open. */
  close(): void {
    for (const client of [this.organizations, this.iam, this.sts]) client.destroy();
  }
}

/** @throws when an answer lacks what AWS always gives, though the SDK's types allow it to be left out */
export function given<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the answer has no ${what}`);
  return value;
}
