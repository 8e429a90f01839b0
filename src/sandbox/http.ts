import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Sandbox } from './assemble.ts';
import type { Reply } from './dispatcher.ts';
import { ConnectionReset } from './faults.ts';
import { SandboxError } from './operation.ts';
import type { WireRequest } from './wire/request.ts';
import { writeError } from './wire/response.ts';

export interface ServedSandbox {
  /** `http://127.0.0.1:PORT`: what AWS_ENDPOINT_URL is to be set to. */
  readonly endpoint: string;
  /** Stops serving; calls under way are cut off. */
  close(): Promise<void>;
}

/** No request of these services comes near to it. */
const largestBody = 4 * 1024 * 1024;

/**
 * Puts the sandbox behind HTTP on this machine alone, for the AWS CLI, boto3, Terraform.
 *
 * @param options.port 0, or nothing, takes a free one
 * @throws the system's error when the port cannot be had
 */
export async function serveSandbox(
  sandbox: Sandbox,
  options: { readonly port?: number } = {},
): Promise<ServedSandbox> {
  const server = createServer((request, response) => {
    answer(sandbox, request, response).catch((error: unknown) => {
      if (error instanceof ConnectionReset || response.headersSent) response.destroy();
      else fail(response, 500, String(error));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(sandbox: Sandbox, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const wire = await readRequest(request);
  if (wire === undefined) {
    fail(response, 413, 'The request is too large.');
    return;
  }
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  const { response: reply, truncated } = await sandbox.dispatcher
    .handle(wire, { signal: gone.signal, sourceIp: request.socket.remoteAddress ?? '127.0.0.1' })
    .catch((error: unknown) => mistake(sandbox, wire, error));
  response.writeHead(reply.statusCode, reply.headers);
  if (!truncated) {
    response.end(reply.body);
    return;
  }
  response.write(reply.body.subarray(0, Math.floor(reply.body.length / 2)), () => response.destroy());
}

/**
 * What goes wrong in the sandbox itself (a state file that cannot be read, for one), worded so that the caller's tool
 * shows it.
 *
 * @throws what is not answered in a service's form: a broken connection, and what befalls a request for no service
 */
function mistake({ dispatcher }: Sandbox, wire: WireRequest, error: unknown): Reply {
  const service = dispatcher.identify(wire)?.service;
  if (error instanceof ConnectionReset || service === undefined) throw error;
  const failure = new SandboxError(
    'InternalFailure',
    error instanceof Error ? error.message : String(error),
    500,
  );
  return { response: writeError(service, failure, randomUUID()), truncated: false };
}

/** Undefined when the body is larger than is read. */
async function readRequest(request: IncomingMessage): Promise<WireRequest | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > largestBody) return undefined;
    chunks.push(bytes);
  }
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(',') : value;
  }
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers,
    body: Buffer.concat(chunks),
  };
}

function fail(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'text/plain', connection: 'close' });
  response.end(`${message}\n`);
}
