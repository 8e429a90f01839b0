import { createHash } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from '../files/atomic-write.ts';
import { prepareFolder } from './cache-folder.ts';
import { isObject, keptText, readKeptText } from './checksummed-json.ts';
import { folderProblem, readOwnFile } from './session-file.ts';

/** Milliseconds after which what was left undone is of no interest any more. */
const life = 30 * 86_400_000;
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
    const entry = readEntry(this.fileIn(folder));
    return entry?.key === this.key && !this.isOver(entry) ? entry.names : null;
  }

  /** @returns why it could not be kept; null where it was */
  write(names: readonly string[]): string | null {
    const { folder, key } = this;
    const problem = prepareFolder(folder, () => {});
    if (folder === null || problem !== null) return problem;
    try {
      const entry: Entry = { format: 1, key, at: this.now(), names };
      writeFileAtomically(this.fileIn(folder), keptText(entry), { mode: 0o600, durable: false });
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  /** Removes what nobody will take up any more; what cannot be removed is left. */
  sweep(): void {
    const { folder } = this;
    if (folder === null || folderProblem(folder) !== null) return;
    for (const name of readdirSync(folder).filter((one) => ownName.test(one))) {
      const file = join(folder, name);
      const entry = readEntry(file);
      if (entry !== null && this.isOver(entry)) rmSync(file, { force: true });
    }
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
}

function readEntry(file: string): Entry | null {
  const text = readOwnFile(file);
  const value = text === null ? null : readKeptText(text);
  return isEntry(value) ? value : null;
}

function isEntry(value: unknown): value is Entry {
  if (!isObject(value) || value.format !== 1 || typeof value.key !== 'string') return false;
  if (typeof value.at !== 'number') return false;
  return Array.isArray(value.names) && value.names.every((name) => typeof name === 'string');
}
