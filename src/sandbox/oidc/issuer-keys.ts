import { createECDH, createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { entry } from '../iam/records.ts';
import { deriveText } from '../ids.ts';
import type { SandboxState } from '../state.ts';

/** A key with which an issuer signs, by the id that the header of its tokens names. */
export interface IssuerKey {
  readonly id: string;
  readonly publicKey: KeyObject;
}

/**
 * The keys of an issuer that anybody may read, as at its `jwks_uri`: its own, and those that were published beside it.
 * Nothing is asked of the issuer itself, so that every issuer has one.
 *
 * @param issuer with its scheme: `https://token.actions.githubusercontent.com`
 */
export function issuerKeys(state: SandboxState, issuer: string): readonly IssuerKey[] {
  const published = entry(state.issuerKeys ?? {}, issuer) ?? [];
  return [
    { id: keyId(state.secret, issuer), publicKey: createPublicKey(signingKey(state.secret, issuer)) },
    ...published.map(({ id, pem }) => ({ id, publicKey: createPublicKey(pem) })),
  ];
}

/** The private key (P-256) that the state's secret gives an issuer: no state has to keep it. */
export function signingKey(secret: string, issuer: string): KeyObject {
  const curve = createECDH('prime256v1');
  // One in 2^32 is no number of the curve's order, and the next one is.
  for (let round = 0; ; round += 1) {
    const scalar = Buffer.from(
      deriveText(secret, `issuer:${issuer}:${round}`, '0123456789abcdef', 64),
      'hex',
    );
    try {
      curve.setPrivateKey(scalar);
    } catch {
      continue;
    }
    const point = curve.getPublicKey();
    const jwk = {
      kty: 'EC',
      crv: 'P-256',
      d: scalar.toString('base64url'),
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
    };
    return createPrivateKey({ key: jwk, format: 'jwk' });
  }
}

export function keyId(secret: string, issuer: string): string {
  return createHash('sha256').update(`key id:${secret}:${issuer}`).digest('hex').slice(0, 32);
}
