import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { SignalSource } from './signals.ts';
import { hasControllingTerminal, signalRoutes } from './terminal-signals.ts';

export interface ChildCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
}

export type ChildOutcome =
  /** `code` is 128 + n for a child that died from signal n, as shells say it. */
  | { readonly kind: 'ended'; readonly code: number }
  | { readonly kind: 'not-found' }
  /** `reason` is the system's error code, such as EACCES. */
  | { readonly kind: 'not-started'; readonly reason: string };

/**
 * Runs a program on our own streams, without a shell, and waits for it. Signals go to it, not to us.
 * https://www.gnu.org/software/bash/manual/html_node/Exit-Status.html
 */
export function runChild(
  { command, args, env, cwd }: ChildCommand,
  signals: SignalSource,
  terminal: () => boolean = hasControllingTerminal,
): Promise<ChildOutcome> {
  return new Promise((resolve) => {
    const { taken, passed } = signalRoutes(terminal());
    let child: ChildProcess;
    try {
      child = spawn(command, args, { env, cwd, stdio: 'inherit' });
    } catch (error) {
      // Some refusals of the system come as an event, others (E2BIG, ENAMETOOLONG) are thrown.
      resolve({ kind: 'not-started', reason: reasonOf(error) });
      return;
    }
    const giveBack = signals.take(taken, (name) => {
      if (passed.has(name)) child.kill(name);
      // Hearing SIGTSTP keeps it from stopping us, which whoever sent it waits for.
      if (name === 'SIGTSTP') process.kill(process.pid, 'SIGSTOP');
    });
    const end = (outcome: ChildOutcome) => {
      giveBack();
      resolve(outcome);
    };
    child.on('error', (error: NodeJS.ErrnoException) => {
      // The same event reports a signal that could not be sent; the child then still runs.
      if (child.pid !== undefined) return;
      end(error.code === 'ENOENT' ? { kind: 'not-found' } : { kind: 'not-started', reason: reasonOf(error) });
    });
    child.on('exit', (code, signal) =>
      end({ kind: 'ended', code: code ?? 128 + (signal === null ? 0 : constants.signals[signal]) }),
    );
  });
}

function reasonOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}
