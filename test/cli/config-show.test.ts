import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { knownVariables } from '../../src/cli/config/variables.ts';
import { type CliOptions, jsonOf, runCli, testOrganization } from '../support/cli.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'diverst-config-show-'));
  file = join(folder, 'diverst.config.yaml');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const organization = testOrganization();

interface Shown {
  readonly file: string | null;
  readonly sandboxState: string | null;
  readonly settings: readonly { readonly key: string; readonly value: unknown; readonly source: unknown }[];
  readonly unknownVariables: readonly string[];
}

async function run(words: readonly string[], options: CliOptions = {}) {
  const env = { DIVERST_SANDBOX: '', HOME: folder, ...options.env };
  const result = await runCli(organization, ['config', 'show', ...words], { cwd: folder, ...options, env });
  expect(organization.sandbox.calls).toEqual([]);
  return result;
}

/** Value and source of one setting. */
async function shown(key: string, words: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
  const { settings } = jsonOf<Shown>(await run([...words, '--json'], { env }));
  const found = settings.find((one) => one.key === key);
  return [found?.value, found?.source];
}

const byDefault = { kind: 'default' };
const config = [
  '# a comment',
  'profiles: { management: root }',
  'client:',
  '  email: "aws+{client}@example.org"',
  '  role:',
  '    maxSession: 4h',
  '  labels: { acme: { tier: gold } }',
  '',
].join('\n');

describe('a value comes from', () => {
  it('a line of the file, or the defaults', async () => {
    writeFileSync(file, config);
    expect(await shown('profiles.management')).toEqual(['root', { kind: 'file', line: 2 }]);
    expect(await shown('client.role.maxSession')).toEqual([14_400, { kind: 'file', line: 6 }]);
    expect(await shown('client.labels.acme.tier')).toEqual(['gold', { kind: 'file', line: 7 }]);
    expect(await shown('client.role.requireMfa')).toEqual([false, byDefault]);
    expect(await shown('environment')).toEqual([null, byDefault]);
  });

  it('an option, which wins over the file', async () => {
    writeFileSync(file, config);
    const words = ['--profile', 'other', '--region', 'eu-west-1'];
    expect(await shown('profiles.management', words)).toEqual([
      'other',
      { kind: 'option', option: '--profile' },
    ]);
    expect(await shown('region', words)).toEqual(['eu-west-1', { kind: 'option', option: '--region' }]);
  });

  it.each([
    [{ AWS_PROFILE: 'a', AWS_DEFAULT_PROFILE: 'b' }, 'a', 'AWS_PROFILE'],
    [{ AWS_DEFAULT_PROFILE: 'b', AWS_ACCESS_KEY_ID: 'AKIAX' }, 'b', 'AWS_DEFAULT_PROFILE'],
    [{ AWS_ACCESS_KEY_ID: 'AKIAX' }, null, 'AWS_ACCESS_KEY_ID'],
  ])('the environment, which the file wins over: %j', async (env, value, variable) => {
    writeFileSync(file, config);
    expect(await shown('profiles.ops', [], env)).toEqual([value, { kind: 'environment', variable }]);
    expect(await shown('profiles.management', [], env)).toEqual(['root', { kind: 'file', line: 2 }]);
  });

  it('the region of the environment, then that of the profile', async () => {
    mkdirSync(join(folder, '.aws'));
    writeFileSync(join(folder, '.aws', 'config'), '[profile ops]\nregion = eu-north-1\n');
    writeFileSync(file, 'profiles: { ops: ops }\n');
    expect(await shown('region')).toEqual(['eu-north-1', { kind: 'profile', profile: 'ops' }]);
    const env = { AWS_DEFAULT_REGION: 'eu-west-3' };
    expect(await shown('region', [], env)).toEqual([
      'eu-west-3',
      { kind: 'environment', variable: 'AWS_DEFAULT_REGION' },
    ]);
  });

  it('the sandbox', async () => {
    const env = { DIVERST_SANDBOX: '1', DIVERST_SANDBOX_STATE: join(folder, 'state.json') };
    expect(await shown('profiles.ops', [], env)).toEqual(['ops', { kind: 'sandbox' }]);
    expect(await shown('client.email', [], env)).toEqual(['aws+{client}@example.com', { kind: 'sandbox' }]);
    const { sandboxState } = jsonOf<Shown>(await run(['--json'], { env }));
    expect(sandboxState).toBe(join(folder, 'state.json'));
  });
});

it('names the file that was found in a parent directory, or that there is none', async () => {
  writeFileSync(file, config);
  mkdirSync(join(folder, 'deep'));
  expect(jsonOf<Shown>(await run(['--json'], { cwd: join(folder, 'deep') })).file).toBe(file);
  rmSync(file);
  expect(jsonOf<Shown>(await run(['--json'])).file).toBeNull();
  expect((await run([])).stdout).toContain('none in this directory or a parent directory');
});

it('fails as every command does if the file cannot be used', async () => {
  writeFileSync(file, 'regoin: x\n');
  const { code, stdout, stderr } = await run([]);
  expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
  expect(stderr).toContain(`${file}:1:1: regoin`);
});

describe('environment variables', () => {
  it('that look like one of diverst are named, with the one that was meant', async () => {
    const result = await run(['--json'], { env: { DIVERST_SANBOX: '1', DIVERST_CLIENT: 'acme' } });
    expect(jsonOf<Shown>(result).unknownVariables).toEqual(['DIVERST_SANBOX']);
    expect(result.stderr).toBe(
      '! diverst does not read the environment variable DIVERST_SANBOX; did you mean DIVERST_SANDBOX?\n',
    );
  });

  it('that the program reads are all known', () => {
    const sources = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((path) =>
      /\.ts$/.test(path),
    );
    const read = new Set(
      sources.flatMap((path) => readFileSync(join('src', path), 'utf8').match(/\bDIVERST_[A-Z_]+/g) ?? []),
    );
    expect([...read].filter((name) => !knownVariables.some((one) => one === name))).toEqual([]);
  });
});
