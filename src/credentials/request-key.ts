import { type Stats, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** What was asked for, as it stands on the command line: the same words find the same cache entry. */
export interface SessionRequest {
  readonly client: string;
  readonly duration: string;
  readonly readOnly: boolean;
  readonly sessionName: string | null;
  readonly reason: string | null;
  readonly roleArn: string | null;
  readonly breakGlass: boolean;
}

/** Who asks, as far as it can be told without reading any credentials. */
export interface Asker {
  readonly profile: string | null;
  readonly region: string | null;
  readonly config: string | null;
  /** The sandbox's state file; null on AWS. */
  readonly sandbox: string | null;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
}

/** Variables that decide whose credentials sign, and where to. */
const decisive = [
  'AWS_PROFILE',
  'AWS_ACCESS_KEY_ID',
  'AWS_REGION',
  'AWS_DEFAULT_REGION',
  'AWS_ENDPOINT_URL',
  'AWS_ENDPOINT_URL_STS',
  'AWS_ENDPOINT_URL_IAM',
] as const;

/** Of those, the ones that reach a sandbox too. */
const regions = ['AWS_REGION', 'AWS_DEFAULT_REGION'] as const;

/**
 * The base identity as text: everything that decides it, without what it decides. Files count by where they are and
 * when they changed, so that none has to be read and none can change unnoticed.
 */
export function askerKey(asker: Asker): string {
  const { profile, region, config, sandbox, env, cwd } = asker;
  const home = env.HOME || homedir();
  return JSON.stringify([
    1,
    profile,
    region,
    sandbox,
    fingerprint(config === null ? nearestConfig(cwd) : resolve(cwd, config)),
    (sandbox === null ? decisive : regions).map((name) => env[name] ?? null),
    sandbox === null ? fingerprint(env.AWS_CONFIG_FILE || join(home, '.aws', 'config')) : null,
    sandbox === null
      ? fingerprint(env.AWS_SHARED_CREDENTIALS_FILE || join(home, '.aws', 'credentials'))
      : null,
  ]);
}

export function sessionKey(asker: Asker, request: SessionRequest): string {
  const { client, duration, readOnly, sessionName, reason, roleArn, breakGlass } = request;
  return JSON.stringify([
    askerKey(asker),
    client,
    duration,
    readOnly,
    sessionName,
    reason,
    roleArn,
    breakGlass,
  ]);
}

/** The folder that sessions are kept in: the user's cache, or beside a sandbox's state. */
export function cacheFolder({ sandbox, env }: Asker): string {
  if (sandbox !== null) return `${sandbox}.sessions`;
  const base = process.platform === 'win32' ? env.LOCALAPPDATA : env.XDG_CACHE_HOME;
  return join(base || join(env.HOME || homedir(), '.cache'), 'diverst');
}

/**
 * The name of the file that answers a key: 64 bits of FNV-1a, enough to tell entries apart, and ready at once, where
 * `node:crypto` would have to be loaded. Whether it is the right file its content says.
 */
export function fileNameOf(client: string, key: string): string {
  let high = 0x811c9dc5;
  let low = 0xcbf29ce4;
  for (let index = 0; index < key.length; index++) {
    const code = key.charCodeAt(index);
    high = Math.imul(high ^ code, 0x01000193);
    low = Math.imul(low ^ code ^ index, 0x01000193);
  }
  const hex = (value: number) => (value >>> 0).toString(16).padStart(8, '0');
  return `${client.replace(/[^a-z0-9-]/g, '_').slice(0, 40)}-${hex(high)}${hex(low)}.json`;
}

const configNames = ['diverst.config.yaml', 'diverst.config.yml', 'diverst.config.json'];

function nearestConfig(cwd: string): string {
  for (let folder = cwd; ; folder = dirname(folder)) {
    for (const name of configNames) {
      const file = join(folder, name);
      if (statsOf(file)) return file;
    }
    if (dirname(folder) === folder) return '';
  }
}

function fingerprint(file: string): string {
  const found = file === '' ? undefined : statsOf(file);
  return found ? `${file}:${found.mtimeMs}:${found.size}:${found.ino}` : file;
}

/** What cannot be looked at, in a closed home or behind something that is no folder, cannot be read either. */
function statsOf(file: string): Stats | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
