import { constants } from 'node:os';
import type { SignalSource } from './signals.ts';
import { type ChildCommand, type NotRun, notRun, startProgram } from './start-program.ts';
import { hasControllingTerminal, signalRoutes } from './terminal-signals.ts';

export type ChildOutcome =
  /** `code` is 128 + n for a child that died from signal n, as shells say it. */
  { readonly kind: 'ended'; readonly code: number } | NotRun;

/**
 * Runs a program on our own streams, without a shell, and waits for it. Signals go to it, not to us.
 * https://www.gnu.org/software/bash/manual/html_node/Exit-Status.html
 */
export function runChild(
  command: ChildCommand,
  signals: SignalSource,
  terminal: () => boolean = hasControllingTerminal,
): Promise<ChildOutcome> {
  return new Promise((resolve) => {
    const { taken, passed } = signalRoutes(terminal());
    const child = startProgram(command, { stdio: 'inherit' });
    if ('kind' in child) {
      resolve(child);
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
    child.on('error', (error) => {
      // The same event reports a signal that could not be sent; the child then still runs.
      if (child.pid === undefined) end(notRun(error));
    });
    child.on('exit', (code, signal) =>
      end({ kind: 'ended', code: code ?? 128 + (signal === null ? 0 : constants.signals[signal]) }),
    );
  });
}
