import { copyFileSync, existsSync, rmSync, statSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { cacheFolder } from '../../credentials/request-key.ts';
import { commented, type ShellName } from '../../credentials/shells.ts';
import { Failure } from '../../model/failure.ts';
import { shellWord } from '../../model/shell-word.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { parentShell } from '../../terminal/parent-shell.ts';
import { type NewSandbox, newSandboxLines } from '../../views/sandbox-reset.ts';
import { readingShell } from '../account/reading-shell.ts';
import { chosenFormat } from '../chosen-format.ts';
import { ask, cannotAsk } from '../confirm.ts';
import type { CommandContext } from '../context.ts';
import { say, sayWrapped } from '../notices.ts';
import { cacheIdentity } from '../session/cache-identity.ts';
import { envLines, tokenLines } from './env-lines.ts';
import { keysOf, openStateFile, sandboxProgram } from './state-file.ts';
import { isSandbox, stateFile } from './state-path.ts';

/** The options of `sandbox serve` as commander gives them. */
export interface PortOptions {
  readonly port: string;
}

/** Those of `sandbox env`. */
export interface EnvOptions extends PortOptions {
  readonly format?: ShellName;
}

/** The options of `sandbox reset` as commander gives them. */
export interface ResetOptions {
  readonly empty?: boolean;
  readonly story?: boolean;
  readonly yes?: boolean;
}

const profiles = ['management', 'ops'] as const;

/**
 * Serves until the run is interrupted, which is how it is meant to end.
 * @param calling the shell in which the lines will probably be pasted
 */
export async function serve(
  options: PortOptions,
  context: CommandContext,
  calling = parentShell,
): Promise<void> {
  const { terminal, globals, signal } = context;
  const port = validPort(options.port, 0);
  const sandbox = await openStateFile(context);
  const { serveSandbox } = await import('../../sandbox/http.ts');
  const server = await serveSandbox(sandbox, { port }).catch((error: unknown) => {
    throw new Failure(
      'failed',
      {
        what: `cannot serve the sandbox on port ${port} of 127.0.0.1`,
        why: error instanceof Error ? error.message : String(error),
        fix: ['choose another port: add --port PORT', 'or let the system choose a free port: add --port 0'],
      },
      { cause: error },
    );
  });
  try {
    if (globals.json) {
      const { management } = sandbox.profiles;
      // By its name of 0.1.0 too: fields of JSON are stable.
      const keys = { ...sandbox.profiles, root: management };
      terminal.out(
        `${JSON.stringify({ endpoint: server.endpoint, region: sandbox.region, profiles: keys })}\n`,
      );
    } else {
      const shell = calling(context.shell.inherited);
      const program = sandboxProgram(context);
      if (shell === null) sayUnknownShell(program, server.endpoint, context);
      terminal.out(servedLines(sandbox, server.endpoint, program, shell ?? 'powershell'));
      sayWrapped(terminal, `serving ${stateFile(context)} on ${server.endpoint}; Ctrl-C stops it`);
    }
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => resolve(), { once: true });
    });
  } finally {
    await server.close();
  }
}

/** The lines that a person pastes, for each profile and for a CI role. */
function servedLines(sandbox: Sandbox, endpoint: string, program: string, shell: ShellName): string {
  const served = { region: sandbox.region, endpoint };
  const lines = profiles.flatMap((profile) => {
    const keys = sandbox.profiles[profile];
    if (keys === undefined) return [];
    return [commented(`profile ${profile}`, shell), envLines(keys, served, shell)];
  });
  return [...lines, tokenLines(program, served, shell)].join('');
}

/** Lines for PowerShell are printed then: it is the shell that Windows opens by itself. */
function sayUnknownShell(program: string, endpoint: string, { terminal, globals }: CommandContext): void {
  sayWrapped(
    terminal,
    '# it is unknown which shell runs diverst; these lines are for PowerShell, and for cmd:',
  );
  const profile = globals.profile === undefined ? '' : ` --profile ${shellWord(globals.profile)}`;
  say(terminal, `#   ${program} sandbox env${profile} --port ${new URL(endpoint).port} --format cmd`);
}

/** @throws Failure of kind `usage` where it is unknown which shell reads the lines */
export async function printEnv(
  options: EnvOptions,
  context: CommandContext,
  calling = parentShell,
): Promise<void> {
  const { terminal, globals } = context;
  const format = chosenFormat(options.format, globals.json);
  const shell = shellOf(format, context, calling);
  const port = validPort(options.port, 1);
  const profile = globals.profile ?? 'management';
  const sandbox = await openStateFile(context);
  const endpoint = `http://127.0.0.1:${port}`;
  const keys = keysOf(sandbox, profile, sandboxProgram(context));
  const served = { endpoint, region: sandbox.region };
  if (shell === null) terminal.out(`${JSON.stringify({ ...served, ...keys })}\n`);
  else terminal.out(envLines(keys, served, shell));
}

