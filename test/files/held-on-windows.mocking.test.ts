import type * as FileSystem from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { GrantedAccountsFile } from '../../src/credentials/granted-accounts-file.ts';
import { SessionCache } from '../../src/credentials/session-cache.ts';
import { UnfinishedRuns } from '../../src/credentials/unfinished-runs.ts';
import { ownAwsFiles } from '../../src/exec/own-aws-files.ts';
import { writeFileAtomically } from '../../src/files/atomic-write.ts';
import { acquireFileLock, withFileLock } from '../../src/files/lock.ts';
import { createFile } from '../../src/files/new-file.ts';
import { temporaryFolder } from './workers.ts';

type Name = 'linkSync' | 'rmSync' | 'renameSync' | 'unlinkSync' | 'readFileSync' | 'utimesSync';

/** Which calls of the file system fail, and how, until so many have. */
const failing = vi.hoisted(() => new Map<string, { code: string; of: RegExp; times: number }>());

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof FileSystem>();
  const wrapped = (name: Name) => {
    const real = fs[name] as (...args: unknown[]) => unknown;
    return (...args: unknown[]) => {
      const fault = failing.get(name);
      if (fault && fault.times > 0 && fault.of.test(String(args[0]))) {
        fault.times -= 1;
        throw Object.assign(new Error(`${fault.code}: ${name}`), { code: fault.code });
      }
      return real(...args);
    };
  };
  const names = ['linkSync', 'rmSync', 'renameSync', 'unlinkSync', 'readFileSync', 'utimesSync'] as const;
  return { ...fs, ...Object.fromEntries(names.map((name) => [name, wrapped(name)])) };
});

const { platform } = process;
const on = (value: NodeJS.Platform) => Object.defineProperty(process, 'platform', { value });
const fail = (name: Name, code: string, of = /./, times = Number.POSITIVE_INFINITY) =>
  failing.set(name, { code, of, times });
const { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } = await import('node:fs');

beforeEach(() => {
  failing.clear();
  on('win32');
});
afterEach(() => {
  vi.useRealTimers();
  on(platform);
});

test.each([
  ['EISDIR', 'linux'],
  ['EISDIR', 'win32'],
  ['EBUSY', 'win32'],
] as const)('locks and new files do without a link that fails with %s on %s', (code, system) => {
  on(system);
  const folder = temporaryFolder();
  fail('linkSync', code);
  expect(withFileLock(join(folder, 'lock'), () => readdirSync(folder))).toEqual(['lock']);
  createFile(join(folder, 'new'), 'content');
  expect(() => createFile(join(folder, 'new'), 'other')).toThrow('EEXIST');
  expect(readFileSync(join(folder, 'new'), 'utf8')).toBe('content');
  expect(readdirSync(folder)).toEqual(['new']);
});

test('a temporary file that is held open fails nothing, and hides no other error', () => {
  const folder = temporaryFolder();
  fail('rmSync', 'EPERM', /\.tmp$/);
  expect(withFileLock(join(folder, 'lock'), () => 'in')).toBe('in');
  createFile(join(folder, 'new'), 'content');
  expect(existsSync(join(folder, 'lock'))).toBe(false);
  fail('renameSync', 'ENOSPC');
  expect(() => writeFileAtomically(join(folder, 'file'), 'x')).toThrow('ENOSPC');
  on('linux');
  expect(() => createFile(join(folder, 'more'), 'content')).toThrow('EPERM');
});

test('a lock that is held open is given back once it can be read and removed', () => {
  const lock = join(temporaryFolder(), 'lock');
  expect(
    withFileLock(lock, () => {
      fail('readFileSync', 'EBUSY', /lock$/, 2);
      fail('rmSync', 'EBUSY', /lock$/, 2);
      return 'in';
    }),
  ).toBe('in');
  expect(existsSync(lock)).toBe(false);
});

test('a lock that was left behind and is held open is taken once it can be removed', () => {
  const lock = join(temporaryFolder(), 'lock');
  const left = { token: 'ab', pid: 2 ** 30, host: '', started: null };
  withFileLock(lock, () => {
    left.host = JSON.parse(readFileSync(lock, 'utf8')).host;
  });
  writeFileSync(lock, JSON.stringify(left));
  fail('unlinkSync', 'EBUSY', /lock$/, 2);
  expect(withFileLock(lock, () => 'in', { timeoutMs: 0 })).toBe('in');
});

test('a lock that cannot be touched is still held', async () => {
  vi.useFakeTimers();
  const lock = join(temporaryFolder(), 'lock');
  const held = await acquireFileLock(lock, { staleMs: 300 });
  fail('utimesSync', 'EPERM');
  expect(() => vi.advanceTimersByTime(500)).not.toThrow();
  expect(existsSync(lock)).toBe(true);
  held.release();
  expect(existsSync(lock)).toBe(false);
});

test('the cache deletes a session once the file is closed, and does without what it cannot replace', () => {
  const folder = join(temporaryFolder(), 'sessions');
  mkdirSync(folder, { mode: 0o700 });
  const session = join(folder, `acme-${'0'.repeat(16)}.json`);
  writeFileSync(session, '{}');
  fail('rmSync', 'EBUSY', /acme/, 2);
  expect(new SessionCache(folder, () => 0, expect.fail).drop((owner) => owner === 'acme')).toBe(1);
  expect(existsSync(session)).toBe(false);

  const granted = new GrantedAccountsFile(folder, 'key', () => 0);
  fail('renameSync', 'ENOSPC');
  fail('rmSync', 'EBUSY', /\.json$/);
  expect(() => granted.write({ identity: 'kim', accounts: [] } as never)).not.toThrow();
});

test('what a run left undone long ago stays while another program has the file open', () => {
  const folder = join(temporaryFolder(), 'sessions');
  mkdirSync(folder, { mode: 0o700 });
  let now = 0;
  const runs = new UnfinishedRuns(folder, ['terraform'], () => now);
  runs.change(() => ['acme'], false);
  now = 40 * 86_400_000;
  fail('rmSync', 'EPERM');
  expect(() => runs.sweep()).not.toThrow();
  failing.clear();
  runs.sweep();
  expect(readdirSync(folder)).toEqual([]);
});

test('files of AWS that a program has open after its run are left', () => {
  const files = ownAwsFiles('');
  fail('rmSync', 'EBUSY');
  expect(() => files.close()).not.toThrow();
  on('linux');
  expect(() => files.close()).toThrow('EBUSY');
  failing.clear();
  files.close();
  expect(existsSync(files.env.AWS_CONFIG_FILE ?? '')).toBe(false);
});
