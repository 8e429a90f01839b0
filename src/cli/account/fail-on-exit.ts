import { writeSync } from 'node:fs';
import { shellEnvironment } from '../../credentials/environment-change.ts';
import { linesOfFailure } from './shell-failure.ts';

/**
 * A process that ends in the middle of a command (a second Ctrl-C, a fault of its own) must not pass for one that
 * succeeded in a shell that evaluates its output.
 * @param env of this process, as it was handed on
 * @returns to be called once the command has come to its end, and has said itself how
 */
export function failShellOnExit(argv: readonly string[], env: NodeJS.ProcessEnv): () => void {
  const shell = shellEnvironment(env);
  const fail = (code: number) => {
    const lines = code === 0 || process.stdout.isTTY ? null : linesOfFailure(argv, shell);
    if (lines === null) return;
    try {
      writeSync(1, lines);
    } catch {
      // Nobody reads it.
    }
  };
  process.once('exit', fail);
  return () => void process.off('exit', fail);
}
