import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { editFile, NotAFile } from '../../src/files/edit-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'diverst-edit-file-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const append = (text: string) => (content: string) => content + text;
const modeOf = (path: string) => statSync(path).mode & 0o777;

describe('editFile', () => {
  it('makes a file for its owner only, with the folders to it', () => {
    const path = join(folder, 'a', 'b', 'config');
    expect(editFile(path, append('x'))).toEqual({ target: path, changed: true });
    expect(readFileSync(path, 'utf8')).toBe('x');
    expect(modeOf(path)).toBe(0o600);
    expect(modeOf(join(folder, 'a'))).toBe(0o700);
  });

  it.each([0o600, 0o640, 0o644, 0o664, 0o666])('keeps mode %o', (mode) => {
    const path = join(folder, 'config');
    writeFileSync(path, 'a');
    chmodSync(path, mode);
    editFile(path, append('b'));
    expect(modeOf(path)).toBe(mode);
  });

  it('keeps every byte, whatever its encoding', () => {
    const path = join(folder, 'config');
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    writeFileSync(path, bytes);
    editFile(path, append('x'));
    expect(readFileSync(path)).toEqual(Buffer.concat([bytes, Buffer.from('x')]));
  });

  it('does not write what needs no change', () => {
    const path = join(folder, 'config');
    writeFileSync(path, 'a');
    const before = statSync(path);
    expect(editFile(path, (content) => content)).toEqual({ target: path, changed: false });
    expect(statSync(path)).toMatchObject({ ino: before.ino, mtimeMs: before.mtimeMs });
    expect(editFile(join(folder, 'none', 'config'), (content) => content)).toMatchObject({ changed: false });
    expect(readdirSync(folder)).toEqual(['config']);
  });

  it('writes through a symbolic link, also to a file that is still to be made', () => {
    mkdirSync(join(folder, 'dotfiles'));
    const link = join(folder, 'config');
    symlinkSync(join('dotfiles', 'first'), link);
    symlinkSync('config', join(folder, 'dotfiles', 'first'));
    for (const expected of ['x', 'xx']) {
      expect(editFile(link, append('x')).target).toBe(join(folder, 'dotfiles', 'config'));
      expect(lstatSync(link).isSymbolicLink()).toBe(true);
      expect(readlinkSync(link)).toBe(join('dotfiles', 'first'));
      expect(readFileSync(link, 'utf8')).toBe(expected);
    }
  });

  it('refuses folders and links to themselves', () => {
    expect(() => editFile(folder, append('x'))).toThrow(NotAFile);
    const link = join(folder, 'loop');
    symlinkSync('loop', link);
    expect(() => editFile(link, append('x'))).toThrow();
  });

  it('changes nothing and leaves nothing behind when the edit throws', () => {
    const path = join(folder, 'config');
    writeFileSync(path, 'a');
    let calls = 0;
    const edit = () => {
      calls += 1;
      if (calls === 2) throw new Error('no');
      return 'b';
    };
    expect(() => editFile(path, edit)).toThrow('no');
    expect(readFileSync(path, 'utf8')).toBe('a');
    expect(readdirSync(folder)).toEqual(['config']);
    expect(existsSync(`${path}.diverst-lock`)).toBe(false);
  });

  it('sees what another wrote between its look and its lock', () => {
    const path = join(folder, 'config');
    writeFileSync(path, 'a');
    let calls = 0;
    editFile(path, (content) => {
      calls += 1;
      if (calls === 1) writeFileSync(path, 'other');
      return `${content}+`;
    });
    expect(readFileSync(path, 'utf8')).toBe('other+');
  });
});
