import { shellWord } from '../model/shell-word.ts';

/** An option as it was given, and what it is where it is left out. */
type OptionRow = readonly [
  flag: string,
  given: string | boolean | readonly string[] | undefined,
  standard?: string,
];

/** The options that are not as they are by default, for pasting into a shell: each with a blank before it. */
export function optionWords(rows: readonly OptionRow[]): string {
  return rows.flatMap(wordsOf).join('');
}

function wordsOf([flag, given, standard]: OptionRow): readonly string[] {
  if (given === undefined || given === false || given === standard) return [];
  if (given === true) return [` ${flag}`];
  return [given].flat().map((value) => ` ${flag} ${shellWord(value)}`);
}
