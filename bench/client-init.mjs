// @ts-check
// What `client init` costs beyond AWS's own time for a creation, next to the script over the AWS CLI that a careful
// company would have written. The server answers at once and creates at once, so that all of the time is theirs.
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { compared, longestChain, median } from './figures.mjs';
import { here, peakOfLast, program, startServer, timed, watched } from './processes.mjs';
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
  const first = (/** @type {string} */ command) => {
    const { status, stdout } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
    return status === 0 ? stdout.trim() : '';
  };
  const path = first('pyenv which aws 2>/dev/null') || first('command -v aws');
  const version = path === '' ? '' : first(`'${path}' --version 2>&1`);
  return version === '' ? null : { folder: dirname(path), version: version.split(' ')[0] ?? version };
}

/** @typedef {Awaited<ReturnType<typeof startServer>>} Server */
/** @typedef {{ name: string, words: (client: string, email: string) => [string, ...string[]], folder: string }} Way */

/** @type {Way} */
const ours = {
  name: 'diverst',
  words: (client, email) => [process.execPath, program, 'client', 'init', client, '--email', email, '--yes'],
  folder: '',
};

/** @param {string} folder of the AWS CLI @returns {Way} */
const scripted = (folder) => ({
  name: 'script',
  words: (client, email) => ['bash', here('peers/client-init.sh'), client, email],
  folder,
});

let made = 0;

/**
 * Sets up one client in the organization as it was in the beginning.
 *
 * @param {Server} server
 * @param {Way} way
 * @param {(words: [string, ...string[]]) => [string, ...string[]]} start
 */
async function setUp(server, { words, folder }, start = (unchanged) => unchanged) {
  await server.reset();
  await server.log();
  made += 1;
  const client = `fresh-${made}`;
  const env = server.envOf('root');
  const path = folder === '' ? env : { ...env, PATH: `${folder}:${process.env['PATH'] ?? ''}` };
  const { milliseconds } = timed(start(words(client, `aws+${client}@example.com`)), path);
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
  const peer = aws === null ? null : scripted(aws.folder);
  const server = await startServer({ clients, call: 0, rates: false });
  try {
    // The first of each fills the system's caches, and shows that both come to the same.
    const own = await setUp(server, ours, ([, , ...words]) => watched(words));
    const peak = `peak ${peakOfLast().mebibytes.toFixed(0)} MiB`;
    const figures = `${own.calls.length} calls, ${await criticalPath(ours)} on the critical path`;
    if (own.outcome.role === null || own.outcome.grants.length !== 1)
      throw new Error(`client init left ${JSON.stringify(own.outcome)}`);
    const row = { what: '`client init`, beyond the creation', runs, aim: '≤ 1/6' };
    if (aws === null || peer === null) {
      const times = [];
      for (let run = 0; run < runs; run++) times.push((await setUp(server, ours)).seconds);
      return {
        ...row,
        median: inSeconds(median(times)),
        against: 'script over the AWS CLI: not run, `aws` is not on this machine',
        ratio: '–',
        further: `${figures}; ${peak}`,
      };
    }
    const other = await setUp(server, peer);
    if (!isDeepStrictEqual(own.outcome, other.outcome))
      throw new Error(`two results: ${JSON.stringify(own.outcome)}, ${JSON.stringify(other.outcome)}`);
    const pairs = [];
    for (let run = 0; run < runs; run++) {
      // Whoever is second finds a warmer machine: they take turns.
      const order = run % 2 === 0 ? [ours, peer] : [peer, ours];
      /** @type {Record<string, number>} */
      const seconds = {};
      for (const way of order) seconds[way.name] = (await setUp(server, way)).seconds;
      pairs.push({ own: seconds['diverst'] ?? 0, other: seconds['script'] ?? 0 });
    }
    const result = compared(pairs);
    return {
      ...row,
      median: inSeconds(result.own),
      against: `script over ${aws.version}: ${inSeconds(result.other)}`,
      ratio: result.ratio.toFixed(3),
      further:
        `${figures}; ${peak}; script: ${other.calls.length} calls, ` +
        `${await criticalPath(peer)} on the critical path, ${(1 / result.ratio).toFixed(1)} times the time`,
    };
  } finally {
    server.stop();
  }
}
