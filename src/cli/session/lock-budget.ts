import { existsSync } from 'node:fs';
import { cacheFolder, cacheIdentityKey } from '../../credentials/request-key.ts';
import { type CacheRequest, type LockWait, lockFile } from '../../credentials/session-cache.ts';
import type { CommandContext } from '../context.ts';
import { cacheIdentity } from './cache-identity.ts';
import { canGiveCodes } from './mfa-codes.ts';

/** Milliseconds that a process waits while another process asks a person. */
const askingTimeout = 180_000;
/**
 * The same for one that nobody could answer, such as a credential_process, which has a minute in all; and for whatever
 * takes nobody's time: a little longer than AWS is waited for.
 */
const usualTimeout = 30_000;

/** How long others are waited for, counted from the beginning of the run. */
export class LockBudget {
  private begun = performance.now();

  constructor(private readonly context: CommandContext) {}

  /** Counts from now on, for a run that goes on to another account. */
  restart(): void {
    this.begun = performance.now();
  }

  /** For an account's session: longer while a code is being asked for. */
  forSession(): LockWait {
    const lock = mfaLock(this.context);
    if (lock === null) return { timeoutMs: usualTimeout };
    return {
      timeoutMs: usualTimeout,
      extension: { continues: () => existsSync(lock), atMostMs: this.left() },
    };
  }

  /** For a code that another asks for. */
  forCode(): LockWait {
    return { timeoutMs: this.left() };
  }

  private left(): number {
    const most = canGiveCodes(this.context) ? askingTimeout : usualTimeout;
    return Math.max(0, most - (performance.now() - this.begun));
  }
}

/** Where the session that a code opened is kept. */
export function mfaEntry(context: CommandContext): Pick<CacheRequest, 'owner' | 'key'> {
  return { owner: 'mfa', key: JSON.stringify([cacheIdentityKey(cacheIdentity(context)), 'mfa']) };
}

/** The lock that is held while a code is asked for; null where there is no place for one. */
export function mfaLock(context: CommandContext): string | null {
  const folder = cacheFolder(cacheIdentity(context));
  return folder === null ? null : lockFile(folder, mfaEntry(context));
}
