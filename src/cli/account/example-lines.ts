/** A command of a help's examples, and what it is for. */
export type Example = readonly [command: string, purpose?: string];

/**
 * The lines of a help's examples.
 * @param column where the purposes begin, two spaces or more behind a command; behind a longer one they have a line of their own
 */
export function exampleLines(column: number, examples: readonly Example[]): string {
  return examples.map((example) => `  ${lineOf(column - 2, example)}`).join('\n');
}

function lineOf(width: number, [command, purpose]: Example): string {
  if (purpose === undefined) return command;
  return command.length < width - 1
    ? command.padEnd(width) + purpose
    : `${command}\n${' '.repeat(width + 2)}${purpose}`;
}
