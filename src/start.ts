import manifest from '../package.json' with { type: 'json' };
import { isSandbox, stateFile } from './cli/sandbox/state-path.ts';
import { fastAnswer } from './credentials/fast-answer.ts';
import { printAnswer } from './credentials/print-answer.ts';
import { isInitShell, shellInit } from './views/shell-init/shell-init.ts';

/**
 * Answers a cached `credential_process` call, which sits under every Terraform run and every SDK call, the line of a
 * shell's start file, and the question for the version, before the program itself is loaded.
 * @returns whether it was answered; otherwise the program has to run
 */
export function answered(argv: readonly string[]): boolean {
  const answer = versionAnswer(argv) ?? shellAnswer(argv) ?? cachedAnswer(argv);
  if (answer === null) return false;
  printAnswer(answer);
  return true;
}

function versionAnswer(argv: readonly string[]): string | null {
  const [word] = argv;
  return argv.length === 1 && ['--version', '-v', '-V'].includes(word ?? '') ? `${manifest.version}\n` : null;
}

function shellAnswer([command, shell, ...more]: readonly string[]): string | null {
  return command === 'shell-init' && isInitShell(shell) && more.length === 0 ? shellInit(shell) : null;
}

function cachedAnswer(argv: readonly string[]): string | null {
  const { env } = process;
  try {
    const cwd = process.cwd();
    return fastAnswer(argv, env, cwd, Date.now(), (words) => {
      const globals = {
        ...(words.sandbox === undefined ? {} : { sandbox: true }),
        ...(words.sandboxState === undefined ? {} : { sandboxState: words.sandboxState }),
      };
      return isSandbox(globals, env) ? stateFile({ globals, env, cwd }) : null;
    });
  } catch {
    // A folder that is gone, a home that is closed: the program says what is wrong.
    return null;
  }
}
