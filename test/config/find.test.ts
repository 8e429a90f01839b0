import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ConfigDisk } from '../../src/config/disk.ts';
import { nodeDisk } from '../../src/config/disk.ts';
import { findConfigFile } from '../../src/config/find.ts';

/** A disk that has these files and nothing to read in them. */
function diskWith(...files: readonly string[]): ConfigDisk & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    exists: async (path) => {
      asked.push(path);
      return files.includes(path);
    },
    read: async () => new Uint8Array(),
  };
}

describe('findConfigFile', () => {
  test.each(['yaml', 'yml', 'json'])('takes diverst.config.%s in the folder itself', async (extension) => {
    const file = `/project/here/diverst.config.${extension}`;
    expect(await findConfigFile('/project/here', diskWith(file))).toBe(file);
  });

  test('takes the nearest one upwards', async () => {
    const disk = diskWith('/diverst.config.yaml', '/a/diverst.config.json', '/a/b/other.yaml');
    expect(await findConfigFile('/a/b/c', disk)).toBe('/a/diverst.config.json');
  });

  test('goes up to the root of the file system and no further', async () => {
    const disk = diskWith();
    expect(await findConfigFile('/a/b', disk)).toBeNull();
    expect([...new Set(disk.asked.map((path) => dirname(path)))]).toEqual(['/a/b', '/a', '/']);
    expect(await findConfigFile('/a/b', diskWith('/diverst.config.yml'))).toBe('/diverst.config.yml');
  });

  test('refuses two in one folder and names both', async () => {
    const disk = diskWith('/a/diverst.config.yaml', '/a/diverst.config.json');
    await expect(findConfigFile('/a/b', disk)).rejects.toMatchObject({
      name: 'ConfigError',
      file: '/a',
      message:
        '/a: more than one configuration file: diverst.config.yaml, diverst.config.json\n' +
        '  keep one of them, or name the one to use: add --config FILE',
    });
  });

  test('does not look past a folder that it may not look into', async () => {
    const disk: ConfigDisk = {
      exists: async () => {
        throw Object.assign(new Error('denied'), { code: 'EACCES' });
      },
      read: async () => new Uint8Array(),
    };
    await expect(findConfigFile('/a', disk)).rejects.toThrow(
      '/a: diverst cannot search this folder for a configuration file (EACCES)\n  name the file: add --config FILE',
    );
  });
});

describe('on the real disk', () => {
  let folder = '';

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'diverst-config-'));
  });

  afterEach(async () => {
    await chmod(folder, 0o700);
    await rm(folder, { recursive: true });
  });

  test('finds a file above, and reads no more of it than asked for', async () => {
    const file = join(folder, 'diverst.config.yml');
    await writeFile(file, 'region: eu-central-1\n');
    await mkdir(join(folder, 'a', 'b'), { recursive: true });
    expect(await findConfigFile(join(folder, 'a', 'b'), nodeDisk)).toBe(file);
    expect(Buffer.from(await nodeDisk.read(file, 6)).toString()).toBe('region');
    expect(Buffer.from(await nodeDisk.read(file, 1000)).toString()).toBe('region: eu-central-1\n');
  });

  test('a working directory that is gone has no file', async () => {
    expect(await nodeDisk.exists(join(folder, 'gone', 'diverst.config.yaml'))).toBe(false);
    await writeFile(join(folder, 'file'), '');
    expect(await nodeDisk.exists(join(folder, 'file', 'diverst.config.yaml'))).toBe(false);
  });
});
