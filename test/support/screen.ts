/** How a character looks, by the terminal's own names. */
export interface Style {
  readonly bold: boolean;
  readonly dim: boolean;
  readonly color: Color | null;
}

export type Color = 'red' | 'green' | 'yellow' | 'blue' | 'cyan';

/** A piece of a line in one style, from a column on. */
export interface Run {
  readonly column: number;
  readonly text: string;
  readonly style: Style;
}

interface Cell {
  readonly character: string;
  readonly style: Style;
}

const plain: Style = { bold: false, dim: false, color: null };
const blank: Cell = { character: ' ', style: plain };

const colors: Readonly<Record<number, Color>> = {
  31: 'red',
  32: 'green',
  33: 'yellow',
  34: 'blue',
  36: 'cyan',
};

/**
 * What a terminal shows once everything was written to it: as much of ECMA-48 as the program's colours, its spinner
 * and its prompts use. Whatever else comes is an error, so that no picture is made of what was not understood.
 */
export class Screen {
  readonly #rows: Cell[][] = [[]];
  #row = 0;
  #column = 0;
  #style = plain;

  /** @param columns where a line continues in the next row */
  constructor(readonly columns: number) {}

  write(text: string): void {
    for (const [part, parameters, final] of text.matchAll(/\x1b\[([?\d;]*)([A-Za-z])|./gsu)) {
      if (final !== undefined) this.#control(parameters ?? '', final);
      else if (part === '\n') this.#feed();
      else if (part === '\r') this.#column = 0;
      else if (part < ' ') throw new Error(`the screen does not know ${JSON.stringify(part)}`);
      else this.#put(part);
    }
  }

  /** The lines, without the empty ones at the end. */
  lines(): readonly (readonly Run[])[] {
    const lines = this.#rows.map(runsOf);
    return lines.slice(0, lines.findLastIndex((runs) => runs.length > 0) + 1);
  }

  /** The same without colours. */
  text(): string {
    return this.lines()
      .map((runs) => runs.reduce((line, { column, text }) => line.padEnd(column) + text, ''))
      .join('\n');
  }

  #put(character: string): void {
    if (this.#column === this.columns) this.#feed();
    const row = this.#rowAt(this.#row);
    while (row.length < this.#column) row.push(blank);
    row[this.#column] = { character, style: this.#style };
    this.#column += 1;
  }

  #feed(): void {
    this.#row += 1;
    this.#column = 0;
    this.#rowAt(this.#row);
  }

  #rowAt(index: number): Cell[] {
    while (this.#rows.length <= index) this.#rows.push([]);
    return this.#rows[index] ?? [];
  }

  #control(parameters: string, final: string): void {
    const [first = ''] = parameters.split(';');
    const count = first === '' ? 1 : Number(first);
    switch (final) {
      case 'm':
        for (const code of parameters.split(';')) this.#paint(Number(code));
        return;
      case 'A':
        this.#row = Math.max(0, this.#row - count);
        return;
      case 'B':
        this.#row += count;
        this.#rowAt(this.#row);
        return;
      case 'G':
        this.#column = count - 1;
        return;
      case 'K':
        this.#erase(first);
        return;
      case 'h':
      case 'l':
        // Whether the cursor is seen, and frames drawn at once.
        if (parameters === '?25' || parameters === '?2026') return;
    }
    throw new Error(`the screen does not know CSI ${parameters}${final}`);
  }

  /** To the end of the line, to its beginning, or all of it. */
  #erase(which: string): void {
    const row = this.#rowAt(this.#row);
    if (which === '2') row.length = 0;
    else if (which === '1') row.fill(blank, 0, this.#column + 1);
    else row.length = Math.min(row.length, this.#column);
  }

  #paint(code: number): void {
    const color = colors[code];
    if (color !== undefined) this.#style = { ...this.#style, color };
    else if (code === 0) this.#style = plain;
    else if (code === 1) this.#style = { ...this.#style, bold: true };
    else if (code === 2) this.#style = { ...this.#style, dim: true };
    else if (code === 22) this.#style = { ...this.#style, bold: false, dim: false };
    else if (code === 39) this.#style = { ...this.#style, color: null };
    else throw new Error(`the screen does not know the colour ${code}`);
  }
}

/** Pieces of one style; spaces at their ends, which nobody sees, are left out. */
function runsOf(row: readonly Cell[]): readonly Run[] {
  const runs: { column: number; text: string; style: Style }[] = [];
  row.forEach(({ character, style }, column) => {
    const last = runs.at(-1);
    if (last && sameStyle(last.style, style)) last.text += character;
    else runs.push({ column, text: character, style });
  });
  return runs
    .map((run) => ({
      ...run,
      column: run.column + run.text.length - run.text.trimStart().length,
      text: run.text.trim(),
    }))
    .filter(({ text }) => text !== '');
}

function sameStyle(one: Style, other: Style): boolean {
  return one.bold === other.bold && one.dim === other.dim && one.color === other.color;
}
