// @ts-check
// What `client init` costs beyond AWS's own time for a creation, next to the script over the AWS CLI that a careful
// company would have written. The server answers at once and creates at once, so that all of the time is theirs.
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { compared, longestChain, median } from './figures.mjs';
import { here, peakOfLast, timed, watched } from './processes.mjs';
import { startServer } from './server.mjs';
import { inSeconds } from './table.mjs';

/** Clients that are there before: their accounts fit on one page, their grants into the group. */
const clients = 10;

/**
 * Milliseconds of each call where the critical path is looked for: far more than what lies between the sending of
 * calls side by side, so that those overlap at the server.
 */
const slow = 300;

/**
 * The folder of the AWS CLI and its version, or null. A launcher of pyenv costs a part of each call that a usual
 * installation does not have, so what it launches is taken.
 */
function findAws() {
  const said = (/** @type {string} */ command) => {
    const { status, stdout } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
    return status === 0 ? stdout.trim() : '';
  };
  const found = said('command -v aws');
  const path = found.includes('/shims/') ? said('pyenv which aws') : found;
  const [version = ''] = path === '' ? [] : said(`'${path}' --version 2>&1`).split(' ');
  return version === '' ? null : { folder: dirname(path), version };
}

/** @typedef {Awaited<ReturnType<typeof startServer>>} Server */
/** @typedef {{ words: (client: string, email: string) => [string, ...string[]], path?: string }} Way */

/** @type {Way} */
const ours = { words: (client, email) => watched(['client', 'init', client, '--email', email, '--yes']) };

/** @param {string} folder of the AWS CLI @returns {Way} */
const scripted = (folder) => ({
  words: (client, email) => ['bash', here('peers/client-init.sh'), client, email],
  path: `${folder}:${process.env['PATH'] ?? ''}`,
});

let made = 0;

/**
 * Sets up one client in the organization as it was in the beginning.
 *
 * @param {Server} server
 * @param {Way} way
 */
async function setUp(server, { words, path }) {
  await server.reset();
  await server.log();
  made += 1;
  const client = `fresh-${made}`;
  const env = server.envOf('management');
  const { milliseconds } = timed(
    words(client, `aws+${client}@example.com`),
    path === undefined ? env : { ...env, PATH: path },
  );
  return { seconds: milliseconds / 1_000, calls: await server.log(), outcome: await server.outcome(client) };
}

/**
 * Calls on the critical path. The server logs a call when its time is over, so that it came that much earlier.
 *
 * @param {Way} way
 */
async function criticalPath(way) {
  const server = await startServer({ clients, call: slow, rates: false });
  try {
    const { calls } = await setUp(server, way);
    return longestChain(calls.map(({ at }) => ({ start: at - slow, end: at })));
  } finally {
    server.stop();
  }
}

/**
 * @param {number} runs pairs of `client init` and the script
 * @returns {Promise<import('./table.mjs').Row>}
 */
export async function measureClientInit(runs) {
  const aws = findAws();
  const server = await startServer({ clients, call: 0, rates: false });
  try {
    // The first of each fills the system's caches, and shows that both come to the same.
    const first = await setUp(server, ours);
    if (first.outcome.role === null || first.outcome.grants.length !== 1)
      throw new Error(`client init left ${JSON.stringify(first.outcome)}`);
    const peak = `peak ${peakOfLast().mebibytes.toFixed(0)} MiB`;
    const row = { what: '`client init`, beyond the creation', runs, aim: '≤ 1/6' };
    const further = `${await callsOf(first.calls, ours)}; ${peak}`;
    if (aws === null) {
      const times = [];
      for (let run = 0; run < runs; run++) times.push((await setUp(server, ours)).seconds);
      const against = 'script over the AWS CLI: not run, `aws` is not on this machine';
      return { ...row, median: inSeconds(median(times)), against, ratio: '–', further };
    }
    const script = scripted(aws.folder);
    const peer = await setUp(server, script);
    if (!isDeepStrictEqual(first.outcome, peer.outcome))
      throw new Error(`two results: ${JSON.stringify(first.outcome)}, ${JSON.stringify(peer.outcome)}`);
    const pairs = [];
    for (let run = 0; run < runs; run++) pairs.push(await pair(server, script, run % 2 === 0));
    const { own, other, ratio } = compared(pairs);
    return {
      ...row,
      median: inSeconds(own),
      against: `script over ${aws.version}: ${inSeconds(other)}`,
      ratio: ratio.toFixed(3),
      further: `${further}; script: ${await callsOf(peer.calls, script)}, ${(1 / ratio).toFixed(1)} times as long`,
    };
  } finally {
    server.stop();
  }
}

/**
 * Whoever is second finds a warmer machine, so they take turns.
 *
 * @param {Server} server
 * @param {Way} script
 * @param {boolean} oursFirst
 */
async function pair(server, script, oursFirst) {
  if (oursFirst) {
    const own = (await setUp(server, ours)).seconds;
    return { own, other: (await setUp(server, script)).seconds };
  }
  const other = (await setUp(server, script)).seconds;
  return { own: (await setUp(server, ours)).seconds, other };
}

/**
 * @param {readonly unknown[]} calls
 * @param {Way} way
 */
const callsOf = async (calls, way) =>
  `${calls.length} calls, ${await criticalPath(way)} on the critical path`;
