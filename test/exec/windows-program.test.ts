import { describe, expect, test } from 'vitest';
import { findWindowsProgram } from '../../src/exec/windows-program.ts';

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
