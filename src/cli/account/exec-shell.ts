import { userInfo } from 'node:os';
import type { AccountSession } from '../../credentials/session.ts';
import { type AccountRef, refText } from '../../model/account-kind.ts';
import { windowsShellProgram } from '../../terminal/parent-shell.ts';
import { validityText } from '../../views/validity.ts';
import type { CommandContext } from '../context.ts';
import { sayWrapped } from '../notices.ts';
import { type ExecDeps, type ExecOptions, execDeps, noCommand, runExec } from './exec-run.ts';

/**
 * Starts the user's shell in an account, and returns when the shell ends.
 * @throws Failure of kind `usage` without a terminal: a script that forgot its command must not wait for input
 */
export async function runExecShell(
  account: AccountRef,
  options: ExecOptions,
  context: CommandContext,
  deps: ExecDeps = execDeps,
): Promise<void> {
  const { terminal } = context;
  if (!(terminal.interactive && terminal.outIsTerminal)) throw noCommand(account);
  await runExec(account, [userShell(context.env)], options, context, {
    ...deps,
    async openAccountSession(noun, name, given, where) {
      const session = await deps.openAccountSession(noun, name, given, where);
      sayWrapped(where.terminal, `✓ ${shellText(session, options, context)}`);
      return session;
    },
  });
}

function shellText(session: AccountSession, { refresh }: ExecOptions, { clock }: CommandContext): string {
  const until = refresh
    ? 'credentials are renewed until you leave'
    : validityText(session.expiration, clock.now());
  return `shell in ${refText(session)}: account ${session.accountId}, ${until}; type exit to leave`;
}

/**
 * The shell that the user has chosen; the one of the account of the system where nothing is set. On Windows the one that
 * called, as far as the environment shows it, and else the one that ComSpec names.
 * @param platform as `process.platform` names it
 */
export function userShell(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string {
  if (platform === 'win32') return windowsShellProgram(env) ?? (env.ComSpec || env.COMSPEC || 'cmd.exe');
  return env.SHELL || loginShell() || '/bin/sh';
}

function loginShell(): string | null {
  try {
    return userInfo().shell;
  } catch {
    // In a container, a user can have no entry.
    return null;
  }
}
