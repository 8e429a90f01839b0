import { placeOf } from '../../credentials/environment.ts';
import { type EnvironmentChange, leaving } from '../../credentials/environment-change.ts';
import { evaluated, type ShellName, shellLines, Unwritable } from '../../credentials/shells.ts';
import {
  type AccountNoun,
  type AccountRef,
  accountWords,
  isSameRef,
  refJson,
  refText,
  withArticle,
} from '../../model/account-kind.ts';
import { Failure } from '../../model/failure.ts';
import { plural } from '../../views/plural.ts';
import type { CommandContext } from '../context.ts';
import { say, sayWrapped, warn } from '../notices.ts';
import { dropSessions } from '../session/drop-sessions.ts';
import { validName } from '../session/which-account.ts';
import { readingShell } from './reading-shell.ts';

export interface LeaveOptions {
  readonly format?: ShellName;
  readonly all?: boolean;
  readonly mfa?: boolean;
}

const nothing: EnvironmentChange = { set: [], unset: [], hide: [] };

export async function runLeave(
  noun: AccountNoun,
  name: string | null,
  options: LeaveOptions,
  context: CommandContext,
  drop: typeof dropSessions = dropSessions,
): Promise<void> {
  const { terminal, globals, shell } = context;
  const { command } = accountWords[noun];
  if (name !== null && options.all) {
    throw new Failure('usage', {
      what: `the name of ${withArticle({ noun })} and --all do not go together`,
      fix: [
        `leave one ${noun}: diverst ${command} leave NAME`,
        `leave every ${noun}: diverst ${command} leave --all`,
      ],
    });
  }
  const named = name === null ? null : { noun, name: validName(noun, name) };
  const inside = placeOf(shell.inherited);
  const account = options.all ? null : (named ?? inside);
  const isLeft = named === null || (inside !== null && isSameRef(named, inside));
  const change = isLeft ? leaving(shell) : nothing;
  const dropped = await drop(context, {
    accounts: options.all ? 'all' : (account ?? 'none'),
    mfa: options.all === true || options.mfa === true,
  });
  if (globals.json) {
    const { set, unset } = change;
    const left = { [noun]: null, ...(account === null ? {} : refJson(account)) };
    terminal.out(`${JSON.stringify({ ...left, dropped, unset, set: Object.fromEntries(set) })}\n`);
    return;
  }
  const shellName = options.format ?? readingShell(shell);
  terminal.out(written(change, shellName));
  if (account === null && !options.all && !options.mfa) {
    sayWrapped(terminal, `this shell is in no ${noun}, so diverst deleted no cached session`);
    sayWrapped(terminal, `# to delete the cached sessions of one ${noun}, or all:`);
    for (const which of ['NAME', '--all']) say(terminal, `#   diverst ${command} leave ${which}`);
  } else {
    const whose = account === null ? '' : ` of ${refText(account)}`;
    // On a terminal, no shell reads the lines.
    const leaves = isLeft && !terminal.outIsTerminal;
    const deleted = `deleted ${plural(dropped, 'cached session')}${whose}`;
    sayWrapped(terminal, `✓ ${leaves && inside ? `left ${refText(inside)}; ` : ''}${deleted}`);
  }
  sayShell(`diverst ${command} leave${name ? ` ${name}` : ''}`, shellName, inside, change, context);
}

/**
 * What the shell is once it has read the lines.
 * @param again the command that prints them
 * @param shellName that reads them
 */
function sayShell(
  again: string,
  shellName: ShellName,
  inside: AccountRef | null,
  { set, unset }: EnvironmentChange,
  { terminal, shell }: CommandContext,
): void {
  const { base } = shell;
  if (set.length + unset.length === 0) {
    if (inside) {
      const leave = `diverst ${accountWords[inside.noun].command} leave`;
      warn(terminal, `this shell stays in ${refText(inside)}; to leave it:`);
      say(terminal, `  ${evaluated(leave, shellName)}`);
    }
    return;
  }
  if (base.session === 'replaced') {
    warn(
      terminal,
      `the AWS keys of this shell were set after it entered the ${inside?.noun ?? 'account'}, so diverst keeps them`,
    );
  } else if (base.replacedKey !== null) {
    warn(
      terminal,
      `the session of ${inside === null ? 'an account' : refText(inside)} replaced your own keys (${base.replacedKey}), which diverst does not store: ` +
        'set your keys again, or open another shell',
    );
  }
  if (terminal.outIsTerminal) {
    sayWrapped(terminal, '# to run these lines in this shell:');
    say(terminal, `#   ${evaluated(again, shellName)}`);
  }
}

function written(change: EnvironmentChange, shell: ShellName): string {
  try {
    return shellLines(change, shell);
  } catch (error) {
    if (!(error instanceof Unwritable)) throw error;
    throw new Failure(
      'failed',
      {
        what: `cannot restore the environment of this shell: ${error.message}`,
        fix: ['open another shell, or type the value in this one'],
      },
      { cause: error },
    );
  }
}
