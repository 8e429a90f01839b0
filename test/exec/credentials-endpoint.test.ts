import { type IncomingMessage, type RequestOptions, request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccountSession } from '../../src/credentials/session.ts';
import { type CredentialsEndpoint, serveCredentials } from '../../src/exec/credentials-endpoint.ts';
import { acmeSession } from '../support/client-run.ts';

let endpoint: CredentialsEndpoint;
let credentials: () => Promise<AccountSession>;
beforeEach(async () => {
  credentials = async () => acmeSession;
  endpoint = await serveCredentials(() => credentials());
});
afterEach(() => endpoint.close());

async function ask(options: RequestOptions = {}, url: string = endpoint.url) {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const { headers, ...more } = options;
    request(url, { agent: false, headers: { Authorization: endpoint.token, ...headers }, ...more }, resolve)
      .on('error', reject)
      .end();
  });
  let body = '';
  for await (const chunk of response.setEncoding('utf8')) body += chunk;
  return { status: response.statusCode, body };
}

describe('serveCredentials', () => {
  it('gives the session to whoever shows the token, in the form of a container’s agent', async () => {
    const { status, body } = await ask();
    expect(status).toBe(200);
    expect(JSON.parse(body)).toEqual({
      AccessKeyId: acmeSession.accessKeyId,
      SecretAccessKey: acmeSession.secretAccessKey,
      Token: acmeSession.sessionToken,
      Expiration: acmeSession.expiration,
      RoleArn: acmeSession.roleArn,
    });
  });

  it('is on loopback, with a token of its own each time', async () => {
    const other = await serveCredentials(async () => acmeSession);
    await other.close();
    expect(new URL(endpoint.url)).toMatchObject({ protocol: 'http:', hostname: '127.0.0.1' });
    expect(endpoint.token).toMatch(/^[\w-]{43}$/);
    expect(other.token).not.toBe(endpoint.token);
  });

  it.each([
    ['no token', { headers: { Authorization: '' } }],
    ['another token', { headers: { Authorization: 'x'.repeat(43) } }],
    ['another host', { headers: { Host: 'evil.example' } }],
    ['localhost by name', { headers: { Host: 'localhost' } }],
  ])('refuses %s without a word', async (_what, options) => {
    let asked = false;
    credentials = async () => {
      asked = true;
      return acmeSession;
    };
    expect(await ask(options)).toEqual({ status: 403, body: '' });
    expect(asked).toBe(false);
  });

  it('refuses a token that only begins like its own', async () => {
    const begins = endpoint.token.slice(0, -1);
    expect(await ask({ headers: { Authorization: begins } })).toEqual({ status: 403, body: '' });
    expect(await ask({ headers: { Authorization: `${endpoint.token}x` } })).toEqual({
      status: 403,
      body: '',
    });
  });

  it('answers to GET on its path alone', async () => {
    expect(await ask({ method: 'POST' })).toEqual({ status: 405, body: '' });
    expect(await ask({}, endpoint.url.replace('/credentials', '/'))).toEqual({ status: 404, body: '' });
  });

  it('says nothing of why there are no credentials', async () => {
    credentials = () => Promise.reject(new Error(acmeSession.secretAccessKey));
    const { status, body } = await ask();
    expect(status).toBe(503);
    expect(body).not.toContain(acmeSession.secretAccessKey);
  });

  it('is gone once it was closed, whatever is still asked', async () => {
    const { url, token } = endpoint;
    let asked = () => {};
    const under = new Promise<void>((resolve) => {
      asked = resolve;
    });
    credentials = () => {
      asked();
      return new Promise(() => undefined);
    };
    const unanswered = ask().catch(String);
    await under;
    await endpoint.close();
    expect(await unanswered).toContain('socket hang up');
    await expect(ask({ headers: { Authorization: token } }, url)).rejects.toThrow('ECONNREFUSED');
  });
});
