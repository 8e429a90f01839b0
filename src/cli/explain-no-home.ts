import { folderVariables, type NoHome } from '../credentials/home-folder.ts';
import { Failure } from '../model/failure.ts';

/** @param platform as `process.platform` names it */
export function explainNoHome(error: NoHome, platform: NodeJS.Platform = process.platform): Failure {
  const { home } = folderVariables(platform);
  const example = platform === 'win32' ? 'C:\\path\\to\\folder' : '/path/to/folder';
  return new Failure(
    'usage',
    {
      what: error.message,
      why: 'The AWS SDK reads its settings from that folder, and diverst caches sessions there.',
      fix: [`set ${home} to a folder that you can write to: export ${home}=${example}`],
    },
    { cause: error },
  );
}
