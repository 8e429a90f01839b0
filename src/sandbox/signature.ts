import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { refuse } from './refusals.ts';
import type { Service } from './service.ts';
import type { WireRequest } from './wire/request.ts';

/** What a request's Authorization header claims. */
export interface Claim {
  readonly accessKeyId: string;
  readonly sessionToken: string | undefined;
  /** `20261123T101500Z`. */
  readonly signedAt: string;
  /** `DATE/REGION/SERVICE/aws4_request`. */
  readonly scope: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

/** Requests are valid for so long around the time at which they were signed. */
const maxSkew = 15 * 60 * 1000;

/**
 * Reads the Authorization header of an AWS Signature Version 4 request.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html
 *
 * @throws SandboxError MissingAuthenticationToken(Exception) or IncompleteSignature(Exception)
 */
export function readClaim(service: Service, request: WireRequest): Claim {
  const header = request.headers.authorization;
  if (header === undefined) throw refuse(service, 'noCredentials');
  const fields = new Map<string, string>();
  for (const field of header.replace(/^AWS4-HMAC-SHA256\s+/, '').split(/,\s*/)) {
    const equals = field.indexOf('=');
    fields.set(field.slice(0, equals), field.slice(equals + 1));
  }
  const [accessKeyId, ...scope] = (fields.get('Credential') ?? '').split('/');
  const signedHeaders = fields.get('SignedHeaders')?.split(';') ?? [];
  const signature = fields.get('Signature');
  const signedAt = request.headers['x-amz-date'] ?? '';
  const wellFormed =
    header.startsWith('AWS4-HMAC-SHA256 ') &&
    scope.length === 4 &&
    scope[3] === 'aws4_request' &&
    /^\d{8}T\d{6}Z$/.test(signedAt) &&
    scope[0] === signedAt.slice(0, 8) &&
    signedHeaders.includes('host');
  if (!wellFormed || !accessKeyId || !signature) throw refuse(service, 'incomplete');
  return {
    accessKeyId,
    sessionToken: request.headers['x-amz-security-token'],
    signedAt,
    scope: scope.join('/'),
    signedHeaders,
    signature,
  };
}

/**
 * Checks a claim against the secret key it should have been signed with.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 *
 * @param now epoch milliseconds to which the time of signing must be near, or null to accept any: under a virtual
 *   clock the SDK still signs with the real time
 * @throws SandboxError SignatureDoesNotMatch / InvalidSignatureException
 */
export function verifySignature(
  service: Service,
  request: WireRequest,
  claim: Claim,
  secretAccessKey: string,
  now: number | null,
): void {
  if (now !== null && Math.abs(now - epochOf(claim.signedAt)) > maxSkew) {
    throw refuse(service, 'skew', `Signature expired: ${claim.signedAt} is more than 15 minutes off.`);
  }
  const hash = sha256(canonical(service, request, claim));
  const text = ['AWS4-HMAC-SHA256', claim.signedAt, claim.scope, hash].join('\n');
  const expected = createHmac('sha256', signingKey(secretAccessKey, claim.scope)).update(text).digest();
  const given = Buffer.from(claim.signature, 'hex');
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw refuse(service, 'signature');
}

/**
 * S3 takes the path as it was sent, and what the payload is from a header: `UNSIGNED-PAYLOAD` also.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
function canonical({ protocol }: Service, request: WireRequest, claim: Claim): string {
  const isS3 = protocol.kind === 'rest-xml';
  const path = (isS3 ? request.path : request.path.split('/').map(encode).join('/')) || '/';
  const payload = isS3 ? request.headers['x-amz-content-sha256'] : undefined;
  const query = [...request.query]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
  const headers = claim.signedHeaders.map((name) => {
    const value = request.headers[name] ?? '';
    return `${name}:${value.trim().replace(/\s+/g, ' ')}\n`;
  });
  return [
    request.method,
    path,
    query,
    headers.join(''),
    claim.signedHeaders.join(';'),
    payload ?? sha256(request.body),
  ].join('\n');
}

/** Keys of the last callers: each signs many calls of a day with the same one. */
const signingKeys = new Map<string, Buffer>();
const mostSigningKeys = 100;

function signingKey(secretAccessKey: string, scope: string): Buffer {
  const name = `${secretAccessKey} ${scope}`;
  const known = signingKeys.get(name);
  if (known) return known;
  const made = scope
    .split('/')
    .reduce<Buffer>(
      (key, part) => createHmac('sha256', key).update(part).digest(),
      Buffer.from(`AWS4${secretAccessKey}`),
    );
  if (signingKeys.size >= mostSigningKeys) signingKeys.clear();
  signingKeys.set(name, made);
  return made;
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function epochOf(stamp: string): number {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(stamp)?.map(Number) ?? [];
  return Date.UTC(year ?? 0, (month ?? 1) - 1, day ?? 1, hour ?? 0, minute ?? 0, second ?? 0);
}
