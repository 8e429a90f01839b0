import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { isDirect, proxyFor, type Scheme, trustedAuthorities } from './proxy-settings.ts';

/**
 * Connections to one host. An audit has up to two calls to IAM under way for each account that it reads, and the SDK's
 * own 50 would let them wait for each other.
 */
const pool = { keepAlive: true, maxSockets: 128 } as const;

/** What connections are made with, for each kind of URL. */
export interface Network {
  readonly http: HttpAgent;
  readonly https: HttpAgent;
}

/**
 * The way through a company's network: its proxy and the authorities that sign its certificates, as the AWS CLI finds
 * them.
 * https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-proxy.html
 * @param profile whose `ca_bundle` counts where AWS_CA_BUNDLE is not set
 * @throws Failure where a setting cannot be used
 */
export async function networkOf(
  env: NodeJS.ProcessEnv,
  profile: Parameters<typeof trustedAuthorities>[1],
): Promise<Network> {
  const ca = trustedAuthorities(env, profile);
  const agentFor = async (scheme: Scheme) => {
    const proxy = proxyFor(scheme, env);
    if (proxy === null) return null;
    const { ProxyAgent } = await import('./proxy-agent.ts');
    return new ProxyAgent({ proxy, ca, pool, isDirect: (host, port) => isDirect(host, port, env) });
  };
  const [http, https] = await Promise.all([agentFor('http'), agentFor('https')]);
  return {
    http: http ?? new HttpAgent(pool),
    https: https ?? new HttpsAgent(ca === null ? pool : { ...pool, ca }),
  };
}
