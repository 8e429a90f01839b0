import { JsonShapeDeserializer2 } from '@aws-sdk/core/protocols';
import { SandboxError, type ServiceName } from '../operation.ts';
import { readQueryInput } from './query-input.ts';
import { type OperationSchema, structureOf } from './schema.ts';
import { isServiceName, type ServiceDescription, services } from './services.ts';

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
  readonly service: ServiceDescription;
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
export function identify(request: WireRequest): WireCall | undefined {
  const target = request.headers['x-amz-target'];
  const form = target === undefined ? formOf(request) : new URLSearchParams();
  const scoped = scopedService(request);
  const name = scoped ?? serviceByShape(target, form);
  if (!isServiceName(name)) return undefined;
  const service = services[name];
  const operation =
    service.protocol === 'json' ? (target?.split('.').at(-1) ?? '') : (form.get('Action') ?? '');
  return { service, operation, schema: service.operations.get(operation), form };
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
  const input =
    call.service.protocol === 'json' ? readJson(schema, request.body) : readQueryInput(schema[4], call.form);
  refuseMissing(call.service, schema, input);
  return input;
}

/** The service named in the signature's scope, `KEY/DATE/REGION/SERVICE/aws4_request`, known here or not. */
export function scopedService(request: WireRequest): string | undefined {
  const scope = /Credential=([^,\s]+)/.exec(request.headers.authorization ?? '')?.[1];
  return scope?.split('/').at(-2);
}

/** Requests without a usable signature must still be answered in their service's own protocol. */
function serviceByShape(target: string | undefined, form: URLSearchParams): ServiceName | undefined {
  return Object.values(services).find((service) =>
    service.protocol === 'json'
      ? target?.startsWith(`${service.target}.`)
      : form.get('Version') === service.version,
  )?.name;
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
function refuseMissing(
  service: ServiceDescription,
  schema: OperationSchema,
  input: Readonly<Record<string, unknown>>,
): void {
  const structure = structureOf(schema[4]);
  const required = structure?.[4].slice(0, structure[6] ?? 0) ?? [];
  const missing = required.filter((name) => input[name] === undefined || input[name] === null);
  if (missing.length === 0) return;
  if (service.name === 'organizations') {
    throw new SandboxError('InvalidInputException', 'You specified an invalid value.', 400, {
      Reason: 'INPUT_REQUIRED',
    });
  }
  const errors = missing.map((name) => {
    const member = name.charAt(0).toLowerCase() + name.slice(1);
    return `Value null at '${member}' failed to satisfy constraint: Member must not be null`;
  });
  const count = errors.length === 1 ? '1 validation error' : `${errors.length} validation errors`;
  throw new SandboxError('ValidationError', `${count} detected: ${errors.join('; ')}`);
}
