import { randomBytes } from 'node:crypto';
import {
  closeSync,
  linkSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hasNoLinks } from './hard-links.ts';
import { block, isHeld, onceClosed, removeUnlessHeld } from './once-closed.ts';
import { identityOf, livenessOf, type ProcessIdentity } from './process-identity.ts';

/**
 * Locks between processes, on a file system all of them see. A lock is a file that says who holds it. A holder that
 * was killed leaves its file behind; whoever comes next sees that the process is gone and takes the file away.
 */
export interface LockOptions {
  /** Milliseconds to wait for the lock before giving up; 10,000 unless given. */
  readonly timeoutMs?: number;
  /** Age in milliseconds from which a lock whose holder cannot be judged counts as left behind; 30,000. */
  readonly staleMs?: number;
  /** Ends an asynchronous wait; the wait rejects with its reason. */
  readonly signal?: AbortSignal;
  /** What an asynchronous wait is made longer by. */
  readonly extension?: Extension;
}

/** Something that a holder may have to wait for itself, such as a person. */
export interface Extension {
  /** Whether it is still under way: if so, `timeoutMs` begins anew. Asked while waiting, so it must be quick. */
  continues(): boolean;
  /** Milliseconds after which a wait ends all the same. */
  readonly atMostMs: number;
}

export interface HeldLock {
  /** Gives the lock back; does nothing when it is no longer ours. */
  release(): void;
}

/** The lock was held by others until the time was up. */
export class LockTimeout extends Error {
  override readonly name = 'LockTimeout';

  constructor(
    readonly path: string,
    readonly holder: ProcessIdentity | undefined,
    timeoutMs: number,
  ) {
    const who = holder === undefined ? 'another process' : `process ${holder.pid} on ${holder.host}`;
    super(`${who} has held the lock ${path} for more than ${timeoutMs} ms`);
  }
}

interface Content extends ProcessIdentity {
  readonly token: string;
}

const defaultTimeout = 10_000;
const defaultStale = 30_000;

/**
 * Runs `work` while this process holds the lock. Blocks the event loop while it waits, so what `work` does must be
 * short; and it must be synchronous, because the lock is given back when it returns.
 *
 * @throws LockTimeout, or what `work` throws
 */
export function withFileLock<T>(path: string, work: () => T, options: LockOptions = {}): T {
  const claim = new Claim(path, options.staleMs ?? defaultStale);
  const timeoutMs = options.timeoutMs ?? defaultTimeout;
  const giveUpAt = performance.now() + timeoutMs;
  for (let attempt = 0; !claim.take(); attempt += 1) {
    if (performance.now() >= giveUpAt) throw new LockTimeout(path, claim.holder(), timeoutMs);
    block(pauseBefore(attempt));
  }
  try {
    return work();
  } finally {
    claim.release();
  }
}

/**
 * Waits for the lock without blocking the event loop, and holds it until released. While it is held its file is
 * touched now and then, so that hosts which cannot see this process don't take it for left behind.
 *
 * @throws LockTimeout, or the signal's reason
 */
export async function acquireFileLock(path: string, options: LockOptions = {}): Promise<HeldLock> {
  const staleMs = options.staleMs ?? defaultStale;
  const claim = new Claim(path, staleMs);
  const timeoutMs = options.timeoutMs ?? defaultTimeout;
  const begun = performance.now();
  const last = begun + (options.extension?.atMostMs ?? timeoutMs);
  let giveUpAt = Math.min(begun + timeoutMs, last);
  options.signal?.throwIfAborted();
  for (let attempt = 0; !claim.take(); attempt += 1) {
    const now = performance.now();
    if (options.extension?.continues()) giveUpAt = Math.min(now + timeoutMs, last);
    if (now >= giveUpAt) throw new LockTimeout(path, claim.holder(), Math.round(now - begun));
    await new Promise((resolve) => setTimeout(resolve, longPauseBefore(attempt)));
    options.signal?.throwIfAborted();
  }
  const touching = setInterval(() => claim.touch(), staleMs / 3);
  touching.unref();
  return {
    release: () => {
      clearInterval(touching);
      claim.release();
    },
  };
}

/** One holder's attempt on a lock. */
class Claim {
  readonly #content: Content = { token: randomBytes(8).toString('hex'), ...identityOf() };

  constructor(
    readonly path: string,
    readonly staleMs: number,
  ) {}

