import { JsonShapeSerializer2 } from '@aws-sdk/core/protocols';
import type { SandboxError } from '../operation.ts';
import { errorSchema, type Service } from '../service.ts';
import { escapeXml } from './escape-xml.ts';
import { type RestAnswer, restError, restOutput } from './rest-response.ts';
import { type OperationSchema, queryErrorOf, type StructureSchema, structureOf } from './schema.ts';
import { xmlText } from './xml-text.ts';

export interface WireResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

const json = { timestampFormat: { useTrait: true, default: 7 as const }, jsonName: false };

/** The response that carries an operation's output (undefined for operations that answer nothing). */
export function writeOutput(
  service: Service,
  schema: OperationSchema,
  output: unknown,
  requestId: string,
): WireResponse {
  const structure = structureOf(schema[5]);
  const { protocol } = service;
  if (protocol.kind === 'json') {
    const body = structure === undefined ? undefined : jsonBytes(structure, output);
    return jsonResponse(200, body ?? new Uint8Array(), requestId);
  }
  if (protocol.kind === 'rest-xml') return restResponse(restOutput(protocol, schema, output), requestId);
  const name = schema[2];
  const result =
    structure === undefined ? '' : xmlText(protocol.xmlNamespace, `${name}Result`, structure, output);
  return xmlResponse(
    200,
    `<${name}Response xmlns="${protocol.xmlNamespace}">${result}` +
      `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${name}Response>`,
    requestId,
  );
}

/**
 * The response that carries an error. Its code may be given as the shape's name or as the awsQuery code; the
 * service's schema of that error decides which of them goes out, and with which status and members.
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#operation-error-serialization
 */
export function writeError(service: Service, error: SandboxError, requestId: string): WireResponse {
  const { protocol } = service;
  const schema = errorSchema(service, error.code);
  if (protocol.kind === 'json') {
    // awsJson1_1 answers every error of the client with 400, whatever the model's httpError says.
    const status = error.status >= 500 ? error.status : 400;
    const body = {
      __type: schema?.[2] ?? error.code,
      Message: error.message,
      ...error.members,
    };
    return jsonResponse(status, Buffer.from(JSON.stringify(body)), requestId, error.headers);
  }
  if (protocol.kind === 'rest-xml') return restResponse(restError(error, requestId), requestId);
  const modelled = schema === undefined ? undefined : queryErrorOf(schema);
  const status = error.status === 400 ? (modelled?.status ?? 400) : error.status;
  const members = Object.entries(error.members)
    .map(([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>`)
    .join('');
  return xmlResponse(
    status,
    `<ErrorResponse xmlns="${protocol.xmlNamespace}"><Error><Type>${status < 500 ? 'Sender' : 'Receiver'}</Type>` +
      `<Code>${modelled?.code ?? schema?.[2] ?? escapeXml(error.code)}</Code>` +
      `<Message>${escapeXml(error.message)}</Message>${members}</Error>` +
      `<RequestId>${requestId}</RequestId></ErrorResponse>`,
    requestId,
    error.headers,
  );
}

function jsonBytes(structure: StructureSchema | ReturnType<typeof structureOf>, output: unknown): Uint8Array {
  const serializer = new JsonShapeSerializer2(json);
  serializer.write(structure ?? 'unit', output ?? {});
  return new Uint8Array(serializer.flush());
}

function jsonResponse(
  statusCode: number,
  body: Uint8Array,
  requestId: string,
  headers: Readonly<Record<string, string>> = {},
): WireResponse {
  return {
    statusCode,
    headers: {
      ...headers,
      'content-type': 'application/x-amz-json-1.1',
      'x-amzn-requestid': requestId,
      'content-length': String(body.length),
    },
    body,
  };
}

function xmlResponse(
  statusCode: number,
  text: string,
  requestId: string,
  headers: Readonly<Record<string, string>> = {},
): WireResponse {
  const body = Buffer.from(text);
  return {
    statusCode,
    headers: {
      ...headers,
      'content-type': 'text/xml',
      'x-amzn-requestid': requestId,
      'content-length': String(body.length),
    },
    body,
  };
}

function restResponse({ status, headers, text }: RestAnswer, requestId: string): WireResponse {
  const body = Buffer.from(text);
  return {
    statusCode: status,
    headers: {
      ...headers,
      ...(body.length > 0 ? { 'content-type': 'application/xml' } : {}),
      'x-amz-request-id': requestId,
      'content-length': String(body.length),
    },
    body,
  };
}
