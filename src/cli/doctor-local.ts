import { accessSync, constants, existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Config, defaultConfig } from '../config/load.ts';
import { ConfigError } from '../config/problem.ts';
import { folderVariables, NoHome } from '../credentials/home-folder.ts';
import { cacheFolder } from '../credentials/request-key.ts';
import { folderProblem } from '../credentials/session-file.ts';
import { type Diagnosis, diagnosis } from '../model/diagnosis.ts';
import { shellWord } from '../model/shell-word.ts';
import { configOf } from './configuration.ts';
import type { CommandContext } from './context.ts';
import { cacheIdentity } from './session/cache-identity.ts';

/** The oldest major version of Node that is recommended: the AWS SDK stops supporting older versions. */
const advised = 22;

/**
 * @param version as `process.versions.node` has it
 * @param engines of package.json: `>=20.19`
 */
export function diagnoseNode(version: string, engines: string): Diagnosis {
  const [major = 0, minor = 0] = numbers(version);
  const [leastMajor = 0, leastMinor = 0] = numbers(engines.replace(/^>=\s*/, ''));
  const upgrade = [`install Node ${advised} or newer: https://nodejs.org/en/download`];
  if (major < leastMajor || (major === leastMajor && minor < leastMinor))
    return diagnosis('node', 'problem', `Node ${version} is too old: diverst needs ${engines}`, upgrade);
  if (major < advised) {
    const what = `Node ${version} works (${engines}), but later versions of the AWS SDK need Node ${advised}`;
    return diagnosis('node', 'warning', what, upgrade);
  }
  return diagnosis('node', 'ok', `Node ${version} (${engines})`);
}

function numbers(version: string): readonly number[] {
  return version.split('.').map(Number);
}

/** The configuration, and the defaults where it cannot be used. */
export async function diagnoseConfiguration(
  context: CommandContext,
): Promise<{ readonly diagnosis: Diagnosis; readonly config: Config }> {
  try {
    const config = await configOf(context);
    const what =
      config.file ??
      'no diverst.config.yaml in this directory or a parent directory: every value is a default';
    return { diagnosis: diagnosis('configuration', 'ok', what), config };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const what = `the configuration cannot be used, and the other checks use the defaults:\n${error.message}`;
    const fix = ['correct the file', 'or use another file: add --config FILE'];
    return { diagnosis: diagnosis('configuration', 'problem', what, fix), config: defaultConfig };
  }
}

/**
 * Checks the folder of cached sessions, which is created with the first session.
 * @param platform as `process.platform` names it. On Windows no folder is open to others, or closed to its user, by a
 *   mode that `chmod` could change
 */
export function diagnoseSessionCache(
  context: CommandContext,
  platform: NodeJS.Platform = process.platform,
): Diagnosis {
  const { home, caches } = folderVariables(platform);
  const folder = folderOf(context);
  if (folder === null) {
    const { message } = new NoHome({}, platform);
    return diagnosis('session-cache', 'problem', `diverst cannot cache sessions: ${message}`, [
      `set ${home} or ${caches} to a folder of yours`,
    ]);
  }
  const where = shellWord(folder);
  const problem = folderProblem(folder);
  switch (problem) {
    case null:
      if (isWritable(folder)) {
        const readers =
          platform === 'win32' ? 'with the permissions of the folder that it is in' : 'private to you';
        return diagnosis('session-cache', 'ok', `${folder}, ${readers}`);
      }
      return unusable(folder, 'is not writable for you', [
        platform === 'win32' ? `set ${caches} to a folder of yours` : `make it writable: chmod 700 ${where}`,
      ]);
    case 'missing':
      if (isWritable(nearest(folder)))
        return diagnosis(
          'session-cache',
          'ok',
          `${folder} does not exist yet; diverst creates it with the first session`,
        );
      return unusable(folder, `does not exist, and diverst cannot create it in ${nearest(folder)}`, [
        `set ${caches} to a folder of yours`,
      ]);
    case 'open to others':
      return diagnosis('session-cache', 'warning', `other users have access to ${folder}`, [
        `make it private: chmod 700 ${where}`,
      ]);
    case 'not yours':
    case 'not a folder':
    case 'out of reach':
      return unusable(folder, unusableBecause[problem], [
        `move or remove ${where}`,
        `or set ${caches} to a folder of yours`,
      ]);
  }
}

const unusableBecause = {
  'not yours': 'belongs to another user',
  'not a folder': 'is not a folder',
  'out of reach': 'cannot be opened',
} as const;

function unusable(folder: string, why: string, fix: readonly string[]): Diagnosis {
  return diagnosis('session-cache', 'problem', `diverst cannot cache sessions: ${folder} ${why}`, fix);
}

function folderOf(context: CommandContext): string | null {
  try {
    return cacheFolder(cacheIdentity(context));
  } catch (error) {
    // The sandbox's own state has no place without a home folder.
    if (error instanceof NoHome) return null;
    throw error;
  }
}

function nearest(folder: string): string {
  let at = folder;
  while (!existsSync(at) && at !== dirname(at)) at = dirname(at);
  return at;
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
