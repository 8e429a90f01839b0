// Adds up the test reports: `tally.js REPORT… STATUS…`. A run that failed without a failed test counts as one.
// Names each failure before the sum, which is the last line.
import { existsSync, readFileSync } from 'node:fs';
import { basename, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** Lines of a failure's message that are shown. */
const shown = 6;

const args = process.argv.slice(2);
const reports = args.filter((arg) => arg.endsWith('.json'));
const statuses = args.filter((arg) => /^\d+$/.test(arg)).map(Number);

let passed = 0;
let failed = 0;
let skipped = 0;
const failures = [];
reports.forEach((file, index) => {
  const run = basename(file, '.json');
  if (!existsSync(file)) {
    failures.push({ name: `${run}: no report, the run ended before its tests`, message: '' });
    failed += 1;
    return;
  }
  const report = JSON.parse(readFileSync(file, 'utf8'));
  passed += report.numPassedTests;
  failed += report.numFailedTests;
  skipped += report.numPendingTests;
  const named = report.testResults.flatMap(failuresIn);
  failures.push(...named.map(({ name, message }) => ({ name: `${run}: ${name}`, message })));
  if (report.numFailedTests > 0 || statuses[index] === 0) return;
  failed += 1;
  if (named.length === 0)
    failures.push({
      name: `${run}: the run ended with status ${statuses[index]}, but no test failed`,
      message: '',
    });
});
for (const { name, message } of failures) console.log(`\n✗ ${name}${indented(message)}`);
console.log(`${failures.length > 0 ? '\n' : ''}${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);

/** The failed tests of a file, or the file itself if it failed outside of its tests. */
function failuresIn({ name, status, message, assertionResults }) {
  const file = relative(process.cwd(), name);
  const tests = assertionResults.filter((test) => test.status === 'failed');
  if (tests.length === 0) return status === 'failed' ? [{ name: file, message: message ?? '' }] : [];
  return tests.map(({ fullName, failureMessages }) => ({
    name: `${file} > ${fullName}`,
    message: failureMessages.join('\n'),
  }));
}

function indented(message) {
  const lines = stripVTControlCharacters(message).trim().split('\n').slice(0, shown);
  return lines.map((line) => (line === '' ? '' : `\n    ${line}`)).join('');
}
