import { existsSync } from 'node:fs';
import type { MfaCode, StsApi } from '../../aws/api.ts';
import { cacheFolder, cacheIdentityKey } from '../../credentials/request-key.ts';
import { endOf } from '../../credentials/session.ts';
import { type CacheRequest, type LockWait, lockFile, SessionCache } from '../../credentials/session-cache.ts';
import { readPrincipal } from '../../model/arn.ts';
import { explainCodeFailure } from '../../operations/client/mfa-failure.ts';
import type { CommandContext } from '../context.ts';
import { warn } from '../notices.ts';
import type { Session } from '../open-session.ts';
import { restart } from './assume-deadline.ts';
import { cacheIdentity } from './cache-identity.ts';
import { canGiveCodes, MfaCodes } from './mfa-codes.ts';
import { mfaDevice } from './mfa-device.ts';

/** Seconds that one code serves: the longest useful day, well below the 36 hours of GetSessionToken. */
const sessionDuration = 43_200;
/** Seconds that must be left of it. */
const minTtl = 3_600;
/** Milliseconds that one waits while another asks a person. */
const askingPatience = 180_000;
/**
 * The same for one that nobody could answer, such as a credential_process, which has a minute in all; and for whatever
 * takes nobody's time: a little longer than AWS is waited for.
 */
const usualPatience = 30_000;

/** How long others are waited for, counted from the beginning of the run. */
export class Waiting {
  private readonly begun = performance.now();

  constructor(private readonly context: CommandContext) {}

  /** For a client's session: longer while a code is being asked for. */
  forSession(): LockWait {
    const lock = lockOf(this.context);
    if (lock === null) return { timeoutMs: usualPatience };
    return { timeoutMs: usualPatience, extension: { goesOn: () => existsSync(lock), atMostMs: this.left() } };
  }

  /** For a code that another asks for. */
  forCode(): LockWait {
    return { timeoutMs: this.left() };
  }

  private left(): number {
    const most = canGiveCodes(this.context) ? askingPatience : usualPatience;
    return Math.max(0, most - (performance.now() - this.begun));
  }
}

/**
 * MFA of whoever signs. A session serves every client for twelve hours, but roles assumed with it last an hour at
 * most; a code serves one call of any length. Of several processes one asks at a time: a person has one device, and
 * each code is good for one call.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
 */
export class CallerMfa {
  private codes: MfaCodes | null = null;

  constructor(
    private readonly session: Session,
    private readonly waiting: Waiting,
    /** The command that asks on a terminal. */
    private readonly asking: string,
    private readonly context: CommandContext,
  ) {}

  /** STS with a session that was opened with a code: a kept one, or a new one. */
  async openSession(identity: string): Promise<StsApi> {
    const { aws } = this.session;
    this.tellOfWaiting();
    // A session of the user's own is kept like one of a client's role; the device stands where the role would.
    const kept = await this.cache().get(
      this.wish(),
      async () => {
        const { serial, code } = await this.nextCode(identity);
        const opened = await aws.sts.getSessionToken(sessionDuration, { serial, code }).catch((error) => {
          throw explainCodeFailure(error, serial, 'any denial') ?? error;
        });
        const { accessKeyId, secretAccessKey, sessionToken, expiration } = opened;
        const { accountId } = readPrincipal(identity);
        const ends = endOf(expiration, sessionDuration, this.context.clock.now());
        const keys = { accessKeyId, secretAccessKey, sessionToken };
        return { client: 'mfa', accountId, roleArn: serial, ...keys, expiration: ends, region: null };
      },
      this.context.signal,
    );
    restart(this.session.limits, this.context);
    return aws.stsWith({ ...kept, expiration: new Date(kept.expiration) });
  }

  /** Does what takes codes of its own, one for each call, while nobody else asks for one. */
  async withCodes<T>(identity: string, work: (next: () => Promise<MfaCode>) => Promise<T>): Promise<T> {
    let serial: string | null = null;
    const next = async () => {
      const code = await this.nextCode(identity);
      serial = code.serial;
      return code;
    };
    const attempt = () =>
      work(next).catch((error) => {
        throw (serial === null ? null : explainCodeFailure(error, serial, 'a code’s')) ?? error;
      });
    // Whoever can ask nobody has nothing to wait for.
    if (!canGiveCodes(this.context)) return attempt();
    this.tellOfWaiting();
    return this.cache().alone(this.wish(), attempt, this.context.signal);
  }

  private async nextCode(identity: string): Promise<MfaCode> {
    // Others may have been waited for.
    restart(this.session.limits, this.context);
    this.codes ??= new MfaCodes(
      await mfaDevice(this.session, identity, this.context),
      this.asking,
      this.context,
    );
    const code = await this.codes.next();
    restart(this.session.limits, this.context);
    return code;
  }

  private cache(): SessionCache {
    const note = (text: string) => warn(this.context.terminal, `${text}`);
    return new SessionCache(cacheFolder(cacheIdentity(this.context)), () => this.context.clock.now(), note);
  }

  private wish(): CacheRequest {
    return { ...mfaEntry(this.context), minTtl, lockWait: this.waiting.forCode() };
  }

  private tellOfWaiting(): void {
    const lock = lockOf(this.context);
    if (lock !== null && existsSync(lock))
      warn(this.context.terminal, 'another process is asking for an MFA code; waiting for it');
  }
}

function mfaEntry(context: CommandContext): Pick<CacheRequest, 'client' | 'key'> {
  return { client: 'mfa', key: JSON.stringify([cacheIdentityKey(cacheIdentity(context)), 'mfa']) };
}

/** The lock that is held while a code is asked for; null where there is no place for one. */
function lockOf(context: CommandContext): string | null {
  const folder = cacheFolder(cacheIdentity(context));
  return folder === null ? null : lockFile(folder, mfaEntry(context));
}
