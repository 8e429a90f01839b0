import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { shellEnvironment } from '../../src/credentials/environment-change.ts';
import { cacheIdentityKey } from '../../src/credentials/request-key.ts';
import { endOf } from '../../src/credentials/session.ts';
import { type CliResult, jsonOf, runCli } from '../support/cli.ts';
import { opsOf } from '../support/state.ts';
import { type TwoClients, twoClients } from '../support/two-clients.ts';

let here: TwoClients;
beforeEach(async () => {
  here = await twoClients();
});
afterEach(() => here.remove());

/** A shell that reads what `client assume` and `client leave` print, in one format. */
class Shell {
  constructor(readonly env: Record<string, string> = {}) {}

  run(argv: readonly string[], mfaCode?: () => string): Promise<CliResult> {
    return here.run(argv, { env: this.env, ...(mfaCode ? { mfaCode } : {}) });
  }

  async read(argv: readonly string[], mfaCode?: () => string): Promise<CliResult> {
    const result = await this.run([...argv, '--format', 'env'], mfaCode);
    for (const line of result.stdout.split('\n')) {
      const set = /^export (\w+)='(.*)';$/.exec(line);
      if (set) this.env[set[1] ?? ''] = set[2] ?? '';
      const unset = /^unset (\w+);$/.exec(line);
      if (unset) delete this.env[unset[1] ?? ''];
    }
    return result;
  }
}

const count = (operation: string) => here.calls().filter((name) => name === operation).length;

describe('a shell that goes from client to client', () => {
  it.each<[string, Record<string, string>]>([
    ['without settings', {}],
    ['with a profile and a region', { AWS_PROFILE: 'mine', AWS_REGION: 'sa-east-1' }],
  ])('has one session for each, and completes names: %s', async (_, env) => {
    const shell = new Shell({ ...env });
    for (const client of ['acme', 'globex', 'acme', 'globex'])
      expect(await shell.read(['client', 'assume', client])).toMatchObject({ code: 0 });
    expect(shell.env.DIVERST_CLIENT).toBe('globex');
    expect(count('AssumeRole')).toBe(2);
    expect(count('ListGroupsForUser')).toBe(1);
    expect([here.kept('acme').length, here.kept('globex').length]).toEqual([1, 1]);
    expect((await shell.run(['__clients'])).stdout).toBe('acme\nglobex\n');
    expect((await shell.read(['client', 'leave'])).code).toBe(0);
    expect(shell.env).toEqual(env);
    expect([here.kept('acme').length, here.kept('globex').length]).toEqual([1, 0]);
    expect((await shell.run(['__clients'])).stdout).toBe('acme\nglobex\n');
  });

  it('gives one MFA code', async () => {
    here.organization.sandbox.edit((state) => {
      const { ops, user } = opsOf(state);
      user.mfaDevices = [`arn:aws:iam::${ops.id}:mfa/ops-user`];
    });
    here.config('client:\n  role:\n    requireMfa: true\n');
    const shell = new Shell();
    const words = ['--config', `${here.folder}/test.yaml`, 'client'];
    const asked: string[] = [];
    const code = () => {
      asked.push('asked');
      return '123456';
    };
    for (const client of ['acme', 'globex']) await shell.read([...words, 'assume', client], code);
    await shell.read([...words, 'leave'], code);
    await shell.read([...words, 'assume', 'globex'], code);
    expect(asked).toHaveLength(1);
    await shell.read([...words, 'leave', '--mfa'], code);
    await shell.read([...words, 'assume', 'globex'], code);
    expect(asked).toHaveLength(2);
  });

  it('is told which client it is in, until when, and which one before', async () => {
    const shell = new Shell();
    const first = await shell.read(['client', 'assume', 'acme']);
    expect(first.stderr).toMatch(
      /^! sandbox: not AWS\n✓ client acme: account \d{12}, region us-east-1, valid until \d\d:\d\d UTC \(\d+ min\)\n$/,
    );
    const second = await shell.read(['client', 'assume', 'globex']);
    expect(second.stderr).toMatch(
      /^! sandbox: not AWS\n✓ client globex: .* UTC \(\d+ min\); this shell was in client acme\n$/,
    );
    const silent = await shell.run(['client', 'assume', 'acme', '--format', 'credential-process']);
    expect(silent.stderr).toBe('');
  });

  it('is refused another client by exec, without --force', async () => {
    const shell = new Shell();
    await shell.read(['client', 'assume', 'acme']);
    const { code, stderr } = await shell.run(['client', 'exec', 'globex', '--', 'true']);
    expect(code).toBe(64);
    expect(stderr).toContain('this shell is in client acme');
  });

  it('drops every session with --all, what an MFA code opened and what the groups grant', async () => {
    const shell = new Shell();
    for (const client of ['acme', 'globex']) await shell.read(['client', 'assume', client]);
    const { stderr } = await shell.read(['client', 'leave', '--all']);
    expect(stderr).toContain('✓ left client globex; deleted 2 cached sessions\n');
    expect(shell.env).toEqual({});
    for (const name of ['acme', 'globex', 'mfa', 'grants']) expect(here.kept(name)).toEqual([]);
  });
});

