import { createHmac } from 'node:crypto';
import { SandboxError } from '../operation.ts';

/** Where a page begins. */
export interface Place {
  readonly offset: number;
  /** When the first page was answered, epoch milliseconds: all of them show the same costs. */
  readonly at: number;
}

interface Sealed extends Place {
  readonly request: string;
}

/** @param request what is asked for: the token is good for that alone */
export function tokenOf(secret: string, request: string, place: Place): string {
  const sealed: Sealed = { ...place, request: digest(secret, request) };
  const text = Buffer.from(JSON.stringify(sealed)).toString('base64url');
  return `${text}.${digest(secret, text)}`;
}

/** @throws SandboxError InvalidNextTokenException for a token of nobody's, RequestChangedException for another request's */
export function openToken(secret: string, request: string, token: string): Place {
  const [text = '', seal] = token.split('.');
  if (seal !== digest(secret, text))
    throw new SandboxError('InvalidNextTokenException', 'The pagination token is invalid.');
  const { request: asked, ...place }: Sealed = JSON.parse(Buffer.from(text, 'base64url').toString());
  if (asked === digest(secret, request)) return place;
  throw new SandboxError('RequestChangedException', 'The request parameters changed between pages.');
}

function digest(secret: string, text: string): string {
  return createHmac('sha256', Buffer.from(secret, 'hex')).update(`costs:${text}`).digest('base64url');
}
