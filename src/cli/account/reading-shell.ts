import type { ShellEnvironment } from '../../credentials/environment-change.ts';
import type { ShellName } from '../../credentials/shells.ts';
import { Failure } from '../../model/failure.ts';
import { parentShell } from '../../terminal/parent-shell.ts';

/**
 * The shell that reads what a command prints, where the command line does not name it.
 * @throws Failure of kind `usage` where the environment fits more than one, or none
 */
export function readingShell({ inherited }: ShellEnvironment, calling = parentShell): ShellName {
  const shell = calling(inherited);
  if (shell !== null) return shell;
  throw new Failure('usage', {
    what: 'it is unknown which shell reads the output',
    why: 'The environment does not show whether PowerShell or cmd runs diverst, and lines for the wrong one would not work. Nothing was changed.',
    fix: ['name the shell: add --format powershell or --format cmd'],
  });
}
