// Loaded into the measured process: tells its peak memory when it ends.
const { writeFileSync } = require('node:fs');

process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const seconds = (userCPUTime + systemCPUTime) / 1e6;
  writeFileSync(process.env.DIVERST_BENCH_USAGE, JSON.stringify({ mebibytes: maxRSS / 1024, seconds }));
});
