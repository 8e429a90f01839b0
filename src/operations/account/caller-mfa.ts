import type { Aws, Credentials, MfaCode, StsApi } from '../../aws/api.ts';
import { explainCodeFailure } from './mfa-failure.ts';

/** Seconds for which one code is enough: a long working day, well below the 36 hours of GetSessionToken. */
const sessionDuration = 43_200;

/** A session of the caller's own that a code opened. */
export interface MfaSession {
  /** ARN of the caller. */
  readonly identity: string;
  /** ARN of the device. */
  readonly serial: string;
  readonly credentials: Credentials;
  /** Seconds that were asked for. */
  readonly duration: number;
}

/**
 * Where codes come from, and where what a code opened is kept: `cli/session/mfa-source.ts`. Whether one is needed is
 * decided in `obtain-session.ts`.
 */
export interface MfaSource {
  /**
   * A code that was not given before.
   * @param identity ARN of the caller
   */
  nextCode(identity: string): Promise<MfaCode>;
  /** Does what takes codes while no other process asks for one: a person has one device. */
  alone<T>(work: () => Promise<T>): Promise<T>;
  /** A kept session, or what `open` gives, for which one process at a time asks. Null where none may be kept. */
  readonly session: ((open: () => Promise<MfaSession>) => Promise<Credentials>) | null;
}

/**
 * STS with a session that was opened with a code: it serves every account for twelve hours, but roles assumed with it
 * last an hour at most.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
 */
export async function stsWithMfa(
  mfa: MfaSource,
  { aws }: { readonly aws: Aws },
  identity: string,
): Promise<StsApi> {
  return aws.stsWith(await mfaCredentials(mfa, { aws }, identity));
}

/** What a code opened in this run, where nothing may be kept for the next. */
const openedBy = new WeakMap<MfaSource, Promise<MfaSession>>();

/** Whether a code has opened a session in this run. */
export function isOpened(mfa: MfaSource): boolean {
  return openedBy.has(mfa);
}

/** The caller's own credentials with MFA: kept ones, or what a code opens. */
export async function mfaCredentials(
  mfa: MfaSource,
  { aws }: { readonly aws: Aws },
  identity: string,
): Promise<Credentials> {
  const open = async (): Promise<MfaSession> => {
    const code = await mfa.nextCode(identity);
    const opened = await aws.sts.getSessionToken(sessionDuration, code).catch((error) => {
      throw explainCodeFailure(error, code.serial, 'any denial') ?? error;
    });
    return { identity, serial: code.serial, credentials: opened, duration: sessionDuration };
  };
  if (mfa.session !== null) return mfa.session(open);
  const opening = openedBy.get(mfa) ?? mfa.alone(open);
  openedBy.set(mfa, opening);
  return (await opening).credentials;
}

/** Does what takes codes of its own: each serves one call, of any length. */
export function withCodes<T>(
  mfa: MfaSource,
  identity: string,
  work: (next: () => Promise<MfaCode>) => Promise<T>,
): Promise<T> {
  let serial: string | null = null;
  const next = async () => {
    const code = await mfa.nextCode(identity);
    serial = code.serial;
    return code;
  };
  return mfa.alone(() =>
    work(next).catch((error) => {
      throw (serial === null ? null : explainCodeFailure(error, serial, 'a code’s')) ?? error;
    }),
  );
}
