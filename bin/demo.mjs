#!/usr/bin/env node
// Shows a whole story in a sandbox of its own, with the output of the real commands.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('diverst.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'diverst-demo-'));
const env = { ...process.env, DIVERST_SANDBOX: '1', DIVERST_SANDBOX_STATE: join(folder, 'sandbox.json') };

const story = [
  ['A new client: its account, its role, and the grant to Ops.', 'client init acme --yes'],
  ['The same again: reality is read, nothing is left to do.', 'client init acme --yes'],
  ['For a script: the plan of another client as one JSON object.', 'client init globex --dry-run --json'],
  ['Daily work: somebody in Ops, and what that person is granted.', 'client list'],
  [
    'Credentials of the client’s role, here for Terraform and the AWS CLI.',
    'client assume acme --format credential-process',
  ],
  ['Or only for one command.', 'client exec acme -- node -p process.env.DIVERST_CLIENT'],
  ['The organization as a tree, with what differs from the structure.', 'org show'],
  ['And who could get in who should not: nobody.', 'org audit'],
];

try {
  for (const [what, command] of story) {
    process.stdout.write(`\n# ${what}\n$ diverst ${command}\n`);
    const { status } = spawnSync(process.execPath, [program, ...command.split(' ')], {
      stdio: 'inherit',
      env,
    });
    if (status !== 0) process.exitCode = status ?? 1;
  }
  process.stdout.write(
    '\nAll of it ran on an AWS organization inside the process; nothing was sent anywhere.\n',
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
