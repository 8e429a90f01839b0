import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeFileAtomically } from '../../src/files/atomic-write.ts';
import { temporaryFolder } from './workers.ts';

test('the file holds the last content and nothing else is left beside it', () => {
  const folder = temporaryFolder();
  const path = join(folder, 'a.json');
  writeFileAtomically(path, 'one, and longer');
  writeFileAtomically(path, new Uint8Array([0x74, 0x77, 0x6f]));
  expect(readFileSync(path, 'utf8')).toBe('two');
  expect(readdirSync(folder)).toEqual(['a.json']);
});

test('replaces the file instead of writing into it, so that a reader keeps the whole old one', () => {
  const path = join(temporaryFolder(), 'a.json');
  writeFileAtomically(path, 'one');
  const before = statSync(path).ino;
  writeFileAtomically(path, 'two', { durable: false });
  expect(statSync(path).ino).not.toBe(before);
});

test.skipIf(process.platform === 'win32')('is for its owner alone unless another mode is given', () => {
  const folder = temporaryFolder();
  writeFileAtomically(join(folder, 'a'), 'secret');
  writeFileAtomically(join(folder, 'b'), 'public', { mode: 0o644 });
  expect(statSync(join(folder, 'a')).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, 'b')).mode & 0o777).toBe(0o644);
});

test('a failed write leaves no temporary file', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'taken'));
  expect(() => writeFileAtomically(join(folder, 'taken'), 'x')).toThrow();
  expect(readdirSync(folder)).toEqual(['taken']);
});
