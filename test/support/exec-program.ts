import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../bin/diverst.js', import.meta.url));

export interface ExecResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Executing {
  readonly process: ChildProcess;
  readonly ended: Promise<ExecResult>;
  /** Resolves once stdout has shown the text. */
  shows(text: string): Promise<void>;
}

/**
 * Starts the built program in a session of its own: without a controlling terminal, wherever the tests are run from,
 * so that nobody but the program passes a signal to its child.
 */
export function startAlone(args: readonly string[], env: NodeJS.ProcessEnv): Executing {
  return watch(
    spawn(process.execPath, [program, ...args], {
      env: { PATH: process.env.PATH, HOME: '/nonexistent', DIVERST_SANDBOX_LATENCY: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    }),
  );
}

/** Puts a program on a terminal of its own, presses keys once a text is shown, and passes on its exit code. */
const onTerminal = `
import os, pty, sys
ready, keys = sys.argv[1].encode(), bytes.fromhex(sys.argv[2])
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[3], sys.argv[3:])
shown, pressed = b'', False
while True:
    try:
        chunk = os.read(terminal, 4096)
    except OSError:
        break
    if not chunk:
        break
    shown += chunk
    if ready in shown and not pressed:
        os.write(terminal, keys)
        pressed = True
status = os.waitpid(pid, 0)[1]
sys.stdout.buffer.write(shown)
sys.stdout.flush()
sys.exit(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 100 + os.WTERMSIG(status))
`;

/** Runs the built program on a terminal, where keys are pressed (Ctrl-C by default) as soon as it shows a text. */
export function runOnTerminal(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  { ready = 'ready', keys = '\x03' }: { readonly ready?: string; readonly keys?: string } = {},
): Promise<ExecResult> {
  const words = [ready, Buffer.from(keys).toString('hex'), process.execPath, program, ...args];
  const started = spawn('python3', ['-c', onTerminal, ...words], {
    env: {
      PATH: process.env.PATH,
      HOME: '/nonexistent',
      TERM: 'dumb',
      DIVERST_SANDBOX_LATENCY: '0',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return watch(started).ended;
}

/** Collects what a process says, until it has ended. */
export function watch(child: ChildProcess): Executing {
  const text = { stdout: '', stderr: '' };
  const watchers: (() => void)[] = [];
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    text.stdout += chunk;
    for (const watcher of watchers) watcher();
  });
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    text.stderr += chunk;
  });
  const ended = new Promise<ExecResult>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, ...text }));
  });
  const shows = (wanted: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => text.stdout.includes(wanted) && resolve();
      watchers.push(look);
      look();
      ended.then(
        () => reject(new Error(`ended without showing ${JSON.stringify(wanted)}: ${JSON.stringify(text)}`)),
        reject,
      );
    });
  return { process: child, ended, shows };
}
