/** Temporary credentials of one client's role, as they are kept, printed and handed to a command. */
export interface ClientSession {
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
