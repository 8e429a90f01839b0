import { IAMClient } from '@aws-sdk/client-iam';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { STSClient, type STSClientConfig } from '@aws-sdk/client-sts';
import type { Clock } from '../clock.ts';
import type { Aws } from './api.ts';
import { callTrace, type OnCall } from './call-trace.ts';
import { iamApi } from './iam.ts';
import type { Limits } from './limits.ts';
import { organizationsApi } from './organizations.ts';
import { Retries } from './retries.ts';
import type { Sending } from './send.ts';
import { stsApi } from './sts.ts';

/** What reaches AWS, or the sandbox in its place: the one seam. */
export interface Transport {
  /** Whose credentials sign; left out, the SDK's own chain finds them. */
  readonly credentials?: STSClientConfig['credentials'];
  readonly region?: string;
  /** The region whose STS is asked; by default the partition's first one, which serves every account. */
  readonly stsRegion?: string;
  /** Shared by all clients, so that connections are too. */
  readonly requestHandler?: STSClientConfig['requestHandler'];
}

/** Attempts for a call that is safe to repeat, the first included. */
const attempts = 6;

/**
 * @param onCall told of every call, for `--debug`
 */
export function connect(
  transport: Transport,
  clock: Clock,
  limits: Limits = {},
  onCall: OnCall | null = null,
): Aws {
  const sending: Sending = { clock, limits };
  const shared = {
    ...(transport.region ? { region: transport.region } : {}),
    ...(transport.requestHandler ? { requestHandler: transport.requestHandler } : {}),
    retryStrategy: new Retries(clock, limits, attempts),
  };
  const own = { ...shared, ...(transport.credentials ? { credentials: transport.credentials } : {}) };
  const stsOf = (base: typeof own) => {
    // The region may come from the environment or the profile: the SDK finds it, and STS of the right one is asked.
    const found = new STSClient(base).config.region;
    const client = new STSClient({
      ...base,
      region: async () => transport.stsRegion ?? stsRegion(await found()),
    });
    if (onCall) client.middlewareStack.add(callTrace('sts', onCall), { step: 'initialize' });
    return stsApi(client, sending);
  };
  const organizations = new OrganizationsClient(own);
  const once = new OrganizationsClient({
    ...own,
    maxAttempts: 1,
    retryStrategy: new Retries(clock, limits, 1),
  });
  if (onCall) {
    for (const client of [organizations, once]) {
      client.middlewareStack.add(callTrace('organizations', onCall), { step: 'initialize' });
    }
  }
  return {
    sts: stsOf(own),
    stsWith: (credentials) => stsOf({ ...shared, credentials }),
    organizations: organizationsApi(organizations, once, sending),
    iam(credentials) {
      const client = new IAMClient(credentials ? { ...shared, credentials } : own);
      if (onCall) client.middlewareStack.add(callTrace('iam', onCall), { step: 'initialize' });
      return iamApi(client, sending);
    },
  };
}

/**
 * STS answers RegionDisabledException for an account that has not opted in to a region, and a new account has opted
 * in to none: the partition's first region serves every account.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_enable-regions.html
 */
function stsRegion(region: string): string {
  if (region.startsWith('us-gov-')) return 'us-gov-west-1';
  if (region.startsWith('cn-')) return 'cn-north-1';
  return /^(us|eu|ap|sa|ca|me|af|il|mx)-(?!iso)/.test(region) ? 'us-east-1' : region;
}
