import {
  copyFileSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { killStarted, runProgram } from '../../support/program.ts';
import { expectWhole } from './support/organization.ts';
import { killAt, type Step, stepsOf } from './support/steps.ts';

let folder: string;
/** A sandbox without clients, and one with acme. */
let base: string;
let withAcme: string;
let made = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'diverst-files-'));
  base = join(folder, 'base.json');
  withAcme = join(folder, 'acme.json');
  expect(await runProgram(['--sandbox-state', base, 'sandbox', 'reset'])).toMatchObject({ code: 0 });
  copyFileSync(base, withAcme);
  expect(await runProgram(['--sandbox-state', withAcme, ...init])).toMatchObject({ code: 0 });
});
afterEach(killStarted);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const init = ['client', 'init', 'acme', '--yes'];
const assume = ['client', 'assume', 'acme', '--format', 'credential-process'];

interface Place {
  readonly folder: string;
  readonly state: string;
  readonly sessions: string;
  readonly env: NodeJS.ProcessEnv;
}

function place(from: string): Place {
  const own = join(folder, String(++made));
  mkdirSync(own, { mode: 0o700 });
  const state = join(own, 'state.json');
  copyFileSync(from, state);
  const env = { HOME: folder, DIVERST_SANDBOX: '1', DIVERST_SANDBOX_STATE: state };
  return { folder: own, state, sessions: `${state}.sessions`, env };
}

/** Every file below a folder that is neither a state nor a session. */
function leftIn(at: string): readonly string[] {
  return readdirSync(at).flatMap((name) => {
    const path = join(at, name);
    if (lstatSync(path).isDirectory()) return leftIn(path);
    return /^(state\.json\.events|(state|uses|(acme|grants)-[0-9a-f]{16})\.json)$/.test(name) ? [] : [path];
  });
}

/** Makes what was left two days old, which is more than a write or a held lock ever gets. */
function age(paths: readonly string[]): void {
  const then = Date.now() / 1_000 - 2 * 86_400;
  for (const path of paths) utimesSync(path, then, then);
}

/** The middle one of the steps that fit. */
function middle(steps: readonly Step[], pattern: RegExp): number {
  const found = steps.filter(({ text }) => pattern.test(text));
  const step = found[Math.floor(found.length / 2)];
  if (!step) throw new Error(`no step ${pattern} in ${JSON.stringify(steps)}`);
  return step.number;
}

describe("client init killed while it changes the sandbox's state file", () => {
  let steps: readonly Step[];
  beforeAll(async () => {
    const first = place(base);
    steps = await stepsOf(init, first.folder, first.env);
  });

  it.each([
    ['half', /^writeFileSync state\.json\.lock\.\w+\.tmp$/],
    ['before', /^linkSync state\.json\.lock$/],
    ['after', /^linkSync state\.json\.lock$/],
    ['half', /^writeSync state\.json(\.\d+\.\w+\.tmp)?$/],
    ['before', /^renameSync state\.json$/],
    ['after', /^renameSync state\.json$/],
    ['before', /^rmSync state\.json\.lock$/],
  ] as const)('%s %s is continued, and what it left is swept', async (when, step) => {
    const { env, state, ...own } = place(base);
    const died = await killAt(middle(steps, step), when, { args: init, folder: own.folder, env });
    expect(died.signal, died.stderr).toBe('SIGKILL');
    expect(() => JSON.parse(readFileSync(state, 'utf8'))).not.toThrow();
    age(leftIn(own.folder).filter((path) => path.endsWith('.tmp')));
    expect(await runProgram(init, env)).toMatchObject({ code: 0 });
    const { accounts } = JSON.parse(readFileSync(state, 'utf8'));
    expect(Object.values<{ name: string }>(accounts).filter(({ name }) => name === 'acme')).toHaveLength(1);
    const audit = await runProgram(['org', 'audit'], env);
    expect(audit.code, audit.stdout).toBe(0);
    expect(leftIn(own.folder)).toEqual([]);
  });
});

async function expectAnswers(args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const { code, stdout, stderr } = await runProgram(args, env);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({ Version: 1 });
}

describe('client assume killed while it keeps a session', () => {
  let steps: readonly Step[];
  beforeAll(async () => {
    const first = place(withAcme);
    mkdirSync(first.sessions, { mode: 0o700 });
    steps = await stepsOf(assume, first.sessions, first.env);
  });

  it.each([
    ['half', /^writeFileSync acme-\w+\.json\.lock\.\w+\.tmp$/],
    ['after', /^linkSync acme-\w+\.json\.lock$/],
    ['half', /^writeSync grants-\w+\.json/],
    ['half', /^writeSync acme-\w+\.json(\.\d+\.\w+\.tmp)?$/],
    ['after', /^renameSync acme-\w+\.json$/],
    ['half', /^writeSync uses\.json/],
    ['before', /^renameSync uses\.json$/],
  ] as const)('%s %s holds up nobody, and what it left is swept', async (when, step) => {
    const { env, sessions } = place(withAcme);
    mkdirSync(sessions, { mode: 0o700 });
    const died = await killAt(middle(steps, step), when, { args: assume, folder: sessions, env });
    expect(died.signal, died.stderr).toBe('SIGKILL');
    expectWhole(sessions);
    const left = leftIn(sessions);
    expect(left.length, 'files that a death leaves').toBeLessThanOrEqual(2);
    // As if what was kept had ended.
    for (const name of readdirSync(sessions)) if (/^acme-\w+\.json$/.test(name)) rmSync(join(sessions, name));
    await expectAnswers(assume, env);
    // A lock is not for time to take away: its holder is seen to be dead.
    expect(leftIn(sessions).filter((path) => path.endsWith('.lock'))).toEqual([]);
    age(leftIn(sessions));
    // Another request keeps a session of its own, and sweeps.
    await expectAnswers([...assume, '--read-only'], env);
    expectWhole(sessions);
    expect(leftIn(sessions)).toEqual([]);
  });
});

describe('client profile --write killed while it changes the AWS configuration', () => {
  it.each([
    ['half', /^writeSync config(\.\d+\.\w+\.tmp)?$/],
    ['before', /^renameSync config$/],
    ['after', /^linkSync config\.diverst-lock$/],
  ] as const)('%s %s leaves the old file, and the next run continues', async (when, step) => {
    const { env, folder: own } = place(withAcme);
    const aws = join(own, 'aws');
    mkdirSync(aws);
    const config = join(aws, 'config');
    const old = '[default]\nregion = eu-central-1\n';
    writeFileSync(config, old);
    const args = ['client', 'profile', 'acme', '--write', '--profile', 'ops', '--file', config];
    const probe = join(own, 'probe');
    mkdirSync(probe);
    const steps = await stepsOf(args.with(-1, join(probe, 'config')), probe, env);
    const died = await killAt(middle(steps, step), when, { args, folder: aws, env });
    expect(died.signal, died.stderr).toBe('SIGKILL');
    expect(readFileSync(config, 'utf8')).toBe(old);
    const left = readdirSync(aws).filter((name) => name !== 'config');
    expect(left).not.toEqual([]);
    age(left.filter((name) => name.endsWith('.tmp')).map((name) => join(aws, name)));
    expect(await runProgram(args, env)).toMatchObject({ code: 0 });
    expect(readFileSync(config, 'utf8').startsWith(old)).toBe(true);
    expect(readFileSync(config, 'utf8')).toContain('[profile acme]');
    expect(readdirSync(aws)).toEqual(['config']);
  });
});
