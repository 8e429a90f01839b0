import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect as connectTo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connect } from '../../src/aws/client/connect.ts';
import { AwsError } from '../../src/aws/errors/aws-error.ts';
import { explain } from '../../src/aws/errors/explain.ts';
import { networkOf } from '../../src/aws/network/network.ts';
import { isDirect, proxyFor, trustedAuthorities } from '../../src/aws/network/proxy-settings.ts';
import { awsTransport } from '../../src/aws/network/transport.ts';
import { systemClock } from '../../src/clock.ts';
import { fetchSigninToken } from '../../src/credentials/signin-token.ts';
import { Failure } from '../../src/model/failure.ts';
import { selfSigned } from '../support/self-signed.ts';

/** A company's network: AWS behind a proxy, and certificates of the company's own. */
const host = 'sts.aws.example';
const { cert, key } = selfSigned(host);

let folder: string;
let aws: Server;
let proxy: Server;
/** What the proxy was asked for. */
let connects: string[];
/** What it answers in place of opening the way. */
let refuses: number | null;
const sockets = new Set<Socket>();

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'diverst-network-'));
  writeFileSync(join(folder, 'ca.pem'), cert);
  connects = [];
  refuses = null;
  aws = createTlsServer({ cert, key }, (request, response) => {
    if (request.url?.startsWith('/federation')) response.end('{"SigninToken":"token"}');
    else
      response.end(
        '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/ada</Arn><UserId>A</UserId><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
      );
  });
  proxy = createServer();
  proxy.on('connect', (request, socket) => {
    connects.push(`${request.url} ${request.headers['proxy-authorization'] ?? '-'}`);
    if (refuses !== null) {
      socket.end(`HTTP/1.1 ${refuses} No\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const onward = connectTo(portOf(aws), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });
  for (const server of [aws, proxy]) {
    server.on('connection', (socket: Socket) => sockets.add(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  }
  vi.stubEnv('HOME', folder);
  vi.stubEnv('AWS_ENDPOINT_URL', `https://${host}`);
  for (const name of ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'NO_PROXY', 'no_proxy'])
    vi.stubEnv(name, undefined);
  vi.stubEnv('AWS_CA_BUNDLE', join(folder, 'ca.pem'));
  vi.stubEnv('HTTPS_PROXY', `http://127.0.0.1:${portOf(proxy)}`);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  for (const server of [aws, proxy]) await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

/** Repetitions come at once. */
const clock = { ...systemClock, sleep: async () => {} };

const portOf = (server: Server) => (server.address() as AddressInfo).port;

async function open(settings: Record<string, string> = {}) {
  const transport = await awsTransport({
    region: 'us-east-1',
    env: process.env,
    chain: [
      {
        name: 'ops',
        settings: new Map(Object.entries({ ...settings })),
      },
    ],
    mfaCode: async () => '',
  });
  return connect({ ...transport, credentials: { accessKeyId: 'a', secretAccessKey: 's' } }, clock);
}

async function errorOf(work: Promise<unknown>): Promise<AwsError> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof AwsError) return error;
  throw new Error(`no AwsError: ${error}`);
}

describe('a proxy', () => {
  it('is gone through to AWS, with its user and password', async () => {
    vi.stubEnv('HTTPS_PROXY', `http://me:p%40ss@127.0.0.1:${portOf(proxy)}`);
    const { sts } = await open();
    expect((await sts.getCallerIdentity()).accountId).toBe('111122223333');
    expect(connects).toEqual([`${host}:443 Basic ${Buffer.from('me:p@ss').toString('base64')}`]);
  });

  it('is gone through to the console’s sign-in', async () => {
    const agent = (await networkOf(process.env, null)).https;
    const url = new URL(`https://${host}/federation`);
    expect(await fetchSigninToken(url, AbortSignal.timeout(10_000), { agent })).toBe('token');
    expect(connects).toEqual([`${host}:443 -`]);
  });

  it('is passed by for hosts of NO_PROXY', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL', `https://localhost:${portOf(aws)}`);
    const error = await errorOf((await open()).sts.getCallerIdentity());
    // The server was reached: it is for another host.
    expect(error.code).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
    expect(connects).toEqual([]);
  });

  it.each([
    [407, 'PROXY_AUTHENTICATION_REQUIRED', 'HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT'],
    [403, 'PROXY_REFUSED', 'NO_PROXY'],
    [503, 'PROXY_REFUSED', 'NO_PROXY'],
  ])('that answers %i: nothing was sent', async (status, code, advice) => {
    refuses = status;
    vi.stubEnv('HTTPS_PROXY', `http://me:secret@127.0.0.1:${portOf(proxy)}`);
    const { organizations } = await open();
    const error = await errorOf(organizations.moveAccount('1', 'r-a', 'ou-b'));
    expect(error).toMatchObject({ code, outcome: 'rejected', inDoubt: false });
    const { why, fix } = explain(error).text;
    expect(why).toContain(`proxy 127.0.0.1:${portOf(proxy)} answered ${status} to CONNECT ${host}:443`);
    expect(fix?.join('\n')).toContain(advice);
    expect(JSON.stringify(explain(error).text)).not.toContain('secret');
  });

  it('that does not answer: nothing was sent', async () => {
    const { port } = proxy.address() as AddressInfo;
    await new Promise((resolve) => proxy.close(resolve));
    const { organizations } = await open();
    const error = await errorOf(organizations.moveAccount('1', 'r-a', 'ou-b'));
    expect(error).toMatchObject({ code: 'PROXY_UNREACHABLE', outcome: 'rejected', inDoubt: false });
    expect(explain(error).text.why).toContain(`proxy 127.0.0.1:${port}: connect ECONNREFUSED`);
    proxy = createServer().listen(0);
  });

  it('and without one, a host that refuses connections: nothing was sent', async () => {
    vi.stubEnv('HTTPS_PROXY', undefined);
    const { port } = aws.address() as AddressInfo;
    await new Promise((resolve) => aws.close(resolve));
    vi.stubEnv('AWS_ENDPOINT_URL', `https://localhost:${port}`);
    const error = await errorOf((await open()).organizations.moveAccount('1', 'r-a', 'ou-b'));
    expect(error).toMatchObject({ code: 'ECONNREFUSED', outcome: 'rejected', inDoubt: false });
    aws = createServer().listen(0);
  });

  it.each(['socks5://proxy:1080', 'http://', 'http://me:secret@:80:80'])('%s is refused', async (value) => {
    vi.stubEnv('HTTPS_PROXY', value);
    const error = await open().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Failure);
    expect((error as Failure).message).toBe('cannot connect through the proxy of HTTPS_PROXY');
    expect(JSON.stringify((error as Failure).text)).not.toContain('secret');
  });
});

