import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** The variables by which a system names the folders of this user: home, caches, and what programs keep. */
export function folderVariables(platform: NodeJS.Platform = process.platform) {
  return platform === 'win32'
    ? ({ home: 'USERPROFILE', caches: 'LOCALAPPDATA', states: 'LOCALAPPDATA' } as const)
    : ({ home: 'HOME', caches: 'XDG_CACHE_HOME', states: 'XDG_STATE_HOME' } as const);
}

/** Neither the environment nor the system says where this user's files are. */
export class NoHome extends Error {
  override readonly name = 'NoHome';

  /** @param platform as `process.platform` names it */
  constructor(options?: ErrorOptions, platform: NodeJS.Platform = process.platform) {
    const { home } = folderVariables(platform);
    super(
      `cannot find your home folder: ${home} is not set, and the system does not know your user ID`,
      options,
    );
  }
}

/** @throws NoHome in a container that runs with the number of a user that it does not have */
export function homeFolder(env: NodeJS.ProcessEnv): string {
  const named = env.HOME || env.USERPROFILE;
  if (named) return named;
  try {
    return homedir();
  } catch (error) {
    throw new NoHome({ cause: error });
  }
}

/** The same, null where there is none. */
export function homeIfAny(env: NodeJS.ProcessEnv): string | null {
  try {
    return homeFolder(env);
  } catch {
    return null;
  }
}

/**
 * Where an AWS file is: the variable's path, in which the SDKs take `~/` for the home folder, or the usual one. Null
 * without a home folder.
 * https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html
 */
export function awsFile(
  variable: 'AWS_CONFIG_FILE' | 'AWS_SHARED_CREDENTIALS_FILE',
  { env, cwd }: { readonly env: NodeJS.ProcessEnv; readonly cwd: string },
): string | null {
  const home = homeIfAny(env);
  const named = env[variable];
  if (named && !named.startsWith('~/')) return resolve(cwd, named);
  if (home === null) return null;
  if (named) return join(home, named.slice(2));
  return join(home, '.aws', variable === 'AWS_CONFIG_FILE' ? 'config' : 'credentials');
}
