import { chmodSync } from 'node:fs';
import { makeFolder } from '../files/make-folder.ts';
import { folderVariables, NoHome } from './home-folder.ts';
import { folderProblem } from './session-file.ts';

/**
 * Makes the folder for sessions, or makes it private again.
 * @param folder null where this user has none
 * @param note called when it was open to others
 * @param platform as `process.platform` names it
 * @returns why it cannot be used; null when it can
 */
export function prepareFolder(
  folder: string | null,
  note: (text: string) => void,
  platform: NodeJS.Platform = process.platform,
): string | null {
  if (folder === null) {
    const { home, caches } = folderVariables(platform);
    const { message } = new NoHome({}, platform);
    return `${message}; set ${home} or ${caches} to a folder that you can write to`;
  }
  try {
    if (folderProblem(folder) === 'missing') makeFolder(folder);
    if (folderProblem(folder) === 'open to others') {
      chmodSync(folder, 0o700);
      note(`other users had access to ${folder}; diverst made the folder private`);
    }
    const problem = folderProblem(folder);
    return problem === null ? null : `${folder} is ${problem}`;
  } catch (error) {
    return `diverst cannot use ${folder} (${error instanceof Error ? error.message : String(error)})`;
  }
}
