import type { Command } from 'commander';
import type { Example, HelpRow } from '../views/help-page.ts';

/** What the help of a command says in addition to its arguments and options. */
export interface HelpNotes {
  readonly examples: readonly Example[];
  /** Paragraphs, and lists of terms. */
  readonly notes?: readonly HelpNote[];
  /** Each code with its meaning, parted by commas. */
  readonly exitCodes?: string;
  /** What a policy cannot say, for a command that has a least policy. */
  readonly policy?: string;
}

export type HelpNote = string | { readonly title: string; readonly rows: readonly HelpRow[] };

/** Of a command that changes something. */
export const changeCodes = '0 done, 1 failed, 4 declined, 64 wrong usage, 130 interrupted';

const known = new WeakMap<object, () => HelpNotes>();

/**
 * @param command whichever of commander's types describes it
 * @param notes called when the help is shown
 */
export function addHelpNotes(command: object, notes: () => HelpNotes): void {
  known.set(command, notes);
}

export function helpNotes(command: Command): HelpNotes | null {
  return known.get(command)?.() ?? null;
}
