import type { Location } from '../service.ts';
import type { WireRequest } from '../wire/wire-request.ts';

/** `s3.REGION.amazonaws.com`, with a bucket's name before it or not. */
const ownHosts = /^(?:(.+)\.)?s3(?:[.-][a-z0-9.-]+)?\.amazonaws\.com$/;
/** The same on this machine. */
const localHosts = /^(.+)\.localhost$/;

export function isHostOfS3(host: string): boolean {
  return ownHosts.test(host);
}

/**
 * The bucket that a request is for, by its host (virtual-hosted style) or by the beginning of its path (path style).
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
 */
export function locateBucket({ path, headers }: WireRequest): Location {
  const host = (headers['host'] ?? '').replace(/:\d+$/, '').toLowerCase();
  const hosted = (ownHosts.exec(host) ?? localHosts.exec(host))?.[1];
  if (hosted !== undefined) return { path, labels: { Bucket: hosted } };
  const [, first = '', rest = ''] = /^\/([^/]*)(.*)$/s.exec(path) ?? [];
  if (first === '') return { path, labels: {} };
  return { path: rest === '' ? '/' : rest, labels: { Bucket: decoded(first) } };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
