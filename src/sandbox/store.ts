import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeFileAtomically } from '../files/atomic-write.ts';
import { withFileLock } from '../files/lock.ts';
import { makeFolder } from '../files/make-folder.ts';
import type { SandboxState } from './state.ts';

/** Where the sandbox keeps its state. */
export interface Store {
  /** The state as it now is. Whoever reads may bring it up to date with the clock, and change nothing else. */
  read(): SandboxState;
  /**
   * Changes the state and keeps it, as one step that no other process comes into. A change that throws is not kept;
   * it must throw before it changes anything, because a state in memory is not put back.
   */
  update<T>(change: (state: SandboxState) => T): T;
}

/** The state file cannot be used. */
export class SandboxStateError extends Error {
  override readonly name = 'SandboxStateError';

  /** @param fix what to do, besides naming another file */
  constructor(
    readonly file: string,
    readonly reason: string,
    readonly fix: string,
  ) {
    super(`the sandbox's state file ${file} cannot be used: ${reason}; ${fix}`);
  }
}

/** Names the file: another one may hold somebody's work. */
function startAnew(file: string): string {
  const word = /^[\w@%+=:,./-]+$/.test(file) ? file : `'${file.replaceAll("'", "'\\''")}'`;
  return `start a new sandbox in that file: diverst sandbox reset --sandbox-state ${word}`;
}
const seeToDisk =
  'check that its folder exists, that you can write to it and that the disk is not full, then run the same command again';

/** Does something with the state file. @throws SandboxStateError in the place of the file system's own error */
function onDisk<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    throw new SandboxStateError(file, error.message, seeToDisk);
  }
}

export function memoryStore(initial: SandboxState): Store {
  return {
    read: () => initial,
    update: (change) => change(initial),
  };
}

/**
 * A state in a file that several processes use at once.
 *
 * @param initial makes the state of a file that does not exist yet
 */
export function fileStore(file: string, initial: () => SandboxState): Store {
  let cached: { readonly identity: string; readonly state: SandboxState } | undefined;

  const load = (): SandboxState => {
    const identity = identityOf(file);
    if (identity !== undefined && cached?.identity === identity) return cached.state;
    const state = identity === undefined ? createStateFile(file, initial) : readStateFile(file);
    cached = identity === undefined ? undefined : { identity, state };
    return state;
  };

  return {
    read: load,
    update: (change) =>
      lockedOn(file, () => {
        const state = existsSync(file) ? load() : initial();
        // Forgotten until the change is kept: after a throw the next call reads the file again.
        cached = undefined;
        const result = change(state);
        const identity = writeStateFile(file, state);
        cached = identity === undefined ? undefined : { identity, state };
        return result;
      }),
  };
}

/** Replaces whatever is in the file. */
export function overwriteStateFile(file: string, state: SandboxState): void {
  lockedOn(file, () => writeStateFile(file, state));
}

function createStateFile(file: string, initial: () => SandboxState): SandboxState {
  return lockedOn(file, () => {
    if (existsSync(file)) return readStateFile(file);
    const state = initial();
    writeStateFile(file, state);
    return state;
  });
}

function lockedOn<T>(file: string, work: () => T): T {
  return onDisk(file, () => {
    makeFolder(dirname(file));
    return withFileLock(`${file}.lock`, work, { timeoutMs: 30_000 });
  });
}

function writeStateFile(file: string, state: SandboxState): string | undefined {
  // Not forced to the disk: a sandbox that a power cut takes is made again.
  writeFileAtomically(file, JSON.stringify(state), { durable: false });
  return identityOf(file);
}

function readStateFile(file: string): SandboxState {
  let state: Partial<SandboxState>;
  try {
    state = JSON.parse(onDisk(file, () => readFileSync(file, 'utf8')));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new SandboxStateError(file, 'it is not JSON', startAnew(file));
  }
  if (state?.format !== 1)
    throw new SandboxStateError(file, 'it is not the state of a sandbox of this version', startAnew(file));
  const missing = (['secret', 'accounts', 'iam', 'accessKeys', 'managementAccountId'] as const).find(
    (key) => state[key] === undefined,
  );
  if (missing !== undefined) throw new SandboxStateError(file, `it lacks "${missing}"`, startAnew(file));
  return state as SandboxState;
}

/** Changes whenever the file is replaced; undefined when there is none. */
function identityOf(file: string): string | undefined {
  const stat = onDisk(file, () => statSync(file, { bigint: true, throwIfNoEntry: false }));
  return stat === undefined ? undefined : `${stat.ino} ${stat.mtimeNs} ${stat.size}`;
}
