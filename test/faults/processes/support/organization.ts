import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type TestContext } from 'vitest';
import { serveSandbox } from '../../../../src/sandbox/http.ts';
import { openSandbox, type Sandbox } from '../../../../src/sandbox/sandbox.ts';
import type { SandboxState } from '../../../../src/sandbox/state.ts';
import { type Launch, type ProgramResult, type Started, startProgram } from '../../../support/program.ts';

/** A sandbox that this process serves, so that a test sees every call of the program before it is answered. */
export interface Organization {
  readonly sandbox: Sandbox;
  /** Home of whoever runs the program: sessions are kept in it. */
  readonly home: string;
  /** Where sessions are kept. */
  readonly sessions: string;
  start(args: readonly string[], env?: NodeJS.ProcessEnv, launch?: Launch): Started;
  run(args: readonly string[], env?: NodeJS.ProcessEnv, launch?: Launch): Promise<ProgramResult>;
  close(): Promise<void>;
}

/** @param state what the sandbox begins as; left out, an organization without clients */
export async function organization(state?: SandboxState | 'empty'): Promise<Organization> {
  const sandbox = openSandbox({ start: state === 'empty' ? 'empty' : 'base' });
  if (typeof state === 'object') sandbox.edit((own) => Object.assign(own, structuredClone(state)));
  const { endpoint, close } = await serveSandbox(sandbox);
  const home = mkdtempSync(join(tmpdir(), 'diverst-death-'));
  const running = new Set<Started>();
  const start: Organization['start'] = (args, env = {}, launch = {}) => {
    const { management, ops } = sandbox.profiles;
    const isOfAdmin = ['init', 'close'].includes(args[1] ?? '');
    const keys = args[0] === 'client' && !isOfAdmin ? ops : management;
    const started = startProgram(
      args,
      {
        HOME: home,
        AWS_ENDPOINT_URL: endpoint,
        AWS_REGION: sandbox.region,
        AWS_ACCESS_KEY_ID: keys?.accessKeyId,
        AWS_SECRET_ACCESS_KEY: keys?.secretAccessKey,
        AWS_EC2_METADATA_DISABLED: 'true',
        ...env,
      },
      { cwd: home, ...launch },
    );
    running.add(started);
    const ended = () => running.delete(started);
    started.ended.then(ended, ended);
    return started;
  };
  return {
    sandbox,
    home,
    sessions: join(home, '.cache', 'diverst'),
    start,
    run: (args, env, launch) => start(args, env, launch).ended,
    async close() {
      for (const { child } of running) child.kill('SIGKILL');
      await close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** The same for one test, which others may run beside: it is closed with it. */
export async function organizationFor(
  { onTestFinished }: TestContext,
  state?: SandboxState | 'empty',
): Promise<Organization> {
  const made = await organization(state);
  onTestFinished(() => made.close());
  return made;
}

export const initAcme = ['client', 'init', 'acme', '--yes', '--email', 'aws+acme@example.com'];

/** An organization with the client acme. */
export async function withAcme(): Promise<SandboxState> {
  const made = await organization();
  try {
    const { code, stderr } = await made.run(initAcme);
    expect(code, stderr).toBe(0);
    return structuredClone(made.sandbox.state());
  } finally {
    await made.close();
  }
}

/** Ends as it should, with no account twice, and an audit finds nothing. */
export async function expectGoesOn(made: Organization, args: readonly string[]): Promise<void> {
  const again = await made.run(args);
  expect(again.code, again.stderr).toBe(0);
  const names = Object.values(made.sandbox.state().accounts).map(({ name }) => name);
  expect(names.toSorted()).toEqual([...new Set(names)].toSorted());
  await expectClean(made);
}

export async function expectClean({ run }: Organization): Promise<void> {
  const { code, stdout, stderr } = await run(['org', 'audit']);
  expect(code, stdout + stderr).toBe(0);
}

/** Every file of a folder is whole; what a killed process left is none that counts. @returns their names */
export function expectWhole(folder: string): readonly string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  for (const name of names)
    expect(() => JSON.parse(readFileSync(join(folder, name), 'utf8')), name).not.toThrow();
  return names;
}

/** No stack, and nothing that Node says of an error that nobody took. */
export function expectNoStack({ stderr }: ProgramResult): void {
  expect(stderr).not.toMatch(/^\s+at .*[(:/]|Unhandled|Uncaught|node:internal|EPIPE/m);
}
