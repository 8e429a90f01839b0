import { type Config, loadConfig } from '../config/load.ts';
import type { CommandContext } from './context.ts';
import type { Globals } from './globals.ts';

/** By the options of the command line, which are one object for all of a command's contexts. */
const loaded = new WeakMap<Globals, Promise<Config>>();

/**
 * The configuration of a command, read once for all of its parts: with labels of hundreds of clients it takes some time.
 * @throws ConfigError with every problem at once
 */
export function configOf({ cwd, globals }: Pick<CommandContext, 'cwd' | 'globals'>): Promise<Config> {
  const known = loaded.get(globals);
  if (known !== undefined) return known;
  const config = loadConfig({ cwd, file: globals.config });
  loaded.set(globals, config);
  return config;
}
