import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildProgram } from '../../src/cli/program.ts';
import { keptText } from '../../src/credentials/checksummed-json.ts';
import { keptOwner } from '../../src/credentials/request-key.ts';
import { accountNouns } from '../../src/model/account-kind.ts';
import { isName } from '../../src/model/account-name.ts';
import { type TestedKind, testedKinds } from '../support/account-kinds.ts';
import { jsonOf } from '../support/cli.ts';
import { environmentIn } from '../support/environments.ts';
import { opsOf } from '../support/state.ts';
import { type TwoClients, twoClients } from '../support/two-clients.ts';

let here: TwoClients;

beforeEach(async () => {
  here = await twoClients();
  environmentIn(here.organization, 'staging', 'tools');
});
afterEach(() => here.remove());

const [client, environment] = testedKinds;

describe.each<[TestedKind, TestedKind]>([
  [client, environment],
  [environment, client],
])('$command beside $command', (own, other) => {
  it.each(['assume', 'profile', 'terraform', 'show', 'exec', 'history'])(
    '%s of an account of the other kind names the command that is right',
    async (verb) => {
      const words = verb === 'exec' ? ['--', 'true'] : [];
      const { code, stdout, stderr } = await here.run([own.command, verb, other.name, ...words]);
      expect(code).toBe(1);
      expect(stdout).toBe(verb === 'assume' ? 'false;\n' : '');
      expect(stderr).toContain(`you do not have access to ${own.noun} ${other.name}`);
      expect(stderr).toContain(`${other.name} is the name of ${other.a}, not of ${own.a}`);
      expect(stderr).toContain(`diverst ${other.command} assume ${other.name}`);
    },
  );

  it('has lists of its own, from one reading of the groups', async () => {
    const listed = jsonOf<Record<string, readonly Record<string, string>[]>>(
      await here.run([own.command, 'list', '--json']),
    );
    expect(listed[`${own.noun}s`]?.map((one) => one[own.noun])).toEqual([own.name, own.other]);
    expect(listed).not.toHaveProperty(`${other.noun}s`);
    const calls = here.calls().length;
    expect((await here.run([other.command, 'assume', other.name, '--format', 'json'])).code).toBe(0);
    expect(here.calls().slice(calls)).toEqual(['AssumeRole']);
  });

  it('has the history of an account, with its own role', async () => {
    const { code, stdout, stderr } = await here.run([own.command, 'history', own.name, '--sessions']);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain(`role ${own.role}`);
    expect(stdout).toContain(`1 entry into ${own.noun} ${own.name} `);
  });

  it('drops its own sessions only', async () => {
    for (const kind of [own, other]) await here.run([kind.command, 'assume', kind.name, '--format', 'json']);
    expect(jsonOf(await here.run([own.command, 'leave', own.name, '--json']))).toMatchObject({ dropped: 1 });
    expect(jsonOf(await here.run([own.command, 'leave', other.name, '--json']))).toMatchObject({
      dropped: 0,
    });
    expect(jsonOf(await here.run([other.command, 'leave', other.name, '--json']))).toMatchObject({
      dropped: 1,
    });
  });

  it('leaves a shell that is in an account of the other kind, whose sessions are dropped', async () => {
    await here.run([other.command, 'assume', other.name, '--format', 'json']);
    const env = { [other.variable]: other.name };
    expect(jsonOf(await here.run([own.command, 'leave', '--json'], { env }))).toEqual({
      [own.noun]: null,
      [other.noun]: other.name,
      dropped: 1,
      unset: [other.variable],
      set: {},
    });
    const { stdout, stderr } = await here.run([own.command, 'leave', own.name, '--format', 'env'], { env });
    expect(stdout).toBe('');
    expect(stderr).toContain(
      `this shell stays in ${other.noun} ${other.name}; to leave it:\n  eval "$(diverst ${other.command} leave)"\n`,
    );
  });

  it('runs no command in a shell of the other, unless it is meant', async () => {
    const { code, stderr } = await here.run([own.command, 'exec', own.name, '--', 'true'], {
      env: { [other.variable]: other.name },
    });
    expect(code).toBe(64);
    expect(stderr).toContain(
      `cannot run the command in ${own.noun} ${own.name}: this shell is in ${other.noun} ${other.name}`,
    );
    expect(stderr).toContain(
      `${other.variable}=${other.name} is set in this shell. It is easy to mix up ${other.noun} ${other.name} and ${own.noun} ${own.name}. Nothing was run.`,
    );
    expect(stderr).toContain(`eval "$(diverst ${other.command} leave)"`);
  });

  it('enters from a shell of the other, which it takes away', async () => {
    const { stdout, stderr } = await here.run([own.command, 'assume', own.name, '--format', 'env'], {
      env: { [other.variable]: other.name },
    });
    expect(stdout).toContain(`export ${own.variable}='${own.name}';\n`);
    expect(stdout).toContain(`unset ${other.variable};\n`);
    expect(stderr).toContain(`; this shell was in ${other.noun} ${other.name}\n`);
  });

  it('takes the other away for the following steps of a job, which can unset nothing', async () => {
    const file = join(here.folder, 'github-env');
    const env = { GITHUB_ENV: file, [other.variable]: other.name };
    expect((await here.run([own.command, 'assume', own.name, '--format', 'github'], { env })).code).toBe(0);
    const written = readFileSync(file, 'utf8');
    expect(written).toMatch(new RegExp(`^${other.variable}<<(\\S+)\\n\\n\\1$`, 'm'));
    expect(written).toMatch(new RegExp(`^${own.variable}<<(\\S+)\\n${own.name}\\n\\1$`, 'm'));
  });

  it('writes profiles into one block, where each keeps to its own', async () => {
    const file = join(here.folder, 'aws-config');
    const env = { AWS_CONFIG_FILE: file };
    const write = (kind: TestedKind, ...more: readonly string[]) =>
      here.run([kind.command, 'profile', ...more, '--region', 'eu-central-1'], { env });
    const profiles = () => readFileSync(file, 'utf8').match(/^\[profile .*\]$/gm);
    await write(own, '--all', '--write');
    await write(other, '--all', '--write');
    const all = [own.name, own.other, other.name, other.other].map((name) => `[profile ${name}]`);
    expect(profiles()).toEqual(all);
    expect(readFileSync(file, 'utf8').match(/# diverst: begin/g)).toHaveLength(1);
    const again = await write(own, '--all', '--write');
    expect(again.stderr).not.toContain('is kept');
    expect(profiles()).toEqual(all);
    const none = await write(own, other.name, '--remove', '--json');
    expect(jsonOf(none)).toMatchObject({ changed: false, removed: [] });
    expect(jsonOf(await write(own, '--all', '--remove', '--json'))).toMatchObject({
      removed: [own.name, own.other],
    });
    expect(profiles()).toEqual(all.slice(2));
    await write(other, '--all', '--remove');
    expect(readFileSync(file, 'utf8')).toBe('');
  });
});

describe('what is kept of the grants', () => {
  it('by a version that knew clients only is read anew', async () => {
    await here.run(['client', 'list']);
    const [name = ''] = here.kept('grants');
    const file = join(here.sessions, name);
    const { sum: _, ...entry } = JSON.parse(readFileSync(file, 'utf8'));
    const { identity, groups } = entry.granted;
    const older = { ...entry, format: 1, granted: { identity, groups, clients: [] } };
    writeFileSync(file, keptText(older), { mode: 0o600 });
    for (const { command, name: account } of testedKinds)
      expect((await here.run([command, 'assume', account, '--format', 'json'])).code).toBe(0);
  });
});

/** Names that an account can have. */
const names = fc.stringMatching(/^[a-z][a-z0-9]{1,14}-?[a-z0-9]{1,14}$/).filter(isName);

it('no two accounts share the file or the key of a session, whatever their kinds', () => {
  fc.assert(
    fc.property(names, names, (one, two) => {
      const owners = accountNouns.flatMap((noun) => [one, two].map((name) => keptOwner({ noun, name })));
      expect(new Set(owners).size).toBe(one === two ? 2 : 4);
    }),
  );
});

describe('an admin', () => {
  const asAdmin = (config: string, ...words: readonly string[]) =>
    here.run([...words, '--profile', 'management', '--config', here.config(config)]);
  const both = 'environment: { accounts: [staging, tools] }';

  it('sees the environments that the configuration names and that are in their OU', async () => {
    const listed = jsonOf<{ environments: readonly { environment: string }[] }>(
      await asAdmin('environment: { accounts: [tools, gone] }', 'env', 'list', '--json'),
    );
    expect(listed.environments).toMatchObject([{ environment: 'tools' }]);
    const { stderr } = await asAdmin('environment: { accounts: [gone] }', 'env', 'list');
    expect(stderr).toContain('the OU for environments holds no environment that the configuration names');
    const clients = await asAdmin(both, 'client', 'list', '--json');
    expect(clients.stdout).not.toContain('staging');
  });

  it('makes only environments that the configuration names, and is told how to name one', async () => {
    const { code, stderr } = await asAdmin(both, 'env', 'init', 'stagin', '--yes');
    expect(code).toBe(64);
    expect(stderr).toContain('the configuration names no environment stagin');
    expect(stderr).toContain('It contains: staging, tools.');
    expect(stderr).toContain('did you mean staging?');
    expect(stderr).toContain('environment: { accounts: [staging, tools, stagin] }');
    const short = await asAdmin('organization: { environments: [Data lake] }', 'env', 'init', 'qa1', '--yes');
    expect(short.stderr).toContain('organization: { environments: ["Data lake", qa1] }');
    const none = await asAdmin('{}', 'env', 'init', 'staging', '--yes');
    expect(none.stderr).toContain('It contains no environment at all.');
    expect(none.stderr).toContain('environment: { accounts: [staging] }');
    expect(here.calls().filter((call) => /^(Create|Move|Tag|Put)/.test(call))).toEqual([]);
  });

  it('enters in an emergency only an environment that the configuration names', async () => {
    const words = ['env', 'assume', 'acme', '--break-glass', '--reason', 'Ops is down', '--format', 'json'];
    const { code, stdout, stderr } = await asAdmin(both, ...words);
    expect(code).toBe(64);
    const what = 'the configuration names no environment acme';
    expect(JSON.parse(stdout)).toMatchObject({ error: { kind: 'usage', what, exitCode: 64 } });
    expect(stderr).toContain(what);
    expect(here.calls()).not.toContain('AssumeRole');
  });

  it('says what is no environment name', async () => {
    const { code, stderr } = await asAdmin(both, 'env', 'init', 'Staging', '--yes');
    expect(code).toBe(64);
    expect(stderr).toContain('"Staging" is not an environment name');
    expect(stderr).toContain('an environment name has 3 to 31 characters');
    expect(stderr).toContain('did you mean staging?');
  });
});

describe('completion of environments', () => {
  it('has what was seen and what the configuration names', async () => {
    const file = here.config('environment: { accounts: [qa1, staging] }');
    expect((await here.run(['__environments', '--config', file])).stdout).toBe('qa1\nstaging\n');
    await here.run(['env', 'list', '--config', file]);
    expect((await here.run(['__environments', '--config', file])).stdout).toBe('qa1\nstaging\ntools\n');
    expect((await here.run(['__clients', '--config', file])).stdout).toBe('acme\nglobex\n');
  });
});

describe('doctor', () => {
  it('counts what the groups grant of each kind', async () => {
    const { stdout } = await here.run(['doctor']);
    expect(stdout).toContain('2 clients and 2 environments granted');
  });

  it('looks for the group of environments too, once the configuration has them', async () => {
    here.organization.sandbox.edit((state) => {
      opsOf(state).group.members = [];
      const { user } = opsOf(state);
      user.attached = ['arn:aws:iam::aws:policy/ReadOnlyAccess'];
    });
    const group = async (config: string) => {
      const { checks } = jsonOf<{ checks: readonly { id: string; state: string; what: string }[] }>(
        await here.run(['doctor', '--json', '--config', here.config(config)]),
      );
      return checks.find(({ id }) => id === 'group');
    };
    expect(await group('{}')).toMatchObject({ state: 'warning' });
    expect(await group('environment: {}')).toMatchObject({
      state: 'ok',
      what: 'in environments; no clients and 2 environments granted',
    });
  });
});

describe('the commands of the kinds', () => {
  it('are the same, with the same arguments and options', () => {
    const program = buildProgram('0', { out: () => {}, err: () => {} }, () => {
      throw new Error('no command is run');
    });
    const ofKind = ({ command }: TestedKind) =>
      program.commands
        .find((one) => one.name() === command)
        ?.commands.map((one) => [
          one.name(),
          one.registeredArguments.map((argument) => argument.name()),
          // What chooses among several accounts is named after the kind.
          one.options.map(({ flags }) => flags.replace(`--${command} <`, '--KIND <')),
        ]);
    // The company's own accounts are not closed by this program.
    const alike = ofKind(client)?.filter(([name]) => name !== 'close');
    expect(alike).toHaveLength(12);
    expect(ofKind(environment)).toEqual(alike);
  });
});