/** @returns null for JSON */
function shellOf(
  format: ShellName | 'json' | 'text',
  { shell }: CommandContext,
  calling: typeof parentShell,
): ShellName | null {
  if (format === 'json') return null;
  return format === 'text' ? readingShell(shell, calling) : format;
}

/**
 * Starts a new sandbox. One that somebody worked in is asked for, and kept beside it.
 * @throws Failure where nobody can be asked
 */
export async function reset(options: ResetOptions, context: CommandContext): Promise<void> {
  const file = stateFile(context);
  const { terminal, globals } = context;
  if (options.empty === true && options.story === true) throw emptyStory();
  const work = await workIn(file);
  if (work !== null && !options.yes) {
    if (!terminal.interactive) throw needsYes(file, work);
    await ask(context, {
      text: `Replace the sandbox in ${file}, which holds ${work}?`,
      typed: null,
      subject: 'the reset',
    });
  }
  const { copyEvents } = await import('../../sandbox/sandbox.ts');
  const backup = work === null ? null : keepBackup(file, copyEvents);
  const made = await makeAnew(file, options);
  // Sessions of the sandbox before mean nothing to the new one.
  const sessions = cacheFolder(cacheIdentity(context));
  if (sessions !== null) rmSync(sessions, { recursive: true, force: true });
  if (globals.json) {
    const { start, ...story } = made;
    const result = { stateFile: file, empty: start === 'empty', backup };
    terminal.out(`${JSON.stringify(start === 'story' ? { ...result, story } : result)}\n`);
    return;
  }
  const named = sandboxProgram(context);
  const program = named === 'diverst' && !isSandbox(globals, context.env) ? 'diverst --sandbox' : named;
  const width = terminal.errWidth ?? null;
  for (const line of newSandboxLines(made, { file, program, backup, width })) say(terminal, line);
}

async function makeAnew(file: string, { empty = false, story = false }: ResetOptions): Promise<NewSandbox> {
  if (story) {
    const { resetToStory } = await import('../../sandbox/story/write-story.ts');
    return { start: 'story', ...resetToStory(file) };
  }
  const { resetSandbox } = await import('../../sandbox/sandbox.ts');
  resetSandbox(file, { empty });
  return { start: empty ? 'empty' : 'base' };
}

function emptyStory(): Failure {
  return new Failure('usage', {
    what: '--empty and --story do not go together',
    why: '--empty creates a sandbox with one account, and --story a sandbox with a whole company.',
    fix: ['leave one of them out'],
  });
}

/** What a sandbox holds beside what every new one does, in words; null for nothing. */
async function workIn(file: string): Promise<string | null> {
  if (!existsSync(file)) return null;
  const { newState, openSandbox, SandboxStateError } = await import('../../sandbox/sandbox.ts');
  try {
    const state = openSandbox({ stateFile: file }).state();
    const { secret, accounts, managementAccountId } = state;
    const now = accounts[managementAccountId]?.joinedAt ?? 0;
    // The same secret gives the same ids and keys, so that a new one of that moment is equal.
    const fresh = (['base', 'empty'] as const).map((start) => newState(start, { now, secret }));
    if (fresh.some((one) => isDeepStrictEqual(asJson(one), asJson(state)))) return null;
    const { isUntouchedStory } = await import('../../sandbox/story/write-story.ts');
    if (isUntouchedStory(state, Date.now())) return null;
    const count = Object.keys(accounts).length;
    return `changes of yours (${count === 1 ? '1 account' : `${count} accounts`})`;
  } catch (error) {
    // What the disk says is no reason to replace the file.
    if (!(error instanceof SandboxStateError) || !error.fix.includes('sandbox reset')) throw error;
    return 'a state that this version of diverst cannot read';
  }
}

function asJson(state: object): unknown {
  return JSON.parse(JSON.stringify(state));
}

/** @param copyEvents keeps what has happened in it, beside the copy */
function keepBackup(file: string, copyEvents: (file: string, to: string) => void): string | null {
  if (!statSync(file).isFile()) return null;
  const backup = `${file}.backup`;
  try {
    copyFileSync(file, backup);
    copyEvents(file, backup);
  } catch (error) {
    throw new Failure(
      'failed',
      {
        what: `cannot replace the sandbox in ${file}: diverst cannot keep a copy of it`,
        why: error instanceof Error ? error.message : String(error),
        fix: ['free some disk space', 'or use another file: add --sandbox-state FILE'],
      },
      { cause: error },
    );
  }
  return backup;
}

function needsYes(file: string, work: string): Failure {
  return new Failure('usage', {
    what: `cannot replace the sandbox in ${file} without your confirmation: it has ${work}`,
    why: `${cannotAsk} Nothing was changed.`,
    fix: [
      'replace the sandbox, and keep a copy in FILE.backup: add --yes',
      'or use another file: add --sandbox-state FILE',
    ],
  });
}

function validPort(text: string, least: number): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port >= least && port <= 65_535) return port;
  throw new Failure('usage', {
    what: `--port ${JSON.stringify(text)} is not a port`,
    fix: [`give a whole number from ${least} to 65535`],
  });
}
