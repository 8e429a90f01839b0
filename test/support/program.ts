import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../bin/diverst.js', import.meta.url));

export interface ProgramResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<ProgramResult>;
  /** Resolves once stderr has shown the text. */
  shows(text: string): Promise<void>;
}

/** Starts the built program in an environment of its own: nothing of the machine's AWS settings reaches it. */
export function startProgram(args: readonly string[], env: NodeJS.ProcessEnv = {}): Started {
  if (!existsSync(new URL('../../dist/main.js', import.meta.url)))
    throw new Error('not built: run npm run build');
  const child = spawn(process.execPath, [program, ...args], {
    env: { PATH: process.env.PATH, HOME: '/nonexistent', DIVERST_SANDBOX_LATENCY: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const text = { stdout: '', stderr: '' };
  const watchers: (() => void)[] = [];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text.stdout += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    text.stderr += chunk;
    for (const watcher of watchers) watcher();
  });
  const ended = new Promise<ProgramResult>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, ...text }));
  });
  const shows = (wanted: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => text.stderr.includes(wanted) && resolve();
      watchers.push(look);
      look();
      void ended.then(() =>
        reject(new Error(`ended without showing ${JSON.stringify(wanted)}: ${text.stderr}`)),
      );
    });
  return { child, ended, shows };
}

export function runProgram(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<ProgramResult> {
  return startProgram(args, env).ended;
}
