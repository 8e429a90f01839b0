import { JsonShapeDeserializer2 } from '@aws-sdk/core/protocols';
import { SandboxError } from '../operation.ts';
import { operationSchema, type Service } from '../service.ts';
import { readQueryInput } from './query-input.ts';
import { findRestOperation, readRestInput } from './rest-request.ts';
import { type OperationSchema, structureOf } from './schema.ts';
import type { WireRequest } from './wire-request.ts';

export type { WireRequest };

/** What a request asks for. */
export interface WireCall {
  readonly service: Service;
  readonly operation: string;
  /** The operation's schema, undefined when the sandbox does not know the operation. */
  readonly schema: OperationSchema | undefined;
  /** The form of an awsQuery request. */
  readonly form: URLSearchParams;
  readonly scope: SignatureScope | undefined;
  /** What a REST request names by its host and path, by the members of the input. */
  readonly labels: Readonly<Record<string, string>>;
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
  const scope = scopeOf(request);
  // Requests without a usable signature must still be answered in their service's own protocol.
  const service = services.find((candidate) =>
    scope === undefined ? isShaped(candidate, target, form, request) : candidate.name === scope.service,
  );
  if (service === undefined) return undefined;
  if (service.protocol.kind === 'rest-xml') {
    return { service, form, scope, ...findRestOperation(service.protocol, service.schemas, request) };
  }
  const operation =
    service.protocol.kind === 'json' ? (target?.split('.').at(-1) ?? '') : (form.get('Action') ?? '');
  return { service, operation, schema: operationSchema(service, operation), form, labels: {}, scope };
}

/**
 * Reads the input of an operation in the SDK's own shape.
 *
 * @throws SandboxError SerializationException, MalformedInput, MalformedXML, or the service's error for a missing member
 */
export function readInput(
  call: WireCall,
  schema: OperationSchema,
  request: WireRequest,
): Record<string, unknown> {
  const input = readMembers(call, schema, request);
  const { service } = call;
  const missing = missingMembers(schema, input);
  if (missing.length > 0) throw service.missingMembers(missing);
  return input;
}

function readMembers(
  { service: { protocol }, form, labels }: WireCall,
  schema: OperationSchema,
  request: WireRequest,
): Record<string, unknown> {
  switch (protocol.kind) {
    case 'json':
      return readJson(schema, request.body);
    case 'query':
      return readQueryInput(schema[4], form);
    case 'rest-xml':
      return readRestInput(protocol, schema, labels, request);
  }
}

/** What a signature is for, by its scope `KEY/DATE/REGION/SERVICE/aws4_request`. */
export interface SignatureScope {
  readonly accessKeyId: string;
  readonly region: string;
  /** Known here or not. */
  readonly service: string;
}

/** @returns undefined for a request without a scope */
export function scopeOf(request: WireRequest): SignatureScope | undefined {
  const scope = /Credential=([^,\s]+)/.exec(request.headers.authorization ?? '')?.[1]?.split('/');
  const service = scope?.at(-2);
  if (scope === undefined || service === undefined) return undefined;
  return { accessKeyId: scope[0] ?? '', region: scope.at(-3) ?? '', service };
}

function isShaped(
  { protocol, version }: Service,
  target: string | undefined,
  form: URLSearchParams,
  { headers }: WireRequest,
): boolean {
  switch (protocol.kind) {
    case 'json':
      // The AWS CLI writes the namespace before CloudTrail's, the other SDKs do not.
      return target?.split('.').at(-2) === protocol.target;
    case 'query':
      return form.get('Version') === version;
    case 'rest-xml':
      return protocol.isAt(headers['host'] ?? '');
  }
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
