import { join } from 'node:path';
import { type AccountNoun, nounOfCommand } from '../model/account-kind.ts';
import { baseEnvironment } from './base-environment.ts';
import { credentialProcess } from './formats.ts';
import {
  type CacheIdentity,
  cacheFolder,
  defaultDuration,
  defaultMinTtl,
  fileNameOf,
  keptOwner,
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
  '--plain': 'plain',
};

type Options = Readonly<Record<string, string | undefined>>;

/** A call that assumes an account's role. */
interface AssumeCall {
  readonly noun: AccountNoun;
  readonly name: string;
  readonly options: Options;
}

/**
 * What a cached credential-process call prints, decided before anything else of the program is loaded; null when it
 * is another command, a word is not known here, or nothing is cached: then the program itself answers.
 * @param sandboxFile which sandbox the options mean, if any
 */
export function fastAnswer(
  argv: readonly string[],
  inherited: NodeJS.ProcessEnv,
  cwd: string,
  now: number,
  sandboxFile: (options: Options) => string | null,
): string | null {
  const call = readCall(argv);
  if (call?.options.format !== 'credential-process') return null;
  const { options } = call;
  const minTtl = secondsOf(options.minTtl ?? defaultMinTtl);
  if (minTtl === null) return null;
  const { env, replacedKey } = baseEnvironment(inherited);
  const identity: CacheIdentity = {
    profile: options.profile ?? null,
    region: options.region ?? null,
    config: options.config ?? null,
    sandbox: sandboxFile(options),
    env,
    replacedKey,
    cwd,
  };
  const key = sessionKey(identity, {
    noun: call.noun,
    name: call.name,
    duration: options.duration ?? defaultDuration,
    readOnly: options.readOnly !== undefined,
    sessionName: options.sessionName ?? null,
    reason: options.reason ?? null,
    roleArn: options.roleArn ?? null,
    breakGlass: false,
  });
  const folder = cacheFolder(identity);
  if (folder === null || folderProblem(folder) !== null) return null;
  const session = readSessionFile(join(folder, fileNameOf(keptOwner(call), key)), key, minTtl, now);
  return session && credentialProcess(session);
}

/** What `[globals] client assume NAME [options]` asks for, whatever the kind; null for anything else. */
function readCall(argv: readonly string[]): AssumeCall | null {
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
  const [command, verb, name, ...more] = plain;
  const noun = nounOfCommand(command);
  if (noun === undefined || verb !== 'assume' || name === undefined || more.length > 0) return null;
  return { noun, name, options: found };
}

/** Seconds of the plain forms `900`, `900s`, `15m`, `1h`; null for others, which the program reads by itself. */
function secondsOf(text: string): number | null {
  const match = /^(\d{1,6})([smh]?)$/.exec(text);
  if (!match) return null;
  const seconds = Number(match[1]) * ({ m: 60, h: 3_600 }[match[2] ?? ''] ?? 1);
  return seconds <= 43_200 ? seconds : null;
}
