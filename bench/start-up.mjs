// What a credential_process call costs as a whole process, against the start of Node itself:
//   npm run bench            paired runs, medians; RUNS=n for more
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../bin/diverst.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'diverst-bench-'));
const { NODE_EXTRA_CA_CERTS: _left, ...inherited } = process.env;
const env = {
  ...inherited,
  DIVERST_SANDBOX: '1',
  DIVERST_SANDBOX_STATE: join(folder, 'sandbox.json'),
  DIVERST_SANDBOX_LATENCY: '0',
};
const runs = Number(process.env.RUNS ?? 21);

function milliseconds(args, own = env) {
  const begun = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, args, { env: own });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  return Number(process.hrtime.bigint() - begun) / 1e6;
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const floor = ['-e', '0'];
const assume = [program, 'client', 'assume', 'acme', '--format', 'credential-process'];

/** The sandbox behind HTTP, so that a miss pays for a connection and not for loading the sandbox. */
const server = spawn(process.execPath, [program, 'sandbox', 'serve', '--port', '0', '--json'], {
  env,
  stdio: ['ignore', 'pipe', 'inherit'],
});

try {
  milliseconds([program, 'client', 'init', 'acme', '--yes']);
  const [line] = await once(server.stdout, 'data');
  const { endpoint, region, profiles } = JSON.parse(line);
  const { DIVERST_SANDBOX: _sandbox, DIVERST_SANDBOX_STATE: _state, ...outside } = env;
  const remote = {
    ...outside,
    HOME: folder,
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: profiles.ops.accessKeyId,
    AWS_SECRET_ACCESS_KEY: profiles.ops.secretAccessKey,
  };
  const cases = [
    ['cached credential-process', assume, remote],
    ['credential-process, a miss (with its round trip)', [...assume, '--no-cache'], remote],
    ['--version', [program, '--version'], env],
  ];
  console.log(
    `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, ${runs} paired runs`,
  );
  console.log(
    `${'command'.padEnd(50)} ${'median ms'.padStart(10)} ${'node -e 0'.padStart(10)} ${'ratio'.padStart(7)}`,
  );
  for (const [name, args, own] of cases) {
    milliseconds(args, own);
    const pairs = Array.from({ length: runs }, () => ({
      base: milliseconds(floor),
      own: milliseconds(args, own),
    }));
    const taken = median(pairs.map((pair) => pair.own)).toFixed(1);
    const base = median(pairs.map((pair) => pair.base)).toFixed(1);
    const ratio = median(pairs.map((pair) => pair.own / pair.base)).toFixed(2);
    console.log(`${name.padEnd(50)} ${taken.padStart(10)} ${base.padStart(10)} ${ratio.padStart(7)}`);
  }
} finally {
  server.kill();
  rmSync(folder, { recursive: true, force: true });
}
