import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openOutput, removeOutput } from '../../src/exec/output-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'diverst-output-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('replaces files of an earlier run whole, for this user alone, and follows no link', () => {
  const elsewhere = join(folder, 'elsewhere');
  writeFileSync(elsewhere, 'mine');
  symlinkSync(elsewhere, join(folder, 'acme.out'));
  writeFileSync(join(folder, 'acme.err'), 'long text of an earlier run', { mode: 0o666 });
  openOutput(folder, 'acme').close();
  expect(readFileSync(elsewhere, 'utf8')).toBe('mine');
  for (const name of ['acme.out', 'acme.err']) {
    const { size, mode } = statSync(join(folder, name));
    expect({ size, mode: mode & 0o777 }).toEqual({ size: 0, mode: 0o600 });
  }
  removeOutput(folder, 'acme');
  expect(existsSync(join(folder, 'acme.out'))).toBe(false);
});

it('leaves no file open where the other cannot be made', () => {
  mkdirSync(join(folder, 'acme.err', 'full'), { recursive: true });
  expect(() => openOutput(folder, 'acme')).toThrow();
});
