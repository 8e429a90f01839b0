import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readMarkdown } from '../../docs/support/markdown.ts';
import { given } from './sdk.ts';

const source = readFileSync(fileURLToPath(new URL('../../../docs/terraform.md', import.meta.url)), 'utf8');

/** A file that the page on Terraform shows: its first line names it. */
export function shownFile(name: string): string {
  const { fences } = readMarkdown(source);
  const { text } = given(
    fences.find((fence) => fence.text.startsWith(`# ${name}\n`)),
    name,
  );
  return `${text}\n`;
}

/** How one way to sign and one block go together, as the page says it. */
export interface Combination {
  /** The command line; null where the page names none. */
  readonly command: string | null;
  /** Of each block, by `--with`: null where it works, else what Terraform says. */
  readonly refusals: Readonly<Record<string, string | null>>;
}

/** The table of the page: rows are ways to sign, columns are blocks. */
export function shownCombinations(): readonly Combination[] {
  const rows = source
    .split('\n')
    .map((line) => /^\| (.*) \|$/.exec(line)?.[1]?.split(' | '))
    .filter((cells) => cells !== undefined);
  const head = rows.findIndex(([first]) => first === 'you sign with');
  const ways = (rows[head] ?? []).slice(1).map((cell) => /`--with ([\w-]+)`/.exec(cell)?.[1] ?? '');
  const table = rows.slice(head + 2);
  const end = table.findIndex((cells) => cells.length !== ways.length + 1);
  return table.slice(0, end < 0 ? undefined : end).map(([first = '', ...cells]) => ({
    command: /^`([^`]+)`/.exec(first)?.[1] ?? null,
    refusals: Object.fromEntries(ways.map((way, index) => [way, refusalIn(cells[index] ?? '')] as const)),
  }));
}

function refusalIn(cell: string): string | null {
  if (cell.startsWith('works')) return null;
  return given(/^refused: `([^`]+)`/.exec(cell)?.[1], `a message: ${cell}`);
}
