import { shellWord } from '../model/shell-word.ts';

/** The default of `--timeout`, as a person writes it. */
export const defaultTimeouts = {
  /** Creating an account takes minutes. */
  accountInit: '15m',
  /** AWS may take more than ten minutes to show that an account is being closed. */
  accountClose: '15m',
  /** A new organization takes up to an hour. */
  orgInit: '1h',
  orgRepair: '1h',
  /** Some calls in one account. */
  user: '5m',
  /** Each account takes seconds; a look at its event history takes longer. */
  accountRevoke: '30m',
} as const;

/**
 * Accounts that are read side by side, unless another number is given: AWS lists 160 accounts a second, and reading
 * one takes two round trips, so that this keeps up with the listing while a round trip takes no longer than an eighth
 * of a second.
 */
export const defaultConcurrency = 40;

/** How many findings `--who` looks up, unless another number is given: half a minute where all are in one account. */
export const defaultWhoLimit = 50;

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
