import { createHash, sign } from 'node:crypto';
import { keyId, signingKey } from './issuer-keys.ts';

/** What a token is to say. */
export interface TokenWish {
  /** `https://token.actions.githubusercontent.com` unless given. */
  readonly issuer?: string;
  /** `sts.amazonaws.com` unless given. */
  readonly audience?: string | readonly string[];
  readonly subject: string;
  /** Further claims, and other values of those above; `undefined` leaves a claim out. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Epoch milliseconds; the sandbox's time unless given. */
  readonly issuedAt?: number;
  /** Milliseconds after `issuedAt`; 15 minutes unless given, and less than nothing for one that has expired. */
  readonly lifetime?: number;
  /** Whose key signs; the issuer's unless given. */
  readonly signedAs?: string;
}

const githubIssuer = 'https://token.actions.githubusercontent.com';
const quarterOfAnHour = 15 * 60 * 1000;

/**
 * A JSON Web Token as an issuer signs it (ES256), in the compact form.
 * https://www.rfc-editor.org/rfc/rfc7519
 *
 * @param secret of the state
 * @param now epoch milliseconds
 */
export function signToken(secret: string, wish: TokenWish, now: number): string {
  const { issuer = githubIssuer, audience = 'sts.amazonaws.com', subject, lifetime = quarterOfAnHour } = wish;
  const { issuedAt = now, signedAs = issuer } = wish;
  const seconds = (at: number) => Math.floor(at / 1000);
  const claims = {
    iss: issuer,
    aud: audience,
    sub: subject,
    iat: seconds(issuedAt),
    nbf: seconds(issuedAt),
    exp: seconds(issuedAt + lifetime),
    jti: createHash('sha256').update(`${issuer} ${subject} ${issuedAt}`).digest('hex').slice(0, 32),
    ...wish.claims,
  };
  const header = { alg: 'ES256', kid: keyId(secret, issuer), typ: 'JWT' };
  const signed = `${encode(header)}.${encode(claims)}`;
  const key = signingKey(secret, signedAs);
  const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
