import type { CacheIdentity } from '../../credentials/request-key.ts';
import type { CommandContext } from '../context.ts';
import { isSandbox, stateFile } from '../sandbox/state-path.ts';

/** The identity for the cache, from the command line and the environment alone: the cached answer needs no more. */
export function cacheIdentity({
  globals,
  shell,
  cwd,
}: Pick<CommandContext, 'globals' | 'shell' | 'cwd'>): CacheIdentity {
  const { env } = shell.base;
  return {
    profile: globals.profile ?? null,
    region: globals.region ?? null,
    config: globals.config ?? null,
    sandbox: isSandbox(globals, env) ? stateFile({ globals, env, cwd }) : null,
    env,
    replacedKey: shell.base.replacedKey,
    cwd,
  };
}
