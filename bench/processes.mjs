// @ts-check
// Everything that is measured is a process of its own, and knows nothing of this machine's own AWS settings.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** @param {string} path relative to this folder */
export const here = (path) => fileURLToPath(new URL(path, import.meta.url));

export const program = here('../bin/diverst.js');

/** Gone when the bench ends. */
export const folder = mkdtempSync(join(tmpdir(), 'diverst-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const foreign = /^(AWS|DIVERST|XDG)_|^(NODE_OPTIONS|NODE_EXTRA_CA_CERTS)$/;
const usageFile = join(folder, 'usage.json');

export const cleanEnv = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name))),
  HOME: folder,
  AWS_EC2_METADATA_DISABLED: 'true',
  DIVERST_BENCH_USAGE: usageFile,
};

/**
 * Runs a program to its end.
 *
 * @param {readonly [string, ...string[]]} words
 * @param {Record<string, string | undefined>} env
 * @param {readonly number[]} good exit codes
 * @returns milliseconds that it took, and what it wrote to stdout
 * @throws {Error} with what it said, for another exit code
 */
export function timed([command, ...args], env, good = [0]) {
  const begun = process.hrtime.bigint();
  const { status, signal, error, stdout, stderr } = spawnSync(command, args, {
    env,
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: Number.POSITIVE_INFINITY,
  });
  const milliseconds = Number(process.hrtime.bigint() - begun) / 1e6;
  if (error) throw error;
  if (!good.includes(status ?? -1))
    throw new Error(`${command} ${args.join(' ')} ended with ${status ?? signal}: ${stderr || stdout}`);
  return { milliseconds, stdout };
}

/**
 * The words that start the program so that `peakOfLast` knows its memory afterwards.
 *
 * @param {readonly string[]} words
 * @returns {[string, ...string[]]}
 */
export const watched = (words) => [process.execPath, '--require', here('peak-memory.cjs'), program, ...words];

/** @returns {{ readonly mebibytes: number, readonly seconds: number }} resident memory, and processor time */
export const peakOfLast = () => JSON.parse(readFileSync(usageFile, 'utf8'));
