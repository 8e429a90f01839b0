import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import schema from '../../docs/diverst.config.schema.json' with { type: 'json' };
import { shownCommands } from '../../src/cli/command-help.ts';
import { helpNotes } from '../../src/cli/help-notes.ts';
import { topicNames } from '../../src/cli/help-topics.ts';
import { buildProgram } from '../../src/cli/program.ts';
import { runCli, testOrganization } from '../support/cli.ts';

interface Section {
  readonly title?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
}

const run = (...argv: readonly string[]) => runCli(testOrganization(), argv);

describe('help', () => {
  it.each([
    ['client', 'init'],
    ['org', 'audit'],
    ['sandbox', 'reset'],
    ['doctor'],
    ['client'],
    ['env', 'init'],
    ['env'],
  ])('of %s %s is what --help shows', async (...path) => {
    const { code, stdout, stderr } = await run('help', ...path);
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: (await run(...path, '--help')).stdout,
      stderr: '',
    });
    expect(stdout).toContain(`Usage: ${['diverst', ...path].join(' ')} `);
  });

  it('of nothing in particular lists the commands', async () => {
    const { code, stdout } = await run('help');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /\nDaily work:\n {2}client .*\n {2}env .*\n\nAdministration:\n {2}org .*\n {2}user /,
    );
    expect(stdout.slice(stdout.indexOf('Help topics:'))).toMatch(
      /\n {2}help configuration .*\n {2}help environment /,
    );
  });

  it('is there within a group as well', async () => {
    expect((await run('client', 'help', 'init')).stdout).toBe((await run('help', 'client', 'init')).stdout);
  });

  it('of a command that does not exist names the one that was meant', async () => {
    const { code, stdout, stderr } = await run('help', 'client', 'intt');
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toContain('diverst client has no command "intt"');
    expect(stderr).toContain('did you mean:\n         diverst help client init\n');
  });
});

describe('a word that is no command', () => {
  it.each<[line: string, meant: string]>([
    ['client create acme', 'diverst client init acme'],
    ['client create acme --dry-run', 'diverst client init acme --dry-run'],
    ['client ls', 'diverst client list'],
    ['list', 'diverst client list'],
    ['ls', 'diverst client list'],
    ['assume acme', 'diverst client assume acme'],
    ['audit', 'diverst org audit'],
    ['--sandbox add acme', 'diverst --sandbox client init acme'],
    ['client --profile management create acme', 'diverst --profile management client init acme'],
    ['org assume acme', 'diverst client assume acme'],
    ['exec acme -- ls -la', 'diverst client exec acme -- ls -la'],
    ['init acme', 'diverst client init acme'],
    ['create acme --email a@b.example', 'diverst client init acme --email a@b.example'],
    ['whoami', 'diverst client status'],
    ['revoke acme', 'diverst client revoke acme'],
    ['offboard kim', 'diverst user remove kim'],
    ['add-user kim', 'diverst user add kim'],
    ['user create kim', 'diverst user add kim'],
    ['lock kim', 'diverst client revoke --all --person kim'],
    ['client audit acme', 'diverst org audit --client acme'],
    ['client acme', 'diverst client assume acme'],
    ['--region eu-west-1 audit', 'diverst --region eu-west-1 org audit'],
    ['--config audit audit', 'diverst --config audit org audit'],
    ['repair', 'diverst org repair'],
    ['version', 'diverst --version'],
    ['login', 'diverst client assume'],
    ['configure', 'diverst config'],
    ['cleint init acme', 'diverst client init acme'],
    ['org fix', 'diverst org repair'],
    ['sandbox start', 'diverst sandbox serve'],
    ['reset', 'diverst sandbox reset'],
    ['env create staging', 'diverst env init staging'],
    ['env switch staging', 'diverst env assume staging'],
    ['environment assume staging', 'diverst env assume staging'],
  ])('%s: the one that was meant', async (line, meant) => {
    const { code, stdout, stderr } = await run(...line.split(' '));
    // A shell may have been meant to read it.
    const lines = line.includes('assume') ? 'false;\n' : '';
    expect({ code, stdout }).toEqual({ code: 64, stdout: lines });
    expect(stderr.split('\n').slice(1, 3)).toEqual(['  fix: did you mean:', `         ${meant}`]);
  });

  it('with --json leads to the same, and an error for a program', async () => {
    const { code, stdout, stderr } = await run('audit', '--json');
    expect(code).toBe(64);
    expect(stderr).toContain('         diverst org audit --json\n');
    expect(JSON.parse(stdout)).toMatchObject({ error: { kind: 'usage', exitCode: 64 } });
  });

  it('may have meant several', async () => {
    const { stderr } = await run('init');
    expect(stderr).toMatch(
      /did you mean:\n +diverst client init\n +or:\n +diverst env init\n +or:\n +diverst org init\n/,
    );
  });

  it('that resembles nothing leads to the list', async () => {
    const { code, stderr } = await run('sandbox', 'constructor');
    expect(code).toBe(64);
    expect(stderr).toBe(
      '✗ error: diverst sandbox has no command "constructor"\n  fix: list the commands:\n         diverst sandbox --help\n',
    );
  });
});

