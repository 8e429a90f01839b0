import { resolve } from 'node:path';
import type { Config } from '../../config/load.ts';
import type { CommandContext } from '../context.ts';
import { isSandbox, stateFile } from '../sandbox/state-path.ts';

export interface LastingOptions {
  /** Words of the command line, unquoted. */
  readonly words: readonly string[];
  /** The profile that signs, as far as it has a name. */
  readonly profile: string | null;
  /** Whether keys of this shell sign, which no later shell has. */
  readonly usesShellKeys: boolean;
}

/**
 * The global options of a command that is kept in a file, and is run later from any folder and in any shell: what
 * this run found out from its folder and its environment is named.
 *
 * The profile that signs is always named on AWS, `default` too. AWS tools hand their environment on, so with
 * `AWS_PROFILE=acme` an unnamed profile would be `acme` itself, whose credentials come from this very command: it
 * would start itself without end.
 */
export function lastingOptions(
  context: Pick<CommandContext, 'globals' | 'env' | 'cwd'>,
  config: Config,
): LastingOptions {
  const { globals, env, cwd } = context;
  const sandbox = isSandbox(globals, env);
  const words: string[] = [];
  const configured = sandbox ? null : config.profiles.ops;
  const usesShellKeys =
    !sandbox &&
    globals.profile === undefined &&
    configured === null &&
    !(env.AWS_PROFILE || env.AWS_DEFAULT_PROFILE) &&
    Boolean(env.AWS_ACCESS_KEY_ID);
  let profile = globals.profile ?? null;
  if (profile === null && !sandbox && !usesShellKeys)
    profile = configured ?? (env.AWS_PROFILE || env.AWS_DEFAULT_PROFILE || 'default');
  // What the configuration says stays out, so that it can be changed there.
  if (profile !== null && (globals.profile !== undefined || configured === null))
    words.push('--profile', profile);
  if (globals.region !== undefined) words.push('--region', globals.region);
  if (config.file !== null) words.push('--config', resolve(cwd, config.file));
  if (sandbox) {
    const named = globals.sandboxState !== undefined || env.DIVERST_SANDBOX_STATE;
    if (named) words.push('--sandbox-state', stateFile(context));
    else words.push('--sandbox');
  }
  return { words, profile, usesShellKeys };
}
