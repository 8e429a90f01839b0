import { type KeyObject, verify } from 'node:crypto';
import { iamOf } from '../iam/account.ts';
import { SandboxError } from '../operation.ts';
import type { SandboxState } from '../state.ts';
import type { OidcProviderState } from '../state-of-iam.ts';
import { issuerKeys } from './issuer-keys.ts';
import type { Claims, WebIdentity } from './web-identity.ts';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc.html */
const tolerance = 5 * 60 * 1000;

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html */
const algorithms: Readonly<Record<string, { readonly hash: string; readonly curve?: string }>> = {
  RS256: { hash: 'sha256' },
  RS384: { hash: 'sha384' },
  RS512: { hash: 'sha512' },
  ES256: { hash: 'sha256', curve: 'prime256v1' },
  ES384: { hash: 'sha384', curve: 'secp384r1' },
  ES512: { hash: 'sha512', curve: 'secp521r1' },
};

/**
 * A token, as STS reads it for a role of an account: signed by an issuer that the account has a provider for, for an
 * audience that the provider takes, and of this time.
 *
 * @param now epoch milliseconds
 * @throws SandboxError InvalidIdentityToken, ExpiredTokenException
 */
export function readToken(state: SandboxState, accountId: string, token: string, now: number): WebIdentity {
  const { header, claims, signed, signature } = decode(token);
  const issuer = textClaim(claims, 'iss');
  const provider = providerFor(state, accountId, issuer, now);
  requireSignature(state, issuer, { header, signed, signature });
  const subject = textClaim(claims, 'sub');
  requireTime(claims, now);
  const audience = audienceFor(provider, claims, now);
  return { providerArn: provider.arn, provider: provider.url, issuer, subject, audience, claims };
}

interface Decoded {
  readonly header: Claims;
  readonly claims: Claims;
  /** What the signature is of. */
  readonly signed: string;
  readonly signature: Buffer;
}

function decode(token: string): Decoded {
  const [header = '', claims = '', signature = '', ...more] = token.split('.');
  const parts = [header, claims].map(readPart);
  if (more.length > 0 || signature === '' || parts[0] === undefined || parts[1] === undefined) {
    throw invalid(
      'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)',
    );
  }
  return {
    header: parts[0],
    claims: parts[1],
    signed: `${header}.${claims}`,
    signature: Buffer.from(signature, 'base64url'),
  };
}

function readPart(text: string): Claims | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** A provider is found by its issuer as it is written, a slash at the end included. */
function providerFor(state: SandboxState, accountId: string, issuer: string, now: number): OidcProviderState {
  const found = Object.values(iamOf(state, accountId).oidcProviders ?? {}).find(
    ({ url, effectiveAt }) => `https://${url}` === issuer && now >= effectiveAt,
  );
  if (found === undefined) throw invalid(`No OpenIDConnect provider found in your account for ${issuer}`);
  return found;
}

function requireSignature(
  state: SandboxState,
  issuer: string,
  { header, signed, signature }: Pick<Decoded, 'header' | 'signed' | 'signature'>,
): void {
  const { alg, kid } = header;
  const algorithm = typeof alg === 'string' && Object.hasOwn(algorithms, alg) ? algorithms[alg] : undefined;
  if (algorithm === undefined) throw invalid('The algorithm of the token is not supported.');
  const key = issuerKeys(state, issuer).find(({ id }) => id === kid)?.publicKey;
  if (key === undefined || !fits(key, algorithm.curve)) {
    throw invalid(
      "Couldn't retrieve verification key from your identity provider, " +
        'please reference AssumeRoleWithWebIdentity documentation for requirements',
    );
  }
  const isGood = verify(algorithm.hash, Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' }, signature);
  if (!isGood) throw invalid('The signature of the token is not valid.');
}

/** A key of another kind than the algorithm is for verifies nothing. */
function fits(key: KeyObject, curve: string | undefined): boolean {
  if (curve === undefined) return key.asymmetricKeyType === 'rsa';
  return key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === curve;
}

function requireTime(claims: Claims, now: number): void {
  const expiresAt = timeClaim(claims, 'exp');
  const issuedAt = timeClaim(claims, 'iat');
  const notBefore = claims['nbf'] === undefined ? issuedAt : timeClaim(claims, 'nbf');
  if (now >= expiresAt + tolerance) {
    throw new SandboxError(
      'ExpiredTokenException',
      `Token expired: current date/time ${Math.floor(now / 1000)} must be before the expiration ` +
        `date/time ${Math.floor(expiresAt / 1000)}`,
      400,
    );
  }
  if (Math.max(issuedAt, notBefore) > now + tolerance) throw invalid('The token is not valid yet.');
}

/**
 * `azp` where the token has it, and otherwise `aud`, must be a client ID of the provider.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
 */
function audienceFor({ clientIds }: OidcProviderState, claims: Claims, now: number): string {
  const named = texts(claims['azp'] ?? claims['aud']);
  if (named.length === 0) throw invalid('Missing a required claim: aud');
  const known = clientIds.flatMap(({ id, effectiveAt }) => (now >= effectiveAt ? [id] : []));
  const found = named.find((audience) => known.includes(audience));
  if (found === undefined) throw invalid('Incorrect token audience');
  return found;
}

/** A claim that is a text or a list of texts. */
export function texts(value: unknown): readonly string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((each) => typeof each === 'string');
}

function textClaim(claims: Claims, name: string): string {
  const value = claims[name];
  if (typeof value !== 'string' || value === '') throw invalid(`Missing a required claim: ${name}`);
  return value;
}

/** Epoch milliseconds. */
function timeClaim(claims: Claims, name: string): number {
  const value = claims[name];
  if (!Number.isInteger(value)) throw invalid(`Missing a required claim: ${name}`);
  return Number(value) * 1000;
}

export function invalid(message: string): SandboxError {
  return new SandboxError('InvalidIdentityTokenException', message, 400);
}
