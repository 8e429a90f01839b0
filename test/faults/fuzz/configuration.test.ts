import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../../src/config/read.ts';
import { type CliResult, mutations, runCli, testOrganization } from '../../support/cli.ts';
import fc from '../../support/properties.ts';
import {
  content,
  goodConfiguration,
  goodText,
  style,
  unknownKey,
  withKey,
  yamlOf,
} from './support/configurations.ts';
import { expectReported, runs } from './support/reported.ts';

const organization = testOrganization({ rates: false });
let folder: string;
/** Where the program keeps what it keeps of any run. */
let home: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'diverst-fuzz-'));
  home = mkdtempSync(join(tmpdir(), 'diverst-fuzz-home-'));
});
afterAll(() => {
  for (const one of [folder, home]) rmSync(one, { recursive: true, force: true });
});

const commands = [
  ['client', 'init', 'acme', '--dry-run'],
  ['org', 'audit'],
  ['org', 'audit', '--json'],
  ['org', 'repair', '--dry-run'],
  ['org', 'show'],
  ['client', 'list'],
  ['client', 'list', '--profile', 'management'],
  ['client', 'assume', 'acme', '--no-cache'],
  ['client', 'profile', 'acme'],
  ['client', 'terraform', 'acme'],
] as const;

const names = ['diverst.config.yaml', 'diverst.config.yml', 'diverst.config.json'] as const;

/** Words of the libraries that read it, which say nothing to a person. */
const libraryWords =
  /Invalid (key|type|format|length|value)|but received|\[object|undefined|valibot|ParseError/;

interface Given {
  readonly content: string | Buffer;
  readonly argv: readonly string[];
  readonly name: string;
  /** Named on the command line, or found in the folder. */
  readonly isNamed: boolean;
}

/** Runs a command with that configuration; whatever it was, nothing is changed and no file comes of it. */
async function runWith({ content, argv, name, isNamed }: Given): Promise<CliResult> {
  const file = join(folder, name);
  writeFileSync(file, content);
  try {
    const words = isNamed ? [...argv, '--config', file] : argv;
    const result = await runCli(organization, words, {
      cwd: isNamed ? '/' : folder,
      env: { HOME: home },
    });
    expectReported(result, { json: argv.includes('--json') });
    expect(readdirSync(folder)).toEqual([name]);
    expect(mutations(organization.sandbox)).toEqual([]);
    expect(result.stderr).not.toMatch(libraryWords);
    if (result.code === 64) expect(result.stderr).toMatch(/^ +(fix: |.*diverst\.config\.)/m);
    return result;
  } finally {
    rmSync(file);
  }
}

const given = (what: fc.Arbitrary<string | Buffer>): fc.Arbitrary<Given> =>
  fc.record({
    content: what,
    argv: fc.constantFrom(...commands),
    name: fc.constantFrom(...names),
    isNamed: fc.boolean(),
  });

describe('a configuration file', () => {
  it('of any content is used or refused in words', async () => {
    const codes = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(given(content), async (one) => {
        const { code } = await runWith(one);
        codes.set(code, (codes.get(code) ?? 0) + 1);
      }),
      runs(900),
    );
    // Neither refused all of them at the door nor took them all.
    if (process.env.PROPERTY_RUNS === undefined) {
      expect(codes.get(64)).toBeGreaterThan(300);
      expect(codes.get(0)).toBeGreaterThan(50);
    }
  });

  it('cut off anywhere is used or refused in words', async () => {
    const bytes = Buffer.from(goodText.replace('Ops', 'Öps'));
    for (let length = 0; length < bytes.length; length++) {
      const content = bytes.subarray(0, length);
      expectReadOrRefused(content);
      if (length % 7 === 0) {
        const argv = ['client', 'assume', 'acme', '--no-cache', '--duration', '900s'];
        await runWith({ content, argv, name: 'diverst.config.yaml', isNamed: length % 2 === 0 });
      }
    }
  });

  it('means the same in every style of YAML', () => {
    const usual = readConfig(JSON.stringify(goodConfiguration), 'usual.json');
    fc.assert(
      fc.property(style, (how) => {
        expect(readConfig(yamlOf(goodConfiguration, how), 'styled.yaml')).toEqual(usual);
      }),
      runs(200),
    );
  });

  it('with a key that no section has is refused, and the key is named', async () => {
    await fc.assert(
      fc.asyncProperty(unknownKey, style, fc.constantFrom(...commands), async ([path, key], how, argv) => {
        const content = yamlOf(withKey(path, key), how);
        const result = await runWith({ content, argv, name: 'diverst.config.yaml', isNamed: true });
        expect(result.code).toBe(64);
        expect(result.stderr).toContain([...path, key].join('.').replace(/\.0\b/, '[0]'));
        expect(result.stderr).toContain('unknown key');
      }),
      runs(300),
    );
  });
});

/** The reader throws nothing but the one error that is for it. */
function expectReadOrRefused(bytes: Uint8Array): void {
  try {
    readConfig(new TextDecoder().decode(bytes), 'cut.yaml');
  } catch (error) {
    expect(error).toMatchObject({ name: 'ConfigError' });
  }
}
