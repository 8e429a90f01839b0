import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { killStarted } from '../support/program.ts';
import { clients, environments, type Ground, type Mode, openGround } from './ground.ts';
import { OpenShell, type Ran, type ShellKind, shellKinds } from './shells.ts';

/**
 * A day of somebody in the group `production`: the documented commands one after another in one shell, failures in
 * between. After each line STS says which client the shell works in.
 */

const modes: readonly Mode[] = ['AWS profiles', 'sandbox'];

let ground: Ground | undefined;
const open = new Set<OpenShell>();
afterEach(async () => {
  await Promise.all([...open].map((shell) => shell.end()));
  open.clear();
  await ground?.remove();
  ground = undefined;
  killStarted();
});

// A day takes a minute in each shell: by itself `npm test` works through it in bash, the gate in all of them.
const isWanted = ({ name }: ShellKind) => name === 'bash' || process.env.WORKING_DAY === 'all';
for (const kind of shellKinds) {
  if (!kind.present) console.log(`skipped: ${kind.name} does not run here`);
  else if (!isWanted(kind)) console.log(`skipped: ${kind.name} is tried with WORKING_DAY=all`);
}

/** What is expected after a line. */
interface After {
  readonly ok: boolean;
  /** The client that the shell is in. */
  readonly in: string | null;
  /** Codes that were asked for since the shell was opened, or since another began. */
  readonly codes: number;
}

class Terminal {
  readonly shell: OpenShell;
  #lines = 0;

  constructor(
    private readonly kind: ShellKind,
    private readonly on: Ground,
    env: NodeJS.ProcessEnv = {},
  ) {
    this.shell = new OpenShell(kind, on.home, on.work, { ...on.env, ...env });
    open.add(this.shell);
  }

  async line(text: string, after: After): Promise<Ran> {
    const ran = await this.shell.run(text);
    const now: After = {
      ok: ran.status === 0,
      in: await this.on.clientOf(ran.env),
      codes: this.on.codes(),
    };
    expect(now, `${text}\n${ran.stderr}`).toEqual(after);
    expect(ran.env.DIVERST_CLIENT ?? null, text).toBe(after.in);
    return ran;
  }

  /** Lets the shell take over what diverst prints; what stands behind it on the line runs only if that succeeds. */
  async takes(words: string, after: After): Promise<Ran> {
    const mark = join(this.on.home, `reached-${this.kind.name}-${++this.#lines}`);
    const ran = await this.line(this.kind.andThen(this.kind.takes(words), `touch '${mark}'`), after);
    expect(existsSync(mark), `the next command after: diverst ${words}\n${ran.stderr}`).toBe(after.ok);
    return ran;
  }

  /** What Tab offers where a client is named. */
  async tab(after: After): Promise<void> {
    const { stdout } = await this.line(this.kind.completes('diverst client assume', clients), after);
    expect(stdout.split('\n').filter(Boolean)).toEqual([...clients]);
  }
}

