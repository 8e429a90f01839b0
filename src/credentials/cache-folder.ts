import { chmodSync, mkdirSync } from 'node:fs';
import { folderProblem } from './session-file.ts';

/**
 * Makes the folder for sessions, or makes it private again.
 * @param note told when it was open to others
 * @returns why it cannot be used; null when it can
 */
export function prepareFolder(folder: string, note: (text: string) => void): string | null {
  try {
    if (folderProblem(folder) === 'missing') mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (folderProblem(folder) === 'open to others') {
      chmodSync(folder, 0o700);
      note(`${folder} was open to others; it is private now`);
    }
    const problem = folderProblem(folder);
    return problem === null ? null : `${folder} is ${problem}`;
  } catch (error) {
    return `${folder} cannot be used (${error instanceof Error ? error.message : String(error)})`;
  }
}
