import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { identityOf, livenessOf } from '../../src/files/process-identity.ts';

const linux = existsSync('/proc/self/stat');

test('this process is alive; another host’s cannot be judged', () => {
  expect(livenessOf(identityOf())).toBe(linux ? 'alive' : 'unknown');
  expect(livenessOf({ ...identityOf(), host: 'elsewhere' })).toBe('unknown');
});

test('without the time of its start a process that runs cannot be judged', () => {
  expect(livenessOf({ ...identityOf(), started: null })).toBe('unknown');
});

test('a process that has ended is dead', async () => {
  const child = spawn(process.execPath, ['-e', '']);
  const identity = identityOf(child.pid);
  await once(child, 'exit');
  expect(livenessOf(identity)).toBe('dead');
});

test.skipIf(!linux)('a killed process is dead before its parent has taken notice', async () => {
  // The shell becomes a sleep, which never asks for the end of the child it has inherited.
  const parent = spawn('sh', ['-c', 'sleep 1000 & echo $!; exec sleep 1000'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => {
    parent.kill('SIGKILL');
  });
  const [line] = await once(parent.stdout, 'data');
  const identity = identityOf(Number(String(line)));
  expect(livenessOf(identity)).toBe('alive');
  // Before that the shell itself would ask for its end.
  const command = () => readFileSync(`/proc/${parent.pid}/comm`, 'utf8').trim();
  while (command() !== 'sleep') await new Promise((resolve) => setImmediate(resolve));
  process.kill(identity.pid, 'SIGKILL');
  const state = () => readFileSync(`/proc/${identity.pid}/stat`, 'utf8').split(') ')[1]?.[0];
  while (state() !== 'Z') await new Promise((resolve) => setImmediate(resolve));
  expect(livenessOf(identity)).toBe('dead');
});
