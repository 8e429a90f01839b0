import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { SandboxError } from '../operation.ts';
import type { WireRequest } from '../wire/wire-request.ts';

type Digest = (body: Uint8Array) => Buffer;

const hashed =
  (algorithm: string): Digest =>
  (body) =>
    createHash(algorithm).update(body).digest();

/** By header. CRC32C and CRC64NVME, which Node does not have, are taken as they are. */
const digests: Readonly<Record<string, Digest>> = {
  'content-md5': hashed('md5'),
  'x-amz-checksum-crc32': (body) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(crc32(body));
    return bytes;
  },
  'x-amz-checksum-sha1': hashed('sha1'),
  'x-amz-checksum-sha256': hashed('sha256'),
};

/**
 * Holds a body against what the headers say of it.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
 *
 * @throws SandboxError BadDigest, XAmzContentSHA256Mismatch; NotImplemented for a body in chunks
 */
export function checkBody({ headers, body }: WireRequest): void {
  const claimed = headers['x-amz-content-sha256'] ?? 'UNSIGNED-PAYLOAD';
  if (claimed.startsWith('STREAMING-')) {
    throw new SandboxError('NotImplemented', 'The sandbox does not read a body that comes in chunks.', 501);
  }
  if (claimed !== 'UNSIGNED-PAYLOAD' && claimed !== hashed('sha256')(body).toString('hex')) {
    throw new SandboxError(
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
  }
  for (const [header, digest] of Object.entries(digests)) {
    const given = headers[header];
    if (given === undefined || given === digest(body).toString('base64')) continue;
    throw new SandboxError('BadDigest', `The ${header} you specified did not match the calculated checksum.`);
  }
}
