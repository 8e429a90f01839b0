import { wordsOfLine } from '../line-words.ts';

/** What a command line of `exec` says, as far as it is not options. */
export interface ExecWords {
  /** Before `--`. */
  readonly before: readonly string[];
  /** The command: all after `--`, or empty without it. */
  readonly command: readonly string[];
  /** Whether `--` was given. */
  readonly isParted: boolean;
}

/** As the parser's own class has it. */
interface ParsedLine {
  readonly parent: ParsedLine | null;
  /** Every word that is no option, without the first `--`. */
  readonly args: readonly string[];
}

/**
 * Parts the words at `--`, of which the parser leaves no trace. `--` may also be the value of an option: the one that
 * ends the options is the first one behind which the words are as they were given.
 */
export function partedWords(command: ParsedLine): ExecWords {
  const { args } = command;
  const line = wordsOfLine(command);
  for (let at = line.indexOf('--'); at >= 0; at = line.indexOf('--', at + 1)) {
    const after = line.slice(at + 1);
    const start = args.length - after.length;
    if (start >= 0 && after.every((word, index) => word === args[start + index]))
      return { before: args.slice(0, start), command: after, isParted: true };
  }
  return { before: args, command: [], isParted: false };
}
