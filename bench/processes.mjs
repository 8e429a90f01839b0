// @ts-check
// Everything that is measured is a process of its own, and knows nothing of this machine's own AWS settings.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** @param {string} path relative to this folder */
export const here = (path) => fileURLToPath(new URL(path, import.meta.url));

export const program = here('../bin/diverst.js');

const folder = mkdtempSync(join(tmpdir(), 'diverst-bench-'));
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
 * The words that start the program so that `peakOfLast` tells its memory afterwards.
 *
 * @param {readonly string[]} words
 * @returns {[string, ...string[]]}
 */
export const watched = (words) => [process.execPath, '--require', here('peak-memory.cjs'), program, ...words];

/** @returns {{ readonly mebibytes: number, readonly seconds: number }} resident memory, and processor time */
export const peakOfLast = () => JSON.parse(readFileSync(usageFile, 'utf8'));

/** @typedef {{ accessKeyId: string, secretAccessKey: string }} Keys */
/** @typedef {{ service: string, operation: string, outcome: string, mutates: boolean, at: number }} Call */

/** @type {Promise<string> | undefined} */
let server;

async function bundledServer() {
  const outfile = join(folder, 'serve.mjs');
  await build({
    entryPoints: [here('server/serve.ts')],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    conditions: ['module'],
    logLevel: 'warning',
    banner: {
      js: "import{createRequire as createRequireOf}from'node:module';const require=createRequireOf(import.meta.url);",
    },
  });
  return outfile;
}

/**
 * Starts the sandbox behind HTTP, as a process of its own.
 *
 * @param {{ clients: number, call: number, rates: boolean }} options milliseconds of a call; whether the published
 *   rates are enforced
 */
export async function startServer({ clients, call, rates }) {
  server ??= bundledServer();
  const child = spawn(
    process.execPath,
    ['--max-old-space-size=4096', await server, String(clients), String(call), rates ? '1' : '0'],
    { env: cleanEnv, stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error('the server has ended');
    return JSON.parse(value);
  };
  /** @param {string} question */
  const ask = (question) => {
    child.stdin.write(`${question}\n`);
    return answer();
  };
  const { endpoint, region, profiles, accounts } = await answer();
  return {
    /** @type {number} */
    accounts,
    /** @param {'root' | 'ops'} profile */
    envOf: (profile) => ({
      ...cleanEnv,
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: region,
      // Version 1 of the AWS CLI reads this one.
      AWS_DEFAULT_REGION: region,
      AWS_ACCESS_KEY_ID: profiles[profile].accessKeyId,
      AWS_SECRET_ACCESS_KEY: profiles[profile].secretAccessKey,
    }),
    /** @returns {Promise<Call[]>} what was called since the last time */
    log: () => ask('log'),
    /** @param {string} client */
    outcome: (client) => ask(`outcome ${client}`),
    reset: () => ask('reset'),
    stop: () => child.kill(),
  };
}