describe.each(shellKinds.filter((kind) => kind.present && isWanted(kind)))('in $name', (kind) => {
  describe.each(modes)('with %s', (mode) => {
    it('one shell goes through all clients with one code, and is never in the wrong one', async () => {
      ground = await openGround(mode);
      const day = new Terminal(kind, ground);
      const nowhere = { ok: true, in: null, codes: 0 };
      await day.line('diverst client list', nowhere);
      await day.tab(nowhere);

      ground.typesCode('000000');
      await day.takes('client assume acme', { ok: false, in: null, codes: 1 });
      ground.typesCode('123456');
      const inAcme = { ok: true, in: 'acme', codes: 2 };
      const entered = await day.takes('client assume acme', inAcme);
      expect(entered.stderr).toMatch(/client acme: account \d{12}, region eu-central-1, valid until/);
      expect(entered.env).toMatchObject({ AWS_REGION: 'eu-central-1' });

      // The code is good for all that follows.
      await day.line('diverst client list', inAcme);
      await day.tab(inAcme);
      const other = await day.line('diverst client exec globex --force -- printenv DIVERST_CLIENT', inAcme);
      expect(other.stdout).toBe('globex\n');
      await day.line('diverst client exec globex -- printenv DIVERST_CLIENT', { ...inAcme, ok: false });
      await day.takes('client assume acme', inAcme);

      const inGlobex = { ...inAcme, in: 'globex' };
      await day.takes('client assume globex', inGlobex);
      const cached = await day.line('diverst client assume acme --format credential-process', inGlobex);
      const answer = JSON.parse(cached.stdout);
      expect(
        await ground.clientOf({
          AWS_ACCESS_KEY_ID: answer.AccessKeyId,
          AWS_SECRET_ACCESS_KEY: answer.SecretAccessKey,
          AWS_SESSION_TOKEN: answer.SessionToken,
        }),
      ).toBe('acme');
      expect(answer.AccessKeyId).toBe(entered.env.AWS_ACCESS_KEY_ID);

      // What fails leaves the shell in no client, and what stands behind it does not run.
      const out = { ok: false, in: null, codes: 2 };
      for (const words of [
        'client assume acmee',
        'client assume acme --duration 13h',
        'client assume acme --duratoin 1h',
        'client assume acme extra',
        'client assume acme --config nowhere.yaml',
      ]) {
        await day.takes('client assume globex', inGlobex);
        await day.takes(words, out);
      }
      // Longer than the role allows: AWS refuses what the code was spent on.
      await day.takes('client assume globex', inGlobex);
      await day.takes('client assume acme --duration 9h', { ...out, codes: 3 });

      if (mode === 'AWS profiles') {
        await day.takes('client assume globex', { ...inGlobex, codes: 3 });
        await ground.network(false);
        await day.takes('client assume acme', { ...inAcme, codes: 3 });
        await day.takes('client assume initech', { ...out, codes: 3 });
        await ground.network(true);
      }

      // Each way of leaving, and what it leaves.
      await day.takes('client assume acme', { ...inAcme, codes: 3 });
      await day.takes('client leave', { ok: true, in: null, codes: 3 });
      await day.takes('client assume acme', { ...inAcme, codes: 3 });
      await day.takes('client assume initech', { ...inAcme, in: 'initech', codes: 3 });
      await day.takes('client leave acme', { ok: true, in: 'initech', codes: 3 });
      await day.takes('client leave --mfa', { ok: true, in: null, codes: 3 });
      await day.takes('client assume globex', { ...inGlobex, codes: 3 });
      await day.takes('client assume acme', { ...inAcme, codes: 4 });
      await day.takes('client leave --all', { ok: true, in: null, codes: 4 });
      await day.takes('client assume acme', { ...inAcme, codes: 5 });
      await day.tab({ ...inAcme, codes: 5 });
    });

    it('two terminals work in two clients at once, with one code', async () => {
      ground = await openGround(mode);
      const [left, right] = [new Terminal(kind, ground), new Terminal(kind, ground)];
      await Promise.all([
        left.shell.run(kind.takes('client assume acme')),
        right.shell.run(kind.takes('client assume globex')),
      ]);
      const inAcme = { ok: true, in: 'acme', codes: 1 };
      const inGlobex = { ok: true, in: 'globex', codes: 1 };
      await left.line('true', inAcme);
      await right.line('true', inGlobex);
      // What one leaves the other keeps.
      const kept = await right.line('diverst client assume globex --format json', inGlobex);
      await left.takes('client leave', { ok: true, in: null, codes: 1 });
      const again = await right.line('diverst client assume globex --format json', inGlobex);
      expect(again.stdout).toBe(kept.stdout);
      await left.takes('client assume globex', inGlobex);
      await left.takes('client assume acme', inAcme);
    });
  });

  it('one shell goes between a client and an environment, and is in one of them at most', async () => {
    ground = await openGround('AWS profiles');
    const day = new OpenShell(kind, ground.home, ground.work, ground.env);
    open.add(day);
    const isIn = async (ran: Ran) => ({
      sts: await ground?.clientOf(ran.env),
      client: ran.env.DIVERST_CLIENT ?? null,
      environment: ran.env.DIVERST_ENVIRONMENT ?? null,
    });
    const inStaging = { sts: 'staging', client: null, environment: 'staging' };
    const inAcme = { sts: 'acme', client: 'acme', environment: null };
    const nowhere = { sts: null, client: null, environment: null };

    expect(await isIn(await day.run(kind.takes('env assume staging')))).toEqual(inStaging);
    expect(await isIn(await day.run(kind.takes('client assume acme')))).toEqual(inAcme);
    const { stdout } = await day.run(kind.completes('diverst env assume', environments));
    expect(stdout.split('\n').filter(Boolean)).toEqual([...environments]);
    expect(await isIn(await day.run(kind.takes('env assume staging')))).toEqual(inStaging);
    // A client's command does not run in an environment's shell.
    const other = await day.run('diverst client exec acme -- printenv DIVERST_CLIENT');
    expect([other.status === 0, other.stdout]).toEqual([false, '']);
    // The name of the other kind is no name of this one, and takes the shell out.
    expect(await isIn(await day.run(kind.takes('env assume acme')))).toEqual(nowhere);
    expect(await isIn(await day.run(kind.takes('env assume staging')))).toEqual(inStaging);
    expect(await isIn(await day.run(kind.takes('env leave')))).toEqual(nowhere);
    expect(ground.codes()).toBe(1);
  });

  it('what the shell had before a client is there after it', async () => {
    ground = await openGround('AWS profiles');
    const before = { AWS_PROFILE: 'ops', AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-2' };
    const day = new Terminal(kind, ground, before);
    const shell = day.shell;
    await shell.run('true');
    const acme = await shell.run(kind.takes('client assume acme'));
    expect(await ground.clientOf(acme.env)).toBe('acme');
    const globex = await shell.run(kind.takes('client assume globex'));
    expect(await ground.clientOf(globex.env)).toBe('globex');
    expect((await shell.run(kind.takes('client leave'))).env).toMatchObject(before);
    await shell.run(kind.takes('client assume acme'));
    const failed = await shell.run(kind.takes('client assume acmee'));
    expect(failed.status).not.toBe(0);
    expect(failed.env).toMatchObject(before);
    expect(await ground.clientOf(failed.env)).toBe('profile ops');
    expect(ground.codes()).toBe(1);
  });
});
