import { dirname, isAbsolute, join, resolve } from 'node:path';
import { type AccountRef, accountWords } from '../model/account-kind.ts';
import { fingerprint, folderFingerprint, statsOf } from './fingerprint.ts';
import { hashOf } from './hash.ts';
import { awsFile, folderVariables, homeIfAny } from './home-folder.ts';

/** How long a session lasts, and how much of it must be left, unless it is said. */
export const defaultDuration = '1h';
export const defaultMinTtl = '15m';

/** What was asked for, as it stands on the command line: the same words find the same cache entry. */
export interface SessionRequest extends AccountRef {
  readonly duration: string;
  readonly readOnly: boolean;
  readonly sessionName: string | null;
  readonly reason: string | null;
  readonly roleArn: string | null;
  readonly breakGlass: boolean;
}

/** Who asks, as far as it can be known without reading any credentials. */
export interface CacheIdentity {
  readonly profile: string | null;
  readonly region: string | null;
  readonly config: string | null;
  /** The sandbox's state file; null on AWS. */
  readonly sandbox: string | null;
  /** Without the session of the account that the shell is in. */
  readonly env: NodeJS.ProcessEnv;
  /** The id of keys that this session took the place of, if any. */
  readonly replacedKey?: string | null;
  readonly cwd: string;
}

/** Variables that decide whose credentials sign, and where to. */
const decisive = [
  'AWS_REGION',
  'AWS_DEFAULT_REGION',
  'AWS_ENDPOINT_URL',
  'AWS_ENDPOINT_URL_STS',
  'AWS_ENDPOINT_URL_IAM',
  'AWS_ROLE_ARN',
  'AWS_ROLE_SESSION_NAME',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
] as const;

/** Variables that name a file with a token in it. */
const tokenFiles = ['AWS_WEB_IDENTITY_TOKEN_FILE', 'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE'] as const;

/** Of `decisive`, what reaches a sandbox too. */
const regions = ['AWS_REGION', 'AWS_DEFAULT_REGION'] as const;

/**
 * The base identity as text: everything that decides it, without what it decides. Files count by where they are and
 * when they changed, so that none has to be read and none can change unnoticed. What another program answers (a
 * profile's `credential_process`, a metadata service) cannot be known from here.
 */
export function cacheIdentityKey(identity: CacheIdentity): string {
  const { profile, region, config, sandbox, env, cwd } = identity;
  return JSON.stringify([
    // Raised when what follows changes its meaning: kept sessions are then obtained anew.
    3,
    profile,
    region,
    sandbox,
    sandbox === null ? signer(identity) : null,
    fingerprint(config === null ? nearestConfig(cwd) : resolve(cwd, config)),
    (sandbox === null ? decisive : regions).map((name) => env[name] ?? null),
    sandbox === null ? awsPlaces(identity) : null,
  ]);
}

/**
 * Whose keys sign, as far as the environment says it. A profile that was named on the command line stands in the place
 * of those of the environment. Keys that a session has replaced are still known by their id: beside a profile they are
 * the same circumstance as before; alone they do not sign any more.
 */
function signer({ profile, env, replacedKey }: CacheIdentity): readonly (string | null)[] {
  const profiles = profile === null ? [env.AWS_PROFILE ?? null, env.AWS_DEFAULT_PROFILE ?? null] : [];
  const isNamed = profile !== null || Boolean(env.AWS_PROFILE || env.AWS_DEFAULT_PROFILE);
  return [...profiles, env.AWS_ACCESS_KEY_ID ?? (isNamed ? replacedKey : null) ?? null];
}

/** Where the SDK finds credentials, and when they were last written there. */
function awsPlaces({ env, cwd }: CacheIdentity): readonly (string | null)[] {
  const home = homeIfAny(env);
  const cache = (name: string) => (home === null ? null : join(home, '.aws', name, 'cache'));
  return [
    fingerprint(awsFile('AWS_CONFIG_FILE', { env, cwd })),
    fingerprint(awsFile('AWS_SHARED_CREDENTIALS_FILE', { env, cwd })),
    folderFingerprint(cache('sso')),
    folderFingerprint(env.AWS_LOGIN_CACHE_DIRECTORY || cache('login')),
    ...tokenFiles.map((name) => fingerprint(env[name] || null)),
  ];
}

export function sessionKey(identity: CacheIdentity, request: SessionRequest): string {
  const { duration, readOnly, sessionName, reason, roleArn, breakGlass } = request;
  return JSON.stringify([
    cacheIdentityKey(identity),
    keptOwner(request),
    duration,
    readOnly,
    sessionName,
    reason,
    roleArn,
    breakGlass,
  ]);
}

/** Whose a session is in the names of files and in keys: no two accounts, of whatever kind, are called the same there. */
export function keptOwner({ noun, name }: AccountRef): string {
  return accountWords[noun].filePrefix + name;
}

/** The folder that sessions are kept in: the user's cache, or beside a sandbox's state. Null without a home folder. */
export function cacheFolder({ sandbox, env }: CacheIdentity): string | null {
  if (sandbox !== null) return `${sandbox}.sessions`;
  const base = env[folderVariables().caches];
  // A relative one is to be ignored, and would put credentials into whatever folder this is.
  // https://specifications.freedesktop.org/basedir-spec/latest/
  if (base && isAbsolute(base)) return join(base, 'diverst');
  const home = homeIfAny(env);
  return home === null || !isAbsolute(home) ? null : join(home, '.cache', 'diverst');
}

/**
 * The name of the file that answers a key: 64 bits of hash are enough to distinguish entries. Whether it is the right
 * file its content says.
 */
export function fileNameOf(owner: string, key: string): string {
  return `${owner.replace(/[^a-z0-9-]/g, '_').slice(0, 40)}-${hashOf(key)}.json`;
}

const configNames = ['diverst.config.yaml', 'diverst.config.yml', 'diverst.config.json'];

function nearestConfig(cwd: string): string | null {
  for (let folder = cwd; ; folder = dirname(folder)) {
    for (const name of configNames) {
      const file = join(folder, name);
      if (statsOf(file)) return file;
    }
    if (dirname(folder) === folder) return null;
  }
}
