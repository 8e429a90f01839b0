import type { SandboxError } from '../operation.ts';
import type { RestXmlProtocol } from '../service.ts';
import { escapeXml } from './escape-xml.ts';
import { statusOf } from './rest-request.ts';
import { type Member, membersOf, type OperationSchema, structureOf, traitsOf, xmlNameOf } from './schema.ts';
import { xmlText } from './xml-text.ts';

/** An answer before its length and its request id are known. */
export interface RestAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** https://smithy.io/2.0/spec/http-bindings.html#http-response-bindings */
export function restOutput(protocol: RestXmlProtocol, schema: OperationSchema, output: unknown): RestAnswer {
  const values: Readonly<Record<string, unknown>> =
    typeof output === 'object' && output !== null ? { ...output } : {};
  const members = membersOf(schema[5]);
  const inHeaders = members.filter(({ traits }) => traits['httpHeader'] !== undefined);
  const inBody = members.filter(({ traits }) => traits['httpHeader'] === undefined);
  const headers = inHeaders.flatMap(({ name, traits }) =>
    values[name] === undefined ? [] : [[String(traits['httpHeader']).toLowerCase(), String(values[name])]],
  );
  return {
    status: statusOf(schema),
    headers: Object.fromEntries(headers),
    text: bodyText(protocol, schema, inBody, values),
  };
}

/** Services that wrap nothing around an error, which are all that there are here. */
export function restError(error: SandboxError, requestId: string): RestAnswer {
  const members = Object.entries(error.members)
    .map(([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>`)
    .join('');
  return {
    status: error.status,
    headers: error.headers,
    text:
      `${declaration}<Error><Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message>` +
      `${members}<RequestId>${requestId}</RequestId></Error>`,
  };
}

function bodyText(
  protocol: RestXmlProtocol,
  schema: OperationSchema,
  members: readonly Member[],
  values: Readonly<Record<string, unknown>>,
): string {
  const [first] = members;
  const structure = structureOf(schema[5]);
  if (first === undefined || structure === undefined) return '';
  if (first.traits['httpPayload'] !== undefined) {
    const payload = structureOf(first.schema);
    const value = values[first.name];
    if (value === undefined) return '';
    return payload === undefined
      ? String(value)
      : declaration + xmlText('', xmlNameOf(first), payload, value, protocol.xmlNamespace);
  }
  if (protocol.unwrapped.includes(schema[2])) {
    const text = escapeXml(String(values[first.name] ?? ''));
    return `${declaration}<${first.name} xmlns="${protocol.xmlNamespace}">${text}</${first.name}>`;
  }
  const name = String(traitsOf(structure[3])['xmlName'] ?? structure[2]);
  const bound = Object.fromEntries(members.map((member) => [member.name, values[member.name]]));
  return declaration + xmlText('', name, structure, bound, protocol.xmlNamespace);
}
