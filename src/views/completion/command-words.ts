import { type AccountNoun, accountNouns } from '../../model/account-kind.ts';

/** The words that a command line can contain, as far as a shell can complete them. */
export interface CommandWords {
  /** The words that lead here, each after a space; empty for the program itself. */
  readonly path: string;
  readonly name: string;
  readonly summary: string;
  /** The command's own options; the program's are taken everywhere. */
  readonly options: readonly OptionWords[];
  readonly argument: ArgumentWords;
  /** Whether it runs another command, which follows `--`. */
  readonly runsCommand: boolean;
  readonly commands: readonly CommandWords[];
}

export interface OptionWords {
  /** `--long` and `-s`, as they are typed. */
  readonly names: readonly string[];
  readonly description: string;
  readonly value: ValueWords;
}

/** What follows an option: nothing, one of these words, a file, an account's name, or text that nobody can guess. */
export type ValueWords =
  | { readonly kind: 'none' | 'file' | 'text' | AccountNoun }
  | { readonly kind: 'words'; readonly words: readonly string[] };

/** What a command's first argument is: of a kind of account, the name of one. */
export type ArgumentWords =
  | { readonly kind: 'none' | 'text' | AccountNoun }
  | { readonly kind: 'words'; readonly words: readonly string[] };

/** The kinds of accounts whose names a command or one below it takes, as arguments or with an option. */
export function namedKinds(command: CommandWords): readonly AccountNoun[] {
  const kinds = new Set<string>(
    allCommands(command).flatMap(({ argument, options }) => [
      argument.kind,
      ...options.map(({ value }) => value.kind),
    ]),
  );
  return accountNouns.filter((noun) => kinds.has(noun));
}

/** The hidden command that prints the names of a kind. */
export function namesCommand(noun: AccountNoun): string {
  return `diverst __${noun}s 2>/dev/null`;
}

/** A command and all below it. */
export function allCommands(command: CommandWords): readonly CommandWords[] {
  return [command, ...command.commands.flatMap(allCommands)];
}
