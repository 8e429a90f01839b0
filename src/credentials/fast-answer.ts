import { join } from 'node:path';
import { baseEnvironment } from './base-environment.ts';
import { credentialProcess } from './formats.ts';
import {
  type CacheIdentity,
  cacheFolder,
  defaultDuration,
  defaultMinTtl,
  fileNameOf,
  sessionKey,
} from './request-key.ts';
import { folderProblem, readSessionFile } from './session-file.ts';

/** Options that take a value, by the name that they have in a request. */
const valued: Readonly<Record<string, string>> = {
  '--format': 'format',
  '--duration': 'duration',
  '--min-ttl': 'minTtl',
  '--session-name': 'sessionName',
  '--reason': 'reason',
  '--role-arn': 'roleArn',
  '--profile': 'profile',
  '--region': 'region',
  '--config': 'config',
  '--sandbox-state': 'sandboxState',
};

const flags: Readonly<Record<string, string>> = {
  '--read-only': 'readOnly',
  '--sandbox': 'sandbox',
  '--no-input': 'noInput',
  '--no-color': 'noColor',
};

type Words = Readonly<Record<string, string | undefined>>;

/**
 * What a cached credential-process call prints, decided before anything else of the program is loaded; null when it
 * is another command, a word is not known here, or nothing is cached: then the program itself answers.
 * @param sandboxFile which sandbox the words mean, if any
 */
export function fastAnswer(
  argv: readonly string[],
  inherited: NodeJS.ProcessEnv,
  cwd: string,
  now: number,
  sandboxFile: (words: Words) => string | null,
): string | null {
  const words = readWords(argv);
  if (words?.format !== 'credential-process' || words.client === undefined) return null;
  const minTtl = secondsOf(words.minTtl ?? defaultMinTtl);
  if (minTtl === null) return null;
  const { env, replacedKey } = baseEnvironment(inherited);
  const identity: CacheIdentity = {
    profile: words.profile ?? null,
    region: words.region ?? null,
    config: words.config ?? null,
    sandbox: sandboxFile(words),
    env,
    replacedKey,
    cwd,
  };
  const key = sessionKey(identity, {
    client: words.client,
    duration: words.duration ?? defaultDuration,
    readOnly: words.readOnly !== undefined,
    sessionName: words.sessionName ?? null,
    reason: words.reason ?? null,
    roleArn: words.roleArn ?? null,
    breakGlass: false,
  });
  const folder = cacheFolder(identity);
  if (folder === null || folderProblem(folder) !== null) return null;
  const session = readSessionFile(join(folder, fileNameOf(words.client, key)), key, minTtl, now);
  return session && credentialProcess(session);
}

/** The words of `[globals] client assume NAME [options]`, or null for anything else. */
function readWords(argv: readonly string[]): Words | null {
  const found: Record<string, string> = {};
  const plain: string[] = [];
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index] ?? '';
    if (!word.startsWith('-')) {
      plain.push(word);
      continue;
    }
    const [flag = '', ...rest] = word.split('=');
    const name = valued[flag];
    if (name !== undefined) {
      const value = rest.length > 0 ? rest.join('=') : argv[++index];
      if (value === undefined) return null;
      if (found[name] !== undefined) return null;
      found[name] = value;
    } else if (rest.length === 0 && flags[flag] !== undefined) found[flags[flag]] = 'yes';
    else return null;
  }
  const [noun, verb, client, ...more] = plain;
  if (noun !== 'client' || verb !== 'assume' || client === undefined || more.length > 0) return null;
  return { ...found, client };
}

/** Seconds of the plain forms `900`, `900s`, `15m`, `1h`; null for others, which the program reads by itself. */
function secondsOf(text: string): number | null {
  const match = /^(\d{1,6})([smh]?)$/.exec(text);
  if (!match) return null;
  const seconds = Number(match[1]) * ({ m: 60, h: 3_600 }[match[2] ?? ''] ?? 1);
  return seconds <= 43_200 ? seconds : null;
}
