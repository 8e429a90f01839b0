import { type ClientRequest, Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { HttpsProxyAgent } from 'https-proxy-agent';

interface PoolOptions {
  readonly keepAlive: boolean;
  readonly maxSockets: number;
}

export interface ProxyOptions {
  readonly proxy: URL;
  /** Certificates to trust in place of Node's own; null for those. */
  readonly ca: string | null;
  readonly pool: PoolOptions;
  isDirect(host: string, port: number): boolean;
}

type ConnectOptions = Parameters<HttpsProxyAgent<string>['connect']>[1];
type Connection = Awaited<ReturnType<HttpsProxyAgent<string>['connect']>>;

/** The proxy was not reached or did not open the way: nothing was sent to AWS. */
class ProxyError extends Error {
  override readonly name = 'Error';

  constructor(
    readonly code: 'PROXY_UNREACHABLE' | 'PROXY_REFUSED' | 'PROXY_AUTHENTICATION_REQUIRED',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * Opens connections through a proxy, save to hosts that are reached directly. Every URL goes through a tunnel, so that
 * the proxy sees neither requests nor credentials.
 */
export class ProxyAgent extends HttpsProxyAgent<string> {
  private readonly given: ProxyOptions;
  private readonly direct: { readonly http: HttpAgent; readonly https: HttpsAgent };

  constructor(given: ProxyOptions) {
    const trust = given.ca === null ? {} : { ca: given.ca };
    super(given.proxy.href, { ...given.pool, ...trust });
    this.given = given;
    this.direct = { http: new HttpAgent(given.pool), https: new HttpsAgent({ ...given.pool, ...trust }) };
  }

  override async connect(request: ClientRequest, options: ConnectOptions): Promise<Connection> {
    const { ca, isDirect, proxy } = this.given;
    const host = options.host ?? '';
    if (isDirect(host, Number(options.port))) {
      // A pool of its own, which agents may give in place of a connection.
      return (options.secureEndpoint ? this.direct.https : this.direct.http) as unknown as Connection;
    }
    let status = 0;
    request.once('proxyConnect', (answer: { readonly statusCode: number }) => {
      status = answer.statusCode;
    });
    const trusting = ca === null ? options : { ...options, ca };
    // Only the host is shown: the rest of the address may be a password.
    const connection = await super.connect(request, trusting).catch((error: Error) => {
      throw new ProxyError('PROXY_UNREACHABLE', `proxy ${proxy.host}: ${error.message}`, { cause: error });
    });
    if (status === 200) return connection;
    connection.destroy();
    throw new ProxyError(
      status === 407 ? 'PROXY_AUTHENTICATION_REQUIRED' : 'PROXY_REFUSED',
      `proxy ${proxy.host} answered ${status} to CONNECT ${host}:${options.port}`,
    );
  }
}
