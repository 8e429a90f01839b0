import { IAMClient } from '@aws-sdk/client-iam';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { STSClient, type STSClientConfig } from '@aws-sdk/client-sts';
import type { Clock } from '../clock.ts';
import type { Aws } from './api.ts';
import { callTrace, type OnCall } from './call-trace.ts';
import { iamApi } from './iam.ts';
import { organizationsApi } from './organizations.ts';
import { Retries } from './retries.ts';
import { stsApi } from './sts.ts';

/** What reaches AWS, or the sandbox in its place: the one seam. */
export interface Transport {
  /** Whose credentials sign; left out, the SDK's own chain finds them. */
  readonly credentials?: STSClientConfig['credentials'];
  readonly region?: string;
  /** Shared by all clients, so that connections are too. */
  readonly requestHandler?: STSClientConfig['requestHandler'];
}

/** Attempts for a call that is safe to repeat, the first included. */
const attempts = 6;

/**
 * @param onCall told of every call, for `--debug`
 * @param signal aborted, it ends waits and reads, and keeps further changes from being sent
 */
export function connect(
  transport: Transport,
  clock: Clock,
  signal?: AbortSignal,
  onCall: OnCall | null = null,
): Aws {
  const shared = {
    ...(transport.region ? { region: transport.region } : {}),
    ...(transport.requestHandler ? { requestHandler: transport.requestHandler } : {}),
    retryStrategy: new Retries(clock, attempts),
  };
  const own = { ...shared, ...(transport.credentials ? { credentials: transport.credentials } : {}) };
  const region = provisioningRegion(transport.region);
  const sts = new STSClient({ ...own, ...(region ? { region } : {}) });
  const organizations = new OrganizationsClient(own);
  const once = new OrganizationsClient({ ...own, maxAttempts: 1, retryStrategy: new Retries(clock, 1) });
  if (onCall) {
    sts.middlewareStack.add(callTrace('sts', onCall), { step: 'initialize' });
    for (const client of [organizations, once]) {
      client.middlewareStack.add(callTrace('organizations', onCall), { step: 'initialize' });
    }
  }
  return {
    sts: stsApi(sts, signal),
    organizations: organizationsApi(organizations, once, signal),
    iam(credentials) {
      const client = new IAMClient(credentials ? { ...shared, credentials } : own);
      if (onCall) client.middlewareStack.add(callTrace('iam', onCall), { step: 'initialize' });
      return iamApi(client, signal);
    },
  };
}

/**
 * STS answers RegionDisabledException for an account that has not opted in to a region, and a new account has opted
 * in to none: the partition's first region serves every account.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_enable-regions.html
 */
function provisioningRegion(region: string | undefined): string | undefined {
  if (region === undefined) return undefined;
  if (region.startsWith('us-gov-')) return 'us-gov-west-1';
  if (region.startsWith('cn-')) return 'cn-north-1';
  return /^(us|eu|ap|sa|ca|me|af|il|mx)-/.test(region) ? 'us-east-1' : region;
}
