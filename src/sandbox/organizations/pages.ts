import { createHmac } from 'node:crypto';
import type { SandboxState } from '../state.ts';
import { invalidInput } from './errors.ts';

const largestPage = 20;

interface Cursor {
  /** The listing that the token belongs to. */
  readonly listing: string;
  /** The last id that was given out. */
  readonly after: string;
  /** The next page has nothing on it. */
  readonly emptyNext: boolean;
}

export interface PageRequest {
  readonly NextToken?: string | undefined;
  readonly MaxResults?: number | undefined;
}

/**
 * One page of a listing in the order of its ids. A listing that does not fit on one page has a second one that is
 * empty and yet not the last: AWS may do that at any time.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html
 *
 * @param listing names the operation and what was asked for: a token is good for that alone
 * @throws SandboxError InvalidInputException for a token that is not of this listing, or a page size out of bounds
 */
export function page<T>(
  state: SandboxState,
  listing: string,
  ids: readonly string[],
  request: PageRequest,
  item: (id: string) => T,
): { readonly items: T[]; readonly nextToken: string | undefined } {
  const size = request.MaxResults ?? largestPage;
  if (size < 1) throw invalidInput('MIN_VALUE_EXCEEDED');
  if (size > largestPage) throw invalidInput('MAX_VALUE_EXCEEDED');
  const cursor = request.NextToken === undefined ? undefined : open(state.secret, listing, request.NextToken);
  if (cursor?.emptyNext) {
    return { items: [], nextToken: seal(state.secret, { ...cursor, emptyNext: false }) };
  }
  const left = ids.filter((id) => cursor === undefined || id > cursor.after).sort(compare);
  const chosen = left.slice(0, size);
  const last = chosen.at(-1);
  const more = last !== undefined && left.length > size;
  return {
    items: chosen.map(item),
    nextToken: more
      ? seal(state.secret, { listing, after: last, emptyNext: cursor === undefined })
      : undefined,
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : 1;
}

function seal(secret: string, cursor: Cursor): string {
  const text = Buffer.from(JSON.stringify(cursor)).toString('base64url');
  return `${text}.${mac(secret, text)}`;
}

function open(secret: string, listing: string, token: string): Cursor {
  const [text = '', given] = token.split('.');
  if (given !== mac(secret, text)) throw invalidInput('INVALID_NEXT_TOKEN');
  const cursor: Cursor = JSON.parse(Buffer.from(text, 'base64url').toString());
  if (cursor.listing !== listing) throw invalidInput('INVALID_NEXT_TOKEN');
  return cursor;
}

function mac(secret: string, text: string): string {
  return createHmac('sha256', Buffer.from(secret, 'hex')).update(`page:${text}`).digest('base64url');
}
