import { readFileSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { Failure } from '../../model/failure.ts';
import { type EarlierReport, readReport } from '../../views/audit/json.ts';
import { codeOf } from '../output-file.ts';

/**
 * Reads the report of an earlier audit.
 * @throws Failure of kind `usage` if the file is not a report
 */
export function readEarlier(file: string, cwd: string): EarlierReport {
  const path = resolve(cwd, file);
  const read = readReport(readText(path));
  if (read.ok) return read.report;
  throw new Failure('usage', {
    what: `cannot compare with ${path}: the file ${read.problem}`,
    fix: [writeOne],
  });
}

const writeOne =
  'give the file of an earlier audit, which this command writes: diverst org audit --json --output audit.json';

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new Failure(
      'usage',
      {
        what: `cannot read the earlier audit ${path} (${codeOf(error)})`,
        fix: [writeOne],
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
