import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Transport } from '../client/connect.ts';
import { requestTimeout } from '../client/send.ts';
import type { Profile } from '../profiles/aws-profiles.ts';
import { once, profileCredentials } from '../profiles/profile-credentials.ts';
import { networkOf } from './network.ts';

/** Attempts of the calls by which the SDK gets credentials: its own number. */
const attempts = 3;

export interface TransportOptions {
  readonly region: string | null;
  /** The environment whose proxy and certificates count. */
  readonly env: NodeJS.ProcessEnv;
  /** The profile that signs, and those that it takes its credentials from; null where none does. */
  readonly chain: readonly Profile[] | null;
  /** Whether keys of the environment sign. */
  readonly keysOfEnvironment?: boolean;
  /** Asks for the code of a device, when the profile names one. */
  readonly mfaCode: (serial: string) => Promise<string>;
}

/**
 * The way to AWS itself, with the profile's credentials or those of the SDK's own chain, and one connection pool for
 * all clients.
 * https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
 * @throws Failure where a setting of the network cannot be used
 */
export async function awsTransport({
  region,
  env,
  chain,
  keysOfEnvironment = false,
  mfaCode,
}: TransportOptions): Promise<Transport> {
  const network = await networkOf(env, chain?.[0] ?? null);
  const requestHandler = new NodeHttpHandler({
    httpAgent: network.http,
    httpsAgent: network.https,
    connectionTimeout: 10_000,
    requestTimeout,
    // Ends an answer that stops half-way: the request's own limit ends with its headers.
    socketTimeout: requestTimeout,
    throwOnRequestTimeout: true,
  });
  let coded = false;
  const options = {
    mfaCodeProvider: (serial: string) => {
      coded = true;
      return mfaCode(serial);
    },
    // A code is good for one call: the profile's AssumeRole that carries one is not repeated.
    clientConfig: { maxAttempts: async () => (coded ? 1 : attempts), requestHandler },
    ...(region === null ? {} : { parentClientConfig: { region } }),
  };
  return {
    credentials: chain === null ? once(fromNodeProviderChain(options)) : profileCredentials(chain, options),
    keysOfEnvironment,
    ...(region === null ? {} : { region }),
    requestHandler,
  };
}
