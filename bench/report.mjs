// @ts-check
// What a page costs beside the audit that it is made of: both as processes, in turns.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from './figures.mjs';
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
export async function measureReport(clients, runs) {
  const server = await startServer({ clients, call, rates: true });
  const folder = mkdtempSync(join(tmpdir(), 'diverst-bench-'));
  const file = join(folder, 'page.html');
  try {
    const env = server.envOf('management');
    const pause = () => new Promise((resolve) => setTimeout(resolve, refill));
    /** @type {{ audit: number, report: number, mebibytes: number }[]} */
    const pairs = [];
    for (let run = 0; run < runs; run++) {
      if (run > 0) await pause();
      timed(watched(['org', 'audit', '--json']), env, [0, 2]);
      const { seconds: audit } = peakOfLast();
      await pause();
      timed(watched(['org', 'report', '--json', '--output', file]), env, [0]);
      const { seconds: report, mebibytes } = peakOfLast();
      pairs.push({ audit, report, mebibytes });
    }
    const audit = median(pairs.map((pair) => pair.audit));
    // Of the processor, which the page keeps busy from its begin to its end: the audit waits for AWS most of its time.
    const beyond = median(pairs.map((pair) => pair.report - pair.audit));
    return {
      what: `\`org report\`, ${clients.toLocaleString('en')} clients, beyond the audit`,
      runs,
      median: inSeconds(beyond),
      against: `\`org audit\`: ${inSeconds(audit)} of processor time`,
      ratio: (beyond / audit).toFixed(2),
      aim: '≤ 1 s, and ≤ 3 MB',
      further:
        `a page of ${(statSync(file).size / 1e6).toFixed(2)} MB; ` +
        `peak ${Math.max(...pairs.map((pair) => pair.mebibytes)).toFixed(0)} MiB`,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
    server.stop();
  }
}
