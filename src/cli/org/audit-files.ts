import { accessSync, constants, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import { writeFileAtomically } from '../../files/atomic-write.ts';
import { Failure } from '../../model/failure.ts';
import { type EarlierReport, readReport } from '../../views/audit/json.ts';

/** Reads the report of an earlier audit. @throws Failure of kind `usage` where it is none */
export function readEarlier(file: string, cwd: string): EarlierReport {
  const path = resolve(cwd, file);
  const read = readReport(readText(path));
  if (read.ok) return read.report;
  throw new Failure('usage', {
    what: `--since: the file ${path} ${read.problem}`,
    fix: ['give what an earlier audit wrote: diverst org audit --json --output FILE'],
  });
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new Failure(
      'usage',
      {
        what: `--since: the file ${path} cannot be read (${codeOf(error)})`,
        fix: ['give what an earlier audit wrote: diverst org audit --json --output FILE'],
      },
      { cause: error },
    );
  }
}

/**
 * The file that the report is written to, known to be writable before minutes are spent on reading.
 * @throws Failure of kind `usage`
 */
export function outputFile(file: string, cwd: string): string {
  const path = resolve(cwd, file);
  try {
    accessSync(dirname(path), constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new Failure(
      'usage',
      { what: `--output: the folder ${dirname(path)} cannot be written to (${codeOf(error)})` },
      { cause: error },
    );
  }
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return path;
  if (found.isDirectory()) throw new Failure('usage', { what: `--output: ${path} is a folder` });
  // The report takes the place of what is there: that must not be a device or a pipe.
  if (!found.isFile()) {
    throw new Failure('usage', {
      what: `--output: ${path} is not a file`,
      fix: ['leave --output out: the report is printed then'],
    });
  }
  return realpathSync(path);
}

/** Whole or not at all. A report says where the organization is weak: it is private. */
export function writeReport(path: string, text: string): void {
  try {
    writeFileAtomically(path, text);
  } catch (error) {
    throw new Failure(
      'failed',
      {
        what: `the report could not be written to ${path}`,
        why: error instanceof Error ? error.message : String(error),
        fix: [
          'make room, or name another file: --output FILE',
          'or leave --output out: the report is printed then',
        ],
      },
      { cause: error },
    );
  }
}

/** A file below `cwd` as a path with slashes; null for one elsewhere. */
export function pathBelow(file: string | null, cwd: string): string | null {
  if (file === null) return null;
  const path = relative(cwd, file);
  return path === '' || path.startsWith('..') || resolve(path) === path ? null : path.split(sep).join('/');
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
