import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { outputFile } from '../../src/cli/output-file.ts';
import { writeFileAtomically } from '../../src/files/atomic-write.ts';
import { fileStem, isDevice } from '../../src/files/device-names.ts';
import { editFile } from '../../src/files/edit-file.ts';
import { createFile } from '../../src/files/new-file.ts';
import { temporaryFolder } from './workers.ts';

const { platform } = process;
const on = (value: NodeJS.Platform) => Object.defineProperty(process, 'platform', { value });
afterEach(() => on(platform));

test.each(['nul', 'NUL', 'C:\\a\\con', 'aux.json', 'prn .x', 'com1', 'lpt9.a.b', 'nul:', 'C:/x/com\u00b9'])(
  'on Windows, %s is a device',
  (path) => {
    expect(isDevice(path, 'win32')).toBe(true);
    expect(isDevice(path, 'linux')).toBe(false);
  },
);

test.each(['null', 'C:\\nul\\a', 'console.out', 'x.con', 'com', 'com10', 'nul_', ''])(
  '%s is none',
  (path) => {
    expect(isDevice(path, 'win32')).toBe(false);
  },
);

test('on Windows, no file is named like a device, and files of accounts have other names', () => {
  const folder = temporaryFolder();
  const nul = join(folder, 'nul');
  on('win32');
  expect(() => writeFileAtomically(nul, 'x')).toThrow('the name of a device of Windows');
  expect(() => createFile(nul, 'x')).toThrow('the name of a device of Windows');
  expect(() => editFile(nul, () => 'x')).toThrow('the name of a device of Windows');
  expect(() => outputFile(nul, '/', 'report')).toThrow(`cannot write to ${nul}: it is not a file`);
  expect(readdirSync(folder)).toEqual([]);
  expect(['con', 'acme'].map((name) => fileStem(name))).toEqual(['con_', 'acme']);
  on('linux');
  expect(fileStem('con')).toBe('con');
  writeFileAtomically(nul, 'x');
  expect(readdirSync(folder)).toEqual(['nul']);
});
