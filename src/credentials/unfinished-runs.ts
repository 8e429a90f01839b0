import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from '../files/atomic-write.ts';
import { withFileLock } from '../files/lock.ts';
import { removeUnlessHeld } from '../files/once-closed.ts';
import { identityOf, livenessOf, type ProcessIdentity } from '../files/process-identity.ts';
import { prepareFolder } from './cache-folder.ts';
import { isObject, keptText, readKeptText } from './checksummed-json.ts';
import { folderProblem, readOwnFile } from './session-file.ts';

/** Milliseconds after which what was left undone is of no interest any more. */
const life = 30 * 86_400_000;
/** Milliseconds that another process is waited for, which holds the file for less than one. */
const lockWait = 2_000;
const ownName = /^unfinished-[0-9a-f]{32}\.json$/;

/**
 * Keeps the names of the accounts in which a command failed or did not run, so that it can be run for these again. The
 * words of the command are not kept, only a hash of them: they may hold a secret.
 */
export class UnfinishedRuns {
  private readonly key: string;

  /**
   * @param folder null where this user has none
   * @param parts what makes two runs the same: who runs it, for which kind of account, and the command's words
   * @param now epoch milliseconds
   */
  constructor(
    private readonly folder: string | null,
    parts: readonly unknown[],
    private readonly now: () => number,
  ) {
    // One that gives no word away, unlike the short sums that the names of sessions have.
    this.key = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  }

  /** The names; null where no run is known. */
  read(): readonly string[] | null {
    const { folder } = this;
    if (folder === null || folderProblem(folder) !== null) return null;
    return this.entryIn(this.fileIn(folder))?.names ?? null;
  }

  /** A process that runs the command now, and will do in these accounts what it has not done yet; null where none does. */
  runner(): ProcessIdentity | null {
    const { folder } = this;
    if (folder === null || folderProblem(folder) !== null) return null;
    return this.entryIn(this.fileIn(folder))?.runners?.find(isAlive) ?? null;
  }

  /**
   * Changes the names that are kept now: the same command may be run by several processes at once, each for accounts
   * of its own.
   * @param edit gets none where no run is known
   * @param runs whether this process runs the command from now on
   * @returns why they could not be kept; null where they were
   */
  change(edit: (names: readonly string[]) => readonly string[], runs: boolean): string | null {
    const { folder } = this;
    const problem = prepareFolder(folder, () => {});
    if (folder === null || problem !== null) return problem;
    const file = this.fileIn(folder);
    try {
      withFileLock(`${file}.lock`, () => this.write(file, edit, runs), { timeoutMs: lockWait });
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  private write(file: string, edit: (names: readonly string[]) => readonly string[], runs: boolean): void {
    const kept = this.entryIn(file);
    const self = identityOf();
    const others = (kept?.runners ?? []).filter((one) => isAlive(one) && !isSame(one, self));
    const entry: Entry = {
      ...{ format: 1, key: this.key, at: this.now() },
      names: [...new Set(edit(kept?.names ?? []))].sort(),
      runners: runs ? [...others, self] : others,
    };
    writeFileAtomically(file, keptText(entry), { mode: 0o600, durable: false });
  }

  /** Removes what nobody will take up any more; what cannot be removed is left. */
  sweep(): void {
    const { folder } = this;
    if (folder === null || folderProblem(folder) !== null) return;
    for (const name of readdirSync(folder).filter((one) => ownName.test(one))) {
      const file = join(folder, name);
      const entry = readEntry(file);
      if (entry !== null && this.isOver(entry)) removeUnlessHeld(file);
    }
  }

  private entryIn(file: string): Entry | null {
    const entry = readEntry(file);
    return entry?.key === this.key && !this.isOver(entry) ? entry : null;
  }

  private isOver({ at }: Entry): boolean {
    return this.now() - at > life;
  }

  private fileIn(folder: string): string {
    // Longer than the hash of a session's file, whose name decides what a sweep of sessions looks at.
    return join(folder, `unfinished-${this.key.slice(0, 32)}.json`);
  }
}

interface Entry {
  readonly format: 1;
  readonly key: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly names: readonly string[];
  /** Processes that run the command; those that were killed are among them. */
  readonly runners?: readonly ProcessIdentity[];
}

/** One of another machine may be: nothing says so. */
function isAlive(runner: ProcessIdentity): boolean {
  return livenessOf(runner) === 'alive';
}

function isSame(one: ProcessIdentity, other: ProcessIdentity): boolean {
  return one.pid === other.pid && one.host === other.host;
}

function readEntry(file: string): Entry | null {
  const text = readOwnFile(file);
  const value = text === null ? null : readKeptText(text);
  return isEntry(value) ? value : null;
}

function isEntry(value: unknown): value is Entry {
  if (!isObject(value) || value.format !== 1 || typeof value.key !== 'string') return false;
  if (typeof value.at !== 'number') return false;
  if (value.runners !== undefined && !(Array.isArray(value.runners) && value.runners.every(isIdentity)))
    return false;
  return Array.isArray(value.names) && value.names.every((name) => typeof name === 'string');
}

function isIdentity(value: unknown): value is ProcessIdentity {
  if (!isObject(value) || !Number.isSafeInteger(value.pid) || typeof value.host !== 'string') return false;
  return value.started === null || typeof value.started === 'string';
}
