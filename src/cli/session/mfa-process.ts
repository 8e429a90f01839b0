import { exec } from 'node:child_process';
import { promisify } from 'node:util';
import { Failure } from '../../model/failure.ts';
import type { CommandContext } from '../context.ts';

/** Milliseconds that the command can take. */
const longest = 60_000;

/**
 * Runs the command of DIVERST_MFA_PROCESS in the user's shell, and takes what it prints.
 * @throws Failure that says how it failed. What it printed, and its own words, may hold the secret behind the codes:
 *   neither is passed on.
 */
export async function mfaProcessOutput(
  command: string,
  { env, signal }: Pick<CommandContext, 'env' | 'signal'>,
  timeout = longest,
): Promise<string> {
  try {
    // Node has the shell of the system read it: /bin/sh, or cmd with the quotes as they are.
    const { stdout } = await promisify(exec)(command, { env, signal, timeout });
    return stdout.trim();
  } catch (error) {
    signal.throwIfAborted();
    throw failed(error, timeout);
  }
}

function failed(error: unknown, timeout: number): Failure {
  const { code, killed, signal } = error as { code?: unknown; killed?: boolean; signal?: string };
  const alone = 'run the command of DIVERST_MFA_PROCESS on its own, and read what it reports';
  if (killed && code === null) {
    return new Failure('failed', {
      what: `cannot sign in with MFA: DIVERST_MFA_PROCESS gave no code within ${timeout / 1_000} seconds`,
      why: 'diverst stopped the command. The command must print a code and must not ask for anything.',
      fix: [alone],
    });
  }
  // https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_08_02
  if (code === 127 || code === 126) {
    return new Failure('failed', {
      what: `cannot sign in with MFA: the command of DIVERST_MFA_PROCESS ${code === 127 ? 'was not found' : 'cannot be run'}`,
      why: `The shell ended with exit code ${code}.`,
      fix: ['set DIVERST_MFA_PROCESS to a command that this shell can run, with its absolute path'],
    });
  }
  const how = typeof code === 'number' ? `with exit code ${code}` : `by ${signal ?? String(code)}`;
  return new Failure('failed', {
    what: `cannot sign in with MFA: the command of DIVERST_MFA_PROCESS ended ${how}`,
    fix: [alone],
  });
}
