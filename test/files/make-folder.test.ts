import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFolder } from '../../src/files/make-folder.ts';

describe('makeFolder', () => {
  it('makes what is missing, private, and leaves what is there', () => {
    const root = mkdtempSync(join(tmpdir(), 'diverst-folder-'));
    try {
      const folder = join(root, 'a', 'b', 'c');
      makeFolder(folder);
      makeFolder(folder);
      expect(statSync(folder).mode & 0o777).toBe(0o700);
      expect(statSync(join(root, 'a')).mode & 0o777).toBe(0o700);
    } finally {
      rmSync(root, { recursive: true });
    }
  });

  it('fails where no folder can be made', { skip: !existsSync('/proc/self') }, () => {
    expect(() => makeFolder('/proc/self/none/below')).toThrow(/ENOENT/);
    expect(() => makeFolder('/proc/self/status/below')).toThrow(/EEXIST|ENOTDIR/);
  });
});
