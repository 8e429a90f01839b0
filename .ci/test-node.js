// Runs the tests of the built program and of its package on other versions of Node, from the npm package `node`:
//   npm run test:node -- 22 24 26
// With --skip-missing a version that cannot be had is no failure; --exclude PATTERN leaves files out; --shard 1/4 takes a
// part of the others; --report FILE writes how many passed, and the results of each test.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values, positionals: versions } = parseArgs({
  options: {
    report: { type: 'string' },
    exclude: { type: 'string' },
    shard: { type: 'string' },
    'skip-missing': { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
if (versions.length === 0 || !versions.every((version) => /^\d+(\.\d+){0,2}$/.test(version))) {
  console.error('usage: npm run test:node -- VERSION…, for example: npm run test:node -- 22 24 26');
  process.exit(64);
}

const testResults = [];
const outcomes = versions.map((version) => ({ version, outcome: outcomeOn(version) }));
const count = (wanted) => outcomes.filter(({ outcome }) => outcome === wanted).length;
console.log('');
for (const { version, outcome } of outcomes) console.log(`Node ${version}: ${outcome}`);
if (values.report)
  writeFileSync(
    values.report,
    JSON.stringify({
      numPassedTests: count('passed'),
      numFailedTests: count('failed'),
      numPendingTests: count('skipped'),
      testResults,
    }),
  );
process.exit(count('failed') === 0 ? 0 : 1);

function outcomeOn(version) {
  const found = node(version, ['--version'], 'pipe');
  const name = found.stdout?.trim() ?? '';
  if (found.status !== 0 || !`${name}.`.startsWith(`v${version}.`)) {
    console.error(`\n== Node ${version}: not to be had\n${found.stderr}`);
    return values['skip-missing'] ? 'skipped' : 'failed';
  }
  console.log(`\n== Node ${name}`);
  const folder = mkdtempSync(join(tmpdir(), 'diverst-node-'));
  try {
    const report = join(folder, 'report.json');
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const chosen = ['exclude', 'shard'].flatMap((option) =>
      values[option] === undefined ? [] : [`--${option}`, values[option]],
    );
    const tests = [
      'node_modules/vitest/vitest.mjs',
      'run',
      ...reporters,
      ...chosen,
      'test/e2e',
      'test/package',
    ];
    const { status } = node(version, tests, 'inherit');
    if (existsSync(report)) testResults.push(...JSON.parse(readFileSync(report, 'utf8')).testResults);
    return status === 0 ? 'passed' : 'failed';
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function node(version, args, stdio) {
  const env = { ...process.env, npm_config_update_notifier: 'false' };
  return spawnSync('npx', ['--yes', '--package', `node@${version}`, 'node', ...args], {
    env,
    stdio,
    encoding: 'utf8',
  });
}
