import type { ChildProcess, StdioOptions } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { Clock } from '../clock.ts';
import { isGroupAlive } from './group-members.ts';
import { type ChildCommand, type NotRun, notRun, startProgram } from './start-program.ts';
import { endWindowsTree, windowsExit } from './windows-tree.ts';

/** Where a stream of a program leads: into an open file, or to what reads it. */
export type OutputOf = number | PipeReader;

export interface PipeReader {
  /** Whether it waits for its own reader, so that the program cannot be judged by its silence. */
  readonly isWriting: boolean;
  /** Resolves at the stream's end; never rejects. */
  read(source: Readable): Promise<void>;
}

export interface GroupCommand extends ChildCommand {
  readonly stdout: OutputOf;
  readonly stderr: OutputOf;
  /** Milliseconds after which it is terminated; null for as long as it takes. */
  readonly timeout: number | null;
}

export type GroupOutcome =
  | {
      readonly kind: 'ended';
      /** Null where a signal ended it. */
      readonly code: number | null;
      readonly signal: NodeJS.Signals | null;
      readonly timedOut: boolean;
    }
  | NotRun;

/** A program with everything that it starts. */
export interface ChildGroup {
  /** Resolves when the program has ended and nothing of its group is left. */
  readonly ended: Promise<GroupOutcome>;
  /** Sends a signal to all of the group; nothing where it has ended. On Windows each ends all of it at once. */
  signal(name: NodeJS.Signals): void;
}

/** Milliseconds between SIGTERM and SIGKILL. */
const untilKill = 10_000;
/** Milliseconds in which what a program left behind can end by itself, as what reads its last lines does. */
const grace = 5_000;
/** Milliseconds between two looks at what is left of a group: the first, and the longest. */
const firstLook = 20;
const longestLook = 200;

/**
 * Starts a program, without a shell, in a session and process group of its own: what it starts ends with it, a
 * terminal's Ctrl-C reaches it only if it is passed on, and it can neither read nor ask on a terminal.
 * https://nodejs.org/api/child_process.html#optionsdetached
 */
export function startGroup(
  command: GroupCommand,
  clock: Pick<Clock, 'sleep'>,
  platform: NodeJS.Platform = process.platform,
): ChildGroup {
  const { stdout, stderr } = command;
  const ofOutput = (output: OutputOf) => (typeof output === 'number' ? output : 'pipe');
  const stdio: StdioOptions = ['ignore', ofOutput(stdout), ofOutput(stderr)];
  // On Windows a process of its own group opens a window, and gets no Ctrl-C.
  const detached = platform !== 'win32';
  const child = startProgram(command, { stdio, detached }, platform);
  if ('kind' in child) return { ended: Promise.resolve(child), signal: () => undefined };
  return watch(child, command, clock, detached);
}

function watch(
  child: ChildProcess,
  { stdout, stderr, timeout, env }: GroupCommand,
  clock: Pick<Clock, 'sleep'>,
  isGroup: boolean,
): ChildGroup {
  const piped = (output: OutputOf, source: Readable | null) =>
    typeof output === 'number' || source === null ? [] : [{ reader: output, source }];
  const pipes = [...piped(stdout, child.stdout), ...piped(stderr, child.stderr)];
  let isOver = false;
  let isTreeEnded = false;
  const kill = (name: NodeJS.Signals) => {
    if (isOver || child.pid === undefined) return;
    try {
      if (isGroup) process.kill(-child.pid, name);
      else if (!hasEnded(child)) {
        isTreeEnded = true;
        endWindowsTree(child.pid, env, () => child.kill());
      }
    } catch {
      // Nothing of it is left, or it became another user's.
    }
  };
  const isAlive = () => isGroup && child.pid !== undefined && isGroupAlive(child.pid);
  const reading = Promise.all(pipes.map(({ reader, source }) => reader.read(source)));
  let isRead = false;
  void reading.then(() => {
    isRead = true;
  });

  /** Whether program, group and pipes are gone within the milliseconds; those of a slow reader do not count. */
  const isGone = async (within: number) => {
    for (let waited = 0, look = firstLook; ; look = Math.min(look * 2, longestLook)) {
      if (isRead && !isAlive()) return true;
      if (waited >= within) return false;
      const isHeld = pipes.some(({ reader }) => reader.isWriting);
      await Promise.race([clock.sleep(look), ...(isRead ? [] : [reading])]);
      if (!isHeld) waited += look;
    }
  };
  const endOfGroup = async () => {
    if (await isGone(grace)) return;
    if (isGroup) {
      kill('SIGTERM');
      if (await isGone(untilKill)) return;
      kill('SIGKILL');
    }
    // What left the group may hold the pipes open for good.
    if (!(await isGone(grace))) for (const { source } of pipes) source.destroy();
  };

  const ended = (async (): Promise<GroupOutcome> => {
    const finished = new AbortController();
    const exited = exitOf(child);
    const overdue = terminateAfter(timeout, kill, clock, finished.signal);
    const exit = await exited;
    finished.abort();
    const timedOut = await overdue;
    if (exit.kind === 'ended') await endOfGroup();
    isOver = true;
    if (exit.kind !== 'ended') return exit;
    return { ...(isGroup ? exit : windowsExit(exit, isTreeEnded)), timedOut };
  })();
  return { ended, signal: kill };
}

/** @returns whether the time was up before the program ended */
async function terminateAfter(
  timeout: number | null,
  kill: (name: NodeJS.Signals) => void,
  clock: Pick<Clock, 'sleep'>,
  finished: AbortSignal,
): Promise<boolean> {
  if (timeout === null) return false;
  let timedOut = false;
  try {
    await clock.sleep(timeout, finished);
    timedOut = true;
    kill('SIGTERM');
    await clock.sleep(untilKill, finished);
    kill('SIGKILL');
  } catch {
    // It ended first.
  }
  return timedOut;
}

type Ended = Omit<GroupOutcome & { kind: 'ended' }, 'timedOut'>;

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

function exitOf(child: ChildProcess): Promise<NotRun | Ended> {
  return new Promise((resolve) => {
    child.on('error', (error) => {
      // The same event reports a signal that could not be sent; the program then still runs.
      if (child.pid === undefined) resolve(notRun(error));
    });
    child.on('exit', (code, signal) => resolve({ kind: 'ended', code, signal }));
  });
}
