import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { firstPassword } from '../../src/cli/user/first-password.ts';
import { type Paint, plain } from '../../src/views/paint.ts';
import { type CliResult, jsonOf, mutations, runCli, testOrganization } from '../support/cli.ts';
import { iamOf } from '../support/state.ts';

const production = ['user', 'add', 'kim', '--group', 'production'];

interface Added {
  readonly created: boolean;
  readonly signIn: string;
  readonly password: string | null;
  readonly changes: readonly { readonly kind: string; readonly status: string }[];
}

const statuses = (result: CliResult) => jsonOf<Added>(result).changes.map(({ status }) => status);
const saidPassword = ({ stderr }: CliResult) => /shown only this once: (\S+)/.exec(stderr)?.[1] ?? '';

describe('user add', () => {
  it('makes a user in the groups, with a password that has to be changed, and prints what to send', async () => {
    const organization = testOrganization();
    const result = await runCli(organization, [...production, '--yes']);
    expect(result).toMatchObject({ code: 0, asked: [] });
    const ops = iamOf(organization.sandbox.state(), 'Ops');
    expect(ops.users.kim).toMatchObject({
      hasPassword: true,
      passwordResetRequired: true,
      tags: { 'diverst:managed-by': 'diverst' },
    });
    for (const group of ['people', 'production']) expect(ops.groups[group]?.members).toContain('kim');
    expect(mutations(organization.sandbox)).toEqual([
      'iam:CreateUser',
      'iam:AddUserToGroup',
      'iam:AddUserToGroup',
      'iam:CreateLoginProfile',
    ]);
    for (const line of [
      /https:\/\/\d{12}\.signin\.aws\.amazon\.com\/console\n/,
      / {2}user name {2}kim\n/,
      /give the device exactly the name of your user, kim\.\n/,
      / {5}\[profile ops\]\n {5}region = us-east-1\n/,
      / {5}aws login --profile ops\n/,
      / {5}diverst client list --profile ops\n/,
      / {5}diverst client exec NAME --profile ops -- aws sts get-caller-identity\n$/,
    ])
      expect(result.stdout).toMatch(line);
    for (const line of result.stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
  });

  it('names no file of this computer, and the file of the company where there is one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'diverst-user-'));
    const config = join(folder, 'admin.yaml');
    writeFileSync(config, 'client: { role: { requireMfa: true } }\n');
    const result = await runCli(testOrganization(), [
      ...production,
      '--yes',
      '--config',
      config,
      '--sandbox',
    ]);
    await rm(folder, { recursive: true });
    expect(result.stdout).not.toContain(folder);
    expect(result.stdout).toContain('Ask for the file diverst.config.yaml of your company');
    expect(result.stdout).toMatch(/\n {5}diverst client list --profile ops --sandbox\n/);
    expect(result.stderr).toMatch(
      `If the password is lost, set a new one:\n  diverst --config ${config} --sandbox user add kim --new-password\n`,
    );
  });

  it('names the commands for what the person has access to', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'diverst-user-'));
    const config = join(folder, 'test.yaml');
    writeFileSync(config, 'environment: { accounts: [staging] }\n');
    const organization = testOrganization();
    const add = (...words: readonly string[]) =>
      runCli(organization, ['user', 'add', 'kim', '--yes', '--config', config, ...words]);
    const first = await add('--group', 'environments');
    expect(first.stdout).toContain('diverst env list --profile ops\n');
    expect(first.stdout).toContain('6. Replace NAME, and run a command in the account of an environment:\n');
    expect(first.stdout).not.toContain('diverst client');
    await add('--group', 'production');
    const again = await add('--new-password');
    expect(again.stdout).toContain('in groups people, environments, production\n');
    for (const command of ['env list', 'client list', 'env exec NAME', 'client exec NAME'])
      expect(again.stdout).toContain(`     diverst ${command} --profile ops`);
    await rm(folder, { recursive: true });
  });

  it('keeps its colours', async () => {
    const paint: Paint = { ...plain, good: (text) => `\u001b[32m${text}\u001b[39m` };
    const { stdout } = await runCli(testOrganization(), [...production, '--yes'], { paint });
    expect(stdout).toMatch(/^\u001b\[32m✓ done:\u001b\[39m user kim in Ops/);
  });

  it('shows the password once: after all else on stderr, in nothing that is sent, recorded or traced', async () => {
    const organization = testOrganization();
    const result = await runCli(organization, [...production, '--yes', '--debug']);
    const password = saidPassword(result);
    expect(password).toMatch(/^\S{20}$/);
    expect(result.stderr.split(password)).toHaveLength(2);
    expect(result.stderr.indexOf('read everything again: done')).toBeLessThan(
      result.stderr.indexOf(password),
    );
    expect(result.stdout).not.toContain(password);
    expect(JSON.stringify(organization.sandbox.state())).not.toContain(password);
    const again = await runCli(organization, [...production, '--yes']);
    expect(again).toMatchObject({ code: 0 });
    expect(again.stderr).not.toContain('shown only this once');
  });

  it('gives it to a script as a field, and says it nowhere else', async () => {
    const organization = testOrganization();
    const result = await runCli(organization, [...production, '--yes', '--json']);
    const added = jsonOf<Added>(result);
    expect(added).toMatchObject({ created: true, password: expect.stringMatching(/^\S{20}$/) });
    expect(added.signIn).toMatch(/^https:\/\/\d{12}\.signin\.aws\.amazon\.com\/console$/);
    expect(result.stderr).not.toContain(added.password);
  });

  it('fits the password policy of the account', async () => {
    const organization = testOrganization();
    organization.sandbox.edit((state) => {
      iamOf(state, 'Ops').passwordPolicy = {
        minimumLength: 40,
        symbols: true,
        numbers: true,
        uppercase: true,
        lowercase: true,
        usersMayChange: true,
      };
    });
    const result = await runCli(organization, [...production, '--yes', '--json']);
    expect(jsonOf<Added>(result).password).toHaveLength(40);
  });

  it('does what is missing only, and leaves a password alone unless another one is asked for', async () => {
    const organization = testOrganization();
    await runCli(organization, ['user', 'add', 'kim', '--yes']);
    const more = await runCli(organization, [...production, '--yes', '--json']);
    expect(statuses(more)).toEqual(['unchanged', 'unchanged', 'applied', 'unchanged']);
    expect(jsonOf<Added>(more).password).toBeNull();
    expect(more.stderr).toContain('to replace it, add --new-password');
    const sealed = () => iamOf(organization.sandbox.state(), 'Ops').users.kim?.passwordSeals;
    const before = sealed();
    const renewed = await runCli(organization, ['user', 'add', 'kim', '--new-password', '--yes']);
    expect(saidPassword(renewed)).toMatch(/^\S{20}$/);
    expect(sealed()).not.toEqual(before);
  });

  it('changes nothing with --dry-run, and nothing where the answer is no', async () => {
    const organization = testOrganization();
    const dry = await runCli(organization, [...production, '--dry-run', '--json']);
    expect(statuses(dry)).toEqual(['planned', 'planned', 'planned', 'planned']);
    expect(jsonOf<Added>(dry).password).toBeNull();
    const declined = await runCli(organization, production, { answer: false });
    expect(declined).toMatchObject({ code: 4, asked: ['Set up user kim?'] });
    expect(mutations(organization.sandbox)).toEqual([]);
  });

  it('says that a person without a group of accounts has access to no client', async () => {
    const organization = testOrganization();
    const { stderr } = await runCli(organization, ['user', 'add', 'kim', '--dry-run']);
    expect(stderr).not.toContain('--group production');
    const { stdout } = await runCli(organization, ['user', 'add', 'kim', '--dry-run']);
    expect(stdout).toContain(
      'will have access to no client; to give access to every client, add --group production',
    );
  });

  it.each([
    [['user', 'add', 'k'], 'cannot add a user with the name'],
    [['user', 'add', 'kim lee'], 'cannot add a user with the name'],
    [['user', 'add', `k${'i'.repeat(64)}`], 'cannot add a user with the name'],
    [['user', 'add', 'kim', '--group', 'admin'], 'cannot add a user to the group admin'],
    [['user', 'add', 'kim', '--confirm', 'kin'], 'cannot add the user kim: --confirm names kin'],
  ])('refuses %j before anything is read', async (argv, what) => {
    const organization = testOrganization();
    const result = await runCli(organization, [...argv, '--yes']);
    expect(result).toMatchObject({ code: 64, stdout: '' });
    expect(result.stderr).toContain(what);
    expect(organization.sandbox.calls).toEqual([]);
  });

  it('refuses a group that is missing, and a user whose name is written otherwise', async () => {
    const organization = testOrganization();
    organization.sandbox.edit((state) => {
      delete iamOf(state, 'Ops').groups.people;
    });
    const missing = await runCli(organization, [...production, '--yes']);
    expect(missing.code).toBe(1);
    expect(missing.stderr).toContain('has no IAM group people');
    expect(missing.stderr).toContain('diverst org init');

    const other = testOrganization();
    await runCli(other, ['user', 'add', 'Kim', '--yes']);
    const result = await runCli(other, ['user', 'add', 'kim', '--yes']);
    expect(result.code).toBe(1);
    expect(result.stderr).toContain('the name of the user is Kim, not kim');
  });

  it('adds nobody where people come from elsewhere', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'diverst-people-'));
    const file = join(folder, 'config.json');
    writeFileSync(file, '{"people": false}');
    const organization = testOrganization();
    const result = await runCli(organization, [...production, '--yes', '--config', file]);
    await rm(folder, { recursive: true });
    expect(result.code).toBe(64);
    expect(result.stderr).toContain('people: false');
    expect(mutations(organization.sandbox)).toEqual([]);
  });

  it('locks nobody out who works by an access key alone, unless that is agreed to by name', async () => {
    const organization = testOrganization();
    // The sandbox's own person in Ops has an access key and no MFA device.
    const user = Object.values(iamOf(organization.sandbox.state(), 'Ops').users)[0]?.name ?? '';
    const add = ['user', 'add', user, '--group', 'production'];
    const refused = await runCli(organization, [...add, '--yes']);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(`add --confirm ${user}`);
    const mistyped = await runCli(organization, add, { typed: 'yes' });
    expect(mistyped.code).toBe(4);
    expect(mutations(organization.sandbox)).toEqual([]);
    expect((await runCli(organization, [...add, '--yes', '--confirm', user])).code).toBe(0);
    const typed = testOrganization();
    expect((await runCli(typed, add, { typed: user })).code).toBe(0);
  });

  it('takes no password of another run for its own', async () => {
    const organization = testOrganization();
    await runCli(organization, ['user', 'add', 'kim', '--yes']);
    organization.sandbox.edit((state) => {
      const kim = iamOf(state, 'Ops').users.kim;
      if (kim) Object.assign(kim, { hasPassword: false });
    });
    const result = await runCli(organization, ['user', 'add', 'kim'], {
      answer: true,
      whileAsked: () =>
        organization.sandbox.edit((state) => {
          const kim = iamOf(state, 'Ops').users.kim;
          if (kim) Object.assign(kim, { hasPassword: true });
        }),
    });
    expect(result.code).toBe(1);
    expect(result.stderr).toContain('the user has a password now');
    expect(saidPassword(result)).toBe('');
  });
});

describe('a first password', () => {
  it('holds what any password policy demands, at its least length', () => {
    for (const least of [null, 6, 128])
      for (let time = 0; time < 200; time += 1) {
        const password = firstPassword(least);
        expect(password).toHaveLength(least === 128 ? 128 : 20);
        for (const kind of [/[A-Z]/, /[a-z]/, /[0-9]/, /[-_=+@%]/]) expect(password).toMatch(kind);
        expect(password).toMatch(/^[\w=+@%-]+$/);
      }
  });

  it('is another one each time', () => {
    expect(new Set(Array.from({ length: 200 }, () => firstPassword(null))).size).toBe(200);
  });
});
