import { sessionVariables } from '../../credentials/environment.ts';
import { type ShellName, shells } from '../../credentials/shells.ts';
import { parentShell } from '../../terminal/parent-shell.ts';
import type { Run } from '../run.ts';
import { tell, warn } from '../tell.ts';
import { dropSessions } from './client-session.ts';
import { validClient } from './which-client.ts';

export interface ClientLeaveOptions {
  readonly format?: ShellName;
}

export async function runClientLeave(
  name: string | null,
  options: ClientLeaveOptions,
  run: Run,
  drop: (run: Run, client: string | null) => Promise<number> = dropSessions,
): Promise<void> {
  const { terminal, globals, env } = run;
  const client = name === null ? null : validClient(name);
  const dropped = await drop(run, client);
  const names = variablesToUnset(client, env);
  if (globals.json) {
    terminal.out(`${JSON.stringify({ client, dropped, unset: names })}\n`);
    return;
  }
  const shell = shells[options.format ?? parentShell(env)];
  terminal.out(names.map((variable) => shell.unset(variable)).join(''));
  const whose = client === null ? '' : ` of client ${client}`;
  tell(terminal, `✓ dropped ${dropped === 1 ? '1 cached session' : `${dropped} cached sessions`}${whose}`);
  const inside = env.DIVERST_CLIENT;
  if (names.length === 0 && inside) {
    warn(terminal, `this shell stays in client ${inside}: leave it with diverst client leave ${inside}`);
  } else if (names.length === 0) {
    warn(terminal, 'the AWS keys of this shell are not a client’s; they stay');
  } else if (terminal.outIsTerminal && inside) {
    tell(
      terminal,
      `# to run these lines in this shell: eval "$(diverst client leave${name ? ` ${name}` : ''})"`,
    );
  }
}

/**
 * What `client assume` set in this shell. A region it sets in both variables alike, and only where it knows one; a
 * region that stands in one of them, or in a shell that is in no client, is the person's own.
 */
export function variablesToUnset(client: string | null, env: NodeJS.ProcessEnv): readonly string[] {
  const inside = env.DIVERST_CLIENT;
  if (inside && client !== null && client !== inside) return [];
  if (!inside && env.AWS_ACCESS_KEY_ID) return [];
  const setsRegion = Boolean(inside) && Boolean(env.AWS_REGION) && env.AWS_REGION === env.AWS_DEFAULT_REGION;
  return sessionVariables.filter((variable) => setsRegion || !variable.endsWith('_REGION'));
}
