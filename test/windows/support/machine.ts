import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, inject } from 'vitest';
import { run } from '../../interop/support/children.ts';

/** Where Wine is set up with Node and the installed package; empty where it is not here. */
declare module 'vitest' {
  interface ProvidedContext {
    windows: string;
    /** The first number of its version. */
    wine: number;
  }
}

/** What one command of a batch file did. */
export interface Step {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that is started without cmd. */
export interface Run {
  /** The installed diverst, unless it is given. */
  readonly program?: string;
  readonly args?: readonly string[];
  /** The whole command line instead, which Windows takes apart, as Python's subprocess has it do. */
  readonly line?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Text at which it is killed. */
  readonly killAt?: string;
  /** Patterns of what it prints at which Ctrl-C is pressed, one after the other. All that `together` started get it. */
  readonly interruptAt?: readonly string[];
  /** Runs it in a console, whose screen is its stdout; each text is typed once its pattern is on the screen. */
  readonly keys?: readonly (readonly [pattern: string, text: string])[];
  /** A file that gets what it prints while it runs, and one that ends it by being there. */
  readonly log?: string;
  readonly stopAt?: string;
  /** Whether the arguments are put on the command line as they are. */
  readonly verbatim?: boolean;
}

export interface Ran extends Step {
  readonly signal: string | null;
}

/** A user of a Windows computer, in a folder of their own. */
export interface WindowsUser {
  /** The working folder, as Windows names it: `C:\people\1-2`. */
  readonly folder: string;
  /** The file of the host behind a path of Windows. */
  host(path: string): string;
  write(path: string, text: string | Buffer): void;
  read(path: string): string;
  /** Runs lines of a batch file, as typed into cmd, and says what each did. A `%` is written `%%`. */
  steps(lines: readonly string[], more?: Place): Promise<readonly Step[]>;
  /** Starts programs at the same time, and waits for all. A file is held open for a second after a text is printed. */
  together(
    runs: readonly Run[],
    held?: { readonly file: string; readonly until: string },
  ): Promise<readonly Ran[]>;
  remove(): void;
}

export interface Place {
  readonly env?: Readonly<Record<string, string>>;
  readonly folder?: string;
  /** Milliseconds for all lines together. */
  readonly timeout?: number;
  /** Whether the console is one of a terminal, which Wine can show. */
  readonly terminal?: boolean;
}

const driver = 'C:\\driver\\driver.cjs';
const node = 'C:\\Program Files\\nodejs\\node.exe';
const script = 'C:\\npm\\node_modules\\diverst\\bin\\diverst.js';

/** Of thousands of starts, Wine 8 ends one at once, with 1 and without a word. What has begun is not run again. */
const startTries = 3;

let users = 0;

function openUser(): WindowsUser {
  const prefix = inject('windows');
  users += 1;
  const name = `${process.pid}-${users}`;
  const folder = `C:\\people\\${name}`;
  const host = (path: string) => {
    const absolute = /^[A-Za-z]:/.test(path) ? path : `${folder}\\${path}`;
    return join(prefix, 'dosdevices', `${absolute[0]?.toLowerCase()}:`, ...absolute.slice(3).split('\\'));
  };
  const logs = `${folder}\\logs`;
  mkdirSync(host(logs), { recursive: true });
  let runs = 0;
  const user: WindowsUser = {
    folder,
    host,
    write: (path, text) => {
      mkdirSync(join(host(path), '..'), { recursive: true });
      writeFileSync(host(path), text);
    },
    read: (path) => readFileSync(host(path), 'utf8'),
    async steps(lines, { env = {}, folder: at = folder, timeout = 180_000, terminal = false } = {}) {
      runs += 1;
      const log = (step: number, ending: string) => `${logs}\\${runs}-${step}.${ending}`;
      const batch = `${logs}\\${runs}.bat`;
      const crlf = (text: readonly string[]) => [...text, ''].join('\r\n');
      // Each has a cmd of its own: the starter of a package takes the place of the file that names it.
      for (const [step, line] of lines.entries())
        writeFileSync(host(log(step, 'bat')), crlf(['@echo off', 'chcp 65001 > nul', line]));
      // Wine takes those of its user from its own registry, whatever it was started with.
      const variables = {
        USERPROFILE: `${folder}\\home`,
        LOCALAPPDATA: `${folder}\\home\\AppData\\Local`,
        APPDATA: `${folder}\\home\\AppData\\Roaming`,
        DIVERST_SANDBOX_LATENCY: '0',
        ...env,
      };
      const set = Object.entries(variables).map(([variable, value]) => `set "${variable}=${value}"`);
      const body = lines.flatMap((_, step) => [
        `cmd /d /c ${log(step, 'bat')} > ${log(step, 'out')} 2> ${log(step, 'err')} < nul`,
        `> ${log(step, 'code')} echo %ERRORLEVEL%`,
      ]);
      writeFileSync(host(batch), crlf(['@echo off', ...set, `cd /d "${at}"`, ...body]));
      const wine = ['cmd', '/c', batch];
      const place = { env: wineEnvironment(prefix), cwd: host(folder) };
      const start = () => run(...(terminal ? inTerminal(wine) : (['wine', wine] as const)), place, timeout);
      // The first line makes it.
      const hasBegun = () => existsSync(host(log(0, 'out')));
      let ended = await start();
      for (let tries = 1; !hasBegun() && ended.signal === null && tries < startTries; tries += 1)
        ended = await start();
      if (ended.signal !== null)
        throw new Error(`cmd did not end within ${timeout / 1_000} s: ${lines.join('; ')}`);
      if (!hasBegun()) throw new Error(`Wine started no cmd, exit code ${ended.code}: ${ended.stderr}`);
      const read = (file: string) => readFileSync(host(file), 'utf8').replaceAll('\r\n', '\n');
      return lines.map((_, step) => ({
        code: Number(read(log(step, 'code'))),
        stdout: read(log(step, 'out')),
        stderr: read(log(step, 'err')),
      }));
    },
    async together(runs, held) {
      const [plan, result] = [`${logs}\\plan.json`, `${logs}\\result.json`];
      const started = runs.map(({ program: given, args = [], ...more }) =>
        given === undefined
          ? { program: node, args: [script, ...args], ...more }
          : { program: given, args, ...more },
      );
      writeFileSync(host(plan), JSON.stringify({ runs: started, held, console: consoleOf(runs) }));
      const place = { terminal: consoleOf(runs) === 'terminal' };
      const [step] = await user.steps([`node ${driver} ${plan} ${result}`], place);
      if (step?.code !== 0) throw new Error(`the driver failed: ${step?.stderr}`);
      return JSON.parse(readFileSync(host(result), 'utf8'));
    },
    remove: () => rmSync(host(folder), { recursive: true, force: true }),
  };
  return user;
}

/** What the driver needs of a console: one to press Ctrl-C in, or one with a screen and keys. */
function consoleOf(runs: readonly Run[]): 'own' | 'terminal' | null {
  if (runs.some(({ keys }) => keys !== undefined)) return 'terminal';
  return runs.some(({ interruptAt }) => interruptAt !== undefined) ? 'own' : null;
}

/** https://man7.org/linux/man-pages/man1/script.1.html */
function inTerminal(words: readonly string[]): readonly [string, readonly string[]] {
  const line = ['wine', ...words].map((word) => `'${word}'`).join(' ');
  return ['script', ['--quiet', '--return', '--command', line, '/dev/null']];
}

/** What Wine is started with: nothing of the host's own settings. */
export function wineEnvironment(prefix: string): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: prefix,
    LC_ALL: 'C.UTF-8',
    WINEPREFIX: prefix,
    WINEDEBUG: '-all',
    WINEPATH: 'C:\\Program Files\\nodejs;C:\\npm',
    // Wine is no version of Windows that Node knows.
    NODE_SKIP_PLATFORM_CHECK: '1',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

/**
 * The user of a file of tests, whose sandbox has the client acme: there before its tests, and gone after them.
 * @param prepare what else is there before the tests
 */
export function userOfTests(prepare: (user: WindowsUser) => void = () => undefined): () => WindowsUser {
  let user: WindowsUser | undefined;
  beforeAll(async () => {
    if (!inject('windows')) return;
    user = openUser();
    const init = { args: ['client', 'init', 'acme', '--yes'], env: { DIVERST_SANDBOX: '1' } };
    const [made] = await user.together([init]);
    if (made?.code !== 0) throw new Error(`the client was not made: ${made?.stderr}`);
    prepare(user);
  });
  afterAll(() => user?.remove());
  return () => {
    if (user === undefined) throw new Error('there is no user');
    return user;
  };
}
