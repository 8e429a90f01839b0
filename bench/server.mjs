// @ts-check
// The sandbox behind HTTP, as a process of its own, and what is asked of it.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { bundle } from '../bin/bundle.mjs';
import { cleanEnv, folder, here } from './processes.mjs';

/** @typedef {{ service: string, operation: string, outcome: string, mutates: boolean, at: number }} Call */

/** @type {Promise<string> | undefined} */
let server;

async function bundledServer() {
  const file = join(folder, 'serve.mjs');
  await bundle(here('server/serve.ts'), file);
  return file;
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
    /** @param {'management' | 'ops'} profile */
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