describe('certificates of a company', () => {
  it('are taken from the profile’s ca_bundle', async () => {
    vi.stubEnv('AWS_CA_BUNDLE', undefined);
    const { sts } = await open({ ca_bundle: '~/ca.pem' });
    expect((await sts.getCallerIdentity()).accountId).toBe('111122223333');
  });

  it('are in the home folder, whichever variable of the system names it', () => {
    writeFileSync(join(folder, 'own.pem'), '-----BEGIN CERTIFICATE-----');
    for (const variable of ['HOME', 'USERPROFILE']) {
      const env = { [variable]: folder, AWS_CA_BUNDLE: '~/own.pem' };
      expect(trustedAuthorities(env, null)).toBe('-----BEGIN CERTIFICATE-----');
    }
  });

  it('that are not trusted: nothing was sent', async () => {
    vi.stubEnv('AWS_CA_BUNDLE', undefined);
    const { organizations } = await open();
    const error = await errorOf(organizations.moveAccount('1', 'r-a', 'ou-b'));
    expect(error).toMatchObject({
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
      outcome: 'rejected',
      inDoubt: false,
    });
    const { why, fix } = explain(error).text;
    expect(why).toContain('Nothing was sent');
    for (const name of ['AWS_CA_BUNDLE', 'ca_bundle', 'NODE_EXTRA_CA_CERTS'])
      expect(fix?.[0]).toContain(name);
  });

  it.each([
    ['', 'The file holds no certificate in PEM format.'],
    [null, 'no such file'],
  ])('in a file of %j are distinguished from a network that fails', async (text, why) => {
    const file = join(folder, 'other.pem');
    if (text !== null) writeFileSync(file, text);
    vi.stubEnv('AWS_CA_BUNDLE', file);
    const error = await open().catch((reason: unknown) => reason);
    expect((error as Failure).text.what).toBe(
      `cannot read the certificates that AWS_CA_BUNDLE names: ${file}`,
    );
    expect((error as Failure).text.why).toContain(why);
  });
});

describe('the settings of a proxy', () => {
  it.each([
    [{ HTTPS_PROXY: 'http://a:1' }, 'https', 'http://a:1/'],
    [{ HTTPS_PROXY: 'a:1' }, 'https', 'http://a:1/'],
    [{ HTTPS_PROXY: '//a:1' }, 'https', 'http://a:1/'],
    [{ HTTPS_PROXY: 'http://a:1', https_proxy: 'https://b:2' }, 'https', 'https://b:2/'],
    [{ HTTPS_PROXY: 'http://a:1', https_proxy: '' }, 'https', undefined],
    [{ HTTPS_PROXY: 'http://a:1' }, 'http', undefined],
    [{ HTTP_PROXY: 'http://a:1' }, 'http', 'http://a:1/'],
    [{ ALL_PROXY: 'http://a:1' }, 'https', undefined],
  ] as const)('%j for %s: %s', (env, scheme, proxy) => {
    expect(proxyFor(scheme, { ...env })?.href).toBe(proxy);
  });

  it.each([
    ['', 'iam.amazonaws.com', false],
    ['*', 'iam.amazonaws.com', true],
    ['amazonaws.com', 'iam.amazonaws.com', true],
    ['.amazonaws.com', 'iam.amazonaws.com', true],
    ['*.amazonaws.com', 'iam.amazonaws.com', true],
    ['x, AmazonAWS.com', 'IAM.amazonaws.com', true],
    ['aws.com', 'iam.amazonaws.com', false],
    ['iam.amazonaws.com:443', 'iam.amazonaws.com', true],
    ['iam.amazonaws.com:80', 'iam.amazonaws.com', false],
    ['', 'localhost', true],
    ['', '127.0.0.1', true],
    ['', '[::1]', true],
    ['169.254.169.254', '169.254.169.254', true],
  ])('NO_PROXY=%s: %s is reached directly: %s', (list, name, direct) => {
    expect(isDirect(name, 443, { NO_PROXY: list })).toBe(direct);
    expect(isDirect(name, 443, { no_proxy: list, NO_PROXY: 'other' })).toBe(direct);
  });
});
