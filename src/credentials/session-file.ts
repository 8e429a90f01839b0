import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, type Stats } from 'node:fs';
import { isObject, readKeptText } from './checksummed-json.ts';
import type { KeptSession } from './session.ts';

/** What a cache file holds. */
export interface CachedSession {
  readonly format: 1;
  /** The whole request that it answers: file names are short, and two requests may share one. */
  readonly key: string;
  /** Epoch milliseconds at which it was obtained. */
  readonly issuedAt: number;
  readonly session: KeptSession;
}

/** Larger files are no sessions of ours. */
const mostBytes = 65_536;

/** Milliseconds by which a clock may step back without the entry being taken for one of the future. */
const skew = 60_000;

/**
 * The session in a cache file, or null: for a file that is missing, not ours alone, not understood, of another
 * request, or that ends too soon. Never follows a link and never throws.
 * @param minTtl seconds that must be left; of a short session a quarter of its life is enough
 * @param now epoch milliseconds
 */
export function readSessionFile(file: string, key: string, minTtl: number, now: number): KeptSession | null {
  const entry = parseSession(readOwnFile(file));
  if (entry === null || entry.key !== key) return null;
  const ends = Date.parse(entry.session.expiration);
  const life = ends - entry.issuedAt;
  const left = ends - now;
  // A clock that was set back makes old credentials look fresh: then nothing is known of how long they last.
  if (now < entry.issuedAt - skew || left > life + skew) return null;
  return left >= Math.min(minTtl * 1_000, life / 4) ? entry.session : null;
}

/**
 * The text of a file that belongs to this user and that nobody else can read or write; null for any other.
 * Whoever could write it could hand out credentials of an account of his own, whoever could read it has ours.
 * @param most bytes
 */
export function readOwnFile(file: string, most: number = mostBytes): string | null {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(
      file,
      constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0),
    );
    const { size, mode, uid, nlink } = fstatSync(descriptor);
    const isFile = (mode & constants.S_IFMT) === constants.S_IFREG;
    if (!isFile || size > most || nlink !== 1 || !isPrivate(mode, uid)) return null;
    return readFileSync(descriptor, 'utf8');
  } catch {
    // Missing, a link, or not readable: all of them mean that there is nothing to use.
    return null;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** What is wrong with a folder for keeping credentials in; null for one that is right. */
export function folderProblem(
  folder: string,
): 'missing' | 'out of reach' | 'not a folder' | 'not yours' | 'open to others' | null {
  let found: Stats | undefined;
  try {
    found = lstatSync(folder, { throwIfNoEntry: false });
  } catch {
    return 'out of reach';
  }
  if (found === undefined) return 'missing';
  if (!found.isDirectory()) return 'not a folder';
  if (process.geteuid !== undefined && found.uid !== process.geteuid()) return 'not yours';
  return isPrivate(found.mode, found.uid) ? null : 'open to others';
}

/** Windows has neither owners nor modes of this kind; its profile folders are private by themselves. */
function isPrivate(mode: number, uid: number): boolean {
  if (process.geteuid === undefined) return true;
  return uid === process.geteuid() && (mode & 0o077) === 0;
}

/** The content of a cache file, whatever its request and its end; null for any other text. */
export function parseSession(text: string | null): CachedSession | null {
  const value = text === null ? null : readKeptText(text);
  return isCachedSession(value) ? value : null;
}

const texts = [
  'accountId',
  'roleArn',
  'accessKeyId',
  'secretAccessKey',
  'sessionToken',
  'expiration',
] as const satisfies readonly (keyof KeptSession)[];

function isCachedSession(value: unknown): value is CachedSession {
  if (!isObject(value) || value.format !== 1) return false;
  const { key, issuedAt, session } = value;
  if (typeof key !== 'string' || !Number.isFinite(issuedAt) || !isObject(session)) return false;
  if (!texts.every((name) => typeof session[name] === 'string' && session[name] !== '')) return false;
  if (session.region !== null && typeof session.region !== 'string') return false;
  return (
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(String(session.expiration)) &&
    !Number.isNaN(Date.parse(String(session.expiration)))
  );
}
