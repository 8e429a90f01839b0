import type { STSClientConfig } from '@aws-sdk/client-sts';
import type { Clock } from '../../clock.ts';
import type { Aws } from '../api.ts';
import { answerDates, answerDatesPlace, type OnDate } from './answer-dates.ts';
import { callTrace, type OnCall } from './call-trace.ts';
import { lazy } from './lazy.ts';
import type { Limits } from './limits.ts';
import { pacing, pacingPlace } from './pacing.ts';
import { Rates, type Service } from './rates.ts';
import { costExplorerAttempts, Retries } from './retries.ts';
import type { Sending } from './send.ts';

/** The connection to AWS, or to the sandbox instead: the only one. */
export interface Transport {
  /** Whose credentials sign; left out, the SDK's own chain finds them. */
  readonly credentials?: STSClientConfig['credentials'];
  /** Whether those are keys of the environment. */
  readonly keysOfEnvironment?: boolean;
  readonly region?: string;
  /** The region whose STS is asked; by default the partition's first one, which serves every account. */
  readonly stsRegion?: string;
  /** Shared by all clients, so that connections are too. */
  readonly requestHandler?: STSClientConfig['requestHandler'];
}

/**
 * @param onCall called with a line after each call, for `--debug`
 * @param onDate called with the date of each answer of STS
 */
export function connect(
  transport: Transport,
  clock: Clock,
  limits: Limits = {},
  onCall: OnCall | null = null,
  onDate: OnDate | null = null,
): Aws {
  const others: Sending = { clock, limits };
  const sending: Sending = { ...others, keysOfEnvironment: transport.keysOfEnvironment };
  const shared = {
    ...(transport.region ? { region: transport.region } : {}),
    ...(transport.requestHandler ? { requestHandler: transport.requestHandler } : {}),
    retryStrategy: new Retries(clock, limits),
  };
  const own = { ...shared, ...(transport.credentials ? { credentials: transport.credentials } : {}) };
  const singleAttempt = {
    maxAttempts: 1,
    retryStrategy: new Retries(clock, limits, { throttled: 1, other: 1 }),
  };
  const rates = new Rates(clock, limits);
  const equipped = <Client extends Equippable>(service: Service, client: Client, place?: string): Client => {
    client.middlewareStack.addRelativeTo(pacing(service, rates, place), pacingPlace);
    // The SDK's log, which nobody reads: it goes through each answer to find what is not to be logged.
    client.middlewareStack.remove('loggerMiddleware');
    if (onCall) client.middlewareStack.add(callTrace(service, onCall), { step: 'initialize' });
    return client;
  };
  const ownIam = once(async () => {
    const { IAMClient } = await import('../iam.ts');
    return equipped('iam', new IAMClient(own));
  });
  const sessions = once(async () => {
    const [{ IAMClient }, { sessionClients }] = await Promise.all([
      import('../iam.ts'),
      import('./session-clients.ts'),
    ]);
    return sessionClients(IAMClient, shared, (client) => equipped('iam', client));
  });
  const sts = (base: typeof own, sentBy: Sending) =>
    lazy(async () => {
      const { STSClient, stsApi } = await import('../sts.ts');
      // The region may come from the environment or the profile: the SDK finds it, and STS of the right one is asked.
      const found = new STSClient(base).config.region;
      const region = async () => transport.stsRegion ?? stsRegion(await found());
      const client = (config: typeof base) => {
        const made = equipped('sts', new STSClient({ ...config, region }));
        if (onDate) made.middlewareStack.addRelativeTo(answerDates(onDate), answerDatesPlace);
        return made;
      };
      return stsApi(client(base), () => client({ ...base, ...singleAttempt }), sentBy);
    });
  return {
    async region() {
      if (transport.region) return transport.region;
      const { STSClient } = await import('../sts.ts');
      return new STSClient(own).config.region().catch(() => null);
    },
    async isTemporary() {
      const { STSClient } = await import('../sts.ts');
      const { sessionToken } = await new STSClient(own).config.credentials();
      return sessionToken !== undefined;
    },
    sts: sts(own, sending),
    stsWith: (credentials) => sts({ ...shared, credentials }, others),
    organizations: lazy(async () => {
      const { OrganizationsClient, organizationsApi } = await import('../organizations.ts');
      return organizationsApi(
        equipped('organizations', new OrganizationsClient(own)),
        equipped('organizations', new OrganizationsClient({ ...own, ...singleAttempt })),
        sending,
      );
    }),
    iam: (credentials) =>
      lazy(async () => {
        const { iamApi } = await import('../iam.ts');
        const client = credentials ? (await sessions())(credentials) : await ownIam();
        return iamApi(client, credentials ? others : sending);
      }),
    eventHistory({ region, accountId, credentials }) {
      const opened = once(async () => {
        const { CloudTrailClient, eventHistoryApi } = await import('../event-history.ts');
        const client = new CloudTrailClient({
          ...(credentials ? { ...shared, credentials } : own),
          region,
        });
        const counted = `${accountId} ${region}`;
        return eventHistoryApi(equipped('cloudtrail', client, counted), credentials ? others : sending);
      });
      return {
        async *lookupEvents(query) {
          yield* (await opened()).lookupEvents(query);
        },
      };
    },
    trails: lazy(async () => {
      const { CloudTrailClient, trailsApi } = await import('../trails.ts');
      const client = (region?: string) =>
        equipped('cloudtrail', new CloudTrailClient({ ...own, ...(region ? { region } : {}) }));
      return trailsApi(client(), client, sending);
    }),
    policies: lazy(async () => {
      const { OrganizationsClient, policiesApi } = await import('../policies.ts');
      return policiesApi(equipped('organizations', new OrganizationsClient(own)), sending);
    }),
    costs: lazy(async () => {
      const { CostExplorerClient, costsApi } = await import('../costs.ts');
      // It is at one place for all regions, which the SDK knows from the partition.
      const retryStrategy = new Retries(clock, limits, costExplorerAttempts);
      return costsApi(equipped('ce', new CostExplorerClient({ ...own, retryStrategy })), sending);
    }),
    buckets: (credentials) =>
      lazy(async () => {
        const { S3Client, bucketsApi } = await import('../buckets.ts');
        // A bucket may have been made elsewhere than where this program is.
        const settings = { ...own, ...(credentials ? { credentials } : {}), followRegionRedirects: true };
        return bucketsApi(equipped('s3', new S3Client(settings)), credentials ? others : sending);
      }),
    calls: () => rates.calls,
  };
}

/** What the SDK's clients have in common here. */
interface Equippable {
  readonly middlewareStack: {
    add(middleware: ReturnType<typeof callTrace>, options: { readonly step: 'initialize' }): void;
    addRelativeTo(middleware: ReturnType<typeof pacing>, options: typeof pacingPlace): void;
    remove(name: string): boolean;
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
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
