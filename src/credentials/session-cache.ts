import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from '../files/atomic-write.ts';
import { acquireFileLock, type HeldLock, LockTimeout } from '../files/lock.ts';
import { prepareFolder } from './cache-folder.ts';
import { fileNameOf } from './request-key.ts';
import type { ClientSession } from './session.ts';
import { type CachedSession, folderProblem, readSessionFile } from './session-file.ts';

export interface SessionWish {
  readonly client: string;
  /** The whole request as text. */
  readonly key: string;
  /** Seconds that must be left. */
  readonly minTtl: number;
}

/** Milliseconds that one waits for another's renewal before going without it. */
const patience = 20_000;

/** Keeps sessions in files, one for each request, in a folder of the user's own. */
export class SessionCache {
  constructor(
    private readonly folder: string,
    private readonly now: () => number,
    /** Told why the cache is not used. */
    private readonly note: (text: string) => void,
  ) {}

  /**
   * A kept session that lasts long enough, or a new one. Of many callers at once one renews and the rest wait and
   * read; one that was killed does not hold up the next.
   */
  async get(
    wish: SessionWish,
    renew: () => Promise<ClientSession>,
    signal?: AbortSignal,
  ): Promise<ClientSession> {
    const problem = prepareFolder(this.folder, this.note);
    if (problem !== null) {
      this.note(`credentials are not kept: ${problem}`);
      return renew();
    }
    const file = join(this.folder, fileNameOf(wish.client, wish.key));
    const read = () => readSessionFile(file, wish.key, wish.minTtl, this.now());
    const kept = read();
    if (kept) return kept;
    const lock = await this.lock(`${file}.lock`, signal);
    try {
      const meanwhile = read();
      if (meanwhile) return meanwhile;
      const session = await renew();
      this.keep(file, { format: 1, key: wish.key, issuedAt: this.now(), session });
      return session;
    } finally {
      lock?.release();
    }
  }

  /** Forgets the sessions of a client, or of all. @returns how many files went */
  drop(client: string | null): number {
    if (folderProblem(this.folder) !== null) return 0;
    const own = (name: string) =>
      /^[a-z0-9_-]+-[0-9a-f]{16}\.json$/.test(name) && (client === null || name.slice(0, -22) === client);
    const files = readdirSync(this.folder).filter(own);
    for (const name of files) rmSync(join(this.folder, name), { force: true });
    return files.length;
  }

  private async lock(path: string, signal: AbortSignal | undefined): Promise<HeldLock | null> {
    try {
      return await acquireFileLock(path, { timeoutMs: patience, ...(signal ? { signal } : {}) });
    } catch (error) {
      if (signal?.aborted) throw error;
      // Better one call too many than none: the lock only saves calls.
      if (!(error instanceof LockTimeout))
        this.note(`credentials are renewed without a lock: ${String(error)}`);
      return null;
    }
  }

  private keep(file: string, entry: CachedSession): void {
    try {
      writeFileAtomically(file, JSON.stringify(entry), { mode: 0o600, durable: false });
    } catch (error) {
      this.note(`credentials are not kept: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
