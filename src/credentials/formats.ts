import { entering, givenVariables, type ShellEnvironment, shellEnvironment } from './environment-change.ts';
import { type AccountSession, type KeptSession, sessionJson } from './session.ts';
import { shellLines, Unwritable } from './shells.ts';

/** What `--format` takes. */
export const formats = [
  'env',
  'fish',
  'powershell',
  'cmd',
  'csh',
  'json',
  'credential-process',
  'dotenv',
  'github',
] as const;

export type Format = (typeof formats)[number];

/**
 * A session as text for stdout. `github` is not among them: it also writes to a file, see `github.ts`.
 * @param shell that the lines of a shell are for
 * @throws Unwritable for a value that the format cannot hold
 */
export function formatSession(
  session: AccountSession,
  format: Exclude<Format, 'github'>,
  shell: ShellEnvironment = shellEnvironment({}),
): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(sessionJson(session))}\n`;
    case 'credential-process':
      return credentialProcess(session);
    case 'dotenv':
      return givenVariables(session, shell)
        .map(([name, value]) => `${name}=${dotenvValue(name, value)}\n`)
        .join('');
    default:
      return shellLines(entering(session, shell), format);
  }
}

/**
 * Exactly one JSON object, with these members and no other.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
 */
export function credentialProcess(session: KeptSession): string {
  return `${JSON.stringify({
    Version: 1,
    AccessKeyId: session.accessKeyId,
    SecretAccessKey: session.secretAccessKey,
    SessionToken: session.sessionToken,
    Expiration: session.expiration,
  })}\n`;
}

/** Readers of dotenv files agree on quotes that are not in the value, and on nothing else. */
function dotenvValue(name: string, value: string): string {
  if (/^[\w+/=.:-]*$/.test(value)) return value;
  for (const quote of ["'", '"', '`']) {
    const literal = quote === '"' ? !/[\\$]/.test(value) : true;
    if (literal && !value.includes(quote) && !/[\r\n]/.test(value)) return `${quote}${value}${quote}`;
  }
  throw new Unwritable(`a dotenv file cannot hold the value of ${name}`);
}
