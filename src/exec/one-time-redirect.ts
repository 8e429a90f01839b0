import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { listenOnLoopback } from './loopback.ts';

export interface OneTimeRedirect {
  /** Without a secret of its own once it was used. */
  readonly url: string;
  /** Resolves when it was used. */
  readonly used: Promise<void>;
  close(): Promise<void>;
}

/**
 * An address on loopback that leads to another one, once. What opens a browser takes its URL as an argument, and
 * arguments are visible to everyone on the machine for as long as the browser runs: the URL that signs in must not
 * be one.
 */
export async function redirectOnce(target: URL): Promise<OneTimeRedirect> {
  const path = `/${randomBytes(32).toString('base64url')}`;
  let host = '';
  let markUsed = () => {};
  const used = new Promise<void>((resolve) => {
    markUsed = resolve;
  });
  let spent = false;
  const server = createServer((request, response) => {
    const allowed =
      request.method === 'GET' && request.headers.host === host && request.url === path && !spent;
    if (!allowed) {
      response.writeHead(404, { Connection: 'close' }).end();
      return;
    }
    spent = true;
    response.writeHead(302, {
      Location: target.href,
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'no-referrer',
      Connection: 'close',
    });
    response.end(markUsed);
  });
  const listening = await listenOnLoopback(server);
  host = listening.host;
  return {
    url: `http://${host}${path}`,
    used,
    close: listening.close,
  };
}
