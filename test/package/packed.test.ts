import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readWords } from '../../src/cli/completion-run.ts';
import { buildProgram } from '../../src/cli/program.ts';
import type { CommandWords } from '../../src/views/completion/command-words.ts';
import { killStarted, type ProgramResult, startProgram } from '../support/program.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

interface Packed {
  readonly filename: string;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

let folder: string;
let packed: Packed;
/** Where the package was installed: nothing else is in it. */
let installed: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'diverst-packed-'));
  installed = join(folder, 'empty');
  mkdirSync(installed);
  writeFileSync(join(installed, 'diverst.config.yaml'), 'environment: { accounts: [staging] }\n');
  // Built already: the scripts of the package would build it once more, below the feet of other tests.
  const { stdout } = await npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], root);
  [packed] = JSON.parse(stdout) as readonly [Packed];
  await npm(
    ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', join(folder, packed.filename)],
    installed,
  );
});
afterAll(() => {
  killStarted();
  rmSync(folder, { recursive: true, force: true });
});

function npm(args: readonly string[], cwd: string) {
  const { NODE_OPTIONS: _options, ...env } = process.env;
  return run('npm', args, { cwd, env: { ...env, npm_config_update_notifier: 'false' } });
}

/** Runs the installed program in the sandbox. */
function diverst(args: readonly string[]) {
  const program = join(installed, 'node_modules', 'diverst', 'bin', 'diverst.js');
  return startProgram(
    args,
    { DIVERST_SANDBOX: '1', DIVERST_SANDBOX_STATE: join(folder, 'state.json'), HOME: folder },
    { program, cwd: installed },
  );
}

test('the package is the program, its licences and nothing else', () => {
  const paths = packed.files.map(({ path }) => path);
  const rest = paths.filter((path) => !/^dist\/chunks\/[\w.-]+\.js$/.test(path));
  expect(rest.sort()).toEqual([
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'bin/diverst.js',
    'bin/package.json',
    'dist/diverst.1',
    'dist/main.js',
    'dist/package.json',
    'dist/start.js',
    'dist/third-party-licences.txt',
    'docs/diverst.config.schema.json',
    'package.json',
  ]);
  // As README.md and docs/architecture.md say, with a little room.
  expect(paths.length).toBeLessThan(370);
  expect(packed.unpackedSize).toBeLessThan(3_050_000);
});

test('it brings no other package', () => {
  expect(readdirSync(join(installed, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual([
    'diverst',
  ]);
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  expect(manifest).not.toHaveProperty('dependencies');
  // And runs nothing when it is installed.
  expect(Object.keys(manifest.scripts).filter((name) => /^(pre|post)?(install|prepare)$/.test(name))).toEqual(
    [],
  );
});

test('what package.json names is there', () => {
  const at = join(installed, 'node_modules', 'diverst');
  const { bin, exports, man } = JSON.parse(readFileSync(join(at, 'package.json'), 'utf8')) as {
    readonly bin: Readonly<Record<string, string>>;
    readonly exports: Readonly<Record<string, string>>;
    readonly man: readonly string[];
  };
  const named = [...Object.values(bin), ...Object.values(exports), ...man];
  expect(named.filter((file) => !existsSync(join(at, file)))).toEqual([]);
  // npm makes it so.
  expect(statSync(join(at, bin['diverst'] ?? '')).mode & 0o111).not.toBe(0);
});

test('a global installation puts the program and its manual page where they are looked for', async () => {
  const prefix = join(folder, 'prefix');
  mkdirSync(prefix);
  await npm(
    [
      'install',
      ...['--global', '--prefix', prefix, '--offline', '--ignore-scripts', '--no-audit', '--no-fund'],
      join(folder, packed.filename),
    ],
    folder,
  );
  const page = readFileSync(join(prefix, 'share', 'man', 'man1', 'diverst.1'), 'utf8');
  expect(page).toContain('.TH DIVERST 1');
  const { code, stdout } = await startProgram(['--version'], {}, { program: join(prefix, 'bin', 'diverst') })
    .ended;
  expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+/) });
});

