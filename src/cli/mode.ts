import type { Command } from 'commander';
import { type Origin, sandboxMark } from '../model/origin.ts';
import { escapeName } from '../views/escape.ts';
import { wrapped } from '../views/wrapped.ts';
import type { CommandContext, CreateContext } from './context.ts';
import { readGlobals } from './globals.ts';
import { warn } from './notices.ts';
import type { Session } from './open-session.ts';
import { isSandbox } from './sandbox/state-path.ts';

/** Commands that call neither AWS nor the sandbox. */
const aloof: ReadonlySet<string> = new Set(['checks', 'leave']);

/**
 * Makes every command of a group, or a command itself, begin with a line that says so when it works on the sandbox. The
 * answer to a `credential_process` is for a program, which shows stderr to nobody.
 */
export function showMode(command: Command, createContext: CreateContext): void {
  command.hook('preAction', (_hooked, action) => {
    if (aloof.has(action.name()) || action.getOptionValue('format') === 'credential-process') return;
    if (action.getOptionValue('printPolicy') !== undefined) return;
    sayMode(createContext(readGlobals(action)));
  });
}

function sayMode({ globals, env, terminal }: CommandContext): void {
  if (!isSandbox(globals, env)) return;
  terminal.err(`${terminal.errPaint.warn(`! ${sandboxMark}`)}\n`);
  if (env.CI && env.CI !== '0' && env.CI !== 'false') {
    warn(
      terminal,
      'CI is set: diverst reads nothing and changes nothing in your AWS organization; to work on AWS, unset DIVERST_SANDBOX',
    );
  }
}

/** Who calls, in one line. */
export function sayCaller(
  { terminal }: Pick<CommandContext, 'terminal'>,
  profile: string,
  arn: string,
): void {
  const who = escapeName(`${profile}, as ${arn}`);
  const lines = wrapped(
    `${terminal.errPaint.dim('profile')} `,
    who,
    terminal.errWidth ?? null,
    'profile '.length,
  );
  terminal.err(`${lines.join('\n')}\n`);
}

export function originOf({ sandbox, profileName }: Session, caller: string): Origin {
  return { sandbox, profile: profileName, caller };
}
