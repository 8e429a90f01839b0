import { generateKeyPairSync, sign } from 'node:crypto';

/** A certificate that signs itself, and its key, both in PEM. */
export interface SelfSigned {
  readonly cert: string;
  readonly key: string;
}

/**
 * Makes one for a host, valid in every year that a test may be run in.
 * https://www.rfc-editor.org/rfc/rfc5280#section-4.1
 */
export function selfSigned(host: string): SelfSigned {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = sequence(tlv(0x31, sequence(commonName, tlv(0x0c, Buffer.from(host)))));
  const validity = sequence(
    tlv(0x17, Buffer.from('700101000000Z')),
    tlv(0x18, Buffer.from('20991231235959Z')),
  );
  const hosts = sequence(tlv(0x82, Buffer.from(host)));
  const body = sequence(
    tlv(0xa0, tlv(0x02, Buffer.from([2]))),
    tlv(0x02, Buffer.from([1])),
    sequence(ecdsaWithSha256),
    name,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tlv(0xa3, sequence(sequence(subjectAltName, tlv(0x04, hosts)))),
  );
  const signature = tlv(0x03, Buffer.from([0]), sign('sha256', body, privateKey));
  const certificate = sequence(body, sequence(ecdsaWithSha256), signature).toString('base64');
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${certificate.match(/.{1,64}/g)?.join('\n')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

const ecdsaWithSha256 = Buffer.from('06082a8648ce3d040302', 'hex');
const commonName = Buffer.from('0603550403', 'hex');
const subjectAltName = Buffer.from('0603551d11', 'hex');

function sequence(...parts: readonly Buffer[]): Buffer {
  return tlv(0x30, ...parts);
}

/** Tag, length and value, as DER writes them. */
function tlv(tag: number, ...parts: readonly Buffer[]): Buffer {
  const value = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), lengthOf(value.length), value]);
}

/** In as few bytes as it takes: strict readers refuse others. */
function lengthOf(length: number): Buffer {
  if (length < 128) return Buffer.from([length]);
  return Buffer.from(length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff]);
}
