import { clearLine, cursorTo, type Direction, moveCursor } from 'node:readline';
import { Writable } from 'node:stream';
import type { Screen } from './screen.ts';

/** The output stream of a terminal, as far as prompts and spinners use it. */
export class TerminalOutput extends Writable {
  readonly isTTY = true;
  readonly rows = 60;
  /** As Node marks a stream of the process, which nobody's `pipe` may end. */
  readonly _isStdio = true;

  constructor(
    readonly screen: Screen,
    readonly written: (text: string) => void = () => {},
  ) {
    super();
  }

  get columns(): number {
    return this.screen.columns;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    const text = chunk.toString('utf8');
    this.screen.write(text);
    this.written(text);
    done();
  }

  clearLine(direction: Direction): boolean {
    return clearLine(this, direction);
  }

  cursorTo(column: number): boolean {
    return cursorTo(this, column);
  }

  moveCursor(columns: number, rows: number): boolean {
    return moveCursor(this, columns, rows);
  }
}
