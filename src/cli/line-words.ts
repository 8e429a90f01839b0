/** As the parser's own class has it. */
interface ParsedLine {
  readonly parent: ParsedLine | null;
}

/** The words of the command line as they were given, without the program's name. */
export function wordsOfLine(command: ParsedLine): readonly string[] {
  if (command.parent !== null) return wordsOfLine(command.parent);
  // The typings leave it out; commander keeps it for whoever wants the line as it was.
  const { rawArgs } = command as { readonly rawArgs?: readonly string[] };
  return rawArgs ?? [];
}

/** The path of a command below the program: `client init`; empty for the program. */
export function pathOf(command: { readonly parent: ParsedCommand | null; name(): string }): string {
  if (command.parent === null) return '';
  return `${pathOf(command.parent)} ${command.name()}`.trim();
}

interface ParsedCommand {
  readonly parent: ParsedCommand | null;
  name(): string;
}
