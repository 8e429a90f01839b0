import type { CommandContext } from '../../context.ts';
import { say } from '../../notices.ts';
import { outputFile, writeOutput } from '../../output-file.ts';
import type { TerraformOptions } from './options.ts';

/** What a run of `terraform` made. */
export interface Made {
  readonly text: string;
  /** What `--json` prints, beside the file. */
  readonly json: object;
  /** Says what goes with it to a person. */
  notices(): void;
}

/**
 * Prints it, or writes it to the file of `--output`.
 * @param make reads what it is made of, after the file is known to be writable
 */
export async function giveText(
  { output }: Pick<TerraformOptions, 'output'>,
  { terminal, globals, cwd }: CommandContext,
  make: () => Promise<Made>,
): Promise<void> {
  const file = output === undefined ? null : outputFile(output, cwd, 'text');
  const { text, json, notices } = await make();
  // As a shell's > makes it: nothing in it is secret, and it is committed.
  if (file !== null) writeOutput(file, text, 'text', { mode: 0o666 });
  if (globals.json) {
    terminal.out(`${JSON.stringify({ ...json, file })}\n`);
    return;
  }
  if (file === null) terminal.out(text);
  else say(terminal, `wrote ${file}`);
  notices();
}
