import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Transport } from './connect.ts';
import { requestTimeout } from './send.ts';

/** Attempts of the calls by which the SDK gets credentials: its own number. */
const attempts = 3;

/**
 * Connections to one host. An audit has up to two calls to IAM under way for each account that it reads, and the SDK's
 * own 50 would let them wait for each other.
 */
const maxSockets = 128;

/**
 * The way to AWS itself, with the SDK's own chain of credentials and one connection pool for all clients.
 * https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
 * @param mfaCode asks for the code of a device, when the profile names one
 */
export function awsTransport(options: {
  readonly region: string | null;
  readonly mfaCode: (serial: string) => Promise<string>;
}): Transport {
  let coded = false;
  return {
    credentials: defaultProvider({
      mfaCodeProvider: (serial) => {
        coded = true;
        return options.mfaCode(serial);
      },
      // A code is good for one call: the profile's AssumeRole that carries one is not repeated.
      clientConfig: { maxAttempts: async () => (coded ? 1 : attempts) },
    }),
    ...(options.region === null ? {} : { region: options.region }),
    requestHandler: new NodeHttpHandler({
      httpAgent: { keepAlive: true, maxSockets },
      httpsAgent: { keepAlive: true, maxSockets },
      connectionTimeout: 10_000,
      requestTimeout,
      // Ends an answer that stops half-way: the request's own limit ends with its headers.
      socketTimeout: requestTimeout,
      throwOnRequestTimeout: true,
    }),
  };
}