test('the licences of what it holds go along', () => {
  const notes = readFileSync(
    join(installed, 'node_modules', 'diverst', 'dist', 'third-party-licences.txt'),
    'utf8',
  );
  for (const name of ['@aws-sdk/client-iam', '@smithy/core', 'commander', 'yaml'])
    expect(notes).toMatch(new RegExp(`^${name} \\d`, 'm'));
});

test('what --debug prints names functions', async () => {
  const { stderr } = await diverst(['client', 'init', 'ACME!', '--debug']).ended;
  expect(stderr).toMatch(/at .*runInit/);
});

/** A line for every command, in an order in which each works. */
const lines = [
  '--version',
  '--help',
  'doctor',
  'config init --email aws+{client}@example.com --output new.yaml --yes',
  'config show --config new.yaml',
  'config schema',
  'org init --yes',
  'client init acme --yes',
  'client init globex --dry-run --json',
  'client list',
  'client show acme',
  'client assume acme --format credential-process',
  'client exec acme -- node --version',
  'client profile acme',
  'client terraform acme',
  'client terraform acme --backend --region eu-central-1',
  'client terraform --all --providers',
  'client history acme --sessions',
  'client revoke acme --dry-run --no-look',
  'client leave',
  'env init staging --yes',
  'env list',
  'env show staging',
  'env assume staging --format credential-process',
  'env exec staging -- node --version',
  'env profile staging',
  'env terraform --all',
  'env history staging --all',
  'env revoke --all --dry-run --no-look',
  'env leave',
  'user add kim --yes',
  'user list',
  'user remove kim --confirm kim',
  'org audit',
  'org show',
  'org costs --yes',
  'org report --output organization.html',
  'org costs --yes',
  'org checks',
  'org repair',
  'client close acme --confirm acme',
  'client list --closed --profile management',
  'sandbox env',
  'sandbox token --subject repo:company/infra:environment:acme',
  'shell-init bash',
  'shell-init powershell',
  'completion bash',
  'completion zsh',
  'completion fish',
  'sandbox reset --yes',
];

test.each(lines)('%s runs, without a warning of Node or of the SDK', async (line) => {
  const { code, stderr } = await diverst(line.split(' ')).ended;
  expect(code, stderr).toBe(0);
  expect(stderr).not.toMatch(/\(node:\d+\)|warning|deprecat|no longer support/i);
});

test('in the sandbox there is no console to sign in to', async () => {
  for (const words of [
    ['client', 'console', 'acme'],
    ['env', 'console', 'staging'],
  ]) {
    const { code, stderr } = await diverst(words).ended;
    expect(stderr).toContain('the sandbox has no console');
    expect(code).toBe(64);
  }
});

test('outside any client, status ends with 1', async () => {
  for (const noun of ['client', 'env']) {
    const { code, stderr } = await diverst([noun, 'status']).ended;
    expect(stderr).toContain('this shell is in no client and in no environment');
    expect(code).toBe(1);
  }
});

test('it serves the sandbox, and ends when told to', async () => {
  const { child, ended, shows } = diverst(['sandbox', 'serve', '--port', '0']);
  await shows('127.0.0.1');
  child.kill('SIGTERM');
  const { code }: ProgramResult = await ended;
  expect(code).toBe(0);
});

test('every command has a line', () => {
  const streams = { out: () => undefined, err: () => undefined };
  const words = readWords(
    buildProgram('', streams, () => {
      throw new Error('no command is run');
    }),
  );
  const tried = [...lines, 'client console', 'env console', 'client status', 'env status', 'sandbox serve'];
  expect(leaves(words).filter((path) => !tried.some((line) => ` ${line} `.startsWith(`${path} `)))).toEqual(
    [],
  );
});

function leaves({ path, commands }: CommandWords): readonly string[] {
  // Its words are the commands once more.
  if (path === ' help') return [];
  return commands.length > 0 ? commands.flatMap(leaves) : [path];
}
