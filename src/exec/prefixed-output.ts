import type { Readable } from 'node:stream';
import { LinePieces } from './line-pieces.ts';

/** Where a program's lines go. */
export interface LineTarget {
  /** Stands before each line. */
  readonly prefix: string;
  /** The line as it is printed: as it is, or without what acts on a terminal. */
  shown(line: Buffer): Uint8Array;
  /**
   * Resolves once the bytes were taken, so that a program that prints more than is read is slowed, not kept.
   * @returns false where nothing will be read any more
   */
  write(bytes: Uint8Array): Promise<boolean>;
}

/** Reads one stream of a program, and writes each of its lines by itself after a prefix. */
export class PrefixedOutput {
  private writing = false;

  private readonly prefix: Buffer;

  constructor(private readonly target: LineTarget) {
    this.prefix = Buffer.from(target.prefix);
  }

  /** Whether it waits for its reader rather than for the program. */
  get isWriting(): boolean {
    return this.writing;
  }

  /** Resolves at the stream's end. A reader that went away ends it: the program then gets an error or SIGPIPE. */
  async read(source: Readable): Promise<void> {
    const pieces = new LinePieces();
    try {
      for await (const chunk of source) {
        for (const part of partsOf(chunk as Buffer)) if (!(await this.write(pieces.add(part)))) return;
      }
    } catch {
      // It was destroyed because something that outlives the program held it open.
    }
    await this.write(pieces.end());
  }

  private async write(lines: readonly Buffer[]): Promise<boolean> {
    if (lines.length === 0) return true;
    this.writing = true;
    try {
      return await this.target.write(joined(this.prefix, lines.map(this.target.shown)));
    } finally {
      this.writing = false;
    }
  }
}

/** Bytes that are cut into lines at a time: each line takes many times its length while it is under way. */
const atATime = 8_192;

function* partsOf(chunk: Buffer): Generator<Buffer> {
  for (let at = 0; at < chunk.length; at += atATime) yield chunk.subarray(at, at + atATime);
}

const lineFeed = 0x0a;

/** Each line after the prefix. A program may print millions of lines: they are put into one piece of memory at once. */
function joined(prefix: Buffer, lines: readonly Uint8Array[]): Buffer {
  const length = lines.reduce((sum, line) => sum + prefix.length + line.length + 1, 0);
  const bytes = Buffer.allocUnsafe(length);
  let at = 0;
  for (const line of lines) {
    at += prefix.copy(bytes, at);
    bytes.set(line, at);
    at += line.length;
    bytes[at] = lineFeed;
    at += 1;
  }
  return bytes;
}
