import { expiresVariable, placeVariables } from './environment.ts';

/** The variable in which an account's session says what it took the place of. */
export const baseVariable = 'DIVERST_BASE';

/**
 * Variables that decide whose credentials sign and from where, as far as they are no secret: what a session changes of
 * them is noted, and put back. Of keys only their id is noted.
 */
const noted = [
  'AWS_ACCESS_KEY_ID',
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_REGION',
  'AWS_DEFAULT_REGION',
  'AWS_CONFIG_FILE',
  'AWS_SHARED_CREDENTIALS_FILE',
  'AWS_ROLE_ARN',
  'AWS_ROLE_SESSION_NAME',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
] as const;

type Noted = (typeof noted)[number];

/** By these a session is known: its key, or the address that renews it. */
const identifying = ['AWS_ACCESS_KEY_ID', 'AWS_CONTAINER_CREDENTIALS_FULL_URI'] as const;

/** What else of a session stands in an environment. */
const ofSession = [
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_CREDENTIAL_EXPIRATION',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
  ...placeVariables,
  expiresVariable,
  baseVariable,
];

/** Every variable that entering an account or leaving it can change. */
export const managedVariables: readonly string[] = [...noted, ...ofSession];

/**
 * A copy in which variables of AWS and diverst are found by the names that they have here. Windows finds a variable by a
 * name in any case, and gives it in the case in which it was set; a copy finds it in that case only.
 * https://nodejs.org/api/process.html#processenv
 * @param platform as `process.platform` names it
 */
export function copyOfEnvironment(
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
): NodeJS.ProcessEnv {
  if (platform !== 'win32') return { ...env };
  const named = (name: string) => (/^(AWS|DIVERST)_/i.test(name) ? name.toUpperCase() : name);
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [named(name), value]));
}

/** An environment beneath the session of an account, if it holds one. */
export interface BaseEnvironment {
  /** Without the session, and with what was there before it. */
  readonly env: NodeJS.ProcessEnv;
  /** Of the session: whether diverst set one, and whether its keys have been replaced by others since. */
  readonly session: 'none' | 'current' | 'replaced';
  /** The id of keys that the session took the place of: their secret is gone. Null where there were none. */
  readonly replacedKey: string | null;
}

/**
 * What the user set, without what diverst set: the identity that signs must not depend on the account that a shell is in.
 * A session counts as long as its key, or address, is the one that was set; of the other variables, those that have
 * another value by now were set by the user, and stay.
 */
export function baseEnvironment(inherited: NodeJS.ProcessEnv): BaseEnvironment {
  const marker = readMarker(inherited[baseVariable]);
  const isCurrent = (name: Noted) => {
    const set = marker?.set.get(name);
    return set !== undefined && set === inherited[name];
  };
  if (marker === null) return { env: inherited, session: 'none', replacedKey: null };
  if (!identifying.some(isCurrent)) return { env: inherited, session: 'replaced', replacedKey: null };
  const env = copyOfEnvironment(inherited);
  for (const name of ofSession) delete env[name];
  for (const name of noted) {
    const set = marker.set.get(name);
    const was = marker.was.get(name);
    if ((set === undefined && was === undefined) || textOf(inherited, name) !== set) continue;
    // Of keys the secret is not known any more.
    if (was === undefined || name === 'AWS_ACCESS_KEY_ID') delete env[name];
    else env[name] = was;
  }
  return { env, session: 'current', replacedKey: marker.was.get('AWS_ACCESS_KEY_ID') ?? null };
}

/**
 * The value of `DIVERST_BASE` for an environment into which an account's session is put.
 * @param next the environment with the session in it
 */
export function baseMarker(base: BaseEnvironment, next: NodeJS.ProcessEnv): string {
  const entries = ['v=1'];
  for (const name of noted) {
    const set = textOf(next, name);
    const before = textOf(base.env, name);
    if (set !== before && set !== undefined) entries.push(`set.${name}=${encoded(set)}`);
    const was = name === 'AWS_ACCESS_KEY_ID' ? (before ?? base.replacedKey ?? undefined) : before;
    if (was !== undefined && was !== set) entries.push(`was.${name}=${encoded(was)}`);
  }
  return entries.join(':');
}

interface Marker {
  readonly set: ReadonlyMap<string, string>;
  readonly was: ReadonlyMap<string, string>;
}

/** Longer ones are not of diverst's making. */
const longest = 8_192;

/** Null for whatever is no marker of a version that is known here. */
function readMarker(text: string | undefined): Marker | null {
  if (!text || text.length > longest) return null;
  // A loop of cmd over the lines for a batch file leaves each per cent sign doubled.
  const [version, ...entries] = text.replaceAll('%%', '%').split(':');
  if (version !== 'v=1') return null;
  const marker = { set: new Map<string, string>(), was: new Map<string, string>() };
  for (const entry of entries) {
    const match = /^(set|was)\.([A-Z_]+)=([\w.%/-]+)$/.exec(entry);
    const value = decoded(match?.[3] ?? '');
    if (match === null || value === null) return null;
    marker[match[1] === 'set' ? 'set' : 'was'].set(match[2] ?? '', value);
  }
  return marker;
}

/** In letters that no shell reads anything into, quoted or not. */
function encoded(value: string): string {
  const percent = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  // Half a character cannot be encoded, and no system hands one on.
  const whole = value.replace(/\p{Cs}/gu, '');
  return encodeURIComponent(whole)
    .replaceAll('%2F', '/')
    .replace(/[!'()*~]/g, percent);
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** An empty variable is the same as none: fish has no other way to hide a universal one. */
function textOf(env: NodeJS.ProcessEnv, name: string): string | undefined {
  return env[name] || undefined;
}
