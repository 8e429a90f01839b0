import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFile } from '../../src/files/new-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'diverst-new-file-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a file is created whole, and nothing is left beside it', () => {
  createFile(join(folder, 'new'), 'content');
  expect(readFileSync(join(folder, 'new'), 'utf8')).toBe('content');
  expect(statSync(join(folder, 'new')).mode & 0o111).toBe(0);
  expect(readdirSync(folder)).toEqual(['new']);
});

test('a file that exists is never replaced', () => {
  writeFileSync(join(folder, 'new'), 'old');
  expect(() => createFile(join(folder, 'new'), 'content')).toThrow('EEXIST');
  expect(readFileSync(join(folder, 'new'), 'utf8')).toBe('old');
  expect(readdirSync(folder)).toEqual(['new']);
});
