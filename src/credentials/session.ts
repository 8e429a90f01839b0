import { type AccountRef, refJson } from '../model/account-kind.ts';

/** Temporary credentials as they are kept: whose they are, the key of their file says. */
export interface KeptSession {
  readonly accountId: string;
  readonly roleArn: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** RFC 3339, UTC, whole seconds: `2030-01-01T12:00:00Z`. */
  readonly expiration: string;
  /** Null where none is configured. */
  readonly region: string | null;
}

/** Temporary credentials of one account's role, as they are printed and handed to a command. */
export interface AccountSession extends KeptSession, AccountRef {}

/** The stable fields of a session in an output for programs. */
export function sessionJson(session: AccountSession): Readonly<Record<string, string | null>> {
  const { accountId, roleArn, accessKeyId, secretAccessKey, sessionToken, expiration, region } = session;
  const keys = { accessKeyId, secretAccessKey, sessionToken, expiration };
  return { ...refJson(session), accountId, roleArn, ...keys, region };
}

/** The moment a session ends, as AWS tools read it. */
export function formatExpiration(moment: Date): string {
  return `${moment.toISOString().slice(0, 19)}Z`;
}

/**
 * The end of a session that was just obtained. AWS sets it by its own clock, and everything that reads it compares it
 * with this machine's: where that is hours behind, the session would seem to live for hours after its end. It never
 * lives longer than was asked for.
 * @param answered what AWS answered
 * @param duration that was asked for, in seconds
 * @param now epoch milliseconds
 */
export function endOf(answered: Date, duration: number, now: number): string {
  return formatExpiration(new Date(Math.min(answered.getTime(), now + duration * 1_000)));
}
