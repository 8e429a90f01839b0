import { Readable } from 'node:stream';
import type { Dispatcher, Reply } from './dispatcher.ts';
import { ConnectionReset } from './faults.ts';
import type { WireRequest } from './wire/request.ts';

/** A request as the SDK's clients hand it to their request handler. */
export interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface SdkResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array | Readable;
}

export interface SdkHandlerOptions {
  readonly abortSignal?: unknown;
  /** Milliseconds, by the sandbox's clock. */
  readonly requestTimeout?: number;
}

interface HandlerConfig {
  requestTimeout?: number;
}

/** The sandbox in the place of a client's connection: what the SDK would send to AWS is answered in the process. */
export class SandboxRequestHandler {
  readonly metadata = { handlerProtocol: 'in-process' };
  readonly #dispatcher: Dispatcher;
  readonly #config: HandlerConfig = {};

  constructor(dispatcher: Dispatcher) {
    this.#dispatcher = dispatcher;
  }

  /** @throws what an HTTP handler throws: a reset, a timeout (`TimeoutError`), the end by a signal (`AbortError`) */
  async handle(request: SdkRequest, options: SdkHandlerOptions = {}): Promise<{ response: SdkResponse }> {
    const signal = options.abortSignal instanceof AbortSignal ? options.abortSignal : undefined;
    if (signal?.aborted) throw abortError(signal);
    const requestTimeout = options.requestTimeout ?? this.#config.requestTimeout;
    try {
      const reply = await this.#dispatcher.handle(wireRequestOf(request), {
        ...(signal === undefined ? {} : { signal }),
        ...(requestTimeout === undefined ? {} : { requestTimeout }),
      });
      return { response: responseOf(reply) };
    } catch (error) {
      throw signal?.aborted && error === signal.reason ? abortError(signal) : error;
    }
  }

  updateHttpClientConfig(key: string, value: unknown): void {
    if (key === 'requestTimeout' && typeof value === 'number') this.#config.requestTimeout = value;
  }

  httpHandlerConfigs(): HandlerConfig {
    return { ...this.#config };
  }

  destroy(): void {}
}

function responseOf({ response, truncated }: Reply): SdkResponse {
  const { statusCode, headers, body } = response;
  return { statusCode, headers, body: truncated ? Readable.from(firstHalf(body)) : body };
}

async function* firstHalf(body: Uint8Array): AsyncGenerator<Uint8Array> {
  yield body.subarray(0, Math.floor(body.length / 2));
  throw new ConnectionReset();
}

function wireRequestOf(request: SdkRequest): WireRequest {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(request.query ?? {})) {
    for (const item of Array.isArray(value) ? value : [value ?? '']) query.append(name, item);
  }
  const headers = Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    method: request.method,
    path: request.path,
    query,
    headers: Object.fromEntries(headers),
    body: bytesOf(request.body),
  };
}

function bytesOf(body: unknown): Uint8Array {
  if (body === undefined || body === null) return new Uint8Array();
  if (typeof body === 'string') return Buffer.from(body);
  // The SDK's own bytes warn when anything takes them for text: a plain view of them does not.
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  throw new TypeError('The sandbox reads request bodies that are text or bytes only.');
}

function abortError(signal: AbortSignal): Error {
  return Object.assign(new Error('Request aborted', { cause: signal.reason }), { name: 'AbortError' });
}
