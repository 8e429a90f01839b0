import {
  type BaseEnvironment,
  baseEnvironment,
  baseMarker,
  baseVariable,
  copyOfEnvironment,
  managedVariables,
} from './base-environment.ts';
import {
  expiresVariable,
  placeOf,
  placeVariables,
  sessionVariables,
  unsetVariables,
  variablesOf,
} from './environment.ts';
import type { AccountSession } from './session.ts';

/** What is to be done to the variables of a shell. */
export interface EnvironmentChange {
  readonly set: readonly (readonly [name: string, value: string])[];
  readonly unset: readonly string[];
  /** To be unset, and nothing may stand in for them: they would compete with the session. */
  readonly hide: readonly string[];
}

/** The environment that a command was started in. */
export interface ShellEnvironment {
  readonly inherited: NodeJS.ProcessEnv;
  readonly base: BaseEnvironment;
}

/**
 * @param env as it was handed on; it is copied
 * @param platform as `process.platform` names it
 */
export function shellEnvironment(
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
): ShellEnvironment {
  const inherited = copyOfEnvironment(env, platform);
  return { inherited, base: baseEnvironment(inherited) };
}

/** What puts an account's session into a shell, with the note of what it took the place of. */
export function entering(session: AccountSession, { inherited, base }: ShellEnvironment): EnvironmentChange {
  const variables = variablesOf(session);
  const next: NodeJS.ProcessEnv = { ...base.env };
  for (const name of [...unsetVariables, ...placeVariables]) delete next[name];
  Object.assign(next, Object.fromEntries(variables));
  const set = [...variables, [baseVariable, baseMarker(base, next)] as const];
  const named = new Set(set.map(([name]) => name));
  const rest = changeTo(inherited, next, (name) => !named.has(name));
  return {
    set: [...set, ...rest.set],
    unset: rest.unset.filter((name) => !unsetVariables.some((other) => other === name)),
    hide: unsetVariables,
  };
}

/** The variables of a session for a reader that can set and not unset, and whose environment is not this one. */
export function givenVariables(
  session: AccountSession,
  { base }: ShellEnvironment,
): readonly (readonly [name: string, value: string])[] {
  const variables = variablesOf(session);
  const next = { ...base.env, ...Object.fromEntries(variables) };
  return [...variables, [baseVariable, baseMarker(base, next)]];
}

/** What takes an account's session out of a shell, and puts back what was there before it. */
export function leaving({ inherited, base }: ShellEnvironment): EnvironmentChange {
  if (base.session === 'current') return changeTo(inherited, base.env);
  const unset =
    base.session === 'none' ? unnoted(inherited) : [...placeVariables, expiresVariable, baseVariable];
  return { set: [], unset: unset.filter((name) => inherited[name] !== undefined), hide: [] };
}

function changeTo(
  from: NodeJS.ProcessEnv,
  to: NodeJS.ProcessEnv,
  counts: (name: string) => boolean = () => true,
): EnvironmentChange {
  const set: (readonly [string, string])[] = [];
  const unset: string[] = [];
  for (const name of managedVariables.filter(counts)) {
    const value = to[name];
    if (value === from[name]) continue;
    if (value === undefined) unset.push(name);
    else set.push([name, value]);
  }
  return { set, unset, hide: [] };
}

/**
 * What a session without a note may have set: its region stands in both variables alike; one that stands in one of
 * them alone is the person's own.
 */
function unnoted(env: NodeJS.ProcessEnv): readonly string[] {
  if (placeOf(env) === null) return [baseVariable];
  const setsRegion = env.AWS_REGION === env.AWS_DEFAULT_REGION;
  return [...sessionVariables.filter((name) => setsRegion || !name.endsWith('_REGION')), baseVariable];
}
