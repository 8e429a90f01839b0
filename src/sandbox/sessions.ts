import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { deriveSecretAccessKey, deriveSessionKeyId } from './ids.ts';
import type { SessionFacts } from './operation.ts';
import type { SandboxState } from './state.ts';

/** Whose session it is: a role's (AssumeRole), a root user's (AssumeRoot) or an IAM user's (GetSessionToken, and GetFederationToken by a name). */
export type SessionPrincipal =
  | { readonly kind: 'root'; readonly accountId: string }
  | {
      readonly kind: 'role';
      readonly accountId: string;
      readonly roleName: string;
      /** AROA…: a session ends with its role, also when a namesake is made again. */
      readonly roleId: string;
      readonly sessionName: string;
    }
  | {
      readonly kind: 'user';
      readonly accountId: string;
      readonly userName: string;
      /** AIDA…: a session ends with its user. Absent in tokens that an older version issued. */
      readonly userId?: string;
      readonly federatedName?: string;
    };

export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

export type OpenedSession =
  | {
      readonly kind: 'session';
      readonly principal: SessionPrincipal;
      readonly facts: SessionFacts;
      readonly secretAccessKey: string;
    }
  | { readonly kind: 'refused'; readonly code: 'InvalidClientTokenId' | 'ExpiredToken' };

interface TokenContent {
  readonly principal: SessionPrincipal;
  readonly facts: SessionFacts;
  readonly nonce: string;
}

/**
 * Credentials of a session that nothing has to store: the token carries the session's facts, sealed with the
 * sandbox's secret, and the key id and the secret key follow from the token. A state file therefore does not grow
 * with every AssumeRole, and AssumeRole stays a call that reads.
 *
 * @param facts `issuedAt` and `expiresAt` in epoch milliseconds of the sandbox's clock
 */
export function issueSession(
  state: SandboxState,
  principal: SessionPrincipal,
  facts: SessionFacts,
): SessionCredentials {
  const content: TokenContent = { principal, facts, nonce: randomBytes(9).toString('base64url') };
  const payload = Buffer.from(JSON.stringify(content)).toString('base64url');
  const sessionToken = `${payload}.${seal(state.secret, payload)}`;
  return {
    accessKeyId: deriveSessionKeyId(state.secret, sessionToken, principal.accountId),
    secretAccessKey: deriveSecretAccessKey(state.secret, sessionToken),
    sessionToken,
  };
}

/**
 * The session that a token belongs to, if the sandbox issued it with this key id and it has not ended.
 *
 * @param now epoch milliseconds
 */
export function openSession(
  state: SandboxState,
  accessKeyId: string,
  sessionToken: string,
  now: number,
): OpenedSession {
  const [payload = '', mac = ''] = sessionToken.split('.');
  const expected = Buffer.from(seal(state.secret, payload));
  const given = Buffer.from(mac);
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) {
    return { kind: 'refused', code: 'InvalidClientTokenId' };
  }
  const { principal, facts }: TokenContent = JSON.parse(Buffer.from(payload, 'base64url').toString());
  if (accessKeyId !== deriveSessionKeyId(state.secret, sessionToken, principal.accountId)) {
    return { kind: 'refused', code: 'InvalidClientTokenId' };
  }
  if (now >= facts.expiresAt) return { kind: 'refused', code: 'ExpiredToken' };
  return {
    kind: 'session',
    principal,
    facts,
    secretAccessKey: deriveSecretAccessKey(state.secret, sessionToken),
  };
}

function seal(secret: string, payload: string): string {
  return createHmac('sha256', Buffer.from(secret, 'hex')).update(`session:${payload}`).digest('base64url');
}
