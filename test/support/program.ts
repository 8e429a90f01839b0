import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { handsOut } from './cli.ts';
import { expectNoSecret, secretsOnDisk } from './secrets.ts';

const built = fileURLToPath(new URL('../../bin/diverst.js', import.meta.url));

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

const running = new Set<ChildProcess>();

/** Ends what a test that failed has left running. */
export function killStarted(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** How the program is started, where that is not the usual way. */
export interface Launch {
  /** A command that runs the one that follows it. */
  readonly through?: readonly string[];
  /** The user and group to run as. */
  readonly uid?: number;
  readonly cwd?: string;
  /** Another copy of the program's executable. */
  readonly program?: string;
}

/** Starts the built program in an environment of its own: nothing of the machine's AWS settings reaches it. */
export function startProgram(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  { through = [], uid, cwd, program = built }: Launch = {},
): Started {
  if (!existsSync(new URL('../../dist/main.js', import.meta.url)))
    throw new Error('not built: run npm run build');
  const [command = process.execPath, ...words] = [...through, process.execPath, program, ...args];
  const child = spawn(command, words, {
    ...(uid === undefined ? {} : { uid, gid: uid }),
    ...(cwd === undefined ? {} : { cwd }),
    env: { PATH: process.env.PATH, HOME: '/nonexistent', DIVERST_SANDBOX_LATENCY: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
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
    child.on('close', (code, signal) => {
      running.delete(child);
      try {
        refuseSecrets(args, env, text);
        resolve({ code, signal, ...text });
      } catch (error) {
        reject(error);
      }
    });
  });
  const shows = (wanted: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => text.stderr.includes(wanted) && resolve();
      watchers.push(look);
      look();
      ended.then(
        () => reject(new Error(`ended without showing ${JSON.stringify(wanted)}: ${text.stderr}`)),
        reject,
      );
    });
  return { child, ended, shows };
}

/** Whatever a test looks for: no secret is said to a person, or printed by a command that is not for that. */
function refuseSecrets(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  { stdout, stderr }: { readonly stdout: string; readonly stderr: string },
): void {
  const state = args[args.indexOf('--sandbox-state') + 1];
  const file = args.includes('--sandbox-state') ? state : env.DIVERST_SANDBOX_STATE;
  const secrets = file === undefined ? [] : secretsOnDisk(file);
  expectNoSecret(stderr, secrets);
  if (!handsOut(args)) expectNoSecret(stdout, secrets);
}

export function runProgram(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  launch: Launch = {},
): Promise<ProgramResult> {
  return startProgram(args, env, launch).ended;
}
