import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSharedConfigFiles } from '@smithy/core/config';
import { afterAll, describe, expect, it } from 'vitest';
import { writeProfiles } from '../../src/credentials/aws-config-block.ts';
import { type PathNames, processCommand, UnwritableWord } from '../../src/credentials/process-command.ts';
import fc from '../support/properties.ts';

const folder = mkdtempSync(join(tmpdir(), 'diverst-process-command-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const linux: PathNames = { platform: 'linux', short: () => null };
const shortNames: Readonly<Record<string, string>> = {
  'C:\\Program Files\\nodejs\\node.exe': 'C:\\PROGRA~1\\nodejs\\node.exe',
  'C:\\a&b\\c.yaml': 'C:\\AB~1\\c.yaml',
  // A volume that keeps no short names gives the long one.
  'C:\\my files\\a': 'C:\\my files\\a',
};
const windows: PathNames = { platform: 'win32', short: (path) => shortNames[path] ?? null };

const word = fc.oneof(
  fc.string({ minLength: 1, maxLength: 12 }),
  fc.string({ unit: fc.constantFrom(...' \'"\\$`#;!%&()*?~[]{}<>|^=,é日a/.-'), minLength: 1, maxLength: 8 }),
);

/** Words that can be written, and the lines they become. */
const samples = fc
  .sample(fc.array(word, { minLength: 1, maxLength: 5 }), { numRuns: 2_000, seed: 7 })
  .flatMap((words) => {
    try {
      return [{ words, line: processCommand(words, linux) }];
    } catch (error) {
      expect(error).toBeInstanceOf(UnwritableWord);
      return [];
    }
  });
const expected = samples.map(({ words }) => words);

describe('a written command', () => {
  it('covers quoted words and bare ones', () => {
    expect(samples.length).toBeGreaterThan(200);
    expect(samples.filter(({ line }) => line.includes('"')).length).toBeGreaterThan(100);
  });

  it('is split by sh as it was meant', () => {
    const script = samples.map(({ line }) => `printf '%s\\0' ${line}; printf '\\1'`).join('\n');
    const { stdout } = spawnSync('sh', ['-c', script], { encoding: 'utf8' });
    expect(
      stdout
        .split('\u0001')
        .slice(0, -1)
        .map((one) => one.split('\0').slice(0, -1)),
    ).toEqual(expected);
  });

  it('is split by shlex, as botocore does, as it was meant', ({ skip }) => {
    const input = JSON.stringify(samples.map(({ line }) => line));
    const script =
      'import json, shlex, sys; print(json.dumps([shlex.split(one) for one in json.load(sys.stdin)]))';
    const { stdout, error } = spawnSync('python3', ['-c', script], { input, encoding: 'utf8' });
    if (error) skip('python3 is not installed');
    expect(JSON.parse(stdout)).toEqual(expected);
  });

  it('comes back from the SDK’s reader of the file, and holds nothing that Go’s reader changes', async () => {
    const lines = samples.map(({ line }) => `diverst ${line}`);
    const profiles = lines.map((credentialProcess, index) => ({
      name: `p${index}`,
      credentialProcess,
      region: null,
    }));
    const configFilepath = join(folder, 'config');
    writeFileSync(configFilepath, writeProfiles('', profiles));
    const { configFile } = await loadSharedConfigFiles({
      filepath: join(folder, 'none'),
      configFilepath,
      ignoreCache: true,
    });
    expect(profiles.map(({ name }) => configFile[name]?.credential_process)).toEqual(lines);
    // It ends a line at either sign wherever it stands, and reads \n, \" and \' as escapes.
    for (const line of lines) expect(line).not.toMatch(/[#;\\]/);
  });

  it.each([
    'a"b',
    'a$b',
    'a`b',
    'a\\b',
    'a#b',
    'a;b',
    'a\nb',
    'a\tb',
    'a\u0000b',
    'a!b',
    'a\u2028b',
    'a\ud800b',
  ])('is refused with %j in it', (bad) => {
    expect(() => processCommand(['diverst', bad], linux)).toThrow(UnwritableWord);
  });

  it('on Windows has slashes in paths, and nothing that needs quotes', () => {
    expect(processCommand(['diverst.cmd', '--config', 'C:\\new\\acme.yaml'], windows)).toBe(
      'diverst.cmd --config C:/new/acme.yaml',
    );
    expect(
      processCommand(['C:\\Program Files\\nodejs\\node.exe', '--config', 'C:\\a&b\\c.yaml'], windows),
    ).toBe('C:/PROGRA~1/nodejs/node.exe --config C:/AB~1/c.yaml');
    for (const bad of ['C:\\my files\\a', '%PATH%', 'a&b', 'é', 'a\\b', '']) {
      expect(() => processCommand([bad], windows)).toThrow(UnwritableWord);
    }
  });
});
