import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findWindowsProgram, isFileOnDisk } from '../../src/exec/windows-program.ts';

const files = new Set([
  'C:\\tools\\terraform.exe',
  'C:\\tools\\terraform.cmd',
  'D:\\own tools\\aws.cmd',
  'D:\\own tools\\old.bat',
  'D:\\own tools\\page.js',
  'D:\\own tools\\v1.2.cmd',
  'C:\\work\\here.cmd',
  'C:\\work\\sub\\there.exe',
]);
const env = { Path: 'relative;"D:\\own tools";C:\\tools', PATHEXT: '.JS;.COM;.EXE;.BAT;.CMD' };
const find = (word: string, more: NodeJS.ProcessEnv = {}) =>
  findWindowsProgram(word, { ...env, ...more }, 'C:\\work', (file) => files.has(file));

describe('a program of Windows', () => {
  test.each([
    ['terraform', 'C:\\tools\\terraform.exe', false],
    ['terraform.cmd', 'C:\\tools\\terraform.cmd', true],
    ['aws', 'D:\\own tools\\aws.cmd', true],
    ['old', 'D:\\own tools\\old.bat', true],
    ['v1.2', 'D:\\own tools\\v1.2.cmd', true],
    ['.\\here', 'C:\\work\\here.cmd', true],
    ['sub/there', 'C:\\work\\sub\\there.exe', false],
    ['C:\\tools\\terraform', 'C:\\tools\\terraform.exe', false],
  ])('%s is %s', (word, file, isBatch) => {
    expect(find(word)).toEqual({ file, isBatch });
  });

  test.each(['here', 'page', 'page.js', 'nothing', '.\\nothing'])('%s is not found', (word) => {
    expect(find(word)).toBeNull();
  });

  test('the order of PATHEXT counts, and without it all four endings do', () => {
    expect(find('terraform', { PATHEXT: '.CMD;.EXE' })?.file).toBe('C:\\tools\\terraform.cmd');
    expect(find('aws', { PATHEXT: '' })?.file).toBe('D:\\own tools\\aws.cmd');
    expect(find('aws', { PATHEXT: '.EXE' })).toBeNull();
  });
});

test('a program on disk is a file, or a link that only the system can follow', () => {
  const folder = mkdtempSync(join(tmpdir(), 'diverst-windows-program-'));
  try {
    const path = (name: string) => join(folder, name);
    writeFileSync(path('file.exe'), '');
    mkdirSync(path('folder.exe'));
    // Reading what it leads to fails, as it does for a program of the Microsoft Store.
    symlinkSync(path('pwsh.exe'), path('pwsh.exe'));
    const names = ['file.exe', 'pwsh.exe', 'folder.exe', 'missing.exe', join('file.exe', 'below.exe')];
    expect(names.filter((name) => isFileOnDisk(path(name)))).toEqual(['file.exe', 'pwsh.exe']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
