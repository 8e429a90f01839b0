// What reading an organization costs as a whole process, against the floor that the published rates set:
//   npm run bench:audit            1,000 clients, three runs, medians
//   CLIENTS=10000 RUNS=1 npm run bench:audit
// The sandbox is a process of its own behind HTTP, takes 50 ms for each call, and throttles past the published rates.
// Measured is `diverst org audit --json` where there is that command, and the reading alone with READ_ONLY=1.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const program = here('../bin/diverst.js');
const clients = Number(process.env.CLIENTS ?? 1_000);
const runs = Number(process.env.RUNS ?? 3);
const concurrency = Number(process.env.CONCURRENCY ?? 40);

/** Milliseconds of each call, round trips of each account, and the published rate of ListAccounts. */
const call = 50;
const roundTrips = 2;
const listing = { perSecond: 8, burst: 12, page: 20 };

const folder = mkdtempSync(join(tmpdir(), 'diverst-bench-'));
const usageFile = join(folder, 'usage.json');

/** Everything is read over again by each run, and nothing of this machine's own AWS settings. */
const { NODE_EXTRA_CA_CERTS: _certificates, NODE_OPTIONS: _options, ...inherited } = process.env;
const env = {
  ...Object.fromEntries(Object.entries(inherited).filter(([name]) => !/^(AWS|DIVERST)_/.test(name))),
  HOME: folder,
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  DIVERST_BENCH_USAGE: usageFile,
};

async function bundle(source) {
  const outfile = join(folder, source.replace(/\.ts$/, '.mjs'));
  await build({
    entryPoints: [here(`audit/${source}`)],
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

/** The words of the command that is measured. */
async function measured() {
  const reading = process.env.READ_ONLY === '1';
  const known =
    !reading && spawnSync(process.execPath, [program, 'org', 'audit', '--help'], { env }).status === 0;
  if (!known) return { name: 'reading alone', words: [await bundle('read.ts'), String(concurrency)] };
  const words = [program, 'org', 'audit', '--json', '--concurrency', String(concurrency)];
  return { name: 'diverst org audit --json', words };
}

function floorOf(accounts) {
  // One page of a listing that does not fit on one is empty.
  const pages = Math.ceil(accounts / listing.page) + (accounts > listing.page ? 1 : 0);
  const listed = Math.max(0, pages - listing.burst) / listing.perSecond + call / 1000;
  const worked = (Math.ceil(clients / concurrency) * roundTrips * call) / 1000;
  return Math.max(listed, worked);
}

function runOnce(words, own) {
  return new Promise((resolve, reject) => {
    const begun = process.hrtime.bigint();
    const child = spawn(process.execPath, ['--require', here('audit/peak-memory.cjs'), ...words], {
      env: own,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said = { out: '', err: '' };
    child.stdout.on('data', (chunk) => {
      said.out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      said.err += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
      // 0 clean, 2 drift, 3 something could not be read: a bench with too many clients for their grants has drift.
      if (![0, 2].includes(code)) reject(new Error(`the run ended with ${code}: ${said.err || said.out}`));
      else resolve({ seconds, usage: JSON.parse(readFileSync(usageFile, 'utf8')), out: said.out });
    });
  });
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

const server = spawn(
  process.execPath,
  ['--max-old-space-size=4096', await bundle('server.ts'), String(clients)],
  { env, stdio: ['pipe', 'pipe', 'inherit'] },
);
try {
  const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
  const answer = async () => JSON.parse((await lines.next()).value);
  const { endpoint, region, keys, accounts } = await answer();
  const remote = {
    ...env,
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
  };
  const { name, words } = await measured();
  const floor = floorOf(accounts);
  console.log(
    `${name}: ${clients} clients, ${accounts} accounts, ${concurrency} at once, floor ${floor.toFixed(2)} s\n` +
      `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, load ${loadavg()[0].toFixed(1)}`,
  );
  const heads = ['seconds', 'ratio', 'calls', 'throttled', 'failed', 'changing', 'peak MiB', 'CPU s'];
  console.log(heads.map((head) => head.padStart(10)).join(''));
  const ratios = [];
  for (let run = 0; run < runs; run++) {
    // AWS's buckets are full again: the rates allow a burst once in a while.
    if (run > 0) await new Promise((resolve) => setTimeout(resolve, 3_000));
    const { seconds, usage, out } = await runOnce(words, remote);
    server.stdin.write('\n');
    const log = await answer();
    const ratio = seconds / floor;
    ratios.push(ratio);
    const cells = [
      seconds.toFixed(2),
      ratio.toFixed(3),
      log.calls,
      log.throttled,
      log.failed,
      log.changing,
      usage.mebibytes.toFixed(0),
      usage.seconds.toFixed(1),
    ];
    console.log(cells.map((cell) => String(cell).padStart(10)).join(''));
    if (process.env.SHOW === '1') console.log(out);
  }
  console.log(`median ratio ${median(ratios).toFixed(3)} of the floor`);
} finally {
  server.kill();
  rmSync(folder, { recursive: true, force: true });
}
