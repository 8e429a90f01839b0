import { systemWords } from '../model/system-words.ts';

/** A command of a help's examples, and what it does. */
export type Example = readonly [command: string, purpose?: string];

/** A term of a help, and what it means. */
export type HelpRow = readonly [term: string, description: string];

/** A part of a help; an empty line is between two of them. */
export type HelpBlock =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'usage'; readonly lines: readonly string[] }
  | { readonly kind: 'examples'; readonly examples: readonly Example[] }
  /** Without a title the terms begin at the margin. */
  | { readonly kind: 'rows'; readonly title: string | null; readonly rows: readonly HelpRow[] };

/** Where a description begins that stands below its term, because less than half of the columns are left next to it. */
const below = 6;

/** The most columns that terms take in front of their descriptions; a longer term has the line to itself. */
const widest = 34;

/** Terminals with fewer columns show each description below its term. */
const narrow = 60;

/** A space at which no line breaks. */
export const unbroken = '\u00a0';

/**
 * A help as text that fits a width: lines break between words, and continue below their text. A command that is too long
 * continues on the next line as a shell takes it, so that it can be pasted.
 * @param width columns
 * @param continued what ends a line of a command that continues; null for commands that stay on one line
 */
export function helpText(
  blocks: readonly HelpBlock[],
  width: number,
  continued: string | null = systemWords().continued,
): string {
  return `${blocks.map((block) => linesOf(block, width, continued).join('\n')).join('\n\n')}\n`;
}

function linesOf(block: HelpBlock, width: number, continued: string | null): readonly string[] {
  switch (block.kind) {
    case 'text':
      return hanging('', block.text, width, 0);
    case 'usage':
      return block.lines.flatMap((line, index) => usageLines(line, index === 0, width));
    case 'examples':
      return ['Examples:', ...exampleLines(block.examples, width, continued)];
    case 'rows':
      return block.title === null
        ? rowLines(block.rows, width, 0)
        : [block.title, ...rowLines(block.rows, width, 2)];
  }
}

function usageLines(line: string, isFirst: boolean, width: number): readonly string[] {
  const start = isFirst ? 'Usage: ' : ' '.repeat('Usage: '.length);
  return hanging(start, line, width, start.length + 2);
}

/** The purpose stands behind its command, or, if the line has no place for both, as a comment on the line above. */
function exampleLines(
  examples: readonly Example[],
  width: number,
  continued: string | null,
): readonly string[] {
  const column = purposeColumn(examples, width);
  return examples.flatMap((example) => {
    const [command, purpose] = example;
    const lines = commandLines(command, width, continued);
    if (purpose === undefined) return lines;
    return fits(example, column, width)
      ? [`  ${command}`.padEnd(column) + purpose]
      : [...hanging('  # ', purpose, width, 4, '  # '), ...lines];
  });
}

/** Where most purposes find a place behind their commands. */
function purposeColumn(examples: readonly Example[], width: number): number {
  let best = { column: 0, count: 0 };
  for (const [command] of examples) {
    const column = command.length + 4;
    const count = examples.filter((one) => fits(one, column, width)).length;
    if (count > best.count || (count === best.count && column < best.column)) best = { column, count };
  }
  return best.column;
}

function fits([command, purpose = '']: Example, column: number, width: number): boolean {
  return command.length + 4 <= column && column + purpose.length <= width;
}

/** Breaks a command between its words, never within quotes. */
function commandLines(command: string, width: number, continued: string | null): readonly string[] {
  if (2 + command.length <= width || continued === null) return [`  ${command}`];
  const words = command.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? [];
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && `${last} ${word}${continued}`.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`${lines.length === 0 ? '  ' : '      '}${word}`);
  }
  return lines.map((line, index) => (index === lines.length - 1 ? line : line + continued));
}

function rowLines(rows: readonly HelpRow[], width: number, indent: number): readonly string[] {
  const most = widest - indent - 2;
  const lengths = rows.map(([term]) => term.length).filter((length) => length <= most);
  const column = indent + Math.max(0, ...lengths) + 2;
  return rows.flatMap(([term, description]) => {
    const start = ' '.repeat(indent) + (width < narrow ? term.trimStart() : term);
    if (description === '') return [start];
    if (width >= narrow && term.length <= most)
      return hanging(start.padEnd(column), description, width, column);
    const under = width < narrow ? indent + below - 2 : column;
    if (term === '') return hanging(' '.repeat(under), description, width, under);
    return [
      ...hanging(start, '', width, indent + 2),
      ...hanging(' '.repeat(under), description, width, under),
    ];
  });
}

/**
 * Lines that break between words; a word that is longer than a line stays whole.
 * @param start in front of the first line
 * @param column where further lines begin
 * @param again in front of further lines
 */
function hanging(
  start: string,
  text: string,
  width: number,
  column: number,
  again = ' '.repeat(column),
): readonly string[] {
  const lines: string[] = [];
  let line = start;
  let isEmpty = true;
  for (const part of text.split(/[ \n]+/).filter((one) => one !== '')) {
    const word = part.replaceAll(unbroken, ' ');
    const longer = isEmpty ? line + word : `${line} ${word}`;
    if (isEmpty || longer.length <= width) line = longer;
    else {
      lines.push(line.trimEnd());
      line = again + word;
    }
    isEmpty = false;
  }
  return [...lines, line.trimEnd()];
}
