import { createServer, type RequestListener, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { consoleHosts, signinTokenUrl } from '../../src/credentials/console-url.ts';
import { fetchSigninToken, type RequestFunction } from '../../src/credentials/signin-token.ts';
import { Failure } from '../../src/model/failure.ts';
import { failureView } from '../../src/views/failure.ts';
import { plain } from '../../src/views/paint.ts';
import { acmeSession, errorOf } from '../support/client-run.ts';

const hosts = consoleHosts(acmeSession.roleArn);
if (hosts === null) throw new Error('the partition is not known');
const url = signinTokenUrl(hosts, acmeSession);

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

/** A federation endpoint on loopback, and a request function that goes there whatever the host. */
async function endpoint(listener: RequestListener): Promise<RequestFunction> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return ({ pathname, search }, options, answered) =>
    request(`http://127.0.0.1:${port}${pathname}${search}`, { ...options, agent: false }, answered);
}

const fetch = (request: RequestFunction, signal = new AbortController().signal, timeout = 20_000) =>
  fetchSigninToken(url, signal, { request, timeout });

/** The failure as it is shown, in which no secret may stand. */
async function shownFailure(promise: Promise<unknown>): Promise<string> {
  const error = await errorOf(promise);
  if (!(error instanceof Failure)) throw error;
  const shown = failureView(error.text, plain) + error.stack + String(error.cause);
  for (const secret of [acmeSession.secretAccessKey, acmeSession.sessionToken]) {
    expect(shown).not.toContain(secret);
    expect(shown).not.toContain(encodeURIComponent(secret));
  }
  return shown;
}

describe('fetchSigninToken', () => {
  it('sends the credentials and gives the token', async () => {
    let asked = '';
    const request = await endpoint((incoming, response) => {
      asked = `${incoming.method} ${incoming.url}`;
      response.end('{"SigninToken":"token"}');
    });
    expect(await fetch(request)).toBe('token');
    expect(asked).toBe(`GET ${url.pathname}${url.search}`);
  });

  it('follows no redirect', async () => {
    let requests = 0;
    const request = await endpoint((_incoming, response) => {
      requests++;
      response.writeHead(302, { Location: '/elsewhere' }).end('{"SigninToken":"token"}');
    });
    expect(await shownFailure(fetch(request))).toContain('The answer had status 302');
    expect(requests).toBe(1);
  });

  it.each([400, 401, 403])('explains a refusal with %d', async (status) => {
    const request = await endpoint((incoming, response) => {
      response.writeHead(status).end(`no: ${incoming.url}`);
    });
    const shown = await shownFailure(fetch(request));
    expect(shown).toContain(`The answer had status ${status}`);
    expect(shown).toContain('--no-cache');
  });

  it.each(['', 'no JSON', 'null', '{}', '{"SigninToken":""}', '{"SigninToken":1}', '[]'])(
    'takes %j for no token',
    async (body) => {
      const request = await endpoint((_incoming, response) => response.end(body));
      expect(await shownFailure(fetch(request))).toContain('The answer had status 200 and no sign-in token');
    },
  );

  it('reads no endless answer', async () => {
    const request = await endpoint((_incoming, response) => {
      const more = () => {
        while (response.write('x'.repeat(65_536)));
        response.once('drain', more);
      };
      more();
    });
    expect(await shownFailure(fetch(request))).toContain('gave no sign-in token');
  });

  it('gives up in the end', async () => {
    const request = await endpoint(() => undefined);
    expect(await shownFailure(fetch(request, undefined, 1))).toContain('There was no answer within');
  });

  it('names the host and the code when it cannot be reached', async () => {
    const request = await endpoint((incoming) => incoming.socket.destroy());
    const shown = await shownFailure(fetch(request));
    expect(shown).toContain('signin.aws.amazon.com gave no sign-in token');
    expect(shown).toContain('ECONNRESET');
  });

  it('is interrupted with the run', async () => {
    const interruption = new AbortController();
    const reason = new Failure('interrupted', { what: 'interrupted' });
    const request = await endpoint(() => interruption.abort(reason));
    expect(await errorOf(fetch(request, interruption.signal))).toBe(reason);
  });
});
