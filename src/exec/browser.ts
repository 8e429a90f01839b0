import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { systemProgram } from './windows-program.ts';

/** A program that opens a URL in the user's browser, and the arguments before the URL. */
export interface Opener {
  readonly command: string;
  readonly args: readonly string[];
}

/** What opens a browser on the screen that the user sits at; null where there is none. */
export function findOpener(
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
  isProgram: (file: string) => boolean = isExecutable,
): Opener | null {
  const remote = Boolean(env.SSH_CONNECTION || env.SSH_TTY);
  // `start` belongs to cmd, which would read the URL's & as its own; this is what it calls.
  if (platform === 'win32')
    return remote
      ? null
      : { command: systemProgram('rundll32.exe', env), args: ['url.dll,FileProtocolHandler'] };
  if (platform === 'darwin') return remote ? null : { command: 'open', args: [] };
  if (!env.DISPLAY && !env.WAYLAND_DISPLAY && !env.WSL_DISTRO_NAME) return null;
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const command = folders.map((folder) => join(folder, 'xdg-open')).find(isProgram);
  return command === undefined ? null : { command, args: [] };
}

/**
 * Starts the opener, without a shell, and leaves it to itself: some end at once, others with the browser.
 * @returns resolves, with what went wrong, only when it fails
 */
export function openBrowser(opener: Opener, url: string, env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(opener.command, [...opener.args, url], { env, stdio: 'ignore', detached: true });
    child.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'cannot be started'));
    child.on('exit', (code) => {
      if (code) resolve(`ended with ${code}`);
    });
    child.unref();
  });
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