describe('the identity that caches are kept by', () => {
  const keyIn = (inherited: NodeJS.ProcessEnv, profile: string | null = null) => {
    const { env, replacedKey } = shellEnvironment(inherited).base;
    const none = { region: null, config: null, sandbox: null, cwd: '/' };
    return cacheIdentityKey({ ...none, profile, env: { HOME: '/nonexistent', ...env }, replacedKey });
  };
  const bare = { AWS_ACCESS_KEY_ID: 'AKIABEFORE' };
  const note = 'v=1:set.AWS_ACCESS_KEY_ID=ASIA:was.AWS_ACCESS_KEY_ID=AKIABEFORE';
  const replaced = { AWS_ACCESS_KEY_ID: 'ASIA', DIVERST_BASE: note };

  it('does not change with AWS_PROFILE where --profile stands in its place', () => {
    expect(keyIn({ AWS_PROFILE: 'one' }, 'ops')).toBe(keyIn({ AWS_DEFAULT_PROFILE: 'two' }, 'ops'));
    expect(keyIn({ AWS_PROFILE: 'one' })).not.toBe(keyIn({ AWS_PROFILE: 'two' }));
    expect(keyIn({ AWS_DEFAULT_PROFILE: 'one' })).not.toBe(keyIn({}));
  });

  it('is that of before where a profile signs beside keys that were replaced', () => {
    expect(keyIn(replaced, 'ops')).toBe(keyIn(bare, 'ops'));
    expect(keyIn({ ...replaced, AWS_PROFILE: 'ops' })).toBe(keyIn({ ...bare, AWS_PROFILE: 'ops' }));
  });

  it('is not that of keys that were replaced, where the default profile signs in their place', () => {
    expect(keyIn(replaced)).not.toBe(keyIn(bare));
    expect(keyIn(replaced)).toBe(keyIn({}));
  });
});

describe('a clock that is hours behind', () => {
  it('does not let a session live longer than was asked for', async () => {
    const { organization } = here;
    const behind = {
      now: () => organization.clock.now() - 3 * 3_600_000,
      sleep: (milliseconds: number, signal?: AbortSignal) => organization.clock.sleep(milliseconds, signal),
    };
    const assume = async () => {
      const env = { DIVERST_SANDBOX_STATE: `${here.folder}/state.json` };
      const argv = ['client', 'assume', 'acme', '--format', 'json'];
      const result = await runCli({ ...organization, clock: behind }, argv, { env, cwd: here.folder });
      return jsonOf<{ accessKeyId: string; expiration: string }>(result);
    };
    const first = await assume();
    expect(Date.parse(first.expiration)).toBeLessThanOrEqual(behind.now() + 3_600_000);
    expect(await assume()).toEqual(first);
    organization.clock.advance(3_600_000);
    expect((await assume()).accessKeyId).not.toBe(first.accessKeyId);
  });

  it('ends no session earlier than AWS does where the clock is right', () => {
    const answered = new Date('2030-01-01T01:00:00Z');
    const right = Date.parse('2030-01-01T00:00:00.900Z');
    expect(endOf(answered, 3_600, right)).toBe('2030-01-01T01:00:00Z');
    expect(endOf(answered, 3_600, right - 7_200_000)).toBe('2029-12-31T23:00:00Z');
  });
});
