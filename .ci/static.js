// The checks that run nothing, side by side: types, lint, import rules, unused code. Each prints as a whole when it ends.
import { spawn } from 'node:child_process';

const checks = ['types', 'lint', 'rules', 'unused'];

const codes = await Promise.all(
  checks.map(
    (check) =>
      new Promise((resolve) => {
        const child = spawn('npm', ['run', '--silent', check], { stdio: ['ignore', 'pipe', 'pipe'] });
        const parts = [];
        for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => parts.push(part));
        child.on('error', (error) => {
          console.log(`${check}: ${error.message}`);
          resolve(1);
        });
        child.on('close', (code) => {
          console.log(`${check}: ${code === 0 ? 'passed' : 'failed'}`);
          process.stdout.write(Buffer.concat(parts));
          resolve(code ?? 1);
        });
      }),
  ),
);
process.exitCode = codes.every((code) => code === 0) ? 0 : 1;
