import { runContract } from './run-contract.ts';

process.exitCode = await runContract({
  env: process.env,
  wanted: process.argv.slice(2),
  print: (line) => process.stdout.write(`${line}\n`),
});
