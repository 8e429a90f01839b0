import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import { bundle } from '../../bin/bundle.mjs';

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'diverst-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * A program for child processes: the oldest Node that is supported runs no TypeScript, so it is bundled first.
 *
 * @param source may import from `#src/…`
 * @returns the path of a file that `node` runs
 */
export async function program(source: string): Promise<string> {
  const entry = join(temporaryFolder(), 'program.ts');
  writeFileSync(entry, source);
  return bundled(entry);
}

/** The same of a file with TypeScript. */
export async function bundled(entry: string): Promise<string> {
  const file = join(temporaryFolder(), 'program.mjs');
  await bundle(entry, file, { '#src': resolve(import.meta.dirname, '../../src') });
  return file;
}

export interface Child {
  readonly process: ChildProcess;
  /** Resolves with the first text on stdout. */
  readonly said: Promise<string>;
  /** Resolves with the exit code and everything on stderr. */
  readonly ended: Promise<{ readonly code: number | null; readonly stderr: string }>;
}

/** Runs a program; it is killed when the test ends before it does. */
export function start(path: string, args: readonly string[]): Child {
  const child = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += String(chunk);
  });
  return {
    process: child,
    said: new Promise((done) => child.stdout.once('data', (chunk) => done(String(chunk)))),
    ended: new Promise((done) => child.once('close', (code) => done({ code, stderr }))),
  };
}
