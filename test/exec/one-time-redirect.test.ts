import { type IncomingMessage, type RequestOptions, request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OneTimeRedirect, redirectOnce } from '../../src/exec/one-time-redirect.ts';

const target = new URL('https://signin.example/federation?SigninToken=secret');
let redirect: OneTimeRedirect;
beforeEach(async () => {
  redirect = await redirectOnce(target);
});
afterEach(() => redirect.close());

const visit = (url: string, options: RequestOptions = {}) =>
  new Promise<IncomingMessage>((resolve, reject) => {
    request(url, { agent: false, ...options }, (response) => resolve(response.resume()))
      .on('error', reject)
      .end();
  });

describe('redirectOnce', () => {
  it('leads to the target once', async () => {
    const first = await visit(redirect.url);
    expect(first).toMatchObject({ statusCode: 302, headers: { location: target.href } });
    expect(first.headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    await redirect.used;
    const second = await visit(redirect.url);
    expect(second.statusCode).toBe(404);
    expect(second.headers.location).toBeUndefined();
  });

  it('has an address on loopback that cannot be guessed and holds nothing of the target', () => {
    expect(redirect.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{43}$/);
    expect(redirect.url).not.toContain('secret');
  });

  it('is not spent by anything else', async () => {
    const { origin } = new URL(redirect.url);
    expect((await visit(`${origin}/favicon.ico`)).statusCode).toBe(404);
    expect((await visit(redirect.url, { method: 'POST' })).statusCode).toBe(404);
    expect((await visit(redirect.url, { headers: { Host: 'evil.example' } })).statusCode).toBe(404);
    expect((await visit(redirect.url)).statusCode).toBe(302);
  });
});
