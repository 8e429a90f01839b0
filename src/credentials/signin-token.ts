import type { Agent, ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Failure } from '../model/failure.ts';

/** `https.request`, or what a test puts in its place. */
export type RequestFunction = (
  url: URL,
  options: RequestOptions,
  answered: (response: IncomingMessage) => void,
) => ClientRequest;

export interface FetchOptions {
  /** Milliseconds for the whole exchange. */
  readonly timeout?: number;
  readonly request?: RequestFunction;
  /** What connects, where it is not Node's own agent. */
  readonly agent?: Agent;
}

/** A token is under 2 kB; nothing longer is read. */
const longest = 65_536;

/**
 * Asks AWS's federation endpoint for a sign-in token. Redirects are not followed: the URL holds credentials, which
 * must go nowhere else. For the same reason no error here names it or says what was answered.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html
 * @param url of `signinTokenUrl`
 */
export async function fetchSigninToken(
  url: URL,
  signal: AbortSignal,
  { timeout = 15_000, request = httpsRequest, agent }: FetchOptions = {},
): Promise<string> {
  const limit = AbortSignal.timeout(timeout);
  const options = { signal: AbortSignal.any([signal, limit]), ...(agent ? { agent } : {}) };
  const { status, body } = await exchange(url, options, request).catch((error: NodeJS.ErrnoException) => {
    signal.throwIfAborted();
    throw unreachable(
      url.host,
      limit.aborted ? `There was no answer within ${timeout / 1_000} seconds` : reasonOf(error),
    );
  });
  if (status === 400 || status === 401 || status === 403) throw refused(url.host, status);
  const token = status === 200 ? tokenOf(body) : null;
  if (token === null) throw unreachable(url.host, `The answer had status ${status} and no sign-in token`);
  return token;
}

function exchange(
  url: URL,
  options: RequestOptions,
  request: RequestFunction,
): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { ...options, headers: { Accept: 'application/json' } }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        body += chunk;
        if (body.length > longest) response.destroy(new Error('the answer is too long'));
      });
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    sent.on('error', reject);
    sent.end();
  });
}

function tokenOf(body: string): string | null {
  try {
    const answer: unknown = JSON.parse(body);
    const token = (answer as { SigninToken?: unknown } | null)?.SigninToken;
    return typeof token === 'string' && token !== '' ? token : null;
  } catch {
    return null;
  }
}

function reasonOf(error: NodeJS.ErrnoException): string {
  return error.code === undefined ? 'The connection failed' : `The connection failed (${error.code})`;
}

function unreachable(host: string, why: string): Failure {
  return new Failure('failed', {
    what: `cannot sign in to the console: ${host} gave no sign-in token`,
    why: `${why}.`,
    fix: [
      'check that your network allows HTTPS to that host',
      'if your company uses a proxy, set HTTPS_PROXY, and AWS_CA_BUNDLE for its certificates',
      'then run the same command again',
    ],
  });
}

function refused(host: string, status: number): Failure {
  return new Failure('failed', {
    what: `cannot sign in to the console: ${host} rejected these credentials`,
    why: `The answer had status ${status}. Either the credentials have expired, or the console does not accept sessions of this kind.`,
    fix: ['get new credentials: add --no-cache to the command', 'if you gave --duration, leave it out'],
  });
}
