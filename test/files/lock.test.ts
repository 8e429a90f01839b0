import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { acquireFileLock, LockTimeout, withFileLock } from '../../src/files/lock.ts';
import { identityOf } from '../../src/files/process-identity.ts';
import { program, start, temporaryFolder } from './workers.ts';

const counter = `
  import { readFileSync, writeFileSync } from 'node:fs';
  import { withFileLock, acquireFileLock } from '#src/files/lock.ts';
  const [, , lock, file, times, how] = process.argv;
  const add = () => writeFileSync(file, String(Number(readFileSync(file, 'utf8')) + 1));
  for (let i = 0; i < Number(times); i += 1) {
    if (how === 'blocking') withFileLock(lock, add, { timeoutMs: 60_000 });
    else {
      const held = await acquireFileLock(lock, { timeoutMs: 60_000 });
      add();
      held.release();
    }
  }
`;

/** Takes the lock, says so, and keeps it until it is killed. */
const holder = `
  import { acquireFileLock } from '#src/files/lock.ts';
  await acquireFileLock(process.argv[2]);
  process.stdout.write('held');
  setInterval(() => {}, 1000);
`;

/** Counts under the lock, and each time leaves the lock as if it had been killed then. */
const dying = `
  import { readFileSync, renameSync, writeFileSync } from 'node:fs';
  import { randomBytes } from 'node:crypto';
  import { acquireFileLock } from '#src/files/lock.ts';
  const [, , lock, file, times, pid] = process.argv;
  for (let i = 0; i < Number(times); i += 1) {
    await acquireFileLock(lock, { timeoutMs: 60_000 });
    writeFileSync(file, String(Number(readFileSync(file, 'utf8')) + 1));
    const left = { ...JSON.parse(readFileSync(lock, 'utf8')), pid: Number(pid), token: randomBytes(8).toString('hex') };
    writeFileSync(lock + '.' + process.pid, JSON.stringify(left));
    renameSync(lock + '.' + process.pid, lock);
  }
`;

/** A lock file as another holder would have left it. */
function leaveLock(path: string, content: object): void {
  writeFileSync(path, JSON.stringify({ token: 'abcdef0123456789', ...identityOf(), ...content }));
}

test('eight processes that count in one file lose nothing', async () => {
  const folder = temporaryFolder();
  const [lock, file] = [join(folder, 'lock'), join(folder, 'count')];
  writeFileSync(file, '0');
  const path = await program(counter);
  const children = Array.from({ length: 8 }, (_, index) =>
    start(path, [lock, file, '40', index % 2 === 0 ? 'blocking' : 'waiting']),
  );
  for (const child of children) expect(await child.ended).toEqual({ code: 0, stderr: '' });
  expect(readFileSync(file, 'utf8')).toBe('320');
  expect(readdirSync(folder)).toEqual(['count']);
});

test('a killed holder does not block the next one', async () => {
  const folder = temporaryFolder();
  const lock = join(folder, 'lock');
  const child = start(await program(holder), [lock]);
  expect(await child.said).toBe('held');
  expect(() => withFileLock(lock, () => 'in', { timeoutMs: 50 })).toThrow(LockTimeout);

  child.process.kill('SIGKILL');
  await child.ended;
  expect(withFileLock(lock, () => 'in', { timeoutMs: 0 })).toBe('in');
  expect(readdirSync(folder)).toEqual([]);
});

test('processes that come upon dead locks at once never get in two at a time', async () => {
  const folder = temporaryFolder();
  const [lock, file] = [join(folder, 'lock'), join(folder, 'count')];
  writeFileSync(file, '0');
  const dead = start(await program('process.stdout.write("");'), []);
  await dead.ended;
  const path = await program(dying);
  const children = Array.from({ length: 8 }, () => start(path, [lock, file, '60', String(dead.process.pid)]));
  for (const child of children) expect(await child.ended).toEqual({ code: 0, stderr: '' });
  expect(readFileSync(file, 'utf8')).toBe('480');
});

test('gives the lock back when the work throws', () => {
  const lock = join(temporaryFolder(), 'lock');
  expect(() =>
    withFileLock(lock, () => {
      throw new Error('broken');
    }),
  ).toThrow('broken');
  expect(existsSync(lock)).toBe(false);
});

test('the time-out names the holder', async () => {
  const lock = join(temporaryFolder(), 'lock');
  const held = await acquireFileLock(lock);
  await expect(acquireFileLock(lock, { timeoutMs: 20 })).rejects.toThrow(`process ${process.pid} on `);
  held.release();
  (await acquireFileLock(lock, { timeoutMs: 20 })).release();
});

test('a signal ends the wait', async () => {
  const lock = join(temporaryFolder(), 'lock');
  const held = await acquireFileLock(lock);
  await expect(acquireFileLock(lock, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow(
    'enough',
  );
  const abort = new AbortController();
  const waiting = acquireFileLock(lock, { signal: abort.signal });
  abort.abort(new Error('enough now'));
  await expect(waiting).rejects.toThrow('enough now');
  held.release();
});

test('waiting without blocking lets the holder in the same process finish', async () => {
  const lock = join(temporaryFolder(), 'lock');
  const held = await acquireFileLock(lock);
  const waiting = acquireFileLock(lock, { timeoutMs: 5_000 });
  const order: string[] = [];
  const then = waiting.then((next) => {
    order.push('taken');
    next.release();
  });
  order.push('released');
  held.release();
  await then;
  expect(order).toEqual(['released', 'taken']);
  expect(existsSync(lock)).toBe(false);
});

test('releasing does not take away a lock that is another holder’s by now', async () => {
  const lock = join(temporaryFolder(), 'lock');
  const held = await acquireFileLock(lock);
  leaveLock(lock, {});
  held.release();
  expect(existsSync(lock)).toBe(true);
});

test.skipIf(identityOf().started === null)(
  'a process of the same pid that started at another time is not the holder',
  () => {
    const lock = join(temporaryFolder(), 'lock');
    leaveLock(lock, { started: '1' });
    expect(withFileLock(lock, () => 'in', { timeoutMs: 20 })).toBe('in');
  },
);

test('a holder on another host counts as gone once its lock is old, and not before', () => {
  const lock = join(temporaryFolder(), 'lock');
  leaveLock(lock, { host: 'elsewhere' });
  expect(() => withFileLock(lock, () => 'in', { timeoutMs: 20 })).toThrow(/on elsewhere has held the lock/);
  const old = new Date(Date.now() - 31_000);
  utimesSync(lock, old, old);
  expect(withFileLock(lock, () => 'in', { timeoutMs: 20 })).toBe('in');
});

test('a lock that cannot be read is left alone until it is old', () => {
  const lock = join(temporaryFolder(), 'lock');
  writeFileSync(lock, '');
  expect(() => withFileLock(lock, () => 'in', { timeoutMs: 20 })).toThrow(LockTimeout);
  const old = new Date(Date.now() - 31_000);
  utimesSync(lock, old, old);
  expect(withFileLock(lock, () => 'in', { timeoutMs: 20 })).toBe('in');
});
