// Loaded into the measured process: reports its peak memory and its processor time when it ends.
const { readFileSync, writeFileSync } = require('node:fs');

process.on('exit', () => {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  const seconds = (userCPUTime + systemCPUTime) / 1e6;
  writeFileSync(process.env.DIVERST_BENCH_USAGE, JSON.stringify({ mebibytes: peak(), seconds }));
});

function peak() {
  try {
    const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
    return Number(kibibytes) / 1024;
  } catch {
    // Elsewhere than on Linux. There this would be the peak of the bench itself, which it was before it was started.
    return process.resourceUsage().maxRSS / 1024;
  }
}
