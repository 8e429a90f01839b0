// @ts-check
// What a short command costs as a whole process, against the start of Node itself.
import { Agent } from 'node:http';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { compared, median } from './figures.mjs';
import { cleanEnv, program, timed } from './processes.mjs';
import { startServer } from './server.mjs';
import { inMilliseconds } from './table.mjs';

const assume = [program, 'client', 'assume', 'client-0', '--format', 'credential-process'];

/** Of the first client that the server has. */
const role = 'arn:aws:iam::100000000000:role/client-0-production';

/** @param {string} stdout */
function credentials(stdout) {
  if (typeof JSON.parse(stdout).SecretAccessKey !== 'string') throw new Error(`no credentials: ${stdout}`);
}

/**
 * Milliseconds that a call takes a client which has been used before, over a connection of its own: what a program
 * that took no time to start would still have to wait for.
 *
 * @param {Record<string, string | undefined>} person
 */
function roundTrips(person) {
  const client = new STSClient({
    endpoint: person['AWS_ENDPOINT_URL'] ?? '',
    region: person['AWS_REGION'] ?? '',
    credentials: {
      accessKeyId: person['AWS_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: person['AWS_SECRET_ACCESS_KEY'] ?? '',
    },
    requestHandler: new NodeHttpHandler({ httpAgent: new Agent({ keepAlive: false }) }),
  });
  return async () => {
    const begun = process.hrtime.bigint();
    await client.send(new AssumeRoleCommand({ RoleArn: role, RoleSessionName: 'bench' }));
    return Number(process.hrtime.bigint() - begun) / 1e6;
  };
}

/**
 * @param {number} runs pairs of each command and `node -e 0`
 * @returns {Promise<import('./table.mjs').Row[]>}
 */
export async function measureStartUp(runs) {
  const server = await startServer({ clients: 1, call: 0, rates: false });
  try {
    const person = server.envOf('ops');
    const trip = roundTrips(person);
    const cases = [
      { what: '`diverst --version`', words: [program, '--version'], aim: '≤ 1.4', check: () => {} },
      { what: '`credential_process`, cached', words: assume, aim: '≤ 1.25', check: credentials },
      {
        what: '`credential_process`, a miss',
        words: [...assume, '--no-cache'],
        aim: '≤ 5',
        check: credentials,
        trip,
      },
    ];
    for (let warm = 0; warm < 5; warm++) await trip();
    /** @type {number[]} */
    const starts = [];
    const rows = [];
    for (const { what, words, aim, check, trip: waited } of cases) {
      // The first one fills the caches: the program's own, and the system's.
      check(timed([process.execPath, ...words], person).stdout);
      await server.log();
      const pairs = [];
      const trips = [];
      for (let run = 0; run < runs; run++) {
        const other = timed([process.execPath, '-e', '0'], cleanEnv).milliseconds;
        const { milliseconds, stdout } = timed([process.execPath, ...words], person);
        check(stdout);
        starts.push(other);
        const calls = (await server.log()).length;
        const away = waited ? await waited() : 0;
        await server.log();
        trips.push(away);
        pairs.push({ own: milliseconds - away, other, all: milliseconds, calls });
      }
      const { other, ratio } = compared(pairs);
      const calls = median(pairs.map((pair) => pair.calls));
      rows.push({
        what,
        runs,
        median: inMilliseconds(median(pairs.map(({ all }) => all))),
        against: `\`node -e 0\`: ${inMilliseconds(other)}`,
        ratio: ratio.toFixed(2),
        aim,
        further:
          `${calls} ${calls === 1 ? 'call' : 'calls'}` +
          (waited ? `; its round trip, ${inMilliseconds(median(trips))}, is not in the ratio` : ''),
      });
    }
    const node = {
      what: 'start of Node, `node -e 0`',
      runs: starts.length,
      median: inMilliseconds(median(starts)),
      against: '–',
      ratio: '1',
      aim: '–',
      further: '–',
    };
    return [node, ...rows];
  } finally {
    server.stop();
  }
}
