// @ts-check
// What a short command costs as a whole process, against the start of Node itself.
import { compared, median } from './figures.mjs';
import { cleanEnv, program, timed } from './processes.mjs';
import { startServer } from './server.mjs';
import { inMilliseconds } from './table.mjs';

const assume = [program, 'client', 'assume', 'client-0', '--format', 'credential-process'];

/** @param {string} stdout */
function credentials(stdout) {
  if (typeof JSON.parse(stdout).SecretAccessKey !== 'string') throw new Error(`no credentials: ${stdout}`);
}

/**
 * @param {number} runs pairs of each command and `node -e 0`
 * @returns {Promise<import('./table.mjs').Row[]>}
 */
export async function measureStartUp(runs) {
  const server = await startServer({ clients: 1, call: 0, rates: false });
  try {
    const person = server.envOf('ops');
    const cases = [
      { what: '`diverst --version`', words: [program, '--version'], aim: '≤ 1.4', check: () => {} },
      {
        what: '`credential_process`, cached',
        words: assume,
        aim: '≤ 1.25',
        check: credentials,
      },
      {
        what: '`credential_process`, a miss',
        words: [...assume, '--no-cache'],
        aim: '≤ 5, and the round trips',
        check: credentials,
      },
    ];
    /** @type {number[]} */
    const starts = [];
    const rows = [];
    for (const { what, words, aim, check } of cases) {
      // The first one fills the caches: the program's own, and the system's.
      check(timed([process.execPath, ...words], person).stdout);
      await server.log();
      const pairs = Array.from({ length: runs }, () => {
        const other = timed([process.execPath, '-e', '0'], cleanEnv).milliseconds;
        const { milliseconds: own, stdout } = timed([process.execPath, ...words], person);
        check(stdout);
        return { own, other };
      });
      starts.push(...pairs.map(({ other }) => other));
      const { own, other, ratio } = compared(pairs);
      const calls = (await server.log()).length / runs;
      rows.push({
        what,
        runs,
        median: inMilliseconds(own),
        against: `\`node -e 0\`: ${inMilliseconds(other)}`,
        ratio: ratio.toFixed(2),
        aim,
        further: `${calls} ${calls === 1 ? 'call' : 'calls'}`,
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
