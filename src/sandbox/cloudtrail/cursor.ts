import { createHmac } from 'node:crypto';
import { SandboxError } from '../operation.ts';
import type { HistoryEntry } from './history.ts';

interface Cursor {
  /** What was asked for: a token is good for that alone. */
  readonly listing: string;
  /** The last event that was given out: what comes into the history meanwhile moves nothing. */
  readonly at: number;
  readonly key: string;
}

/** The token that leads to the events before this one. */
export function cursorOf(secret: string, listing: string, { at, key }: HistoryEntry): string {
  const cursor: Cursor = { listing: digest(secret, listing), at, key };
  const text = Buffer.from(JSON.stringify(cursor)).toString('base64url');
  return `${text}.${digest(secret, text)}`;
}

/**
 * Where the page before ended.
 *
 * @returns the index of the last event that was given out
 * @throws SandboxError InvalidNextTokenException for a token of another question, or of none
 */
export function openCursor(
  secret: string,
  listing: string,
  token: string,
  entries: readonly HistoryEntry[],
): number {
  const [text = '', seal] = token.split('.');
  if (seal !== digest(secret, text)) throw invalidToken();
  const cursor: Cursor = JSON.parse(Buffer.from(text, 'base64url').toString());
  if (cursor.listing !== digest(secret, listing)) throw invalidToken();
  return indexOf(entries, cursor);
}

/** Of an entry that is gone, where it would be. */
function indexOf(entries: readonly HistoryEntry[], { at, key }: Cursor): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((entries[middle]?.at ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  for (let index = low; entries[index]?.at === at; index += 1) {
    if (entries[index]?.key === key) return index;
  }
  return low;
}

function invalidToken(): SandboxError {
  return new SandboxError('InvalidNextTokenException', 'The token is not one of this question.');
}

function digest(secret: string, text: string): string {
  return createHmac('sha256', Buffer.from(secret, 'hex')).update(`trail:${text}`).digest('base64url');
}
