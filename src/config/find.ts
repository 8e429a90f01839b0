import { dirname, join, resolve } from 'node:path';
import { type ConfigDisk, errorCode } from './disk.ts';
import { ConfigError } from './problem.ts';

/** Names of configuration files that commands find. */
export const configFileNames = ['diverst.config.yaml', 'diverst.config.yml', 'diverst.config.json'] as const;

/**
 * The configuration file of the nearest folder that has one, from `cwd` up to the root of the file system; null when
 * no folder has one.
 *
 * @returns an absolute path
 * @throws ConfigError when a folder has two, or can't be looked into: passing over it would mean to work with other
 *   names than the ones configured, and an account made under a wrong one can't be taken back.
 */
export async function findConfigFile(cwd: string, disk: ConfigDisk): Promise<string | null> {
  let folder = resolve(cwd);
  for (;;) {
    const found = await inFolder(folder, disk);
    const [first, second] = found;
    if (first !== undefined && second !== undefined) {
      throw new ConfigError(folder, [
        {
          key: null,
          message: `more than one configuration file: ${found.join(', ')}`,
          fix: 'keep one of them, or name the one to use: add --config FILE',
        },
      ]);
    }
    if (first !== undefined) return join(folder, first);
    const parent = dirname(folder);
    if (parent === folder) return null;
    folder = parent;
  }
}

async function inFolder(folder: string, disk: ConfigDisk): Promise<readonly string[]> {
  try {
    const exist = await Promise.all(configFileNames.map((name) => disk.exists(join(folder, name))));
    return configFileNames.filter((_, index) => exist[index]);
  } catch (error) {
    throw new ConfigError(
      folder,
      [
        {
          key: null,
          message: `diverst cannot search this folder for a configuration file (${errorCode(error) ?? 'unknown error'})`,
          fix: 'name the file: add --config FILE',
        },
      ],
      { cause: error },
    );
  }
}
