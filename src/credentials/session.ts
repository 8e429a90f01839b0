/** Temporary credentials of one client's role, as they are kept, printed and handed to a command. */
export interface AccountSession {
  readonly client: string;
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
