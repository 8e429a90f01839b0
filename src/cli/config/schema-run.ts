import type { CommandContext } from '../context.ts';
import { say } from '../notices.ts';
import { outputFile, writeOutput } from '../output-file.ts';
import { schemaText } from './schema-text.ts';

/** @throws Failure where the file of `--output` cannot be written */
export function runConfigSchema(
  { output }: { readonly output?: string },
  { terminal, globals, cwd }: CommandContext,
): void {
  if (output === undefined) {
    terminal.out(schemaText);
    return;
  }
  const file = outputFile(output, cwd, 'schema');
  writeOutput(file, schemaText, 'schema', { mode: 0o666 });
  if (globals.json) terminal.out(`${JSON.stringify({ file })}\n`);
  else say(terminal, `wrote ${file}`);
}
