// Runs the tests of the built program and of its package on other versions of Node, from the npm package `node`:
//   npm run test:node -- 22 24 26
import { spawnSync } from 'node:child_process';

const versions = process.argv.slice(2);
if (versions.length === 0 || !versions.every((version) => /^\d+(\.\d+){0,2}$/.test(version))) {
  console.error('usage: npm run test:node -- VERSION…, for example: npm run test:node -- 22 24 26');
  process.exit(64);
}

const failed = versions.filter((version) => !passesOn(version));
console.log(`\n${versions.length - failed.length} of ${versions.length} versions of Node passed`);
if (failed.length > 0) console.log(`failed: ${failed.join(', ')}`);
process.exit(failed.length === 0 ? 0 : 1);

function passesOn(version) {
  const found = node(version, ['--version'], 'pipe');
  const name = found.stdout?.trim() ?? '';
  if (found.status !== 0 || !`${name}.`.startsWith(`v${version}.`)) {
    console.error(`\n== Node ${version}: not found\n${found.stderr}`);
    return false;
  }
  console.log(`\n== Node ${name}`);
  return (
    node(version, ['node_modules/vitest/vitest.mjs', 'run', 'test/e2e', 'test/package'], 'inherit').status ===
    0
  );
}

function node(version, args, stdio) {
  const env = { ...process.env, npm_config_update_notifier: 'false' };
  return spawnSync('npx', ['--yes', '--package', `node@${version}`, 'node', ...args], {
    env,
    stdio,
    encoding: 'utf8',
  });
}
