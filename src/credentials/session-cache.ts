import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from '../files/atomic-write.ts';
import { acquireFileLock, type Extension, type HeldLock } from '../files/lock.ts';
import { onceClosed } from '../files/once-closed.ts';
import { prepareFolder } from './cache-folder.ts';
import { keptText } from './checksummed-json.ts';
import { ownerOfFile } from './kept-sessions.ts';
import { fileNameOf } from './request-key.ts';
import type { KeptSession } from './session.ts';
import { type CachedSession, folderProblem, readSessionFile } from './session-file.ts';
import { sweep } from './sweep.ts';

export interface CacheRequest {
  /** Whose it is: `keptOwner` of an account, or `mfa`. */
  readonly owner: string;
  /** The whole request as text, as `sessionKey` in `request-key.ts` makes it. */
  readonly key: string;
  /** Seconds that must be left. */
  readonly minTtl: number;
  /** How long another's renewal is waited for before going without it. */
  readonly lockWait: LockWait;
}

export interface LockWait {
  /** Milliseconds. */
  readonly timeoutMs: number;
  readonly extension?: Extension;
}

/** The file that is there while what a request asks for is being renewed. */
export function lockFile(folder: string, { owner, key }: Pick<CacheRequest, 'owner' | 'key'>): string {
  return `${join(folder, fileNameOf(owner, key))}.lock`;
}

/** Keeps sessions in files, one for each request, in a folder of the user's own. */
export class SessionCache {
  constructor(
    /** Null where this user has none. */
    private readonly folder: string | null,
    private readonly now: () => number,
    /** Called with what there is to say of the cache: why it is not used, or that it was open to others. */
    private readonly note: (text: string) => void,
  ) {}

  /**
   * A kept session that lasts long enough, or a new one. Of many callers at once one renews and the rest wait and
   * read; one that was killed does not hold up the next.
   */
  async get(
    request: CacheRequest,
    renew: () => Promise<KeptSession>,
    signal?: AbortSignal,
  ): Promise<KeptSession> {
    const { folder } = this;
    const problem = prepareFolder(folder, this.note);
    if (folder === null || problem !== null) {
      this.note(`diverst cannot cache credentials: ${problem}`);
      return renew();
    }
    const file = join(folder, fileNameOf(request.owner, request.key));
    const read = () => readSessionFile(file, request.key, request.minTtl, this.now());
    const kept = read();
    if (kept) return kept;
    const lock = await this.lock(folder, request, signal);
    try {
      const meanwhile = read();
      if (meanwhile) return meanwhile;
      const session = await renew();
      this.keep(folder, file, { format: 1, key: request.key, issuedAt: this.now(), session });
      return session;
    } finally {
      lock?.release();
    }
  }

  /** Does something while nobody renews what the request asks for; nothing is read or kept. */
  async alone<T>(request: CacheRequest, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const { folder } = this;
    if (folder === null || prepareFolder(folder, this.note) !== null) return work();
    const lock = await this.lock(folder, request, signal);
    try {
      return await work();
    } finally {
      lock?.release();
    }
  }

  /**
   * Forgets what is kept.
   * @param isDropped asked for the owner of each file: `keptOwner` of an account, `mfa` or `grants`
   * @returns how many files went
   */
  drop(isDropped: (owner: string) => boolean): number {
    const { folder } = this;
    if (folder === null || folderProblem(folder) !== null) return 0;
    const files = readdirSync(folder).filter((name) => {
      const owner = ownerOfFile(name);
      return owner !== null && isDropped(owner);
    });
    for (const name of files) onceClosed(() => rmSync(join(folder, name), { force: true }));
    return files.length;
  }

  private async lock(
    folder: string,
    request: CacheRequest,
    signal: AbortSignal | undefined,
  ): Promise<HeldLock | null> {
    const options = { ...request.lockWait, ...(signal ? { signal } : {}) };
    try {
      return await acquireFileLock(lockFile(folder, request), options);
    } catch (error) {
      if (signal?.aborted) throw error;
      // Better one call too many than none: the lock only saves calls. A disk that takes no lock takes no session
      // either, and that is reported.
      return null;
    }
  }

  private keep(folder: string, file: string, entry: CachedSession): void {
    try {
      writeFileAtomically(file, keptText(entry), { mode: 0o600, durable: false });
      sweep(folder, this.now());
    } catch (error) {
      this.note(
        `diverst cannot cache credentials: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
}
