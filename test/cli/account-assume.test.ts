import {
  chmodSync,
  chownSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keptText } from '../../src/credentials/checksummed-json.ts';
import type { AccountSession } from '../../src/credentials/session.ts';
import type { SandboxState } from '../../src/sandbox/state.ts';
import { type ListedClients, testedKinds } from '../support/account-kinds.ts';
import {
  type CliOptions,
  type CliResult,
  jsonOf,
  runCli,
  type TestOrganization,
  testOrganization,
} from '../support/cli.ts';
import { environmentIn } from '../support/environments.ts';
import { madeClients } from '../support/made-clients.ts';
import { idOf, opsOf } from '../support/state.ts';

let folder: string;
let organization: TestOrganization;
/** Where the sessions of this test's sandbox are kept. */
let sessions: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'diverst-assume-'));
  sessions = join(folder, 'state.json.sessions');
  organization = await madeClients({ rates: false });
  environmentIn(organization, 'staging', 'tools');
  organization.clock.advance(120_000);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function diverst(...argv: readonly string[]): Promise<CliResult> {
  return run(argv);
}

function run(argv: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const env = { DIVERST_SANDBOX_STATE: join(folder, 'state.json'), ...options.env };
  return runCli(organization, argv, { cwd: folder, ...options, env });
}

const assumes = () => organization.sandbox.calls.filter(({ operation }) => operation === 'AssumeRole').length;

function keysOf({ accessKeyId, secretAccessKey, sessionToken }: AccountSession) {
  return { accessKeyId, secretAccessKey, sessionToken };
}

function sts(session: AccountSession): STSClient {
  const { region, requestHandler } = organization.sandbox;
  return new STSClient({ region, requestHandler, credentials: keysOf(session) });
}

/** A configuration that names the environments, for admins. */
function config(): string {
  const file = join(folder, 'environments.yaml');
  writeFileSync(file, 'environment: { accounts: [staging, tools] }');
  return file;
}

