import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('the sum of the test reports', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'diverst-tally-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const passing = { fullName: 'a test', status: 'passed', failureMessages: [] };
  const failing = { fullName: 'a limit holds', status: 'failed', failureMessages: ['expected 2\nto be 1'] };

  /** Writes a report with one file of tests. */
  const report = (run: string, tests: readonly { readonly status: string }[], message = '') => {
    const count = (status: string) => tests.filter((one) => one.status === status).length;
    const status = message !== '' || count('failed') > 0 ? 'failed' : 'passed';
    const name = join(root, 'test/model/some.test.ts');
    const path = join(folder, `${run}.json`);
    writeFileSync(
      path,
      JSON.stringify({
        numPassedTests: count('passed'),
        numFailedTests: count('failed'),
        numPendingTests: count('pending'),
        testResults: [{ name, status, message, assertionResults: tests }],
      }),
    );
    return path;
  };
  const tally = (...args: readonly string[]) => {
    const { stdout, status } = spawnSync(process.execPath, ['.ci/tally.js', ...args], {
      cwd: root,
      encoding: 'utf8',
    });
    return { status, lines: stdout.trimEnd().split('\n') };
  };

  test('is one line if every test passed', () => {
    const skipped = { ...passing, status: 'pending' };
    const { status, lines } = tally(
      report('test', [passing, skipped]),
      report('faults', [passing]),
      '0',
      '0',
    );
    expect(status).toBe(0);
    expect(lines).toEqual(['2 passed, 0 failed, 1 skipped']);
  });

  test('names each failed test, its file and its message before the last line', () => {
    const long = { ...failing, failureMessages: [`\u001b[31m${'a line\n'.repeat(40)}\u001b[39m`] };
    const reports = [report('test', [passing, failing]), report('faults', [long])];
    const { status, lines } = tally(...reports, '1', '1');
    expect(status).toBe(1);
    expect(lines).toEqual([
      '',
      '✗ test: test/model/some.test.ts > a limit holds',
      '    expected 2',
      '    to be 1',
      '',
      '✗ faults: test/model/some.test.ts > a limit holds',
      ...Array(6).fill('    a line'),
      '',
      '1 passed, 2 failed, 0 skipped',
    ]);
  });

  test('names a file that failed before its tests, and counts it', () => {
    const { status, lines } = tally(
      report('test', [passing]),
      report('faults', [], 'no such module'),
      '0',
      '1',
    );
    expect(status).toBe(1);
    expect(lines).toEqual([
      '',
      '✗ faults: test/model/some.test.ts',
      '    no such module',
      '',
      '1 passed, 1 failed, 0 skipped',
    ]);
  });

  test('names a run that failed although no test did, and one that left no report', () => {
    const { status, lines } = tally(report('test', [passing]), join(folder, 'mutants.json'), '1', '1');
    expect(status).toBe(1);
    expect(lines).toEqual([
      '',
      '✗ test: the run ended with status 1, but no test failed',
      '',
      '✗ mutants: no report, the run ended before its tests',
      '',
      '1 passed, 2 failed, 0 skipped',
    ]);
  });

  test('is no success if nothing was tested', () => {
    expect(tally(report('test', []), '0').status).toBe(1);
  });
});
