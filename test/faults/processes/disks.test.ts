import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { killStarted, type Launch, type ProgramResult, runProgram } from '../../support/program.ts';
import {
  bound,
  closeFolder,
  fullDisk,
  giveAway,
  littleRoom,
  mayMount,
  noRoom,
  unbound,
} from './support/disks.ts';
import { expectNoStack } from './support/organization.ts';

let root: string;
let prepared: string;
let number = 0;
/** The test's own folder, the sandbox in it, and what the sandbox holds. */
let folder: string;
let state: string;
let before: string;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'diverst-disks-'));
  prepared = join(root, 'prepared.json');
  const made = await runProgram(['--sandbox-state', prepared, 'client', 'init', 'acme', '--yes']);
  expect(made.code, made.stderr).toBe(0);
  giveAway(root);
});
afterEach(killStarted);
afterAll(() => rmSync(root, { recursive: true, force: true }));
beforeEach(() => {
  folder = join(root, String(++number));
  mkdirSync(folder, { mode: 0o700 });
  state = join(folder, 'state.json');
  copyFileSync(prepared, state);
  before = readFileSync(state, 'utf8');
  giveAway(folder);
});

const run = (args: readonly string[], launch?: Launch, env: NodeJS.ProcessEnv = {}) =>
  runProgram(
    args,
    { HOME: folder, DIVERST_SANDBOX: '1', DIVERST_SANDBOX_STATE: state, ...env },
    { cwd: folder, ...launch },
  );

const init = ['client', 'init', 'globex', '--yes'];
const assume = ['client', 'assume', 'acme', '--format', 'credential-process'];

/** Says what is wrong with a file, and what to do about it. */
function expectReported(result: ProgramResult, file: string, code = 1): void {
  expect(result.code, result.stderr).toBe(code);
  expect(result.stderr).toMatch(/^✗ error: .+\n( {2}.+\n)* {2}fix: /m);
  expect(result.stderr).toContain(file);
  expect(result.stderr).not.toContain('probably a fault of diverst');
  expectNoStack(result);
}

function expectCredentials(result: ProgramResult, note: RegExp): void {
  expect(result.code, result.stderr).toBe(0);
  expect(JSON.parse(result.stdout)).toMatchObject({
    Version: 1,
    AccessKeyId: expect.stringMatching(/^ASIA/),
  });
  expect(result.stderr).toMatch(note);
  expect(result.stderr.trim().split('\n')).toHaveLength(1);
}

/** Nothing was written: the sandbox is as it was, and nothing is beside it but what is named. */
function expectUntouched(...others: readonly string[]): void {
  expect(readFileSync(state, 'utf8')).toBe(before);
  expect(namesIn(folder)).toEqual(['state.json', ...others].toSorted());
}

/** What is in a folder, but the history of what was called, which calls that change nothing are in too. */
function namesIn(place: string): readonly string[] {
  return readdirSync(place)
    .filter((name) => name !== 'state.json.events')
    .toSorted();
}

describe('a disk without room', () => {
  it.each([
    ['none', noRoom],
    ['a kilobyte', littleRoom],
  ])('for the sandbox’s state (%s): nothing changes, and it is reported', async (_, launch) => {
    expectReported(await run(init, launch), state);
    expectUntouched();
  });

  it('for a new state: none is left half made', async () => {
    const other = join(folder, 'new', 'state.json');
    expectReported(await run(['sandbox', 'reset'], noRoom, { DIVERST_SANDBOX_STATE: other }), other);
    expect(readdirSync(join(folder, 'new'))).toEqual([]);
  });

  it.each([
    ['none', noRoom],
    // The session is more than a kilobyte and less than two: of it nothing must be kept.
    ['a kilobyte', littleRoom],
  ])('for sessions (%s): credentials are printed all the same', async (name, launch) => {
    const long = ['--session-name', 'n'.repeat(64)];
    expectCredentials(await run([...assume, ...long], launch), /^! diverst cannot cache credentials: EFBIG/);
    const kept = readdirSync(`${state}.sessions`);
    expect(
      kept.filter((file) => !/^(grants-\w+|uses)\.json$/.test(file)),
      name,
    ).toEqual([]);
    const again = await run(assume);
    expect(again).toMatchObject({ code: 0, stderr: '' });
  });

  it('for a report: the old one stays, and the verdict is no success', async () => {
    const report = join(folder, 'report.json');
    writeFileSync(report, 'the old one');
    const result = await run(['org', 'audit', '--json', '--output', 'report.json'], noRoom);
    expectReported(result, report);
    expect(JSON.parse(result.stdout)).toMatchObject({ error: { kind: 'failed', exitCode: 1 } });
    expect(readFileSync(report, 'utf8')).toBe('the old one');
    expectUntouched('report.json');
  });

  it('for an AWS profile: the file stays as it was', async () => {
    const file = join(folder, 'config');
    writeFileSync(file, '[default]\n');
    const args = ['client', 'profile', 'acme', '--write', '--profile', 'ops', '--file', 'config'];
    expectReported(await run(args, noRoom), file);
    expect(readFileSync(file, 'utf8')).toBe('[default]\n');
    expect(readdirSync(folder).filter((name) => /tmp|lock/.test(name))).toEqual([]);
  });

  it.skipIf(!existsSync('/dev/full'))(
    'behind stdout: printed credentials that are lost are a failure',
    async () => {
      const full: Launch = { through: ['bash', '-c', 'exec "$0" "$@" > /dev/full'] };
      for (const how of ['new', 'cached']) {
        const { code, stderr } = await run(assume, full);
        expect({ how, code, stderr }).toEqual({
          how,
          code: 1,
          stderr: '✗ error: cannot write to stdout (ENOSPC)\n',
        });
      }
      const provider = await run(['client', 'terraform', 'acme'], full);
      expect(provider.code).toBe(1);
      expect(provider.stderr).toContain('✗ error: cannot write to stdout (ENOSPC)');
    },
  );

  it.skipIf(!mayMount)(
    'a real one (skipped where no name space of mounts can be had): as it is reported',
    async () => {
      // Not below the folder that was given away: root of a name space is no master of what others own.
      const place = mkdtempSync(join(tmpdir(), 'diverst-full-'));
      const [disk, after] = [join(place, 'disk'), join(place, 'after')];
      const own = join(disk, 'state.json');
      try {
        mkdirSync(disk);
        writeFileSync(own, before);
        const launch = { ...fullDisk(disk, after), cwd: place };
        const result = await run(init, launch, { HOME: place, DIVERST_SANDBOX_STATE: own });
        expectReported(result, own);
        expect(result.stderr).toContain('ENOSPC');
        expect(namesIn(after)).toEqual(['state.json']);
        expect(readFileSync(join(after, 'state.json'), 'utf8')).toBe(before);
      } finally {
        rmSync(place, { recursive: true, force: true });
      }
    },
  );
});

