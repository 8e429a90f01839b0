import { resolve } from 'node:path';
import { nodeDisk } from '../../config/disk.ts';
import { findConfigFile } from '../../config/find.ts';
import { readSettings, type Setting } from '../../config/settings.ts';
import { accountKinds, defaultStructure } from '../../model/structure.ts';
import {
  type SettingSource,
  settingsJson,
  settingsText,
  type UsedConfig,
} from '../../views/config/settings.ts';
import type { CommandContext, ProfileKind } from '../context.ts';
import { warn } from '../notices.ts';
import { isSandbox, stateFile } from '../sandbox/state-path.ts';
import { knownProfiles } from './aws-profile-names.ts';
import { nearestVariable, unknownVariables } from './variables.ts';

/** @throws ConfigError with every problem at once */
export async function runConfigShow(context: CommandContext): Promise<void> {
  const { terminal, globals, cwd, env } = context;
  const file =
    globals.config === undefined ? await findConfigFile(cwd, nodeDisk) : resolve(cwd, globals.config);
  const found = await readSettings(file);
  const config: UsedConfig = {
    file,
    sandboxState: isSandbox(globals, env) ? stateFile(context) : null,
    settings: found.map((setting) => ({ ...setting, ...inUse(setting, found, context) })),
    unknownVariables: unknownVariables(env),
  };
  for (const name of config.unknownVariables) {
    const near = nearestVariable(name);
    const meant = near === undefined ? '' : `; did you mean ${near}?`;
    warn(terminal, `diverst does not read the environment variable ${name}${meant}`);
  }
  terminal.out(
    globals.json ? settingsJson(config) : settingsText(config, terminal.outPaint, terminal.outWidth ?? null),
  );
}

interface Used {
  readonly value: unknown;
  readonly source: SettingSource;
}

/** The value that commands work with. */
function inUse(setting: Setting, all: readonly Setting[], context: CommandContext): Used {
  const { key, value, line } = setting;
  const configured: Used = {
    value,
    source: line === null ? { kind: 'default' } : { kind: 'file', line },
  };
  if (key === 'profiles.management' || key === 'profiles.ops')
    return profileInUse(key === 'profiles.ops' ? 'ops' : 'management', configured, context);
  if (key === 'region') return regionInUse(all, configured, context);
  const kind = accountKinds(defaultStructure).find(({ noun }) => key === `${noun}.email`);
  // In the sandbox an address is never written to.
  if (kind && value === null && isSandbox(context.globals, context.env))
    return { value: `aws+${kind.placeholder}@example.com`, source: { kind: 'sandbox' } };
  return configured;
}

function profileInUse(kind: ProfileKind, configured: Used, { globals, env }: CommandContext): Used {
  if (globals.profile !== undefined)
    return { value: globals.profile, source: { kind: 'option', option: '--profile' } };
  if (isSandbox(globals, env)) return { value: kind, source: { kind: 'sandbox' } };
  if (configured.value !== null) return configured;
  return fromEnvironment(['AWS_PROFILE', 'AWS_DEFAULT_PROFILE'], env) ?? keysOrDefault(configured, env);
}

/** Keys of the environment sign if no profile is named. */
function keysOrDefault(configured: Used, env: NodeJS.ProcessEnv): Used {
  if (!env.AWS_ACCESS_KEY_ID) return configured;
  return { value: null, source: { kind: 'environment', variable: 'AWS_ACCESS_KEY_ID' } };
}

function regionInUse(all: readonly Setting[], configured: Used, context: CommandContext): Used {
  const { globals, env } = context;
  if (globals.region !== undefined)
    return { value: globals.region, source: { kind: 'option', option: '--region' } };
  if (configured.value !== null) return configured;
  if (isSandbox(globals, env)) return { value: null, source: { kind: 'sandbox' } };
  const named = fromEnvironment(['AWS_REGION', 'AWS_DEFAULT_REGION'], env);
  if (named !== null) return named;
  // Clients are entered with the profile for daily work.
  const ops = all.find(({ key }) => key === 'profiles.ops')?.value ?? null;
  const { value } = profileInUse('ops', { value: ops, source: { kind: 'default' } }, context);
  const profile = typeof value === 'string' ? value : 'default';
  const region = knownProfiles(context).find(({ name }) => name === profile)?.region ?? null;
  return region === null ? configured : { value: region, source: { kind: 'profile', profile } };
}

function fromEnvironment(variables: readonly string[], env: NodeJS.ProcessEnv): Used | null {
  const variable = variables.find((name) => env[name]);
  return variable === undefined ? null : { value: env[variable], source: { kind: 'environment', variable } };
}
