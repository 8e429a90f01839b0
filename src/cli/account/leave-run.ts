import { type EnvironmentChange, leaving } from '../../credentials/environment-change.ts';
import { type ShellName, shellLines, Unwritable } from '../../credentials/shells.ts';
import { Failure } from '../../model/failure.ts';
import { parentShell } from '../../terminal/parent-shell.ts';
import type { CommandContext } from '../context.ts';
import { say, warn } from '../notices.ts';
import { dropSessions } from '../session/drop-sessions.ts';
import { validName } from '../session/which-account.ts';

export interface LeaveOptions {
  readonly format?: ShellName;
  readonly all?: boolean;
  readonly mfa?: boolean;
}

const nothing: EnvironmentChange = { set: [], unset: [], hide: [] };

export async function runLeave(
  name: string | null,
  options: LeaveOptions,
  context: CommandContext,
  drop: typeof dropSessions = dropSessions,
): Promise<void> {
  const { terminal, globals, shell } = context;
  if (name !== null && options.all) {
    throw new Failure('usage', {
      what: 'a client and --all were given, and only one of them can be meant',
      fix: ['leave one client: diverst client leave NAME', 'leave every client: diverst client leave --all'],
    });
  }
  const named = name === null ? null : validName(name);
  const inside = shell.inherited.DIVERST_CLIENT || null;
  const client = options.all ? null : (named ?? inside);
  const change = named === null || named === inside ? leaving(shell) : nothing;
  const dropped = await drop(context, {
    clients: options.all ? 'all' : client === null ? 'none' : { client },
    mfa: options.all === true || options.mfa === true,
  });
  if (globals.json) {
    const { set, unset } = change;
    terminal.out(`${JSON.stringify({ client, dropped, unset, set: Object.fromEntries(set) })}\n`);
    return;
  }
  terminal.out(written(change, options.format ?? parentShell(shell.inherited)));
  if (client === null && !options.all && !options.mfa) {
    say(terminal, 'this shell is in no client, so no cached session was dropped');
    say(terminal, '# to drop sessions: diverst client leave NAME, or diverst client leave --all');
  } else {
    const whose = client === null ? '' : ` of client ${client}`;
    say(terminal, `✓ dropped ${dropped === 1 ? '1 cached session' : `${dropped} cached sessions`}${whose}`);
  }
  sayShell(name, inside, change, context);
}

/** What the shell is once it has read the lines. */
function sayShell(
  name: string | null,
  inside: string | null,
  { set, unset }: EnvironmentChange,
  { terminal, shell }: CommandContext,
): void {
  const { base } = shell;
  if (set.length + unset.length === 0) {
    if (inside) warn(terminal, `this shell stays in client ${inside}: leave it with diverst client leave`);
    return;
  }
  if (base.session === 'replaced') {
    warn(terminal, 'the AWS keys of this shell were set after it entered the client, so they stay');
  } else if (base.replacedKey !== null) {
    warn(
      terminal,
      `your own keys (${base.replacedKey}) were replaced by client ${inside}, and diverst does not keep them: ` +
        'set them again, or open another shell',
    );
  }
  if (terminal.outIsTerminal) {
    say(
      terminal,
      `# to run these lines in this shell: eval "$(diverst client leave${name ? ` ${name}` : ''})"`,
    );
  }
}

function written(change: EnvironmentChange, shell: ShellName): string {
  try {
    return shellLines(change, shell);
  } catch (error) {
    if (!(error instanceof Unwritable)) throw error;
    throw new Failure(
      'failed',
      { what: `the environment of before cannot be restored: ${error.message}`, fix: ['open another shell'] },
      { cause: error },
    );
  }
}
