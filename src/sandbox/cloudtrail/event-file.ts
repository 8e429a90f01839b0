import {
  closeSync,
  copyFileSync,
  existsSync,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { LockTimeout, withFileLock } from '../../files/lock.ts';
import { onceClosed } from '../../files/once-closed.ts';
import { type EventHistory, type HistoryEntry, MemoryHistory } from './history.ts';
import type { TrailEvent } from './trail-event.ts';

/**
 * Bytes after which a file is set aside as the older one and a new one begun, so that both together stay below twice
 * that: some 6,000 events, of which the oldest go first.
 */
const largestEventFile = 4 * 1024 * 1024;

/** Characters that are written at once. */
const largestPiece = 256 * 1024;

/** What comes after the name of a state file: newer events, older events. */
const newer = '.events';
const older = '.events.1';

/**
 * The event histories beside a state file, which several processes write to at once: a line of JSON for each event.
 * A call that reads does not take the state's lock for it, and rewrites nothing.
 */
export class FileHistory implements EventHistory {
  readonly #file: string;
  readonly #older: string;
  readonly #largest: number;
  #read = new MemoryHistory();
  /** What of the newer file has been read: which file it is, and up to which byte. */
  #seen: { readonly identity: string; readonly end: number } | undefined;

  constructor(stateFile: string, largest = largestEventFile) {
    this.#file = stateFile + newer;
    this.#older = stateFile + older;
    this.#largest = largest;
  }

  append(entries: readonly HistoryEntry[]): void {
    let text = '';
    for (const { at, key, event } of entries) {
      text += `${JSON.stringify({ at, key, event: event() })}\n`;
      if (text.length < largestPiece) continue;
      this.#write(text);
      text = '';
    }
    if (text !== '') this.#write(text);
  }

  /** The call has had its effect by now, and AWS does not take it back either where its history lags behind. */
  #write(text: string): void {
    onDisk(() => this.#setAside());
    onDisk(() => appendTo(this.#file, text));
  }

  of(accountId: string, region: string): readonly HistoryEntry[] {
    onDisk(() => this.#catchUp());
    return this.#read.of(accountId, region);
  }

  ofAccount(accountId: string): readonly HistoryEntry[] {
    onDisk(() => this.#catchUp());
    return this.#read.ofAccount(accountId);
  }

  count(): number {
    onDisk(() => this.#catchUp());
    return this.#read.count();
  }

  #setAside(): void {
    if (sizeOf(this.#file) <= this.#largest) return;
    const work = () => {
      // Another process may have done it meanwhile.
      if (sizeOf(this.#file) > this.#largest) onceClosed(() => renameSync(this.#file, this.#older));
    };
    withFileLock(`${this.#file}.lock`, work, { timeoutMs: 1_000 });
  }

  #catchUp(): void {
    if (!existsSync(this.#file)) {
      if (this.#seen?.identity !== 'none') this.#startAnew('none');
      return;
    }
    const file = openSync(this.#file, 'r');
    try {
      const { ino, birthtimeNs, size } = fstatSync(file, { bigint: true });
      const identity = `${ino} ${birthtimeNs}`;
      const known = this.#seen?.identity === identity && this.#seen.end <= Number(size);
      const { end } = known && this.#seen ? this.#seen : this.#startAnew(identity);
      const bytes = Buffer.alloc(Number(size) - end);
      const length = readSync(file, bytes, 0, bytes.length, end);
      // A line that is being written has no end yet.
      const whole = bytes.subarray(0, length).lastIndexOf('\n') + 1;
      this.#read.append(entriesOf(bytes.subarray(0, whole)));
      this.#seen = { identity, end: end + whole };
    } finally {
      closeSync(file);
    }
  }

  /** Reads the older file, after which the newer one is read from its beginning. */
  #startAnew(identity: string): { readonly identity: string; readonly end: number } {
    this.#read = new MemoryHistory();
    if (existsSync(this.#older)) this.#read.append(entriesOf(readFileSync(this.#older)));
    this.#seen = { identity, end: 0 };
    return this.#seen;
  }
}

/** Takes the histories beside a state file away. */
export function removeEvents(stateFile: string): void {
  for (const part of [newer, older]) rmSync(stateFile + part, { force: true });
}

/** Copies the histories beside a state file to the place beside another, in place of those that are there. */
export function copyEvents(stateFile: string, to: string): void {
  removeEvents(to);
  for (const part of [newer, older]) {
    if (existsSync(stateFile + part)) copyFileSync(stateFile + part, to + part);
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function appendTo(path: string, text: string): void {
  const file = openSync(path, 'a', 0o600);
  try {
    // In one piece, so that lines of several processes do not mix.
    writeSync(file, text);
  } finally {
    closeSync(file);
  }
}

/** The lines that are whole: what cannot be read is passed over. */
function entriesOf(bytes: Buffer): HistoryEntry[] {
  const entries: HistoryEntry[] = [];
  for (const line of bytes.toString().split('\n')) {
    const entry = entryOf(line);
    if (entry !== undefined) entries.push(entry);
  }
  return entries;
}

function entryOf(line: string): HistoryEntry | undefined {
  try {
    const { at, key, event }: { at: unknown; key: unknown; event: unknown } = JSON.parse(line);
    if (typeof at !== 'number' || typeof key !== 'string' || !isEvent(event)) return undefined;
    const signer = event.userIdentity.accessKeyId;
    return {
      accountId: event.recipientAccountId,
      region: event.awsRegion,
      at,
      key,
      ...(signer === undefined ? {} : { signer }),
      event: () => event,
    };
  } catch {
    return undefined;
  }
}

const texts = ['recipientAccountId', 'awsRegion', 'eventID', 'eventName', 'eventSource', 'eventTime'];

function isEvent(value: unknown): value is TrailEvent {
  if (typeof value !== 'object' || value === null) return false;
  const fields = new Map<string, unknown>(Object.entries(value));
  const identity = fields.get('userIdentity');
  return (
    texts.every((name) => typeof fields.get(name) === 'string') &&
    typeof identity === 'object' &&
    identity !== null
  );
}

/** Passes over what the file system refuses: a full disk, a folder that may only be read, a lock that is held. */
function onDisk(work: () => void): void {
  try {
    work();
  } catch (error) {
    const refused = error instanceof Error && ('syscall' in error || error instanceof LockTimeout);
    if (!refused) throw error;
  }
}
