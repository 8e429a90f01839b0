import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type AtomicWriteOptions, writeFileAtomically } from '../files/atomic-write.ts';
import { isDevice } from '../files/device-names.ts';
import { Failure, type FailureText } from '../model/failure.ts';
import { shellWord } from '../model/shell-word.ts';
import { systemWords } from '../model/system-words.ts';

/** The options that say where a text is written; one that is required prints nothing when it is left out. */
type OutputFlag = '--output' | '--output-folder' | 'required --output';

/**
 * The file that `--output` names, or one in the folder of `--output-folder`; known to be writable, before minutes are
 * spent on reading.
 * @param what is written, e.g. `report`
 * @throws Failure of kind `usage`
 */
export function outputFile(file: string, cwd: string, what: string, option: OutputFlag = '--output'): string {
  const flag = option.replace('required ', '');
  const path = resolve(cwd, file);
  if (isDevice(path)) throw notAFile(path, what, option);
  try {
    accessSync(dirname(path), constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new Failure('usage', unusableFolder(flag, dirname(path), codeOf(error)), { cause: error });
  }
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return path;
  if (found.isDirectory())
    throw new Failure('usage', {
      what: `cannot write to ${path}: it is a folder`,
      fix: [
        option === '--output-folder'
          ? 'rename that folder, or use another folder: add --output-folder FOLDER'
          : `give a file, such as a file in that folder: ${flag} ${shellWord(join(file, 'FILE'))}`,
      ],
    });
  // What is written takes the place of what is there: that must not be a device or a pipe.
  if (!found.isFile()) throw notAFile(path, what, option);
  return realpathSync(path);
}

function notAFile(path: string, what: string, option: OutputFlag): Failure {
  return new Failure('usage', {
    what: `cannot write to ${path}: it is not a file`,
    fix: option === '--output' ? [`print the ${what} on stdout instead: leave out --output`] : [],
  });
}

function unusableFolder(flag: string, folder: string, code: string): FailureText {
  if (code === 'ENOENT')
    return {
      what: `cannot write to the folder ${folder}: it does not exist`,
      fix: [`create the folder: ${systemWords().makeFolder(folder)}`],
    };
  return {
    what: `cannot write to the folder ${folder} (${code})`,
    fix: ['change the permissions of the folder', `or use another folder for ${flag}`],
  };
}

/** Whole or not at all. @throws Failure where it cannot be written; what was there is there still */
export function writeOutput(
  path: string,
  text: string,
  what: string,
  options: AtomicWriteOptions = {},
  flag: OutputFlag = '--output',
): void {
  try {
    writeFileAtomically(path, text, options);
  } catch (error) {
    throw new Failure(
      'failed',
      {
        what: `cannot write the ${what} to ${path}`,
        why: error instanceof Error ? error.message : String(error),
        fix: fixes[flag](what),
      },
      { cause: error },
    );
  }
}

const fixes: Readonly<Record<OutputFlag, (what: string) => readonly string[]>> = {
  '--output': (what) => [
    'free some disk space, or use another file: --output FILE',
    `or print the ${what} on stdout: leave out --output`,
  ],
  'required --output': () => ['free some disk space, or use another file: --output FILE'],
  '--output-folder': () => ['free some disk space, or use another folder: --output-folder FOLDER'],
};

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
