// @ts-check
// What an audit of a whole organization costs as a process, against the floor that the published rates set.
import { auditFacts, auditFloor, median } from './figures.mjs';
import { peakOfLast, timed, watched } from './processes.mjs';
import { startServer } from './server.mjs';
import { inSeconds } from './table.mjs';

/** Milliseconds of each call, and those after which every bucket of the rates is full again. */
const call = 50;
const refill = 3_000;

/**
 * @param {number} clients
 * @param {number} runs
 * @returns {Promise<import('./table.mjs').Row>}
 */
export async function measureAudit(clients, runs) {
  const server = await startServer({ clients, call, rates: true });
  try {
    const env = server.envOf('management');
    const words = watched(['org', 'audit', '--json', '--concurrency', String(auditFacts.concurrency)]);
    /** @type {{ seconds: number, calls: number, throttled: number, mebibytes: number, processor: number }[]} */
    const measured = [];
    for (let run = 0; run < runs; run++) {
      if (run > 0) await new Promise((resolve) => setTimeout(resolve, refill));
      // 2 is for drift: IAM's quotas have no room for the grants of more clients than about a thousand.
      const { milliseconds, stdout } = timed(words, env, [0, 2]);
      const { counts } = JSON.parse(stdout);
      if (counts.accounts !== server.accounts || counts.notAudited !== 0)
        throw new Error(`${server.accounts} accounts, but the audit counts ${JSON.stringify(counts)}`);
      const log = await server.log();
      const throttled = log.filter(({ outcome }) => /Throttling|TooManyRequests/.test(outcome)).length;
      const { mebibytes, seconds: processor } = peakOfLast();
      measured.push({ seconds: milliseconds / 1_000, calls: log.length, throttled, mebibytes, processor });
    }
    const floor = auditFloor(clients, server.accounts, call);
    const seconds = median(measured.map((run) => run.seconds));
    const most = (/** @type {'calls' | 'throttled' | 'mebibytes' | 'processor'} */ name) =>
      Math.max(...measured.map((run) => run[name]));
    return {
      what: `\`org audit\`, ${clients.toLocaleString('en')} clients`,
      runs,
      median: inSeconds(seconds),
      against: `floor: ${inSeconds(floor)}`,
      ratio: (seconds / floor).toFixed(2),
      aim: clients >= 1_000 ? '≤ 1.1, and ≤ 200 MiB' : '–',
      further:
        `peak ${most('mebibytes').toFixed(0)} MiB, ${most('processor').toFixed(1)} s of processor time, ` +
        `${most('calls').toLocaleString('en')} calls, ${most('throttled')} throttled`,
    };
  } finally {
    server.stop();
  }
}
