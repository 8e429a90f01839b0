import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ownCommand } from '../../src/cli/account/own-command.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'diverst-path-'));
  for (const name of ['bin', 'lib', 'node-bin']) mkdirSync(join(folder, name));
  put('lib/diverst.js');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(path: string, mode = 0o755): void {
  writeFileSync(join(folder, path), '');
  chmodSync(join(folder, path), mode);
}

const at = (path: string) => join(folder, path);
const words = (folders: readonly string[], script?: string) =>
  ownCommand({ env: { PATH: folders.join(delimiter) }, script }, 'linux');

describe('the words that start this program from anywhere', () => {
  it('are Node and the program, each by its place in PATH, which outlives an upgrade', () => {
    symlinkSync(at('lib/diverst.js'), at('bin/diverst'));
    put('node-bin/node');
    expect(words([at('bin'), at('node-bin')], at('lib/diverst.js'))).toEqual([
      at('node-bin/node'),
      at('bin/diverst'),
    ]);
    const isEverywhere = ['/bin', '/usr/bin'].includes(dirname(process.execPath));
    const node = isEverywhere ? [] : [process.execPath];
    expect(words([at('bin')], at('bin/diverst'))).toEqual([...node, at('bin/diverst')]);
  });

  it('are a starter alone, where that is what is in PATH', () => {
    put('bin/diverst');
    expect(words([at('bin')], at('lib/diverst.js'))).toEqual([at('bin/diverst')]);
  });

  it('are Node and the file, where PATH has no program of that name', () => {
    put('bin/diverst', 0o644);
    mkdirSync(at('node-bin/diverst'));
    const folders = [at('bin'), at('node-bin'), 'lib', ''];
    expect(words(folders, at('lib/diverst.js'))).toEqual([process.execPath, at('lib/diverst.js')]);
  });

  it('are the name alone, where nothing is known', () => {
    expect(words([])).toEqual(['diverst']);
    expect(ownCommand({ env: {} }, 'win32')).toEqual(['diverst.cmd']);
  });
});