/** Every command that a help shows, by its words. */
function shown(command: Command): readonly (readonly string[])[] {
  const below = shownCommands(command, command.createHelp()).filter((one) => one.name() !== 'help');
  return [[], ...below.flatMap((one) => shown(one).map((words) => [one.name(), ...words]))];
}

const topics = topicNames.map(([name]) => name);

const program = buildProgram('0', { out: () => {}, err: () => {} }, () => {
  throw new Error('nothing is run');
});

function pageAt(words: readonly string[], columns: number): string {
  let text = '';
  const streams = {
    out: (one: string) => {
      text += one;
    },
    err: () => {},
    outWidth: columns,
  };
  const built = buildProgram('0', streams, () => {
    throw new Error('nothing is run');
  });
  expect(() => built.parse(words, { from: 'user' })).toThrow('(outputHelp)');
  return text;
}

describe('every help', () => {
  const commands = shown(program);

  it('has no line past 80 columns, on a terminal and elsewhere', async () => {
    expect(commands.length).toBeGreaterThan(40);
    for (const words of commands) {
      const { stdout } = await run(...words, '--help');
      const long = stdout.split('\n').filter((line) => line.length > 80);
      expect({ words, long }).toEqual({ words, long: [] });
      expect(pageAt([...words, '--help'], 80)).toBe(stdout);
    }
    for (const topic of topics) {
      const { stdout } = await run('help', topic);
      expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    }
  });

  it('fits 40 columns, except for words and quotes that are longer', () => {
    for (const words of commands) {
      const long = pageAt([...words, '--help'], 40)
        .split('\n')
        .filter(
          (line) => line.length > 40 && /^\S+ \S/.test(line.trim().replace(/"[^"]*"|'[^']*'| \\$/g, '')),
        );
      expect({ words, long }).toEqual({ words, long: [] });
    }
  });

  it('of a common command fits one screen', async () => {
    for (const words of [
      'client init',
      'client list',
      'client show',
      'client close',
      'doctor',
      'user list',
    ]) {
      const lines = (await run(...words.split(' '), '--help')).stdout.split('\n').length;
      expect({ words, fits: lines <= 44 }).toEqual({ words, fits: true });
    }
  });

  it('has a summary that is one line of the list, and an example where something is run', () => {
    for (const words of commands) {
      let command: Command = program;
      for (const word of words) command = command.commands.find((one) => one.name() === word) ?? command;
      if (words.length > 0) expect(command.summary()).toMatch(/^[a-z]\S* .{5,64}$/);
      if (command.commands.length === 0)
        expect(helpNotes(command)?.examples.length, words.join(' ')).toBeGreaterThan(0);
    }
  });
});

describe('short options', () => {
  const shorts: Readonly<Record<string, string>> = {
    '--yes': '-y',
    '--dry-run': '-n',
    '--output': '-o',
    '--format': '-f',
  };

  it('stand for the same long one in every command that has it', () => {
    const all = (command: Command): readonly Command[] => [command, ...command.commands.flatMap(all)];
    for (const command of all(program)) {
      for (const { long, short } of command.options) {
        if (command.parent !== null) expect([long, short]).toEqual([long, shorts[long ?? '']]);
      }
    }
  });

  it('are taken, and -v and -V print the version', async () => {
    const long = await run('client', 'init', 'acme', '--dry-run', '--yes', '--profile', 'management');
    const short = await run('client', 'init', 'acme', '-n', '-y', '-p', 'management');
    expect(short).toMatchObject({ code: long.code, stdout: long.stdout });
    const version = (await run('--version')).stdout;
    for (const flag of ['-v', '-V']) expect(await run(flag)).toMatchObject({ code: 0, stdout: version });
  });
});

describe('a topic', () => {
  it.each(topics)('%s is shown by help', async (topic) => {
    const { code, stdout, stderr } = await run('help', topic);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n').length).toBeGreaterThan(8);
  });

  it('configuration has every key', async () => {
    const { stdout } = await run('help', 'configuration');
    const keys = Object.entries<Section>(schema.properties).flatMap(([key, { properties = {} }]) =>
      Object.keys(properties).length === 0 ? [key] : Object.keys(properties).map((one) => `${key}.${one}`),
    );
    expect(keys.length).toBeGreaterThan(30);
    const missing = keys.filter((key) => {
      const [section = '', name = ''] = key.split('.');
      const whole = stdout.slice(stdout.indexOf(`\n  ${section}.*`)).split(/\n {2}\S/)[1] ?? '';
      return !new RegExp(`  ${key}(\\.\\*)?[ \\n]`).test(stdout) && !whole.includes(name);
    });
    expect(missing).toEqual([]);
  });

  it('formats has those of every command', async () => {
    const { stdout } = await run('help', 'formats');
    expect(stdout).toMatch(/\n {2}org audit +text, table, json, csv, sarif, junit, markdown, github\n/);
    expect(stdout).toContain('client leave');
  });

  it('options has every global option', async () => {
    const { stdout } = await run('help', 'options');
    for (const { long } of program.options) if (long) expect(stdout).toContain(long);
  });
});
