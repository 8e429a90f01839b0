import { closeSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';

export interface OutputFiles {
  /** Open files. */
  readonly stdout: number;
  readonly stderr: number;
  /** To be called once a program has them. */
  close(): void;
}

/** The files for one program's output: `acme.out`, `acme.err`. */
export function outputPaths(folder: string, name: string): readonly [stdout: string, stderr: string] {
  return [join(folder, `${name}.out`), join(folder, `${name}.err`)];
}

/** Removes what an earlier run has left: what is not printed anew must not pass for this run's. */
export function removeOutput(folder: string, name: string): void {
  for (const path of outputPaths(folder, name)) rmSync(path, { force: true });
}

/**
 * Makes the files anew, for this user alone: output may hold secrets. A link with their name is replaced, not followed.
 * @throws Node's error where one cannot be made
 */
export function openOutput(folder: string, name: string): OutputFiles {
  removeOutput(folder, name);
  const open: number[] = [];
  const close = () => {
    for (const file of open.splice(0)) closeSync(file);
  };
  const make = (path: string) => {
    const file = openSync(path, 'wx', 0o600);
    open.push(file);
    return file;
  };
  const [out, err] = outputPaths(folder, name);
  try {
    return { stdout: make(out), stderr: make(err), close };
  } catch (error) {
    close();
    throw error;
  }
}