const why = unbound();
describe.skipIf(why !== null)(
  `a folder that may not be written to${why === null ? '' : ` (skipped: ${why})`}`,
  () => {
    it('of the sandbox’s state', async () => {
      const open = closeFolder(folder);
      const result = await run(init, bound);
      open();
      expectReported(result, state);
      expect(result.stderr).toContain('EACCES');
      expectUntouched();
    });

    it('of sessions', async () => {
      const sessions = `${state}.sessions`;
      mkdirSync(sessions, { mode: 0o700 });
      giveAway(sessions);
      const open = closeFolder(sessions);
      const result = await run(assume, bound);
      open();
      expectCredentials(result, /^! diverst cannot cache credentials: EACCES/);
      expect(readdirSync(sessions)).toEqual([]);
    });

    it('of a report: reported before anything is read', async () => {
      const reports = join(folder, 'reports');
      mkdirSync(reports);
      giveAway(reports);
      const open = closeFolder(reports);
      const result = await run(['org', 'audit', '--output', 'reports/report.txt'], bound);
      open();
      expect(result.code).toBe(64);
      expect(result.stderr).toContain(reports);
      expect(result.stderr).not.toContain('read the organization');
    });

    it('of the AWS configuration', async () => {
      const aws = join(folder, 'aws');
      mkdirSync(aws);
      giveAway(aws);
      const open = closeFolder(aws);
      const result = await run(
        ['client', 'profile', 'acme', '--write', '--profile', 'ops', '--file', 'aws/config'],
        bound,
      );
      open();
      expectReported(result, join(aws, 'config'));
      expect(readdirSync(aws)).toEqual([]);
    });

    it('a configuration that may not be read keeps a client from being made', async () => {
      const config = join(folder, 'diverst.config.yaml');
      writeFileSync(config, 'region: eu-central-1\n', { mode: 0 });
      const { code, stderr } = await run(init, bound);
      expect({ code, stderr }).toMatchObject({ code: 64, stderr: expect.stringContaining(config) });
      expect(stderr).toContain('you are not allowed to read the file');
      expectUntouched('diverst.config.yaml');
    });
  },
);

describe('a path that cannot be', () => {
  /** Never one of the system's own devices: a program that fails this test replaces it. */
  const pipe = () => {
    const path = join(folder, 'pipe');
    execFileSync('mkfifo', [path]);
    return path;
  };
  /** Below a file; a folder; and where the system takes no folder. */
  const below = (name: string) => join(state, 'no', name);

  it.each([
    ['below a file', () => below('state.json')],
    ['a folder', () => folder],
    ['in /proc', () => '/proc/none/state.json'],
  ])('of the sandbox’s state (%s)', async (_, at) => {
    const file = at();
    for (const args of [init, ['sandbox', 'reset']])
      expectReported(await run(args, {}, { DIVERST_SANDBOX_STATE: file }), file);
    expectUntouched();
  });

  it('of sessions: credentials are printed all the same', async () => {
    writeFileSync(`${state}.sessions`, '');
    expectCredentials(await run(assume), /^! diverst cannot cache credentials: .*sessions is not a folder$/m);
  });

  it.each([
    ['below a file', () => below('report')],
    ['a folder', () => folder],
    ['a pipe', () => pipe()],
  ])('of a report (%s): reported before anything is read', async (kind, at) => {
    const { code, stderr } = await run(['org', 'audit', '--output', at()]);
    expect({ code, stderr }).toEqual({ code: 64, stderr: expect.stringContaining('--output') });
    expect(stderr).not.toContain('read the organization');
    expectUntouched(...(kind === 'a pipe' ? ['pipe'] : []));
  });

  it.each([
    ['a folder', () => folder],
    ['missing', () => below('report')],
  ])('of an earlier report (%s)', async (_, at) => {
    expectReported(await run(['org', 'audit', '--since', at()]), at(), 64);
    expectUntouched();
  });

  it.each([
    ['a folder', () => folder],
    ['missing', () => below('config.yaml')],
  ])('of a configuration (%s): nothing is made under other names', async (_, at) => {
    const { code, stderr } = await run([...init, '--config', at()]);
    expect({ code, stderr }).toEqual({ code: 64, stderr: expect.stringContaining(at()) });
    expectUntouched();
  });
});
