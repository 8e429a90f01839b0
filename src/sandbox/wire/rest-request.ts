import { XmlShapeDeserializer } from '@aws-sdk/core/protocols';
import { SandboxError } from '../operation.ts';
import type { RestXmlProtocol } from '../service.ts';
import {
  type Member,
  membersOf,
  type OperationSchema,
  simple,
  structureOf,
  traitsOf,
  xmlNameOf,
} from './schema.ts';
import type { WireRequest } from './wire-request.ts';

const xml = {
  xmlNamespace: '',
  serviceNamespace: '',
  timestampFormat: { useTrait: true, default: 5 as const },
};

/** How a client of the SDK says which operation it means; other clients do not. */
const marker = 'x-id';

interface Found {
  /** The operation's name, or the request's method and path if there is no such operation. */
  readonly operation: string;
  readonly schema: OperationSchema | undefined;
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * Finds the operation by method, path and query. Of several that fit, it is the one that names most of the query. A
 * request with a part of the query that an operation does not know is another operation, not that one.
 * https://smithy.io/2.0/spec/http-bindings.html#http-trait
 */
export function findRestOperation(
  protocol: RestXmlProtocol,
  schemas: readonly OperationSchema[],
  request: WireRequest,
): Found {
  const { path, labels } = protocol.locate(request);
  const fitting = schemas
    .filter((schema) => fits(schema, request, path, Object.keys(labels)))
    .sort((a, b) => httpOf(b).literals.size - httpOf(a).literals.size);
  const [schema] = fitting;
  const query = [...request.query.keys()].join('&');
  const asked = `${request.method} ${path}${query === '' ? '' : `?${query}`}`;
  return { operation: schema?.[2] ?? asked, schema, labels };
}

/**
 * The input of an operation: from the path, the query, the headers and the body.
 * https://smithy.io/2.0/spec/http-bindings.html
 *
 * @param labels what the host and the path name
 * @throws SandboxError MalformedXML, and what the service says of a body that does not fit its headers
 */
export function readRestInput(
  protocol: RestXmlProtocol,
  schema: OperationSchema,
  labels: Readonly<Record<string, string>>,
  request: WireRequest,
): Record<string, unknown> {
  protocol.checkBody(request);
  const values = membersOf(schema[4]).map((member): [string, unknown] => {
    const { traits, name } = member;
    if (traits['httpLabel'] !== undefined) return [name, labels[name]];
    if (traits['httpPayload'] !== undefined) return [name, readPayload(member, request.body)];
    const text =
      traits['httpHeader'] === undefined
        ? request.query.get(String(traits['httpQuery']))
        : request.headers[String(traits['httpHeader']).toLowerCase()];
    return [name, text === null || text === undefined ? undefined : readText(member, text)];
  });
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

/** The status of an operation's success. */
export function statusOf(schema: OperationSchema): number {
  return httpOf(schema).status;
}

function fits(
  schema: OperationSchema,
  request: WireRequest,
  path: string,
  labels: readonly string[],
): boolean {
  const { method, uri, literals } = httpOf(schema);
  const members = membersOf(schema[4]);
  const own = members.filter(({ traits }) => traits['httpLabel'] !== undefined).map(({ name }) => name);
  const known = new Set(members.map(({ traits }) => traits['httpQuery']));
  return (
    method === request.method &&
    uri === path &&
    own.length === labels.length &&
    own.every((name) => labels.includes(name)) &&
    [...literals].every((name) => request.query.has(name)) &&
    [...request.query.keys()].every((name) => name === marker || literals.has(name) || known.has(name))
  );
}

/** The names of the query that tell an operation from others with the same path. */
function httpOf(schema: OperationSchema) {
  const { http } = traitsOf(schema[3]);
  const [method, template, status]: readonly unknown[] = Array.isArray(http) ? http : [];
  const [uri = '', query = ''] = String(template).split('?');
  const literals = new Set([...new URLSearchParams(query).keys()].filter((name) => name !== marker));
  return { method: String(method), uri, literals, status: Number(status) };
}

function readPayload(member: Member, body: Uint8Array): unknown {
  if (body.length === 0) return undefined;
  const text = Buffer.from(body).toString();
  const structure = structureOf(member.schema);
  if (structure === undefined) return text;
  const root = /^(?:<\?[^>]*\?>|<!--.*?-->|\s)*<(?:[\w.-]+:)?([\w.-]+)/s.exec(
    text.replace(/^\uFEFF/, ''),
  )?.[1];
  if (root !== xmlNameOf(member)) throw malformedXml();
  try {
    return new XmlShapeDeserializer(xml).read(structure, text);
  } catch {
    throw malformedXml();
  }
}

function readText({ schema }: Member, text: string): unknown {
  if (schema === simple.boolean) return text.toLowerCase() === 'true';
  return schema === simple.number ? Number(text) : text;
}

function malformedXml(): SandboxError {
  return new SandboxError(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );
}