  /** Takes the lock if it is free or was left behind; never waits. */
  take(): boolean {
    if (this.#create()) return true;
    const found = readLock(this.path);
    if (found === 'gone') return this.#create();
    if (!this.#isLeftBehind(found)) return false;
    return this.#remove(found) && this.#create();
  }

  release(): void {
    // It would stay as long as this process runs, if it could not be read for a moment.
    const found = readLock(this.path, (path) => onceClosed(() => readFileSync(path, 'utf8')));
    if (found !== 'gone' && found?.token === this.#content.token)
      onceClosed(() => rmSync(this.path, { force: true }));
  }

  touch(): void {
    const found = readLock(this.path);
    if (found === 'gone' || found?.token !== this.#content.token) return;
    const now = new Date();
    try {
      utimesSync(this.path, now, now);
    } catch {
      // It is gone, or another process has it open: the next time may do.
    }
  }

  holder(): ProcessIdentity | undefined {
    const found = readLock(this.path);
    return found === 'gone' ? undefined : found;
  }

  /**
   * Makes the lock file, if there is none. Linking a file that is already written means that nobody ever reads a lock
   * without content; where the file system has no links the file is made and then filled.
   */
  #create(): boolean {
    const text = JSON.stringify(this.#content);
    const temporary = `${this.path}.${this.#content.token}.tmp`;
    try {
      writeFileSync(temporary, text, { mode: 0o600 });
    } catch (error) {
      removeUnlessHeld(temporary);
      throw error;
    }
    try {
      linkSync(temporary, this.path);
      return true;
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return false;
      if (!hasNoLinks(error) && !isHeld(error)) throw error;
      return createUnlinked(this.path, text);
    } finally {
      removeUnlessHeld(temporary);
    }
  }

  #isLeftBehind(found: Content | undefined): boolean {
    const liveness = found === undefined ? 'unknown' : livenessOf(found);
    if (liveness !== 'unknown') return liveness === 'dead';
    try {
      return Date.now() - statSync(this.path).mtimeMs > this.staleMs;
    } catch {
      return false;
    }
  }

  /**
   * Takes away a lock that was left behind. Between judging it and removing it another process may have done the same
   * and taken the lock anew, and removing that one would let two in. So only the holder of a second lock, named after
   * the dead holder's token, removes it, and only after seeing that the token is still there.
   */
  #remove(found: Content | undefined): boolean {
    const token = found?.token ?? 'unreadable';
    const permit = new Claim(`${this.path}~${token}`, this.staleMs);
    if (!permit.take()) return false;
    try {
      const again = readLock(this.path);
      if (again === 'gone') return true;
      if (again?.token !== found?.token || !this.#isLeftBehind(again)) return false;
      onceClosed(() => unlinkSync(this.path));
      return true;
    } finally {
      permit.release();
    }
  }
}

function createUnlinked(path: string, text: string): boolean {
  let file: number;
  try {
    file = openSync(path, 'wx', 0o600);
  } catch (error) {
    // On Windows also where a lock was removed that somebody still reads.
    if (codeOf(error) === 'EEXIST' || isHeld(error)) return false;
    throw error;
  }
  try {
    writeFileSync(file, text);
    return true;
  } catch (error) {
    // Made, but not filled: it would be a lock that nobody can read.
    removeUnlessHeld(path);
    throw error;
  } finally {
    closeSync(file);
  }
}

/** Undefined: a lock that nobody can read, left by a system that stopped half-way. */
function readLock(path: string, read = textOf): Content | undefined | 'gone' {
  try {
    const content: Partial<Content> = JSON.parse(read(path));
    const { token, pid, host, started } = content;
    if (
      typeof token !== 'string' ||
      !/^[0-9a-f]+$/.test(token) ||
      typeof pid !== 'number' ||
      typeof host !== 'string'
    )
      return undefined;
    return { token, pid, host, started: started ?? null };
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? 'gone' : undefined;
  }
}

function textOf(path: string): string {
  return readFileSync(path, 'utf8');
}

/** Milliseconds; grows, and is random so that waiters don't stay in step. */
function pauseBefore(attempt: number): number {
  return Math.min(25, 1 + attempt) * (0.5 + Math.random());
}

/** The same for work that is not over in a moment: fifty that look all the time would keep the holder from it. */
function longPauseBefore(attempt: number): number {
  return Math.min(150, 4 + 4 * attempt) * (0.5 + Math.random());
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
