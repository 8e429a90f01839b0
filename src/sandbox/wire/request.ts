import { JsonShapeDeserializer2 } from '@aws-sdk/core/protocols';
import { SandboxError } from '../operation.ts';
import { operationSchema, type Service } from '../service.ts';
import { readQueryInput } from './query-input.ts';
import { type OperationSchema, structureOf } from './schema.ts';

/** An HTTP request, however it came: from an SDK client in the process or from a socket. */
export interface WireRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** What a request asks for. */
export interface WireCall {
  readonly service: Service;
  readonly operation: string;
  /** The operation's schema, undefined when the sandbox does not know the operation. */
  readonly schema: OperationSchema | undefined;
  /** The form of an awsQuery request. */
  readonly form: URLSearchParams;
}

const json = { timestampFormat: { useTrait: true, default: 7 as const }, jsonName: false };

/**
 * Finds out which service and operation a request is for, without reading its input.
 *
 * @returns undefined for a service that the sandbox does not answer
 */
export function identify(request: WireRequest, services: readonly Service[]): WireCall | undefined {
  const target = request.headers['x-amz-target'];
  const form = target === undefined ? formOf(request) : new URLSearchParams();
  const scoped = scopedService(request);
  // Requests without a usable signature must still be answered in their service's own protocol.
  const service = services.find((candidate) =>
    scoped === undefined ? isShaped(candidate, target, form) : candidate.name === scoped,
  );
  if (service === undefined) return undefined;
  const operation =
    service.protocol.kind === 'json' ? (target?.split('.').at(-1) ?? '') : (form.get('Action') ?? '');
  return { service, operation, schema: operationSchema(service, operation), form };
}

/**
 * Reads the input of an operation in the SDK's own shape.
 *
 * @throws SandboxError SerializationException, MalformedInput, or the service's error for a missing member
 */
export function readInput(
  call: WireCall,
  schema: OperationSchema,
  request: WireRequest,
): Record<string, unknown> {
  const { service, form } = call;
  const input =
    service.protocol.kind === 'json' ? readJson(schema, request.body) : readQueryInput(schema[4], form);
  const missing = missingMembers(schema, input);
  if (missing.length > 0) throw service.missingMembers(missing);
  return input;
}

/** The service named in the signature's scope, `KEY/DATE/REGION/SERVICE/aws4_request`, known here or not. */
export function scopedService(request: WireRequest): string | undefined {
  const scope = /Credential=([^,\s]+)/.exec(request.headers.authorization ?? '')?.[1];
  return scope?.split('/').at(-2);
}

function isShaped(
  { protocol, version }: Service,
  target: string | undefined,
  form: URLSearchParams,
): boolean {
  return protocol.kind === 'json'
    ? target?.startsWith(`${protocol.target}.`) === true
    : form.get('Version') === version;
}

function formOf(request: WireRequest): URLSearchParams {
  return request.body.length > 0 ? new URLSearchParams(Buffer.from(request.body).toString()) : request.query;
}

function readJson(schema: OperationSchema, body: Uint8Array): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = body.length === 0 ? {} : JSON.parse(Buffer.from(body).toString());
  } catch {
    throw new SandboxError('SerializationException', 'The request body is not JSON.');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new SandboxError('SerializationException', 'The request body is not a JSON object.');
  }
  const structure = structureOf(schema[4]);
  if (structure === undefined) return {};
  const input: unknown = new JsonShapeDeserializer2(json).readObject(structure, { ...parsed });
  return { ...(typeof input === 'object' ? input : {}) };
}

/** Structures list their required members first and say how many those are. */
function missingMembers(
  schema: OperationSchema,
  input: Readonly<Record<string, unknown>>,
): readonly string[] {
  const structure = structureOf(schema[4]);
  const required = structure?.[4].slice(0, structure[6] ?? 0) ?? [];
  return required.filter((name) => input[name] === undefined || input[name] === null);
}
