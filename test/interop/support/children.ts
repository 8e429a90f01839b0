import { type ChildProcess, spawn } from 'node:child_process';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Place {
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** Runs a program to its end, and ends it when it takes longer than `timeout` milliseconds. */
export async function run(
  command: string,
  args: readonly string[],
  place: Place,
  timeout = 200_000,
): Promise<Ended> {
  const server = launch(command, args, place);
  const timer = setTimeout(() => server.child.kill('SIGKILL'), timeout);
  try {
    return await server.ended;
  } finally {
    clearTimeout(timer);
  }
}

export interface Server {
  readonly child: ChildProcess;
  /** What it wrote up to now, both streams. */
  output(): string;
  readonly ended: Promise<Ended>;
}

/** Starts a program that runs until it is stopped. */
export function launch(command: string, args: readonly string[], { env, cwd }: Place): Server {
  const child = spawn(command, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const streams = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    streams.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    streams.stderr += text;
  });
  // A test runner that is itself ended must not leave servers behind.
  const killWithUs = () => child.kill('SIGKILL');
  process.once('exit', killWithUs);
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, ...streams }));
  }).finally(() => process.off('exit', killWithUs));
  // Waited for later, or not at all.
  ended.catch(() => {});
  return { child, output: () => streams.stdout + streams.stderr, ended };
}

/**
 * Waits for the text by which a server says that it is ready.
 *
 * @throws when it ends before, or takes longer than `timeout` milliseconds
 */
export async function said(server: Server, pattern: RegExp, timeout = 200_000): Promise<RegExpExecArray> {
  const { child } = server;
  return await new Promise<RegExpExecArray>((resolve, reject) => {
    const look = () => {
      const match = pattern.exec(server.output());
      if (match !== null) finish(() => resolve(match));
    };
    const give = (reason: string) => () =>
      finish(() => reject(new Error(`${child.spawnfile} ${reason}:\n${server.output()}`)));
    const timer = setTimeout(give(`did not say ${pattern} within ${timeout / 1000} s`), timeout);
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      child.stdout?.off('data', look);
      child.stderr?.off('data', look);
      settle();
    };
    child.stdout?.on('data', look);
    child.stderr?.on('data', look);
    server.ended.then(give('ended'), reject);
    look();
  });
}

/**
 * Asks a server to stop, and makes it stop when it does not do so within `timeout` milliseconds.
 *
 * @returns how it ended; the signal is SIGKILL where asking did not help
 */
export async function stop(server: Server, timeout = 30_000): Promise<Ended> {
  const { child } = server;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), timeout);
  try {
    return await server.ended;
  } finally {
    clearTimeout(timer);
  }
}
