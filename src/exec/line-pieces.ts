/** Bytes of a line that are kept until its end comes. */
const longestPiece = 32_768;

const lineFeed = 0x0a;

/** Cuts what a program prints into lines, and a line that is longer than a bound into pieces. */
export class LinePieces {
  private readonly kept: Buffer;
  private size = 0;

  /** @param most bytes of a piece; no more are ever kept */
  constructor(private readonly most: number = longestPiece) {
    this.kept = Buffer.allocUnsafe(most);
  }

  /** @returns the lines and pieces that are complete now, without their line ends; some are parts of the chunk */
  add(chunk: Buffer): readonly Buffer[] {
    const complete: Buffer[] = [];
    let at = 0;
    while (at < chunk.length) {
      const found = chunk.indexOf(lineFeed, at);
      const end = found < 0 ? chunk.length : found;
      if (found >= 0 && this.size === 0 && end - at <= this.most) {
        // Most lines come whole: they need no copy.
        complete.push(chunk.subarray(at, end));
        at = end + 1;
        continue;
      }
      const room = this.most - this.size;
      if (end - at > room) {
        this.keep(chunk.subarray(at, at + room));
        at += room;
        complete.push(this.takePiece());
      } else {
        this.keep(chunk.subarray(at, end));
        at = end + 1;
        if (found >= 0) complete.push(this.take(this.size));
      }
    }
    return complete;
  }

  /** @returns what has no line end; empty where there is nothing */
  end(): readonly Buffer[] {
    return this.size === 0 ? [] : [this.take(this.size)];
  }

  private keep(bytes: Buffer): void {
    bytes.copy(this.kept, this.size);
    this.size += bytes.length;
  }

  /** All that is kept, but for the beginning of a character that its end cuts in two. */
  private takePiece(): Buffer {
    let start = this.size - 1;
    while (start > this.size - 4 && (this.byteAt(start) & 0xc0) === 0x80) start -= 1;
    const isCut = start > 0 && lengthOf(this.byteAt(start)) > this.size - start;
    return this.take(isCut ? start : this.size);
  }

  private take(end: number): Buffer {
    const piece = Buffer.from(this.kept.subarray(0, end));
    this.kept.copyWithin(0, end, this.size);
    this.size -= end;
    return piece;
  }

  private byteAt(index: number): number {
    return this.kept[index] ?? 0;
  }
}

/** Bytes of a character of UTF-8, by its first one. https://www.rfc-editor.org/rfc/rfc3629#section-3 */
function lengthOf(first: number): number {
  if (first >= 0xf0) return 4;
  if (first >= 0xe0) return 3;
  return first >= 0xc0 ? 2 : 1;
}
