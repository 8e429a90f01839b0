import { createHash, createPublicKey } from 'node:crypto';

/** A public RSA key, as the numbers that it consists of: big-endian, without leading zeros. */
export interface RsaKey {
  readonly exponent: Buffer;
  readonly modulus: Buffer;
}

/**
 * Reads a public RSA key.
 *
 * @param text in PEM, or as a line of OpenSSH (`ssh-rsa AAAA… comment`)
 * @returns null for what is neither, and for other kinds of keys; undefined for one that is broken
 */
export function readRsaKey(text: string): RsaKey | null | undefined {
  const line = /^ssh-rsa\s+(\S+)(\s.*)?$/s.exec(text.trim());
  if (line !== null) return readBlob(Buffer.from(line[1] ?? '', 'base64'));
  return text.includes('-----BEGIN') ? readPem(text) : null;
}

/** https://www.rfc-editor.org/rfc/rfc4253#section-6.6 */
function readBlob(blob: Buffer): RsaKey | undefined {
  const fields: Buffer[] = [];
  for (let at = 0; at < blob.length; ) {
    if (at + 4 > blob.length) return undefined;
    const end = at + 4 + blob.readUInt32BE(at);
    if (end > blob.length) return undefined;
    fields.push(blob.subarray(at + 4, end));
    at = end;
  }
  const [kind, exponent, modulus] = fields;
  if (fields.length !== 3 || kind?.toString() !== 'ssh-rsa' || !exponent || !modulus) return undefined;
  return { exponent: withoutZeros(exponent), modulus: withoutZeros(modulus) };
}

function readPem(text: string): RsaKey | undefined {
  try {
    const { kty, n = '', e = '' } = createPublicKey(text).export({ format: 'jwk' });
    if (kty !== 'RSA') return undefined;
    return { exponent: Buffer.from(e, 'base64url'), modulus: Buffer.from(n, 'base64url') };
  } catch {
    return undefined;
  }
}

/** Bits of the modulus. */
export function sizeOf({ modulus }: RsaKey): number {
  return (modulus.length - 1) * 8 + (modulus[0] ?? 0).toString(2).length;
}

export function toPem({ modulus, exponent }: RsaKey): string {
  const key = { kty: 'RSA', n: modulus.toString('base64url'), e: exponent.toString('base64url') };
  return createPublicKey({ key, format: 'jwk' }).export({ type: 'spki', format: 'pem' }).toString();
}

export function toOpenSsh(key: RsaKey): string {
  return `ssh-rsa ${blobOf(key).toString('base64')}`;
}

/** The MD5 of the key: `7a:1d:…` */
export function fingerprintOf(key: RsaKey): string {
  const hex = createHash('md5').update(blobOf(key)).digest('hex');
  return hex.match(/../g)?.join(':') ?? '';
}

function blobOf({ exponent, modulus }: RsaKey): Buffer {
  const fields = [Buffer.from('ssh-rsa'), positive(exponent), positive(modulus)];
  return Buffer.concat(fields.flatMap((field) => [lengthOf(field), field]));
}

function lengthOf(field: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(field.length);
  return length;
}

/** A number that begins with a set bit would be read as a negative one. */
function positive(number: Buffer): Buffer {
  return (number[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.alloc(1), number]) : number;
}

function withoutZeros(number: Buffer): Buffer {
  let at = 0;
  while (number[at] === 0) at += 1;
  return number.subarray(at);
}
