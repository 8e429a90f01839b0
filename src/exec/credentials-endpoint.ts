import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { KeptSession } from '../credentials/session.ts';
import type { CredentialsSource } from './child-environment.ts';
import { listenOnLoopback } from './loopback.ts';

export interface CredentialsEndpoint extends CredentialsSource {
  close(): Promise<void>;
}

const path = '/credentials';

/**
 * Serves credentials to the SDKs of a child as a container's agent would: on loopback, the one place that they take
 * plain HTTP from, to whoever shows the token.
 *
 * SDKs wait one (JavaScript) or two seconds (boto3) for an answer and ask three times or more; a renewal that takes
 * longer goes on in the background, and the next request finds its result.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
 */
export async function serveCredentials(
  credentials: () => Promise<KeptSession>,
): Promise<CredentialsEndpoint> {
  const token = randomBytes(32).toString('base64url');
  let host = '';
  const server = createServer((request, response) => {
    const refused = refusal(request, host, token);
    if (refused === null) void answerWith(credentials, response);
    else answer(response, refused);
  });
  const listening = await listenOnLoopback(server);
  host = listening.host;
  return {
    url: `http://${host}${path}`,
    token,
    close: listening.close,
  };
}

/** The status for a request that gets nothing, without saying more; null for one that does. */
function refusal({ headers, method, url }: IncomingMessage, host: string, token: string): number | null {
  // A page in a browser reaches loopback under a name of its own choice (DNS rebinding), but cannot forge Host.
  if (headers.host !== host) return 403;
  if (!sameSecret(headers.authorization ?? '', token)) return 403;
  if (url !== path) return 404;
  return method === 'GET' ? null : 405;
}

/** Compared by digests of equal length, so that the time it takes says nothing about the token. */
function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

async function answerWith(credentials: () => Promise<KeptSession>, response: ServerResponse): Promise<void> {
  try {
    const session = await credentials();
    answer(response, 200, {
      AccessKeyId: session.accessKeyId,
      SecretAccessKey: session.secretAccessKey,
      Token: session.sessionToken,
      Expiration: session.expiration,
      RoleArn: session.roleArn,
    });
  } catch {
    // The reason is for the person at the terminal, who sees it there.
    answer(response, 503, { code: 'RenewalFailed', message: 'diverst could not renew the credentials' });
  }
}

function answer(response: ServerResponse, status: number, body?: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  response.end(body === undefined ? '' : JSON.stringify(body));
}
