import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What became of one command. */
export interface Outcome {
  /** Null where it was not reached, or did not end in time. */
  readonly code: number | null;
  /** Both streams, as a terminal shows them. */
  readonly output: string;
  /** What the stand-ins of test/docs/shims were called with meanwhile. */
  readonly calls: readonly Call[];
}

export interface Call {
  readonly words: string;
  readonly code: number;
}

const shims = fileURLToPath(new URL('../shims', import.meta.url));
const program = fileURLToPath(new URL('../../../bin/diverst.js', import.meta.url));

/** Where commands are run. */
export interface Place {
  /** Empty at first; also the folder in which they are run. */
  readonly home: string;
  /** What the commands print, `N.out` for each one, and other notes of the test. */
  readonly notes: string;
  /** The file of the sandbox, which does not exist yet. */
  readonly state: string;
}

/** What is ready before the first command. */
export interface Ground {
  /** In addition to the usual variables, or instead of them; undefined removes one. */
  readonly env?: NodeJS.ProcessEnv;
  end?(): Promise<void>;
}

/**
 * Runs commands one after another in one bash, in an empty folder that is also the home, on a sandbox of their own.
 * What they leave running is ended.
 * @param milliseconds bound of all together
 * @param prepare makes the place ready; without it the sandbox is a new one
 */
export async function runInBash(
  commands: readonly string[],
  milliseconds: number,
  prepare: (place: Place) => Promise<Ground> = async () => ({}),
): Promise<readonly Outcome[]> {
  const folder = mkdtempSync(join(tmpdir(), 'diverst-docs-'));
  let ground: Ground = {};
  try {
    const notes = join(folder, 'notes');
    const home = join(folder, 'home');
    for (const made of [notes, home]) mkdirSync(made);
    const place = { home, notes, state: join(notes, 'sandbox.json') };
    ground = await prepare(place);
    commands.forEach((command, index) => {
      writeFileSync(join(notes, `${index}.sh`), `${command}\n`);
    });
    writeFileSync(join(notes, 'all.sh'), script(commands.length));
    const env = { ...environment(place), ...ground.env };
    await bash(join(notes, 'all.sh'), home, env, milliseconds);
    const calls = readCalls(join(notes, 'calls'));
    return commands.map((_, index) => ({
      code: numberIn(join(notes, `${index}.code`)),
      output: textOf(join(notes, `${index}.out`)),
      calls: calls.filter(({ index: at }) => at === index),
    }));
  } finally {
    await ground.end?.();
    // What was just ended may still be at a file.
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Read by `.`, so that each command has its own output and all have one shell. */
function script(count: number): string {
  const each = (index: number) =>
    `DOCS_INDEX=${index}; . "$DOCS_NOTES/${index}.sh" >"$DOCS_NOTES/${index}.out" 2>&1 </dev/null\n` +
    `echo $? >"$DOCS_NOTES/${index}.code"\n`;
  return `set -o pipefail\nexport DOCS_INDEX\n${Array.from({ length: count }, (_, index) => each(index)).join('')}`;
}

function environment({ notes, home, state }: Place): NodeJS.ProcessEnv {
  return {
    PATH: [shims, dirname(process.execPath), process.env.PATH].join(delimiter),
    HOME: home,
    // A sandbox's profiles are written to no file but one that is named.
    AWS_CONFIG_FILE: join(home, 'aws-config'),
    DIVERST_SANDBOX: '1',
    DIVERST_SANDBOX_STATE: state,
    DIVERST_SANDBOX_LATENCY: '0',
    DOCS_NOTES: notes,
    DOCS_NODE: process.execPath,
    DOCS_PROGRAM: program,
  };
}

/** A group of processes of its own, so that what runs in the background ends with it. */
function bash(file: string, cwd: string, env: NodeJS.ProcessEnv, milliseconds: number): Promise<void> {
  const child = spawn('bash', ['--noprofile', '--norc', file], { cwd, env, detached: true, stdio: 'ignore' });
  const { pid } = child;
  const endGroup = () => {
    try {
      if (pid !== undefined) process.kill(-pid, 'SIGKILL');
    } catch {
      // All of it has ended.
    }
  };
  return new Promise((resolve, reject) => {
    const timer = setTimeout(endGroup, milliseconds);
    child.on('error', reject);
    child.on('exit', () => {
      clearTimeout(timer);
      endGroup();
      resolve();
    });
  });
}

/** Lines of index, exit code and words, as the stand-ins note them. */
function readCalls(file: string): readonly (Call & { readonly index: number })[] {
  return textOf(file)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [index, code, ...words] = line.split('\t');
      return { index: Number(index), code: Number(code), words: words.join('\t') };
    });
}

function textOf(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

function numberIn(file: string): number | null {
  const text = textOf(file).trim();
  return text === '' ? null : Number(text);
}
