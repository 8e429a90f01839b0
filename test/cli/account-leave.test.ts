import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { type LeaveOptions, runLeave } from '../../src/cli/account/leave-run.ts';
import type { Globals } from '../../src/cli/globals.ts';
import type { Dropping } from '../../src/cli/session/drop-sessions.ts';
import { shellEnvironment } from '../../src/credentials/environment-change.ts';
import { formatSession } from '../../src/credentials/formats.ts';
import type { ShellName } from '../../src/credentials/shells.ts';
import { testedKinds } from '../support/account-kinds.ts';
import { sessions } from '../support/client-run.ts';
import { testRun } from '../support/run.ts';

describe.each(testedKinds)('diverst $command:', (tested) => {
  /** A session that says nothing of what it took the place of. */
  const unnoted = {
    AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE',
    AWS_SECRET_ACCESS_KEY: `secret-of-${tested.name}`,
    AWS_SESSION_TOKEN: `token-of-${tested.name}`,
    AWS_CREDENTIAL_EXPIRATION: '2030-01-01T12:00:00Z',
    AWS_REGION: 'eu-central-1',
    AWS_DEFAULT_REGION: 'eu-central-1',
    [tested.variable]: tested.name,
  };
  const inAcme = {
    ...unnoted,
    DIVERST_BASE: [
      'v=1:set.AWS_ACCESS_KEY_ID=ASIAEXAMPLE:was.AWS_PROFILE=my%20ops',
      'set.AWS_REGION=eu-central-1:was.AWS_REGION=us-west-2:set.AWS_DEFAULT_REGION=eu-central-1',
    ].join(':'),
  };

  async function leave(
    name: string | null,
    env: NodeJS.ProcessEnv,
    { format = 'env', ...options }: LeaveOptions = {},
    globals: Globals = {},
  ) {
    const { context, said } = testRun({ env, globals });
    const dropped: Dropping[] = [];
    await runLeave(tested.noun, name, { format, ...options }, context, async (_, which) => {
      dropped.push(which);
      return 2;
    });
    return { ...said, dropped };
  }

  describe('client leave', () => {
    it('restores what was there before, and drops the sessions of the client that the shell is in', async () => {
      const { out, err, dropped } = await leave(null, inAcme);
      expect(out.split('\n').sort()).toEqual(
        [
          '',
          "export AWS_PROFILE='my ops';",
          "export AWS_REGION='us-west-2';",
          'unset AWS_ACCESS_KEY_ID;',
          'unset AWS_CREDENTIAL_EXPIRATION;',
          'unset AWS_DEFAULT_REGION;',
          'unset AWS_SECRET_ACCESS_KEY;',
          'unset AWS_SESSION_TOKEN;',
          'unset DIVERST_BASE;',
          `unset ${tested.variable};`,
        ].sort(),
      );
      expect(err).toBe(
        `✓ left ${tested.noun} ${tested.name}; deleted 2 cached sessions of ${tested.noun} ${tested.name}\n`,
      );
      expect(dropped).toEqual([{ accounts: { noun: tested.noun, name: tested.name }, mfa: false }]);
      expect(await leave(tested.name, inAcme)).toEqual({ out, err, dropped });
    });

    it.each<[ShellName, (command: string) => string]>([
      ['env', (command) => `eval "$(${command})"`],
      ['fish', (command) => `${command} | source`],
      ['powershell', (command) => `${command} | Out-String | Invoke-Expression`],
      ['csh', (command) => `eval \`${command}\``],
      ['cmd', (command) => `for /f "delims=" %i in ('${command}') do @%i`],
    ])('on a terminal, where no shell reads the lines, says how %s reads them', async (format, line) => {
      const { context: run, said } = testRun({ env: inAcme });
      const context = { ...run, terminal: { ...run.terminal, outIsTerminal: true } };
      await runLeave(tested.noun, null, { format }, context, async () => 1);
      expect(said.err).toBe(
        `✓ deleted 1 cached session of ${tested.noun} ${tested.name}\n` +
          `# to run these lines in this shell:\n#   ${line(`diverst ${tested.command} leave`)}\n`,
      );
    });

    it('drops the sessions of another client and leaves the shell where it is', async () => {
      const { out, err, dropped } = await leave(tested.other, inAcme);
      expect(out).toBe('');
      expect(err).toContain(`✓ deleted 2 cached sessions of ${tested.noun} ${tested.other}\n`);
      expect(err).toContain(
        `! this shell stays in ${tested.noun} ${tested.name}; to leave it:\n  eval "$(diverst ${tested.command} leave)"\n`,
      );
      expect(dropped).toEqual([{ accounts: { noun: tested.noun, name: tested.other }, mfa: false }]);
    });

    it('drops the MFA session with --mfa, and everything with --all, alone', async () => {
      expect((await leave(null, inAcme, { mfa: true })).dropped).toEqual([
        { accounts: { noun: tested.noun, name: tested.name }, mfa: true },
      ]);
      const all = await leave(null, inAcme, { all: true });
      expect(all.dropped).toEqual([{ accounts: 'all', mfa: true }]);
      expect(all.out).toContain('unset AWS_ACCESS_KEY_ID;');
      expect(all.err).toBe(`✓ left ${tested.noun} ${tested.name}; deleted 2 cached sessions\n`);
      expect((await leave(null, {}, { mfa: true })).dropped).toEqual([{ accounts: 'none', mfa: true }]);
    });

    it.each<[string, NodeJS.ProcessEnv]>([
      ['with keys of its own', { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE' }],
      ['with nothing', {}],
    ])('in a shell that is in no client, %s, drops nothing and says so', async (_, env) => {
      const { out, err, dropped } = await leave(null, env);
      expect(out).toBe('');
      expect(err).toContain(`this shell is in no ${tested.noun}, so diverst deleted no cached session`);
      expect(err).toContain(`\n#   diverst ${tested.command} leave --all\n`);
      expect(dropped).toEqual([{ accounts: 'none', mfa: false }]);
    });

    it('spares keys, a profile and a region that were set since', async () => {
      const profile = await leave(null, { ...inAcme, AWS_PROFILE: 'mine', AWS_REGION: 'sa-east-1' });
      expect(profile.out).toContain('unset AWS_ACCESS_KEY_ID;');
      expect(profile.out).not.toMatch(/ AWS_(PROFILE|REGION)/);
      const keys = await leave(null, { ...inAcme, AWS_ACCESS_KEY_ID: 'AKIAOWN' });
      expect(keys.out).toBe(`unset ${tested.variable};\nunset DIVERST_BASE;\n`);
      expect(keys.err).toContain('so diverst keeps them');
    });

    it('says that keys of before cannot be restored', async () => {
      const DIVERST_BASE = `${inAcme.DIVERST_BASE}:was.AWS_ACCESS_KEY_ID=AKIABEFORE`;
      const { out, err } = await leave(null, { ...inAcme, DIVERST_BASE });
      expect(out).toContain('unset AWS_ACCESS_KEY_ID;');
      expect(err).toContain(
        `the session of ${tested.noun} ${tested.name} replaced your own keys (AKIABEFORE)`,
      );
    });

    it('without a note unsets what assume sets, and a region only where it stands in both variables', async () => {
      const unset = async (env: NodeJS.ProcessEnv) =>
        (await leave(null, env)).out.match(/(?<=unset )\w+/g)?.sort();
      const all = Object.keys(unnoted).sort();
      expect(await unset(unnoted)).toEqual(all);
      expect(await unset({ ...unnoted, AWS_REGION: 'us-east-1' })).toEqual(
        all.filter((name) => !name.endsWith('_REGION')),
      );
      expect(await unset({ ...unnoted, DIVERST_BASE: 'v=1:rubbish' })).toEqual(
        [...all, 'DIVERST_BASE'].sort(),
      );
    });

    it.each<[ShellName, string]>([
      ['fish', 'set -q -g AWS_ACCESS_KEY_ID; and set -e -g AWS_ACCESS_KEY_ID; or true;\n'],
      ['powershell', 'Remove-Item -ErrorAction SilentlyContinue Env:AWS_ACCESS_KEY_ID\n'],
      ['cmd', 'set "AWS_ACCESS_KEY_ID="\r\n'],
      ['csh', 'unsetenv AWS_ACCESS_KEY_ID;\n'],
    ])('writes %s', async (format, line) => {
      expect((await leave(null, inAcme, { format })).out).toContain(line);
    });

    it('undoes in a shell what assume did, and nothing else', async () => {
      const before = {
        PATH: process.env.PATH ?? '',
        AWS_PROFILE: "it's mine",
        AWS_DEFAULT_REGION: 'us-west-2',
      };
      const session = { ...sessions[tested.noun], region: 'eu-central-1', secretAccessKey: "it's" };
      const run = (script: string, env: NodeJS.ProcessEnv) => {
        const { stdout, status } = spawnSync('sh', ['-c', `${script}\nenv`], { env, encoding: 'utf8' });
        expect(status).toBe(0);
        const lines = stdout.split('\n').filter((line) => /^(PATH|MINE|AWS_|DIVERST_)/.test(line));
        return Object.fromEntries(lines.map((line) => line.split(/=(.*)/).slice(0, 2)));
      };
      const entered = run(formatSession(session, 'env', shellEnvironment(before)), before);
      expect(entered).toMatchObject({ AWS_REGION: 'eu-central-1', [tested.variable]: tested.name });
      expect(entered).not.toHaveProperty('AWS_PROFILE');
      const mine = { ...entered, MINE: 'kept' };
      expect(run((await leave(null, mine)).out, mine)).toEqual({ ...before, MINE: 'kept' });
    });

    it('gives JSON', async () => {
      const { out, err } = await leave(tested.name, inAcme, {}, { json: true });
      expect(JSON.parse(out)).toEqual({
        [tested.noun]: tested.name,
        dropped: 2,
        unset: expect.arrayContaining(['AWS_ACCESS_KEY_ID', 'AWS_DEFAULT_REGION', tested.variable]),
        set: { AWS_PROFILE: 'my ops', AWS_REGION: 'us-west-2' },
      });
      expect(err).toBe('');
    });

    it('refuses what is no client name, and a client together with --all', async () => {
      await expect(leave(`../${tested.name}`, inAcme)).rejects.toMatchObject({ kind: 'usage' });
      await expect(leave(tested.name, inAcme, { all: true })).rejects.toMatchObject({ kind: 'usage' });
    });

    it('never prints a secret', async () => {
      for (const env of [inAcme, unnoted]) {
        for (const format of ['env', 'fish', 'powershell', 'cmd', 'csh'] as const) {
          const { out, err } = await leave(null, env, { format });
          expect(out + err).not.toMatch(/(secret|token)-of-/);
        }
      }
    });
  });
});
