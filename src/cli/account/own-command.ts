import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { programWord } from '../../credentials/process-command.ts';
import type { CommandContext } from '../context.ts';

/** Folders in which everything finds Node: what an IDE or cron starts has hardly any other in its PATH. */
const everywhere = new Set(['/bin', '/usr/bin']);

/**
 * The words that start this program from anywhere. A file that is kept is read by programs whose PATH is not that of
 * this shell, so that a bare name may not be found, or be another program's.
 * @param platform as `process.platform` names it
 */
export function ownCommand(
  { env, script }: Pick<CommandContext, 'env' | 'script'>,
  platform: NodeJS.Platform = process.platform,
): readonly string[] {
  const folders = (env.PATH ?? '').split(delimiter).filter(isAbsolute);
  const inPath = (name: string) => folders.map((folder) => join(folder, name)).find(isProgram);
  const program = inPath(programWord(platform));
  if (program === undefined) {
    return script === undefined ? [programWord(platform)] : [process.execPath, script];
  }
  // A starter of its own kind, such as a version manager's, finds its interpreter itself.
  if (platform === 'win32' || script === undefined || real(program) !== real(script)) return [program];
  const node = inPath('node') ?? process.execPath;
  return everywhere.has(dirname(node)) ? [program] : [node, program];
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function real(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}
