import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from '../files/atomic-write.ts';
import { acquireFileLock } from '../files/lock.ts';
import type { CostAmount, CostPeriod, CostQuery, CostReading } from '../model/costs.ts';
import { prepareFolder } from './cache-folder.ts';
import { isObject, keptText, readKeptText } from './checksummed-json.ts';
import { fileNameOf } from './request-key.ts';
import { folderProblem, readOwnFile } from './session-file.ts';

/** Milliseconds for which an answer is used: AWS counts anew up to three times a day. https://docs.aws.amazon.com/cost-management/latest/userguide/ce-api-best-practices.html */
const costsLife = 8 * 3_600_000;

/** Milliseconds by which a clock may step back without the answer being taken for one of the future. */
const skew = 60_000;

/** Bytes: 90 days of a thousand accounts with three charge types each. */
const mostBytes = 64 * 1_048_576;

/** Milliseconds for which another process is waited for that asks the same: Cost Explorer may throttle it. */
const longestWait = 60_000;

/** In names of files. No account is called so, whose sessions are kept beside it. */
export const costsOwner = '_costs';

const fileName = /^_costs-[0-9a-f]{16}\.json$/;

/** Keeps answers of Cost Explorer, which cost money: private, because they say what clients spend. */
export class CostsFile {
  constructor(
    /** Null where this user has none. */
    private readonly folder: string | null,
    /** Whose costs they are: everything that decides an answer besides the query. */
    private readonly whose: readonly (string | null)[],
    private readonly now: () => number,
  ) {}

  /** The newest answer that is young enough and holds all that is asked for; one of a longer period is cut to it. */
  read(query: CostQuery): CostReading | null {
    const { folder } = this;
    if (folder === null || folderProblem(folder) !== null) return null;
    const key = this.keyOf(query);
    const [newest] = namesIn(folder)
      .map((name) => readEntry(join(folder, name)))
      .filter((entry) => entry !== null)
      .filter((entry) => entry.key === key && isYoung(entry, this.now()) && holds(entry.reading, query))
      .sort((a, b) => b.readAt - a.readAt);
    if (newest === undefined) return null;
    const { reading } = newest;
    const periods = reading.periods.filter(({ start }) => start >= query.start);
    return { ...reading, ...query, periods };
  }

  /**
   * Keeps an answer beside those of other periods, and forgets those that are too old.
   * @returns why it could not be kept; null where it was
   */
  write(reading: CostReading): string | null {
    const { folder } = this;
    const problem = this.problem();
    if (folder === null || problem !== null) return problem;
    const key = this.keyOf(reading);
    const entry: Entry = { format: 1, key, readAt: reading.readAt, reading };
    try {
      const text = keptText(entry);
      if (Buffer.byteLength(text) > mostBytes) return `the answer is larger than ${mostBytes} bytes`;
      const name = fileNameOf(costsOwner, JSON.stringify([key, reading.start]));
      writeFileAtomically(join(folder, name), text, { mode: 0o600, durable: false });
      this.forgetOld(folder);
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  /** Why nothing can be kept, as far as it is known before; null where it can. */
  problem(): string | null {
    return prepareFolder(this.folder, () => {});
  }

  /**
   * Does something while no other process does it for the same costs. Where that cannot be known it is done all the
   * same: to ask twice is better than not at all.
   * @throws what `work` throws, or the reason of the signal
   */
  async alone<T>(query: CostQuery, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const { folder } = this;
    if (folder === null || this.problem() !== null) return work();
    const path = `${join(folder, fileNameOf(costsOwner, this.keyOf(query)))}.lock`;
    const options = { timeoutMs: longestWait, ...(signal ? { signal } : {}) };
    const lock = await acquireFileLock(path, options).catch((error: unknown) => {
      if (signal?.aborted) throw error;
      return null;
    });
    try {
      return await work();
    } finally {
      lock?.release();
    }
  }

  private keyOf({ granularity, metric }: CostQuery): string {
    return JSON.stringify([...this.whose, granularity, metric]);
  }

  private forgetOld(folder: string): void {
    for (const name of namesIn(folder)) {
      const file = join(folder, name);
      const entry = readEntry(file);
      if (entry === null || !isYoung(entry, this.now())) removed(file);
    }
  }
}

/** None where the folder cannot be listed: what is kept there is of no use then. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((one) => fileName.test(one));
  } catch {
    return [];
  }
}

function holds(reading: CostReading, { start, end }: CostQuery): boolean {
  return reading.start <= start && reading.end === end;
}

/** What cannot be removed, such as a folder of that name, keeps nothing else from being kept. */
function removed(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // It is of no use to anybody, and stays.
  }
}

interface Entry {
  readonly format: 1;
  readonly key: string;
  /** Epoch milliseconds; where the sweep of the folder looks for it. */
  readonly readAt: number;
  readonly reading: CostReading;
}

function isYoung({ readAt }: Entry, now: number): boolean {
  return now - readAt < costsLife && readAt - now <= skew;
}

function readEntry(file: string): Entry | null {
  const text = readOwnFile(file, mostBytes);
  const value = text === null ? null : readKeptText(text);
  return isEntry(value) ? value : null;
}

function isEntry(value: unknown): value is Entry {
  return (
    isObject(value) &&
    value.format === 1 &&
    typeof value.key === 'string' &&
    Number.isFinite(value.readAt) &&
    isReading(value.reading) &&
    value.reading.readAt === value.readAt
  );
}

function isReading(value: unknown): value is CostReading {
  return (
    isObject(value) &&
    [value.start, value.end, value.granularity, value.metric].every((one) => typeof one === 'string') &&
    Number.isFinite(value.requests) &&
    isObject(value.names) &&
    Object.values(value.names).every((one) => typeof one === 'string') &&
    Array.isArray(value.periods) &&
    value.periods.every(isPeriod)
  );
}

function isPeriod(value: unknown): value is CostPeriod {
  return (
    isObject(value) &&
    typeof value.start === 'string' &&
    typeof value.end === 'string' &&
    typeof value.isEstimated === 'boolean' &&
    Array.isArray(value.amounts) &&
    value.amounts.every(isAmount)
  );
}

function isAmount(value: unknown): value is CostAmount {
  return (
    isObject(value) &&
    [value.accountId, value.chargeType, value.amount, value.unit].every((one) => typeof one === 'string')
  );
}