describe.each(testedKinds)('diverst $command:', (kind) => {
  const { noun, command, name, other, role, otherRole, group, variable, sessionTag } = kind;

  const assume = (...more: readonly string[]) =>
    diverst(command, 'assume', name, '--format', 'json', ...more);

  /** The group that grants accounts of the kind. */
  function granting(state: SandboxState) {
    const found = opsOf(state).iam.groups[group];
    if (found === undefined) throw new Error(`Ops has no group ${group}`);
    return found;
  }

  describe('assume', () => {
    it('gives credentials of the account’s role, named after the user, with source identity and tags', async () => {
      const session = jsonOf<AccountSession>(await assume('--reason', 'ticket #42'));
      const { Account, Arn } = await sts(session).send(new GetCallerIdentityCommand({}));
      expect(Account).toBe(session.accountId);
      expect(Arn).toBe(`arn:aws:sts::${session.accountId}:assumed-role/${role}/ops-user`);
      const { input } =
        organization.sandbox.calls.findLast(({ operation }) => operation === 'AssumeRole') ?? {};
      expect(input).toMatchObject({
        SourceIdentity: 'ops-user',
        DurationSeconds: 3600,
        Tags: [
          { Key: sessionTag, Value: name },
          { Key: 'Reason', Value: 'ticket  42' },
        ],
      });
    });

    it('shows what stands in the environment without letting it act on the terminal', async () => {
      const env = { [variable]: `${other}\u001b[2J` };
      const { stderr } = await run([command, 'assume', name], { env });
      expect(stderr).toContain(`; this shell was in ${noun} ${other}\\u001b[2J\n`);
    });

    it('on a terminal says how the shell reads the lines, with the options of this run', async () => {
      const options = ['--read-only', '--reason', "kim's ticket", '--region', 'eu-west-1', '--sandbox'];
      const { stderr } = await run([command, 'assume', name, ...options], { outIsTerminal: true });
      const line = `diverst ${command} assume ${name} --read-only --reason 'kim'\\''s ticket' --region eu-west-1 --sandbox`;
      expect(stderr).toContain(`\n#   eval "$(${line})"\n`);
      const fish = await run([command, 'assume', name, '-f', 'fish'], { outIsTerminal: true });
      expect(fish.stderr).toContain(`\n#   diverst ${command} assume ${name} | source\n`);
    });

    it.each([
      [{}, 'GITHUB_ENV is not set'],
      [
        { GITHUB_ENV: '/nonexistent/file' },
        'cannot write to the file that GITHUB_ENV names, /nonexistent/file',
      ],
    ])('--format github outside of a job names the variable and the fix: %j', async (env, what) => {
      const { code, stderr } = await run([command, 'assume', name, '--format', 'github'], { env });
      expect(code).not.toBe(0);
      expect(stderr).toContain(what);
      expect(stderr).toContain('fix: run the command in a step of a GitHub Actions job');
      if (!('GITHUB_ENV' in env)) expect(assumes()).toBe(0);
    });

    it('with those credentials nothing in another account can be reached', async () => {
      const session = jsonOf<AccountSession>(await assume());
      const second = jsonOf<AccountSession>(await diverst(command, 'assume', other, '--format', 'json'));
      const { ops } = opsOf(organization.sandbox.state());
      for (const arn of [
        second.roleArn,
        `arn:aws:iam::${second.accountId}:role/OrganizationAccountAccessRole`,
        `arn:aws:iam::${ops.id}:role/OrganizationAccountAccessRole`,
      ]) {
        const call = sts(session).send(new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: 'try' }));
        await expect(call).rejects.toMatchObject({ name: 'AccessDenied' });
      }
    });

    it('continues without source identity or tags where the role does not allow them, and says so', async () => {
      organization.sandbox.edit((state) => {
        for (const iam of Object.values(state.iam)) {
          const own = iam.roles[role];
          if (own)
            own.trust = {
              ...own.trust,
              document: own.trust.document.replace(',"sts:SetSourceIdentity","sts:TagSession"', ''),
            };
        }
      });
      const result = await assume();
      expect(result.code).toBe(0);
      expect(result.stderr).toContain('without a source identity');
      expect(result.stderr).toContain('without session tags');
    });

    it('--read-only gives a session that can only read', async () => {
      const session = jsonOf<AccountSession>(await assume('--read-only'));
      const { IAMClient, CreateUserCommand, ListRolesCommand } = await import('@aws-sdk/client-iam');
      const { region, requestHandler } = organization.sandbox;
      const iam = new IAMClient({ region, requestHandler, credentials: keysOf(session) });
      expect((await iam.send(new ListRolesCommand({}))).Roles?.length).toBeGreaterThan(0);
      await expect(iam.send(new CreateUserCommand({ UserName: 'x' }))).rejects.toMatchObject({
        name: 'AccessDenied',
      });
    });
  });

  describe('who may not', () => {
    it('an account that no group grants: the nearest names and the full list', async () => {
      const { code, stderr } = await diverst(command, 'assume', `${name}e`);
      expect(code).toBe(1);
      expect(stderr).toContain(`Your groups give you access to: ${name}, ${other}.`);
      expect(stderr).toContain(`did you mean ${name}?`);
    });

    it('an Ops user outside the group is told so', async () => {
      organization.sandbox.edit((state) => {
        for (const one of Object.values(opsOf(state).iam.groups)) one.members = [];
        const user = opsOf(state).iam.users['ops-user'];
        if (user) user.attached = ['arn:aws:iam::aws:policy/ReadOnlyAccess'];
      });
      const { code, stderr } = await assume();
      expect(code).toBe(1);
      expect(stderr).toContain('You are in no group.');
      expect(stderr).toContain(
        `if you need access to every ${noun}, ask an admin to add you to the group ${group} in Ops`,
      );
    });

    it('an Ops user in other groups only is told which one is missing', async () => {
      organization.sandbox.edit((state) => {
        const { iam } = opsOf(state);
        const granted = granting(state);
        iam.groups.people = { ...granted, name: 'people', id: 'AGPAPEOPLE', inline: {}, attached: [] };
        for (const one of Object.values(iam.groups)) one.members = [];
        iam.groups.people.members = ['ops-user'];
        const user = iam.users['ops-user'];
        if (user) user.attached = ['arn:aws:iam::aws:policy/ReadOnlyAccess'];
      });
      const { code, stderr } = await assume();
      expect(code).toBe(1);
      expect(stderr).toContain(`You are in the group people, and not in the group ${group}.`);
      expect(stderr).toContain(
        `if you need access to every ${noun}, ask an admin to add you to the group ${group} in Ops`,
      );
    });

    it('an Ops user outside the group who names the role is denied by AWS, and told why', async () => {
      organization.sandbox.edit((state) => {
        granting(state).members = [];
      });
      const accountId = idOf(organization.sandbox.state(), name);
      const { code, stderr } = await assume('--role-arn', `arn:aws:iam::${accountId}:role/${role}`);
      expect(code).toBe(1);
      expect(stderr).toContain('AWS denied arn:aws:iam::');
      expect(stderr).toContain('diverst does not know whether your groups grant the role');
    });

    it('a user of the management account is shown the emergency way', async () => {
      const { code, stderr } = await assume('--profile', 'management');
      expect(code).toBe(1);
      expect(stderr).toContain('You are in the group admin, as the users of the management account are.');
      expect(stderr).toContain(`Your groups give you access to no ${noun}.`);
      expect(stderr).toContain('use the profile of your IAM user in Ops: add --profile NAME');
      expect(stderr).not.toContain('add you to the group');
      expect(stderr).toContain('--break-glass');
    });

    it.each([name, other])('credentials of %s are distinguished from those of a person', async (account) => {
      const session = jsonOf<AccountSession>(await diverst(command, 'assume', account, '--format', 'json'));
      const openConnection: CliOptions['openConnection'] = async () => {
        const { region, requestHandler } = organization.sandbox;
        return { profile: 'env', transport: { credentials: keysOf(session), region, requestHandler } };
      };
      const { code, stderr } = await run([command, 'assume', name, '--no-cache', '--config', config()], {
        openConnection,
      });
      expect(code).toBe(1);
      expect(stderr).toContain(
        `you cannot work in another account: your credentials belong to ${noun} ${account}`,
      );
      expect(stderr).toContain(`diverst ${command} leave`);
    });

    it('a role that does not trust Ops any more is distinguished from a missing grant', async () => {
      organization.sandbox.edit((state) => {
        for (const iam of Object.values(state.iam)) delete iam.roles[role];
      });
      const { code, stderr } = await assume();
      expect(code).toBe(1);
      expect(stderr).toContain('Your groups grant the role, so the cause is in the account');
    });

    it('whoever may not read the groups is shown --role-arn', async () => {
      organization.sandbox.edit((state) => {
        for (const one of Object.values(opsOf(state).iam.groups)) delete one.inline['read-own-access'];
      });
      const { code, stderr } = await assume();
      expect(code).toBe(1);
      expect(stderr).toContain('cannot read what your groups grant');
      expect(stderr).toContain('--role-arn');
    });

    it('no name, and nobody to ask: usage', async () => {
      const { code, stderr } = await diverst(command, 'assume');
      expect(code).toBe(64);
      expect(stderr).toContain(`You have access to: ${name}, ${other}.`);
      const picked = await run([command, 'assume', '--format', 'json'], { answer: true });
      expect(jsonOf(picked)).toMatchObject({ [noun]: name });
    });

    it.each([
      [['--duration', '10m'], '--duration "10m"'],
      [['--duration', '13h'], '--duration "13h"'],
      [['--min-ttl', 'x'], '--min-ttl "x"'],
      [['--role-arn', name], 'is not the ARN of a role'],
      [['--break-glass'], 'cannot use --break-glass without a reason'],
      [['--break-glass', '--reason', ' '], 'cannot use --break-glass without a reason'],
      [
        ['--role-arn', `arn:aws:iam::111122223333:role/${otherRole}`],
        `names the role of ${noun} ${other}, not of ${name}`,
      ],
      [
        ['--role-arn', 'arn:aws:iam::111122223333:role/OrganizationAccountAccessRole'],
        'the role for emergencies',
      ],
    ])('%j is refused', async (words, says) => {
      const { code, stderr, stdout } = await diverst(command, 'assume', name, '--format', 'json', ...words);
      expect(code).toBe(64);
      expect(stderr).toContain(says);
      expect(JSON.parse(stdout)).toMatchObject({ error: { kind: 'usage', exitCode: 64 } });
    });
  });

  describe('what AWS does not answer', () => {
    it('ends within the minute that tools give a credential_process', async () => {
      organization.sandbox.faults.add({ fault: { kind: 'noReply', when: 'before' }, times: 10_000 });
      const begun = organization.clock.now();
      expect((await assume('--no-cache')).code).toBe(1);
      expect(organization.clock.now() - begun).toBeLessThan(55_000);
    });

    it('names both roles where two accounts of one name are granted', async () => {
      organization.sandbox.edit((state) => {
        const granted = granting(state);
        const one = granted.inline[`assume-${role}`];
        if (one)
          granted.inline.second = { ...one, document: one.document.replace(/::\d{12}:/, '::999999999999:') };
      });
      const { code, stderr } = await assume();
      expect(code).toBe(1);
      expect(stderr).toContain(
        `cannot choose a role for ${noun} ${name}: the policies of your groups name 2 roles: arn:aws:iam::`,
      );
    });
  });

  describe('break glass', () => {
    it('goes from the management account through the access role, and its session name says so', async () => {
      const result = await assume(
        ...['--break-glass', '--reason', 'Ops is down', '--profile', 'management', '--config', config()],
      );
      expect(result.stderr).toContain('break glass');
      const session = jsonOf<AccountSession>(result);
      const { Arn } = await sts(session).send(new GetCallerIdentityCommand({}));
      expect(Arn).toBe(
        `arn:aws:sts::${session.accountId}:assumed-role/OrganizationAccountAccessRole/break-glass-management-admin-Ops-is-down`,
      );
    });
  });

  describe('the cache', () => {
    it('answers the next call without AWS, while --min-ttl is left', async () => {
      const first = jsonOf<AccountSession>(await assume());
      const calls = organization.sandbox.calls.length;
      expect(jsonOf<AccountSession>(await assume())).toEqual(first);
      expect(organization.sandbox.calls.length).toBe(calls);
      organization.clock.advance(46 * 60_000);
      expect(jsonOf<AccountSession>(await assume('--min-ttl', '5m'))).toEqual(first);
      expect(jsonOf<AccountSession>(await assume()).accessKeyId).not.toBe(first.accessKeyId);
    });

    it('keeps what a thousand grants give', async () => {
      await assume();
      const file = readdirSync(sessions).find((one) => one.startsWith('grants-')) ?? '';
      const { sum: _, ...entry } = JSON.parse(readFileSync(join(sessions, file), 'utf8'));
      const more = Array.from({ length: 1_000 }, (_, index) => ({
        noun: 'client',
        name: `client-${index}`,
        accountId: '111122223333',
        roleArn: `arn:aws:iam::111122223333:role/client-${index}-production`,
      }));
      const granted = { ...entry.granted, accounts: [...entry.granted.accounts, ...more] };
      writeFileSync(join(sessions, file), keptText({ ...entry, granted }));
      const calls = organization.sandbox.calls.length;
      await assume('--duration', '30m');
      expect(organization.sandbox.calls.slice(calls).map(({ operation }) => operation)).toEqual([
        'AssumeRole',
      ]);
    });

    it('needs no discovery for another session of a known account', async () => {
      await assume();
      const calls = organization.sandbox.calls.length;
      await assume('--duration', '30m');
      expect(organization.sandbox.calls.slice(calls).map(({ operation }) => operation)).toEqual([
        'AssumeRole',
      ]);
    });

    it('keeps options that matter apart, and --no-cache out', async () => {
      const plain = jsonOf<AccountSession>(await assume());
      expect(jsonOf<AccountSession>(await assume('--read-only')).accessKeyId).not.toBe(plain.accessKeyId);
      const before = assumes();
      await assume('--no-cache');
      expect(assumes()).toBe(before + 1);
    });

    it('is private: 0600 in 0700', async () => {
      await assume();
      expect(statSync(sessions).mode & 0o777).toBe(0o700);
      for (const one of readdirSync(sessions)) expect(statSync(join(sessions, one)).mode & 0o777).toBe(0o600);
    });

    it('drops a grant that was taken away', async () => {
      await assume();
      organization.sandbox.edit((state) => {
        delete granting(state).inline[`assume-${role}`];
      });
      const { code, stderr } = await assume('--no-cache');
      expect(code).toBe(1);
      expect(stderr).toContain(`you do not have access to ${noun} ${name}`);
    });

    const file = () => {
      const found = readdirSync(sessions).find((one) => one.includes(`${name}-`));
      return join(sessions, found ?? '');
    };

    it.each<[string, () => void]>([
      ['readable by others', () => chmodSync(file(), 0o644)],
      ['truncated', () => writeFileSync(file(), readFileSync(file(), 'utf8').slice(0, 100))],
      ['not JSON', () => writeFileSync(file(), 'nonsense')],
      [
        'of another request',
        () => writeFileSync(file(), readFileSync(file(), 'utf8').replace(`${name}\\"`, `${other}\\"`)),
      ],
      [
        'without a field',
        () => writeFileSync(file(), readFileSync(file(), 'utf8').replace('"secretAccessKey"', '"secret"')),
      ],
      [
        'a link to a good one',
        () => {
          const at = file();
          const elsewhere = join(folder, 'elsewhere.json');
          writeFileSync(elsewhere, readFileSync(at), { mode: 0o600 });
          rmSync(at);
          symlinkSync(elsewhere, at);
        },
      ],
      [
        'a folder',
        () => {
          const at = file();
          rmSync(at);
          mkdirSync(at);
        },
      ],
      ['a name of two', () => linkSync(file(), join(folder, 'another-name.json'))],
      ['larger than any session', () => writeFileSync(file(), readFileSync(file(), 'utf8').padEnd(70_000))],
      [
        'damaged in a secret',
        () => {
          const text = readFileSync(file(), 'utf8');
          writeFileSync(file(), text.replace(/(?<="secretAccessKey":"...)./, '!'));
        },
      ],
      ['expired', () => organization.clock.advance(3_600_000)],
      [
        'expired, and says that it lasts',
        () => {
          const { sum: _, ...entry } = JSON.parse(readFileSync(file(), 'utf8'));
          const session = { ...entry.session, expiration: '2040-01-01T00:00:00Z' };
          writeFileSync(file(), keptText({ ...entry, session, issuedAt: Date.UTC(2040, 0, 1) }));
        },
      ],
      [
        'from the future: the clock was set back',
        () => {
          const { sum: _, ...entry } = JSON.parse(readFileSync(file(), 'utf8'));
          writeFileSync(file(), keptText({ ...entry, issuedAt: entry.issuedAt + 3_600_000 }));
        },
      ],
    ])('is not used where a file is %s, and the answer comes all the same', async (_name, damage) => {
      const first = jsonOf<AccountSession>(await assume());
      damage();
      const second = await assume();
      expect(second.code).toBe(0);
      expect(jsonOf<AccountSession>(second).accessKeyId).not.toBe(first.accessKeyId);
    });

    it('is not used where a file is somebody else’s', { skip: process.geteuid?.() !== 0 }, async () => {
      const first = jsonOf<AccountSession>(await assume());
      chownSync(file(), 65_534, 65_534);
      const second = jsonOf<AccountSession>(await assume());
      expect(second.accessKeyId).not.toBe(first.accessKeyId);
      expect(statSync(file()).uid).toBe(0);
    });

    it('is repaired by the session that is obtained in its place', async () => {
      await assume();
      writeFileSync(file(), 'nonsense');
      const second = jsonOf<AccountSession>(await assume());
      expect(jsonOf<AccountSession>(await assume())).toEqual(second);
    });

    it('makes an open folder private again, and says so', async () => {
      await assume();
      chmodSync(sessions, 0o755);
      expect((await assume()).stderr).toContain('diverst made the folder private');
      expect(statSync(sessions).mode & 0o777).toBe(0o700);
    });

    it('is not used through a link, and says so', async () => {
      mkdirSync(join(folder, 'elsewhere'), { mode: 0o700 });
      symlinkSync(join(folder, 'elsewhere'), sessions);
      const { code, stderr } = await assume();
      expect(code).toBe(0);
      expect(stderr).toContain('diverst cannot cache credentials');
      expect(readdirSync(join(folder, 'elsewhere'))).toEqual([]);
    });
  });

  describe('secrets', () => {
    it('are in no message, also with --debug and when it fails', async () => {
      const results = [
        await diverst(command, 'assume', name, '--format', 'json', '--debug'),
        await diverst(command, 'assume', 'nobody', '--debug'),
        await diverst(command, 'list', '--debug'),
      ];
      const { secretAccessKey, sessionToken } = jsonOf<AccountSession>(results[0] as CliResult);
      const secrets = [
        secretAccessKey,
        sessionToken,
        organization.sandbox.profiles.ops?.secretAccessKey ?? 'none',
      ];
      for (const { stderr } of results) for (const secret of secrets) expect(stderr).not.toContain(secret);
    });

    it('credential-process prints nothing on stdout when it fails', async () => {
      const { code, stdout } = await diverst(command, 'assume', 'nobody', '--format', 'credential-process');
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    });
  });

  describe('--role-arn of another account', () => {
    it.each(['profile', 'terraform'])('is refused by %s too, which would keep it', async (verb) => {
      const words = [command, verb, name, '--role-arn', `arn:aws:iam::111122223333:role/${otherRole}`];
      const { code, stderr, stdout } = await diverst(...words);
      expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
      expect(stderr).toContain(`names the role of ${noun} ${other}, not of ${name}`);
    });
  });

  describe('a granted role whose name no account can have', () => {
    beforeEach(() => {
      organization.sandbox.edit((state) => {
        const granted = granting(state);
        const one = granted.inline[`assume-${role}`];
        if (!one) throw new Error(`${name} is not granted`);
        granted.inline.other = {
          ...one,
          document: one.document.replace(`role/${role}`, `role/${role.replace(name, 'a--b')}`),
        };
      });
    });

    it.each([
      [['list', '--json'], 0],
      [['profile', '--all', '--region', 'eu-central-1'], 0],
      [['assume', `${name}e`], 1],
      [['assume', 'a--b'], 64],
    ])('is offered by no command: %j', async (words, code) => {
      const result = await diverst(command, ...words);
      expect(result.code).toBe(code);
      expect(result.stdout).not.toContain('a--b');
      expect(result.stderr).not.toMatch(/access to: .*a--b/);
    });
  });

  describe('list and show', () => {
    it('list what the groups grant', async () => {
      const listed = jsonOf<Record<string, Record<string, string>[]>>(
        await diverst(command, 'list', '--json'),
      );
      const accounts = listed[`${noun}s`] ?? [];
      expect(accounts.map((one) => one[noun])).toEqual([name, other]);
      expect((await diverst(command, 'list')).stdout.split('\n')).toHaveLength(4);
      expect(jsonOf<{ roleArn: string }>(await diverst(command, 'show', name, '--json')).roleArn).toBe(
        accounts[0]?.roleArn,
      );
      expect((await diverst(command, 'show', 'nobody')).code).toBe(1);
    });

    it('complete names from the cache alone', async () => {
      await diverst(command, 'list');
      const calls = organization.sandbox.calls.length;
      expect((await diverst(`__${noun}s`)).stdout).toBe(`${name}\n${other}\n`);
      expect(organization.sandbox.calls.length).toBe(calls);
    });
  });
});

describe('client assume', () => {
  it('finds grants in packed policies too', async () => {
    organization.sandbox.edit((state) => {
      opsOf(state).group.inline.padding = {
        document: JSON.stringify({ a: 'x'.repeat(4_700) }),
        effectiveAt: 0,
      };
    });
    expect((await diverst('client', 'init', 'initech', '--yes')).stdout).toContain('by managed policy');
    organization.clock.advance(120_000);
    expect((await diverst('client', 'assume', 'initech', '--format', 'json')).code).toBe(0);
  });
});

describe('client list and show', () => {
  it.each([true, false])('list every client to an admin, with Paths: %s', async (paths) => {
    const own = testOrganization({ paths });
    for (const name of ['globex', 'acme', 'gone']) await runCli(own, ['client', 'init', name, '--yes']);
    own.sandbox.edit((state) => {
      for (const account of Object.values(state.accounts))
        if (account.name === 'gone') account.state = 'CLOSED';
    });
    const listed = await runCli(own, ['client', 'list', '--json', '--profile', 'management']);
    const { identity, clients } = jsonOf<ListedClients>(listed);
    expect(identity).toMatch(/user\/management-admin$/);
    expect(clients.map(({ client }) => client)).toEqual(['acme', 'globex']);
    const roles = Object.values(own.sandbox.state().iam).flatMap((iam) => Object.values(iam.roles));
    expect(roles.map(({ name }) => name)).toEqual(
      expect.arrayContaining(clients.map(({ roleArn }) => roleArn.split('/').at(-1))),
    );
  });

  it('show any client to an admin, and say what the organization has', async () => {
    const listed = jsonOf<ListedClients>(
      await diverst('client', 'list', '--json', '--profile', 'management'),
    );
    const shown = await diverst('client', 'show', 'acme', '--json', '--profile', 'management');
    const acme = listed.clients.find(({ client }) => client === 'acme');
    const origin = { sandbox: true, profile: 'management', caller: listed.identity };
    expect(acme).toMatchObject({ email: 'aws+acme@example.com', unit: 'Production', cachedUntil: null });
    expect(acme).toMatchObject({ since: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) });
    const { client, accountId, roleArn, labels } = acme as unknown as Record<string, unknown>;
    expect(jsonOf(shown)).toEqual({ client, accountId, roleArn, labels, ciRoles: [], ...origin });
    const { code, stdout, stderr } = await diverst('client', 'show', 'acmee', '--profile', 'management');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('the organization has no client acmee');
    expect(stderr).toContain('did you mean acme?');
  });
});
