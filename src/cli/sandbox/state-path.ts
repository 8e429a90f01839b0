import { isAbsolute, join, resolve } from 'node:path';
import { folderVariables, homeFolder } from '../../credentials/home-folder.ts';
import type { CommandContext } from '../context.ts';
import type { Globals } from '../globals.ts';

/** Where `sandbox serve` listens unless set otherwise. */
export const defaultPort = '7325';

/** The address of a served sandbox: that of `sandbox env`, or the usual one. */
export function servedEndpoint(env: NodeJS.ProcessEnv): string {
  const named = env.AWS_ENDPOINT_URL ?? '';
  return /^http:\/\/127\.0\.0\.1:\d+$/.test(named) ? named : `http://127.0.0.1:${defaultPort}`;
}

/** Whether the command line or the environment asks for the sandbox. */
export function isSandbox(globals: Globals, env: NodeJS.ProcessEnv): boolean {
  const asked = env.DIVERST_SANDBOX;
  return (
    globals.sandbox === true ||
    globals.sandboxState !== undefined ||
    (asked !== undefined && asked !== '' && asked !== '0')
  );
}

/**
 * Where the sandbox is kept: the file that was named, or one in the user's state folder.
 * @throws NoHome
 */
export function stateFile({ globals, env, cwd }: Pick<CommandContext, 'globals' | 'env' | 'cwd'>): string {
  if (globals.sandboxState !== undefined) return resolve(cwd, globals.sandboxState);
  if (env.DIVERST_SANDBOX_STATE) return resolve(cwd, env.DIVERST_SANDBOX_STATE);
  const base = env[folderVariables().states];
  const folder = base && isAbsolute(base) ? base : join(homeFolder(env), '.local', 'state');
  return join(folder, 'diverst', 'sandbox.json');
}
