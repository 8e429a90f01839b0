// @ts-check
// Measures what is promised of speed, and prints one table: docs/performance.md says how to read it.
//   npm run bench                         everything, about five minutes
//   npm run bench -- start audit report   or only these parts
//   npm run bench -- --markdown           the table as Markdown; --write puts it into docs/performance.md
// RUNS=n for another number of runs, CLIENTS=10,1000 for other sizes of an audit.
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { measureAudit } from './audit.mjs';
import { measureClientInit } from './client-init.mjs';
import { here } from './processes.mjs';
import { measureReport } from './report.mjs';
import { measureStartUp } from './start-up.mjs';
import { markdownTable, textTable, withTable } from './table.mjs';

/** Where the table is written. */
const page = here('../docs/performance.md');
const sizes = (process.env['CLIENTS'] ?? '10,100,1000,10000').split(',').map(Number);

/** @param {number} usual */
const runs = (usual) => Number(process.env['RUNS'] ?? usual);

/** @type {Record<string, () => Promise<import('./table.mjs').Row[]>>} */
const parts = {
  start: () => {
    report('start-up');
    return measureStartUp(runs(21));
  },
  init: async () => {
    report('client init');
    return [await measureClientInit(runs(7))];
  },
  audit: async () => {
    const rows = [];
    for (const clients of sizes) {
      report(`org audit, ${clients} clients`);
      // One of ten thousand takes over a minute, nearly all of it the floor.
      rows.push(await measureAudit(clients, runs(clients < 10_000 ? 5 : 1)));
    }
    return rows;
  },
  report: async () => {
    report('org report, 1,000 clients');
    return [await measureReport(1_000, runs(3))];
  },
};

const { values, positionals } = parseArgs({
  options: { markdown: { type: 'boolean', default: false }, write: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const unknown = positionals.filter((name) => !(name in parts));
if (unknown.length > 0) refuse(`no part ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}`);
if (values.write && positionals.length > 0) refuse('--write is for all parts together');
if (![...sizes, runs(1)].every((number) => Number.isInteger(number) && number > 0))
  refuse('RUNS and CLIENTS are whole numbers from 1');
// Before anything is measured: a page without a place for it is reported at once.
if (values.write) withTable(readFileSync(page, 'utf8'), '');

/** @param {string} why */
function refuse(why) {
  process.stderr.write(`bench: ${why}\n`);
  process.exit(64);
}

/** @param {string} what */
function report(what) {
  process.stderr.write(`measuring ${what}, load ${load()}\n`);
}

const load = () => loadavg()[0]?.toFixed(1) ?? '?';

const before = load();
/** @type {import('./table.mjs').Row[]} */
const rows = [];
for (const [name, measure] of Object.entries(parts)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  rows.push(...(await measure()));
}
const machine =
  `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}; ` +
  `load ${before} before the first run, ${load()} after the last.`;
const markdown = `${markdownTable(rows)}\n${machine}\n`;
process.stdout.write(values.markdown ? markdown : `${textTable(rows)}\n${machine}\n`);
if (values.write) writeFileSync(page, withTable(readFileSync(page, 'utf8'), markdown));
