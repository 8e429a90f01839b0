import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readGrant } from '../../src/model/policy/grant.ts';
import type { SandboxState } from '../../src/sandbox/state.ts';
import { runProgram, startProgram } from '../support/program.ts';
import { opsOf } from '../support/state.ts';

let folder: string;
let state: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'diverst-e2e-'));
  state = join(folder, 'sandbox.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const init = (client: string, ...more: readonly string[]) => [
  '--sandbox-state',
  state,
  'client',
  'init',
  client,
  '--yes',
  '--json',
  ...more,
];

function readState(): SandboxState {
  return JSON.parse(readFileSync(state, 'utf8'));
}

function grantedRoles(): readonly string[] {
  const { iam, group } = opsOf(readState());
  const packed = group.attached
    .map((arn) => iam.policies[arn])
    .flatMap((policy) => policy?.versions.find(({ id }) => id === policy.defaultVersionId) ?? []);
  return [...Object.values(group.inline), ...packed]
    .flatMap(({ document }) => readGrant(document) ?? [])
    .sort();
}

describe('the built program', () => {
  it('sets up a client, and finds nothing to do the second time', async () => {
    const first = await runProgram(init('acme'));
    expect(first).toMatchObject({ code: 0 });
    expect(JSON.parse(first.stdout)).toMatchObject({
      client: 'acme',
      created: true,
      grant: { kind: 'inline' },
    });
    const second = await runProgram(init('acme'));
    expect(second.code).toBe(0);
    expect(second.stdout).not.toContain('applied');
  });

  it('prints data on stdout and everything else on stderr, without colour off a terminal', async () => {
    const { stdout, stderr } = await runProgram([
      '--sandbox-state',
      state,
      'client',
      'init',
      'acme',
      '--yes',
    ]);
    expect(stdout).toMatch(/^✓ done: client acme is ready \(4 created, 1 changed\)\n {2}account +\d{12} /);
    expect(stderr).toContain('plan for client acme');
    expect(stdout + stderr).not.toContain('\u001b');
    expect(stderr).not.toContain('NodeVersionSupportWarning');
  });

  it('run eight times at once for one client makes one account and one grant', async () => {
    const results = await Promise.all(Array.from({ length: 8 }, () => runProgram(init('acme'))));
    for (const { code, stderr } of results)
      expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    expect(Object.values(readState().accounts).filter(({ name }) => name === 'acme')).toHaveLength(1);
    expect(grantedRoles()).toHaveLength(1);
    expect(results.filter(({ stdout }) => stdout.includes('"created":true'))).toHaveLength(1);
  });

  it('run at once for eight clients loses nothing', async () => {
    const clients = Array.from({ length: 8 }, (_, index) => `client-${index}`);
    const results = await Promise.all(clients.map((client) => runProgram(init(client))));
    for (const { code, stderr } of results)
      expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    expect(grantedRoles()).toEqual(results.map(({ stdout }) => JSON.parse(stdout).role.arn).sort());
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'interrupted by %s while it waits, names the command that continues',
    async (signal) => {
      // Latency is on: the account takes a second or two.
      const started = startProgram(init('acme'), { DIVERST_SANDBOX_LATENCY: '' });
      await started.shows('waiting for AWS');
      started.child.kill(signal);
      const { code, stdout, stderr } = await started.ended;
      expect(code).toBe(130);
      expect(stderr).toContain(`continue:\n         diverst --sandbox-state ${state} client init acme`);
      expect(JSON.parse(stdout).changes[0]).toEqual({
        kind: 'create-account',
        target: 'acme',
        status: 'in-doubt',
      });
      const again = await runProgram(init('acme'));
      expect(again.code).toBe(0);
      expect(Object.values(readState().accounts).filter(({ name }) => name === 'acme')).toHaveLength(1);
    },
  );

  it('killed in the middle is continued by the next run', async () => {
    const started = startProgram(init('acme'), { DIVERST_SANDBOX_LATENCY: '' });
    await started.shows('waiting for AWS');
    started.child.kill('SIGKILL');
    expect((await started.ended).signal).toBe('SIGKILL');
    expect(await runProgram(init('acme'))).toMatchObject({ code: 0 });
    expect(Object.values(readState().accounts).filter(({ name }) => name === 'acme')).toHaveLength(1);
  });

  it('continues to its end when the reader of its progress has gone', async () => {
    const started = startProgram(init('acme'), { DIVERST_SANDBOX_LATENCY: '' });
    await started.shows('plan for client acme');
    started.child.stderr?.destroy();
    const { code, stdout } = await started.ended;
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ created: true });
    expect(grantedRoles()).toHaveLength(1);
  });

  it('ends quietly when its reader has gone', async () => {
    const started = startProgram(['--help']);
    started.child.stdout?.destroy();
    const { stderr } = await started.ended;
    expect(stderr).toBe('');
  });

  it('shows its version and its help', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(await runProgram(['--version'])).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: '' });
    expect(await runProgram([])).toMatchObject({ code: 0, stderr: '' });
    expect((await runProgram(['client'])).code).toBe(64);
  });
});

describe('sandbox', () => {
  it('reset --empty holds one account and no organization; reset brings the base structure back', async () => {
    expect(await runProgram(['--sandbox-state', state, 'sandbox', 'reset', '--empty'])).toMatchObject({
      code: 0,
    });
    expect(Object.keys(readState().accounts)).toHaveLength(1);
    const { code, stderr } = await runProgram(init('acme'));
    expect({ code, says: stderr.includes('is not part of an organization yet') }).toEqual({
      code: 1,
      says: true,
    });
    const opsEnv = await runProgram(['--sandbox-state', state, 'sandbox', 'env', '--profile', 'ops']);
    expect(opsEnv.code).toBe(64);
    expect(opsEnv.stderr).toContain(`diverst --sandbox-state ${state} org init`);
    expect(await runProgram(['--sandbox-state', state, 'sandbox', 'reset'])).toMatchObject({ code: 0 });
    expect(await runProgram(init('acme'))).toMatchObject({ code: 0 });
  });

  it('env prints the lines alone', async () => {
    const { stdout, stderr } = await runProgram([
      '--sandbox-state',
      state,
      'sandbox',
      'env',
      '--profile',
      'ops',
    ]);
    expect(stdout).toMatch(
      /^export AWS_ENDPOINT_URL='http:\/\/127\.0\.0\.1:7325';\nexport AWS_REGION='us-east-1';\nexport AWS_DEFAULT_REGION='us-east-1';\nexport AWS_ACCESS_KEY_ID='AKIA\w+';\nexport AWS_SECRET_ACCESS_KEY='\S+';\nunset AWS_PROFILE;\nunset AWS_SESSION_TOKEN;\n$/,
    );
    expect(stderr).toBe('');
  });

  it('a state file that is no state is named, with what to do', async () => {
    const { writeFileSync } = await import('node:fs');
    writeFileSync(state, 'not json');
    const { code, stderr } = await runProgram(init('acme'));
    expect(code).toBe(1);
    expect(stderr).toContain(state);
    expect(stderr).toContain(`diverst sandbox reset --sandbox-state ${state}`);
  });
});
