import type { Service } from '../service.ts';
import { escapeXml } from './escape-xml.ts';
import { scopeOf, type WireRequest } from './request.ts';
import type { WireResponse } from './response.ts';

/** The ways in which services outside the sandbox read their errors. */
type Form = 'json' | 'cbor' | 'query' | 'ec2' | 'restXml' | 's3' | 'restJson';

/** "Organizations, IAM and STS" */
const inWords = new Intl.ListFormat('en-GB', { type: 'conjunction' });

const restXmlServices = new Set(['route53', 'cloudfront']);
const s3Services = new Set(['s3express', 's3-outposts', 's3-object-lambda']);

/**
 * Refuses a request for a service that the sandbox does not answer, in the form in which that service's clients
 * read errors: a client that meets another form shows no sentence but raw bytes, or fails in its own parser.
 * https://smithy.io/2.0/aws/protocols/index.html
 */
export function refuseForeign(
  request: WireRequest,
  requestId: string,
  services: readonly Service[],
): WireResponse {
  const target = request.headers['x-amz-target'];
  const service = scopeOf(request)?.service ?? target?.split('.')[0] ?? '';
  const form = formOf(request, service);
  // Nothing in the request says whose it is: no client of AWS's, but a browser or a wrong address.
  const lost = service === '' && form === 'query';
  const code = !lost && (form === 'query' || form === 'ec2') ? 'InvalidAction' : 'UnknownOperationException';
  const message =
    `The sandbox answers ${inWords.format(services.map(({ title }) => title))} only. ` +
    (service === ''
      ? 'This request is for none of them.'
      : `This request is for another service: ${service}.`);
  const { contentType, body } = render(form, code, message, requestId);
  return {
    statusCode: lost ? 404 : 400,
    headers: {
      'content-type': contentType,
      'content-length': String(body.length),
      'x-amzn-requestid': requestId,
      ...(form === 'restJson' ? { 'x-amzn-errortype': code } : {}),
      ...(form === 'cbor' ? { 'smithy-protocol': 'rpc-v2-cbor' } : {}),
    },
    body,
  };
}

function formOf(request: WireRequest, service: string): Form {
  if (request.headers['smithy-protocol'] === 'rpc-v2-cbor') return 'cbor';
  if (request.headers['x-amz-target'] !== undefined) return 'json';
  if (service === 'ec2') return 'ec2';
  if (s3Services.has(service)) return 's3';
  if (restXmlServices.has(service)) return 'restXml';
  const type = request.headers['content-type'] ?? '';
  const isForm = type.startsWith('application/x-www-form-urlencoded') || request.query.has('Action');
  return isForm || service === '' ? 'query' : 'restJson';
}

function render(
  form: Form,
  code: string,
  message: string,
  requestId: string,
): { readonly contentType: string; readonly body: Buffer } {
  const facts = `<Code>${code}</Code><Message>${escapeXml(message)}</Message>`;
  const xml = (text: string) => ({ contentType: 'text/xml', body: Buffer.from(text) });
  switch (form) {
    case 'json':
      return {
        contentType: 'application/x-amz-json-1.1',
        body: Buffer.from(JSON.stringify({ __type: code, message })),
      };
    case 'restJson':
      return { contentType: 'application/json', body: Buffer.from(JSON.stringify({ code, message })) };
    case 'cbor':
      return { contentType: 'application/cbor', body: cborMap({ __type: code, message }) };
    case 'ec2':
      return xml(
        `<Response><Errors><Error>${facts}</Error></Errors><RequestID>${requestId}</RequestID></Response>`,
      );
    case 's3':
      return xml(`<Error>${facts}<RequestId>${requestId}</RequestId></Error>`);
    case 'query':
    case 'restXml':
      return xml(
        `<ErrorResponse><Error><Type>Sender</Type>${facts}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
      );
  }
}

/** A map of texts. https://www.rfc-editor.org/rfc/rfc8949.html#section-3.1 */
function cborMap(fields: Readonly<Record<string, string>>): Buffer {
  const text = (value: string) => {
    const bytes = Buffer.from(value);
    return Buffer.concat([Buffer.from([0x79, bytes.length >> 8, bytes.length & 0xff]), bytes]);
  };
  const entries = Object.entries(fields);
  return Buffer.concat([
    Buffer.from([0xa0 + entries.length]),
    ...entries.flatMap(([name, value]) => [text(name), text(value)]),
  ]);
}
