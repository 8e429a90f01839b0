import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { CostExplorerClient } from '@aws-sdk/client-cost-explorer';
import { IAMClient } from '@aws-sdk/client-iam';
import { OrganizationsClient, type OrganizationsClientConfig } from '@aws-sdk/client-organizations';
import { S3Client } from '@aws-sdk/client-s3';
import { type Credentials, STSClient } from '@aws-sdk/client-sts';

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** The SDK's clients, signing as one caller. */
export interface Caller {
  readonly organizations: OrganizationsClient;
  readonly iam: IAMClient;
  readonly sts: STSClient;
  readonly cloudtrail: CloudTrailClient;
  readonly s3: S3Client;
  readonly costs: CostExplorerClient;
}

/** What the clients have in common. */
export type CallerConfig = Pick<
  OrganizationsClientConfig,
  'region' | 'requestHandler' | 'endpoint' | 'credentials' | 'maxAttempts' | 'signer'
>;

/** Each client is made when it is first used: most callers use one. */
export function callerOf(config: CallerConfig): Caller {
  let organizations: OrganizationsClient | undefined;
  let iam: IAMClient | undefined;
  let sts: STSClient | undefined;
  let cloudtrail: CloudTrailClient | undefined;
  let s3: S3Client | undefined;
  let costs: CostExplorerClient | undefined;
  return {
    get organizations() {
      organizations ??= new OrganizationsClient(config);
      return organizations;
    },
    get iam() {
      iam ??= new IAMClient(config);
      return iam;
    },
    get sts() {
      sts ??= new STSClient(config);
      return sts;
    },
    get cloudtrail() {
      cloudtrail ??= new CloudTrailClient(config);
      return cloudtrail;
    },
    get s3() {
      s3 ??= new S3Client({ ...config, forcePathStyle: config.endpoint !== undefined });
      return s3;
    },
    get costs() {
      costs ??= new CostExplorerClient(config);
      return costs;
    },
  };
}

/** The keys of a session that STS opened. */
export function keysOf(credentials: Credentials | undefined): Keys {
  return {
    accessKeyId: given(credentials?.AccessKeyId, 'AccessKeyId'),
    secretAccessKey: given(credentials?.SecretAccessKey, 'SecretAccessKey'),
    sessionToken: given(credentials?.SessionToken, 'SessionToken'),
  };
}

/** @throws when an answer lacks what AWS always gives, though the SDK's types let it be left out */
export function given<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the answer has no ${what}`);
  return value;
}
