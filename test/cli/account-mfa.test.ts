import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SigningProfile } from '../../src/cli/context.ts';
import { testedKinds } from '../support/account-kinds.ts';
import { type CliOptions, type CliResult, jsonOf } from '../support/cli.ts';
import { environmentIn } from '../support/environments.ts';
import { opsOf } from '../support/state.ts';
import { type TwoClients, twoClients } from '../support/two-clients.ts';

describe.each(testedKinds)('diverst $command:', (tested) => {
  let here: TwoClients;
  /** A configuration that says that roles demand MFA, as they do here. */
  let file: string;

  beforeEach(async () => {
    here = await twoClients();
    environmentIn(here.organization, 'staging', 'tools');
    file = here.config(`${tested.noun}:\n  role:\n    requireMfa: true\n`);
    devices('mfa/phone');
    here.organization.sandbox.edit((state) => {
      for (const iam of Object.values(state.iam)) {
        for (const role of Object.values(iam.roles)) {
          if (!/-(production|environment)$/.test(role.name)) continue;
          const trust = JSON.parse(role.trust.document);
          trust.Statement[0].Condition = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
          role.trust = { ...role.trust, document: JSON.stringify(trust) };
          role.maxSessionDuration = 14_400;
        }
      }
    });
  });
  afterEach(() => {
    vi.useRealTimers();
    here.remove();
  });

  const command = { DIVERST_MFA_PROCESS: 'echo 123456' };

  /** Gives the user MFA devices, each by the end of its ARN. */
  function devices(...ends: readonly string[]): void {
    here.organization.sandbox.edit((state) => {
      const { ops, user } = opsOf(state);
      user.mfaDevices = ends.map((end) => `arn:aws:iam::${ops.id}:${end}`);
    });
  }

  const assume = (client: string, options: CliOptions = {}, ...more: readonly string[]) =>
    here.run([tested.command, 'assume', client, '--format', 'json', '--config', file, ...more], options);

  const count = (operation: string) => here.calls().filter((one) => one === operation).length;
  const lastInput = (operation: string) =>
    here.organization.sandbox.calls.findLast((call) => call.operation === operation)?.input;

  describe('a code', () => {
    it('serves every client for twelve hours', async () => {
      for (const client of [tested.name, tested.other])
        expect((await assume(client, { env: command })).code).toBe(0);
      expect(count('GetSessionToken')).toBe(1);
      expect(lastInput('GetSessionToken')).toMatchObject({ DurationSeconds: 43_200, TokenCode: '123456' });
    });

    it('is given directly for a session that is longer than the hour that another would allow', async () => {
      const { code } = await assume(tested.name, { env: command }, '--duration', '4h');
      expect(code).toBe(0);
      expect(count('GetSessionToken')).toBe(0);
      expect(lastInput('AssumeRole')).toMatchObject({ DurationSeconds: 14_400, TokenCode: '123456' });
    });

    it('is given directly with --no-cache, where no MFA session is used or kept', async () => {
      expect((await assume(tested.name, { env: command })).code).toBe(0);
      const again = await assume(tested.name, { mfaCode: () => '654321' }, '--no-cache');
      expect(again.code).toBe(0);
      expect(again.asked).toHaveLength(1);
      expect(lastInput('AssumeRole')).toMatchObject({ TokenCode: '654321' });
      expect(count('GetSessionToken')).toBe(1);
      const kept = here.kept('mfa');
      await here.run([tested.command, 'leave', '--mfa'], {});
      expect((await assume(tested.name, { env: command }, '--no-cache')).code).toBe(0);
      expect({ before: kept.length, after: here.kept('mfa') }).toEqual({ before: 1, after: [] });
    });

    it('that AWS does not take is reported as that, in either call', async () => {
      const wrong = {
        kind: 'error',
        code: 'AccessDenied',
        status: 403,
        message: 'MultiFactorAuthentication failed with invalid MFA one time pass code.',
      } as const;
      for (const [operation, more] of [
        ['GetSessionToken', []],
        ['AssumeRole', ['--no-cache']],
      ] as const) {
        here.organization.sandbox.faults.add({ operation, fault: wrong });
        const { code, stderr } = await assume(tested.name, { env: command }, ...more);
        expect(code).toBe(1);
        expect(stderr).toContain('AWS did not accept the MFA code');
        expect(stderr).toContain('wait for the next code');
      }
    });

    it('that is none is refused before it is sent', async () => {
      const { code, stderr } = await assume(tested.name, { env: { DIVERST_MFA_PROCESS: 'echo no' } });
      expect(code).toBe(1);
      expect(stderr).toContain('must print six digits');
      expect(count('GetSessionToken')).toBe(0);
    });

    it('comes from a command of which nothing is shown, also with --debug', async () => {
      const env = { DIVERST_MFA_PROCESS: 'echo SEED >&2; exit 3' };
      const { stderr } = await assume(tested.name, { env }, '--debug');
      expect(stderr).toContain(
        'cannot sign in with MFA: the command of DIVERST_MFA_PROCESS ended with exit code 3',
      );
      expect(stderr).not.toContain('SEED');
    });
  });

  describe('a call that carries a code', () => {
    it.each(['reset', 'http500'] as const)('is sent once, whatever becomes of it: %s', async (kind) => {
      for (const [operation, more] of [
        ['GetSessionToken', []],
        ['AssumeRole', ['--duration', '4h']],
      ] as const) {
        const fault = { kind, when: 'after' } as const;
        const takeAway = here.organization.sandbox.faults.add({ operation, fault, times: 10 });
        const before = count(operation);
        const { code, stderr, stdout } = await assume(tested.name, { env: command }, ...more);
        expect({ code, sent: count(operation) - before }).toEqual({ code: 1, sent: 1 });
        const { error } = JSON.parse(stdout) as { error: { what: string; why: string } };
        expect(error).toMatchObject({ kind: 'failed', exitCode: 1 });
        expect(error.what).toContain('got no clear answer');
        expect(error.why).toMatch(/[^.]\. A code is valid for one call, so diverst did not send it again: /);
        expect(stderr).toContain('got no clear answer');
        expect(stderr).toContain('wait for the next code, then run the same command again');
        takeAway();
      }
    });

    it('is not sent again when AWS throttles it', async () => {
      here.organization.sandbox.faults.add({
        operation: 'GetSessionToken',
        fault: { kind: 'throttle' },
        times: 10,
      });
      const { stderr } = await assume(tested.name, { env: command });
      expect(count('GetSessionToken')).toBe(1);
      expect(stderr).toContain('wait for the next code');
    });

    it('is repeated without what the role does not allow, with another code', async () => {
      here.organization.sandbox.edit((state) => {
        for (const iam of Object.values(state.iam)) {
          const role = iam.roles[`${tested.role}`];
          if (!role) continue;
          const document = role.trust.document.replace(/,"sts:SetSourceIdentity","sts:TagSession"/, '');
          role.trust = { ...role.trust, document };
        }
      });
      const codes = ['111111', '222222'];
      const typed = await assume(tested.name, { mfaCode: () => codes.shift() ?? '' }, '--no-cache');
      expect(typed.code).toBe(0);
      expect(typed.stderr).toContain('continuing without source identity and tags');
      expect(lastInput('AssumeRole')).toMatchObject({ TokenCode: '222222' });
      expect(lastInput('AssumeRole')).not.toHaveProperty('SourceIdentity');

      // A command that shows the time's code is asked again until it has another one.
      const looks = `${here.folder}/looks`;
      const print = `echo x >> '${looks}'; test $(wc -l < '${looks}') -lt 4 && echo 111111 || echo 333333`;
      expect((await assume(tested.name, { env: { DIVERST_MFA_PROCESS: print } }, '--no-cache')).code).toBe(0);
      expect(lastInput('AssumeRole')).toMatchObject({ TokenCode: '333333' });
    });

    it('has its full time however long a person took to type', async () => {
      const { clock, sandbox } = here.organization;
      sandbox.faults.add({
        operation: 'GetSessionToken',
        fault: { kind: 'delay', milliseconds: 15_000 },
      });
      const mfaCode = () => {
        clock.advance(150_000);
        return '123456';
      };
      const { code, stderr } = await assume(tested.name, { mfaCode });
      expect({ code, stderr }).toEqual({ code: 0, stderr: '! sandbox: not AWS\n' });
    });
  });

  describe('which device', () => {
    const accountId = () => opsOf(here.organization.sandbox.state()).ops.id;

    /** A profile of the AWS files that signs, with an `mfa_serial` or without. */
    const signedBy = (mfaSerial: string | null): Pick<CliOptions, 'openConnection'> => ({
      openConnection: async () => {
        const { region, requestHandler, profiles } = here.organization.sandbox;
        const signing: SigningProfile = { name: 'my ops', mfaSerial: async () => mfaSerial };
        const transport = { region, requestHandler, ...(profiles.ops ? { credentials: profiles.ops } : {}) };
        return { profile: 'my ops', transport, signing };
      },
    });

    it('is the one that the profile names, without asking for others', async () => {
      devices('mfa/phone', 'mfa/tablet');
      const serial = `arn:aws:iam::${accountId()}:mfa/tablet`;
      expect((await assume(tested.name, { env: command, ...signedBy(serial) })).code).toBe(0);
      expect(lastInput('GetSessionToken')).toMatchObject({ SerialNumber: serial });
      expect(count('ListMFADevices')).toBe(0);
    });

    it('is the only one that there is, where the profile names none', async () => {
      expect((await assume(tested.name, { env: command, ...signedBy(null) })).code).toBe(0);
      expect(lastInput('GetSessionToken')).toMatchObject({
        SerialNumber: `arn:aws:iam::${accountId()}:mfa/phone`,
      });
    });

    it('is chosen by a person, of several', async () => {
      devices('mfa/phone', 'mfa/tablet', 'u2f/user/ops-user/key-ABC');
      const pick = `arn:aws:iam::${accountId()}:mfa/tablet`;
      const { code, offered } = await assume(tested.name, { env: command, answer: true, pick });
      expect(code).toBe(0);
      expect(offered).toEqual([[`arn:aws:iam::${accountId()}:mfa/phone`, pick]]);
      expect(lastInput('GetSessionToken')).toMatchObject({ SerialNumber: pick });
    });

    it('is asked for by an error where nobody can choose', async () => {
      devices('mfa/phone', 'mfa/tablet');
      const { code, stderr } = await assume(tested.name, { env: command, ...signedBy(null) });
      expect(code).toBe(64);
      for (const end of ['phone', 'tablet'])
        expect(stderr).toContain(`arn:aws:iam::${accountId()}:mfa/${end}`);
      expect(stderr).toContain(
        `aws configure set mfa_serial arn:aws:iam::${accountId()}:mfa/phone --profile 'my ops'`,
      );
    });

    it('cannot be a security key, which gives no codes', async () => {
      devices('u2f/user/ops-user/key-ABC', 'mfa/phone');
      expect((await assume(tested.name, { env: command })).code).toBe(0);
      devices('u2f/user/ops-user/key-ABC');
      for (const options of [
        signedBy(null),
        signedBy(`arn:aws:iam::${accountId()}:u2f/user/ops-user/key-ABC`),
      ]) {
        const { code, stderr } = await assume(tested.other, { env: command, ...options }, '--no-cache');
        expect(code).toBe(1);
        expect(stderr).toContain('a security key or passkey, which gives no codes');
        expect(stderr).toContain('register an authenticator app');
      }
    });

    it('has to be registered first', async () => {
      devices();
      expect((await assume(tested.name, { env: command })).stderr).toContain('has no MFA device');
    });

    it('may be known by the profile alone, where devices may not be read', async () => {
      here.organization.sandbox.faults.add({
        operation: 'ListMFADevices',
        fault: { kind: 'error', code: 'AccessDenied', status: 403, message: 'not authorized' },
      });
      const { code, stderr } = await assume(tested.name, { env: command });
      expect(code).toBe(1);
      expect(stderr).toContain('mfa_serial = ARN in your profile');
    });
  });

  describe('several processes at once', () => {
    /**
     * Leaves the others the time to come as far as they can. That is judged by what the process does and not by a
     * clock: files are read in other threads, which a busy machine may keep waiting.
     */
    async function comeFar(): Promise<void> {
      const isReading = () => process.getActiveResourcesInfo().some((name) => name.includes('Req'));
      // A call of AWS takes the sandbox's clock a few turns.
      for (let quiet = 0; quiet < 40; quiet = isReading() ? 0 : quiet + 1)
        await new Promise((resolve) => setImmediate(resolve));
    }

    /** Asks in one run, and leaves the person to think. */
    async function asking(client: string, ...more: readonly string[]) {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
      let type: (code: string) => void = () => undefined;
      let first: Promise<CliResult> | null = null;
      await new Promise<void>((asked) => {
        const mfaCode = () => {
          asked();
          return new Promise<string>((resolve) => {
            type = resolve;
          });
        };
        first = assume(client, { mfaCode }, ...more);
      });
      if (first === null) throw new Error('it was not begun');
      return { first: first as Promise<CliResult>, type: (code: string) => type(code) };
    }

    /** Lets time pass for those who wait for a lock. */
    async function pass(milliseconds: number): Promise<void> {
      for (let at = 0; at < milliseconds; at += 1_000) {
        await vi.advanceTimersByTimeAsync(1_000);
        await comeFar();
      }
    }

    async function settled(results: readonly Promise<CliResult>[]): Promise<readonly CliResult[]> {
      let all: readonly CliResult[] | null = null;
      void Promise.all(results).then((done) => {
        all = done;
      });
      for (let turns = 0; all === null && turns < 2_000; turns += 1) {
        await vi.advanceTimersByTimeAsync(5);
        await comeFar();
      }
      if (all === null) throw new Error('they did not end');
      return all;
    }

    it('one asks, and the others wait for as long as the person types', async () => {
      const { first, type } = await asking(tested.name);
      const another = () => Promise.reject(new Error('asked a second time'));
      const others = [assume(tested.name, { mfaCode: another }), assume(tested.other, { mfaCode: another })];
      await pass(120_000);
      type('123456');
      const [one, same, other] = await settled([first, ...others]);
      for (const result of [one, same, other]) expect(result).toMatchObject({ code: 0 });
      expect(jsonOf(same as CliResult)).toEqual(jsonOf(one as CliResult));
      expect(other?.stderr).toContain('waiting for another process, which is asking for an MFA code');
      expect({ tokens: count('GetSessionToken'), roles: count('AssumeRole') }).toEqual({
        tokens: 1,
        roles: 2,
      });
    });

    it('codes that serve one call each are asked for one after the other', async () => {
      const { first, type } = await asking(tested.name, '--duration', '4h');
      const second = assume(tested.other, { mfaCode: () => '222222' }, '--duration', '4h');
      await pass(60_000);
      expect(count('AssumeRole')).toBe(0);
      type('111111');
      for (const { code } of await settled([first, second])) expect(code).toBe(0);
      expect(lastInput('AssumeRole')).toMatchObject({ TokenCode: '222222' });
    });

    it('one that could ask continues by itself after three minutes', async () => {
      const { first, type } = await asking(tested.name);
      const second = assume(tested.other, { mfaCode: () => '222222' });
      await pass(181_000);
      const [went] = await settled([second]);
      expect(went).toMatchObject({ code: 0 });
      type('111111');
      expect((await settled([first]))[0]?.code).toBe(0);
    });

    it('one that nobody can answer waits within the minute of a credential_process, for what another asks', async () => {
      const { first, type } = await asking(tested.name);
      const second = assume(tested.other);
      await pass(15_000);
      type('123456');
      for (const { code } of await settled([first, second])) expect(code).toBe(0);
    });

    it.each([tested.name, tested.other])(
      'one that nobody can answer gives up in time: %s',
      async (client) => {
        const { first, type } = await asking(tested.name);
        const second = assume(client);
        await pass(35_000);
        const [gaveUp] = await settled([second]);
        expect(gaveUp).toMatchObject({ code: 64 });
        expect(JSON.parse(gaveUp?.stdout ?? '')).toMatchObject({ error: { kind: 'usage', exitCode: 64 } });
        expect(gaveUp?.stderr).toContain('diverst cannot ask for a code of the device');
        type('123456');
        expect((await settled([first]))[0]?.code).toBe(0);
      },
    );
  });

  describe('where nobody can be asked', () => {
    it('fails at once, and names the command that asks and keeps what was asked for', async () => {
      const more = ['--duration', '2h', '--reason', 'ticket 42', '--min-ttl', '40m'];
      const { code, stderr, stdout } = await assume(tested.name, {}, ...more);
      expect(code).toBe(64);
      expect(JSON.parse(stdout)).toMatchObject({ error: { kind: 'usage', exitCode: 64 } });
      const [, line] = /:\n +(diverst (?:client|env) exec .*)$/m.exec(stderr) ?? [];
      expect(line).toBe(
        `diverst ${tested.command} exec ${tested.name} --duration 2h --min-ttl 40m --reason 'ticket 42' --config ${file} -- true`,
      );

      const words = [
        tested.command,
        'exec',
        tested.name,
        '--duration',
        '2h',
        '--min-ttl',
        '40m',
        '--reason',
        'ticket 42',
      ];
      const asked = await here.run([...words, '--config', file, '--', 'true'], { mfaCode: () => '123456' });
      expect(asked).toMatchObject({ code: 0, stdout: '' });
      expect((await assume(tested.name, {}, ...more)).code).toBe(0);
    });

    it('a denial says that MFA may be what is missing', async () => {
      const { stderr } = await here.run([tested.command, 'assume', tested.name]);
      expect(stderr).toContain('requires MFA');
    });
  });
});
