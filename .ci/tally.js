// Adds up the test reports: `tally.js REPORT… STATUS…`. A run that failed without a failed test counts as one.
import { existsSync, readFileSync } from 'node:fs';

const args = process.argv.slice(2);
const reports = args.filter((arg) => arg.endsWith('.json'));
const statuses = args.filter((arg) => /^\d+$/.test(arg)).map(Number);

let passed = 0;
let failed = 0;
let skipped = 0;
reports.forEach((file, index) => {
  if (!existsSync(file)) {
    console.log(`${file}: no report, the run ended before its tests`);
    failed += 1;
    return;
  }
  const report = JSON.parse(readFileSync(file, 'utf8'));
  passed += report.numPassedTests;
  failed += report.numFailedTests;
  skipped += report.numPendingTests;
  if (report.numFailedTests === 0 && statuses[index] !== 0) failed += 1;
});
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
