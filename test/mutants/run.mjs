// Takes what keeps each promise out of the program, one at a time, and shows that the tests notice.
// node test/mutants/run.mjs [part of a name] [--share 1/2] [--report FILE]
import { spawn } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { failureMark } from './first-failure.mjs';
import { mutants } from './list.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const copied = ['src', 'test', 'bin', 'package.json', 'tsconfig.json', 'vitest.config.ts', 'docs'];
/** Milliseconds for one of them. */
const bound = 240_000;
const failureLine = new RegExp(`^${failureMark}(.*)\n`, 'm');

const { values, positionals } = parseArgs({
  options: { report: { type: 'string' }, share: { type: 'string', default: '1/1' } },
  allowPositionals: true,
});
const { report } = values;
const [wanted = ''] = positionals;
const [, turn, turns] = /^([1-9])\/([1-9])$/.exec(values.share)?.map(Number) ?? [];
if (!(turn <= turns)) throw new Error(`--share ${values.share} is not a share such as 1/2`);
const queue = mutants.filter(({ name }, at) => name.includes(wanted) && at % turns === turn - 1);
const work = mkdtempSync(join(tmpdir(), 'diverst-mutants-'));
const results = [];
try {
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), queue.length) }, worker));
} finally {
  rmSync(work, { recursive: true, force: true });
}
const noticed = results.filter((result) => result.noticed).length;
console.log(`\nmutants: ${noticed} of ${results.length} noticed`);
if (report)
  writeFileSync(
    report,
    JSON.stringify({
      numPassedTests: noticed,
      numFailedTests: results.length - noticed,
      numPendingTests: 0,
      testResults: [{ name: fileURLToPath(import.meta.url), assertionResults: results.map(assertionOf) }],
    }),
  );
process.exitCode = noticed === results.length && results.length > 0 ? 0 : 1;

/** A mutant as vitest reports a test. */
function assertionOf({ name, noticed, text }) {
  return { fullName: name, status: noticed ? 'passed' : 'failed', failureMessages: noticed ? [] : [text] };
}

async function worker(_, number) {
  const folder = join(work, String(number));
  mkdirSync(folder);
  for (const name of copied) cpSync(join(root, name), join(folder, name), { recursive: true });
  linkPackages(folder);
  for (let mutant = queue.shift(); mutant; mutant = queue.shift()) {
    const result = await tried(mutant, folder);
    results.push({ name: mutant.name, ...result });
    console.log(`${result.noticed ? '✓' : '✗'} ${mutant.name}: ${result.text}`);
  }
}

/**
 * Gives a copy the packages, in a folder of its own: what vitest keeps there of one run, the next one finds, and it goes
 * with the copy.
 */
function linkPackages(folder) {
  const packages = join(folder, 'node_modules');
  mkdirSync(packages);
  for (const name of readdirSync(join(root, 'node_modules')))
    if (name === '.bin' || !name.startsWith('.'))
      symlinkSync(join(root, 'node_modules', name), join(packages, name));
}

async function tried({ edits, tests, only, built }, folder) {
  const before = new Map();
  try {
    for (const { file, from, to } of edits) {
      const path = join(folder, file);
      const text = readFileSync(path, 'utf8');
      if (text.split(from).length !== 2)
        return { noticed: false, text: `the text to change is not once in ${file}` };
      if (!before.has(path)) before.set(path, text);
      writeFileSync(
        path,
        text.replace(from, () => to),
      );
    }
    if (built) {
      const build = await run('npm', ['run', '--silent', 'build'], folder);
      if (build.code !== 0) return { noticed: false, text: `it does not build\n${build.output}` };
    }
    const config = tests.startsWith('faults/') ? ['--config', 'test/faults/vitest.config.ts'] : [];
    const reporters = ['--reporter=default', '--reporter=./test/mutants/first-failure.mjs'];
    const args = ['node_modules/vitest/vitest.mjs', 'run', ...config, ...reporters, `test/${tests}`];
    // Of the matrix some faults, of others some tests.
    const matrix = tests.startsWith('faults/matrix');
    if (only && !matrix) args.push('-t', only);
    const env = { PROPERTY_SHRINK: 'no', ...(only && matrix ? { FAULTS_ONLY: only } : {}) };
    const { code, output } = await run(process.execPath, args, folder, env);
    const failed = failureLine.exec(output)?.[1];
    // Where no test has the name, nothing runs, and nothing fails.
    if (code === 0 && !/^ *Tests .*\d passed/m.test(output))
      return { noticed: false, text: `no test ran: is one still named "${only}"?` };
    if (code === 0) return { noticed: false, text: 'the tests pass without it' };
    // Only a test that ran and failed has noticed anything.
    if (failed === undefined) return { noticed: false, text: `no test failed\n${output.slice(-2_000)}` };
    return { noticed: true, text: failed };
  } finally {
    for (const [path, text] of before) writeFileSync(path, text);
  }
}

/** Runs to the end, or to the first test that failed: what more of them fail does not matter. */
function run(command, args, cwd, more = {}) {
  return new Promise((resolve) => {
    const scratch = join(cwd, 'tmp');
    mkdirSync(scratch, { recursive: true });
    const env = { ...process.env, NO_COLOR: '1', TMPDIR: scratch, ...more };
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const stop = () => {
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It has ended meanwhile.
      }
    };
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
        if (failureLine.test(output)) stop();
      });
    }
    const timer = setTimeout(stop, bound);
    child.on('close', (code) => {
      clearTimeout(timer);
      // What was just ended may still be at a file.
      rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
      resolve({ code: code ?? 1, output });
    });
  });
}
