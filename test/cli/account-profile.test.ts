import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ProfileOptions, runProfile } from '../../src/cli/account/profile-run.ts';
import type { Globals } from '../../src/cli/globals.ts';
import { Failure } from '../../src/model/failure.ts';
import type { GrantedAccounts } from '../../src/model/granted-accounts.ts';
import { testedKinds } from '../support/account-kinds.ts';
import { testRun } from '../support/run.ts';

describe.each(testedKinds)('diverst $command:', (tested) => {
  let home: string;
  let file: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'diverst-profile-'));
    file = join(home, '.aws', 'config');
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  function granted(...names: readonly string[]): GrantedAccounts {
    return {
      identity: 'arn:aws:iam::999988887777:user/ann',
      groups: ['production'],
      accounts: names.map((name, index) => ({
        noun: tested.noun,
        name,
        accountId: `11112222333${index}`,
        roleArn: `arn:aws:iam::11112222333${index}:role/${tested.role.replace(tested.name, name)}`,
      })),
    };
  }

  interface Call {
    readonly globals?: Globals;
    readonly env?: NodeJS.ProcessEnv;
    readonly granted?: readonly string[];
    readonly cwd?: string;
  }

  async function profile(name: string | null, options: ProfileOptions = {}, call: Call = {}) {
    const { context, said } = testRun({
      globals: { profile: 'ops', ...call.globals },
      env: { HOME: home, ...call.env },
      cwd: call.cwd ?? home,
    });
    await runProfile(tested.noun, name, options, context, async () =>
      granted(...(call.granted ?? [tested.name, tested.other])),
    );
    return said;
  }

  async function failure(work: Promise<unknown>): Promise<Failure> {
    const error = await work.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    if (error instanceof Failure) return error;
    throw new Error(`no Failure but ${String(error)}`);
  }

  const line = `credential_process = diverst ${tested.command} assume ${tested.name} --format credential-process --no-input`;

  describe('printing', () => {
    it('prints the profile and writes nothing', async () => {
      const { out, err } = await profile(tested.name, {}, { env: { AWS_REGION: 'eu-west-1' } });
      expect(out).toBe(`[profile ${tested.name}]\n${line} --profile ops\nregion = eu-west-1\n`);
      expect(err).toBe('');
      expect(existsSync(file)).toBe(false);
    });

    it('prints one for each client that is granted', async () => {
      const { out } = await profile(null, { all: true }, { globals: { region: 'eu-central-1' } });
      expect(out.match(/^\[.*\]$/gm)).toEqual([`[profile ${tested.name}]`, `[profile ${tested.other}]`]);
      expect(out.match(/^region = eu-central-1$/gm)).toHaveLength(2);
    });

    it('gives JSON', async () => {
      const { out } = await profile(tested.name, {}, { globals: { json: true, region: 'us-east-1' } });
      expect(JSON.parse(out)).toEqual({
        file: null,
        changed: false,
        profiles: [
          {
            name: tested.name,
            accountId: '111122223330',
            roleArn: `arn:aws:iam::111122223330:role/${tested.role}`,
            credentialProcess: expect.stringContaining(`${tested.command} assume ${tested.name}`),
            region: 'us-east-1',
          },
        ],
        removed: [],
        sandbox: false,
      });
    });

    it('asks nobody where the role is named', async () => {
      const { context, said } = testRun({ env: { HOME: home }, cwd: home });
      const roleArn = `arn:aws:iam::111122223333:role/x/${tested.role}`;
      await runProfile(tested.noun, tested.name, { roleArn }, context, async () => {
        throw new Error('asked');
      });
      expect(said.out).toContain(` --role-arn ${roleArn}`);
    });
  });

  describe('the options of the line', () => {
    const words = async (call: Call) => {
      const { out } = await profile(tested.name, {}, call);
      return out.split('\n')[1]?.slice(line.length);
    };

    it('are those of this call, with paths that hold from any folder', async () => {
      writeFileSync(join(home, 'my config.yaml'), 'region: eu-west-1\n');
      const { out } = await profile(
        tested.name,
        {},
        {
          globals: {
            profile: 'my ops',
            region: 'us-east-1',
            config: 'my config.yaml',
            sandboxState: 'box.json',
          },
        },
      );
      expect(out).toBe(
        `[profile ${tested.name}]\n${line} --profile "my ops" --region us-east-1 --config "${home}/my config.yaml" --sandbox-state ${home}/box.json\nregion = us-east-1\nendpoint_url = http://127.0.0.1:7325\n`,
      );
    });

    it('name the configuration that was found, and leave its profile to it', async () => {
      writeFileSync(join(home, 'diverst.config.yaml'), 'region: eu-west-1\nprofiles: { ops: people }\n');
      const { context, said } = testRun({ env: { HOME: home, AWS_PROFILE: 'other' }, cwd: home });
      await runProfile(tested.noun, tested.name, {}, context, async () => granted(tested.name));
      expect(said.out).toBe(
        `[profile ${tested.name}]\n${line} --config ${home}/diverst.config.yaml\nregion = eu-west-1\n`,
      );
    });

    it.each<[string, NodeJS.ProcessEnv, string]>([
      ['the environment’s profile', { AWS_PROFILE: 'people' }, ' --profile people'],
      ['the default profile', {}, ' --profile default'],
      ['keys of the shell', { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE' }, ''],
      [
        'a profile before keys',
        { AWS_PROFILE: 'people', AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE' },
        ' --profile people',
      ],
      ['the sandbox', { DIVERST_SANDBOX: '1', AWS_PROFILE: 'people' }, ' --sandbox'],
      [
        'a sandbox of its own',
        { DIVERST_SANDBOX: '1', DIVERST_SANDBOX_STATE: '/s.json' },
        ' --sandbox-state /s.json',
      ],
    ])('say who signs: %s', async (_, env, expected) => {
      const { context, said } = testRun({ env: { HOME: home, ...env }, cwd: home });
      await runProfile(tested.noun, tested.name, {}, context, async () => granted(tested.name));
      expect(said.out.split('\n', 2)).toEqual([`[profile ${tested.name}]`, `${line}${expected}`]);
      expect(said.err.includes('access keys of this shell')).toBe(expected === '');
    });

    it('are refused where a reader of the file would change them', async () => {
      for (const bad of ['a"b', 'a$b', 'a#b', 'a\\b']) {
        const error = await failure(words({ globals: { profile: bad } }));
        expect(error.kind).toBe('usage');
        expect(error.text.why).toContain(bad[1]);
      }
    });
  });

  describe('the region', () => {
    it.each([
      [{ AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-2' }, 'eu-west-1'],
      [{ AWS_DEFAULT_REGION: 'eu-west-2' }, 'eu-west-2'],
      [{}, 'eu-west-3'],
    ])('with %j is the one that commands of this call work in: %s', async (env, region) => {
      mkdirSync(join(home, '.aws'));
      writeFileSync(file, '[profile ops]\nregion: eu-west-3\n[default]\nregion = eu-north-1\n');
      expect((await profile(tested.name, {}, { env })).out).toContain(`\nregion = ${region}\n`);
    });

    it('is asked for where there is none: AWS tools need one', async () => {
      const { out, err } = await profile(tested.name);
      expect(out).not.toContain('region');
      expect(err).toBe('! no region is configured, and AWS tools need a region: add --region REGION\n');
    });
  });

  describe('the program in the line', () => {
    it('is named by its whole path, unless the file cannot hold that', async () => {
      const command = async (folder: string) => {
        mkdirSync(join(home, folder));
        writeFileSync(join(home, folder, 'diverst'), '', { mode: 0o755 });
        const { out } = await profile(tested.name, {}, { env: { PATH: join(home, folder) } });
        return /^credential_process = (.*) (?:client|env) assume/m.exec(out)?.[1];
      };
      expect(await command('my bin')).toBe(`"${join(home, 'my bin', 'diverst')}"`);
      expect(await command('a$b')).toBe('diverst');
    });
  });

  describe('in the sandbox', () => {
    const sandbox = { DIVERST_SANDBOX: '1' };

    it('nothing is written to the file of real accounts', async () => {
      const error = await failure(profile(tested.name, { write: true }, { env: sandbox }));
      expect(error.kind).toBe('usage');
      expect(error.text.what).toBe(
        `cannot write the profile of a sandbox ${tested.noun} to your AWS configuration file`,
      );
      expect(existsSync(file)).toBe(false);
    });

    it.each([
      ['', 'http://127.0.0.1:7325'],
      ['http://127.0.0.1:4000', 'http://127.0.0.1:4000'],
      ['https://sts.amazonaws.com', 'http://127.0.0.1:7325'],
    ])('a file of its own leads to the served sandbox (AWS_ENDPOINT_URL=%s)', async (given, endpoint) => {
      const env = { ...sandbox, AWS_CONFIG_FILE: join(home, 'toy'), AWS_ENDPOINT_URL: given };
      const { out } = await profile(tested.name, { write: true }, { env });
      const written = readFileSync(join(home, 'toy'), 'utf8');
      expect(written).toContain(`\nregion = us-east-1\nendpoint_url = ${endpoint}\n`);
      expect(out).toContain('next  diverst sandbox serve');
    });
  });

  describe('writing', () => {
    it('refuses a file that is read-only', async () => {
      mkdirSync(join(home, '.aws'));
      writeFileSync(file, '[default]\n');
      chmodSync(file, 0o444);
      const error = await failure(profile(tested.name, { write: true }));
      expect(error.text.what).toBe(`cannot change ${file}: ${file} is read-only`);
      expect(error.text.fix?.[0]).toBe(
        `if you are allowed to change the file, make it writable: chmod u+w ${file}`,
      );
      expect(readFileSync(file, 'utf8')).toBe('[default]\n');
    });

    it('makes the file for its owner only, and says what to do next', async () => {
      const { out } = await profile(tested.name, { write: true });
      expect(readFileSync(file, 'utf8')).toContain(`\n[profile ${tested.name}]\n${line} --profile ops\n`);
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(out).toContain(`wrote profile ${tested.name} to ${file}`);
      expect(out).toContain(line);
      expect(out).toMatch(new RegExp(`next {2}aws sts get-caller-identity --profile ${tested.name}\n$`));
    });

    it('changes nothing the second time', async () => {
      await profile(null, { all: true, write: true });
      const before = statSync(file);
      const { out } = await profile(tested.name, { write: true });
      expect(out).toContain('is in');
      expect(statSync(file)).toMatchObject({ ino: before.ino, mtimeMs: before.mtimeMs });
      const { out: json } = await profile(tested.name, { write: true }, { globals: { json: true } });
      expect(JSON.parse(json)).toMatchObject({ file, changed: false });
    });

    it('writes to the file of the environment, or the one that is named', async () => {
      const other = join(home, 'other');
      await profile(tested.name, { write: true }, { env: { AWS_CONFIG_FILE: '~/other' } });
      expect(existsSync(other)).toBe(true);
      const { out } = await profile(tested.name, { write: true, file: 'third config' });
      expect(readFileSync(join(home, 'third config'), 'utf8')).toBe(readFileSync(other, 'utf8'));
      expect(out).toContain(
        `AWS_CONFIG_FILE='${home}/third config' aws sts get-caller-identity --profile ${tested.name}`,
      );
      expect(existsSync(file)).toBe(false);
    });

    it('leaves all else as it is, mode and bytes', async () => {
      mkdirSync(join(home, '.aws'));
      const own = Buffer.from('\xef\xbb\xbf[default]\r\n# \xff\xe9\r\nregion = x', 'latin1');
      writeFileSync(file, own);
      chmodSync(file, 0o644);
      await profile(tested.name, { write: true }, { globals: { profile: 'é' } });
      const written = readFileSync(file);
      expect(written.subarray(0, own.length)).toEqual(own);
      expect(written.toString('utf8')).toContain('--profile "é"\r\n');
      expect(statSync(file).mode & 0o777).toBe(0o644);
      await profile(tested.name, { remove: true });
      expect(readFileSync(file)).toEqual(own);
    });

    it('refuses a profile of that name, with its line, and writes none of the others', async () => {
      mkdirSync(join(home, '.aws'));
      const own = `[default]\n\n[profile ${tested.other}]\nregion = x\n`;
      writeFileSync(file, own);
      const error = await failure(profile(null, { all: true, write: true }));
      expect(error.kind).toBe('failed');
      expect(error.text.what).toContain(`[profile ${tested.other}] in line 3`);
      expect(readFileSync(file, 'utf8')).toBe(own);
    });

    it.each([
      ['damaged markers', `# diverst: begin\n[profile ${tested.name}]\n`, 'line 1', 1],
      ['UTF-16', Buffer.from('[default]\n', 'utf16le'), 'not text', 2],
    ])('refuses %s', async (_, content, says, fixes) => {
      mkdirSync(join(home, '.aws'));
      writeFileSync(file, content);
      for (const options of [{ write: true }, { remove: true }]) {
        const error = await failure(profile(tested.name, options));
        expect(error.text.what).toContain(says);
        expect(error.text.fix).toHaveLength(fixes);
      }
      expect(readFileSync(file)).toEqual(Buffer.from(content));
    });

    it('says which file cannot be changed', async () => {
      mkdirSync(file, { recursive: true });
      const error = await failure(profile(tested.name, { write: true }));
      expect(error.text.what).toBe(`cannot change ${file}`);
    });

    it('warns of keys of that name, and of profiles that nothing grants any more', async () => {
      await profile(null, { all: true, write: true });
      writeFileSync(join(home, '.aws', 'credentials'), `[${tested.name}]\naws_access_key_id = AKIAEXAMPLE\n`);
      const { err } = await profile(null, { all: true, write: true }, { granted: [tested.name] });
      expect(err).toContain(`most tools prefer [${tested.name}] in the AWS credentials file`);
      expect(err).toContain(`diverst ${tested.command} profile ${tested.other} --remove`);
      expect(err).not.toContain('AKIAEXAMPLE');
    });
  });

  describe('removing', () => {
    it('takes out one, then all, without asking AWS', async () => {
      await profile(null, { all: true, write: true }, { granted: [tested.name, tested.other, 'initech'] });
      const remove = async (name: string | null, options: ProfileOptions) => {
        const { context, said } = testRun({ globals: { json: true }, env: { HOME: home }, cwd: home });
        await runProfile(tested.noun, name, { ...options, remove: true }, context, async () => {
          throw new Error('asked');
        });
        return JSON.parse(said.out);
      };
      expect(await remove(tested.other, {})).toEqual({
        file,
        changed: true,
        profiles: [],
        removed: [tested.other],
        sandbox: false,
      });
      expect(readFileSync(file, 'utf8')).toContain('[profile initech]');
      expect(await remove(null, { all: true })).toMatchObject({ removed: [tested.name, 'initech'] });
      expect(readFileSync(file, 'utf8')).toBe('');
      expect(await remove(tested.name, {})).toMatchObject({ changed: false, removed: [] });
    });
  });

  describe('what is refused', () => {
    it.each<[string, string | null, ProfileOptions, string]>([
      ['no client', null, {}, `diverst ${tested.command} profile needs the name of`],
      [`${tested.a} and --all`, tested.name, { all: true }, `${tested.a} and --all`],
      ['--write with --remove', tested.name, { write: true, remove: true }, '--write and --remove'],
      ['--file alone', tested.name, { file: 'x' }, '--file'],
      [
        '--role-arn with --all',
        null,
        { all: true, roleArn: 'arn:aws:iam::111122223333:role/x' },
        '--role-arn',
      ],
      [
        'another ARN',
        tested.name,
        { roleArn: 'arn:aws:iam::111122223333:user/x' },
        'is not the ARN of a role',
      ],
      ['no client name', 'Acme Inc', {}, `is not ${tested.a} name`],
      ['no client name to remove', '../x', { remove: true }, `is not ${tested.a} name`],
      ['the default profile', 'default', {}, 'AWS tools would use the profile by default'],
      ['the profile that signs', 'ops', {}, 'would run itself without end'],
    ])('%s', async (_, name, options, says) => {
      const error = await failure(profile(name, options, { granted: [tested.name, 'default', 'ops'] }));
      expect(error.kind).toBe('usage');
      expect(error.message).toContain(says);
      expect(existsSync(file)).toBe(false);
    });

    it('a client that no group grants, with the nearest name', async () => {
      const error = await failure(profile(`${tested.name}e`, { write: true }));
      expect(error.text.fix?.[0]).toBe(`did you mean ${tested.name}?`);
    });

    it('a region that is none', async () => {
      const error = await failure(profile(tested.name, {}, { globals: { region: 'x\n[profile evil]' } }));
      expect(error.kind).toBe('usage');
    });

    it('of a client with several roles waits for the one that is meant; with --all it is left out, and said', async () => {
      const twice = { granted: [tested.name, tested.name, tested.other] };
      const { text } = await failure(profile(tested.name, {}, twice));
      expect(text.what).toContain(
        `cannot choose a role for ${tested.noun} ${tested.name}: the policies of your groups name 2 roles: arn:aws:iam::111122223330:role/`,
      );
      const { out, err } = await profile(null, { all: true }, twice);
      expect(out).toContain(`[profile ${tested.other}]`);
      expect(out).not.toContain(`[profile ${tested.name}]`);
      expect(err).toContain(
        `${tested.noun} ${tested.name} is left out: you have access to several of its roles`,
      );
    });

    it('with --all what is left out is said', async () => {
      const { out, err } = await profile(null, { all: true }, { granted: [tested.name, 'default', 'ops'] });
      expect(out.match(/^\[.*\]$/gm)).toEqual([`[profile ${tested.name}]`]);
      expect(err).toContain(`${tested.noun} default is left out`);
      expect(err).toContain(`${tested.noun} ops is left out`);
      const error = await failure(profile(null, { all: true }, { granted: [] }));
      expect(error.text.what).toContain('user/ann');
    });
  });
});
