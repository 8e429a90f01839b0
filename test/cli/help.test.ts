import { describe, expect, it } from 'vitest';
import { runCli, testOrganization } from '../support/cli.ts';

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
    expect(stdout).toMatch(/\nCommands:\n {2}client .*\n {2}env .*\n {2}user .*\n {2}org /);
  });

  it('is there within a group as well', async () => {
    expect((await run('client', 'help', 'init')).stdout).toBe((await run('help', 'client', 'init')).stdout);
  });

  it('of a command that does not exist names the one that was meant', async () => {
    const { code, stdout, stderr } = await run('help', 'client', 'intt');
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toContain("unknown command 'intt'");
    expect(stderr).toContain('did you mean: diverst help client init\n');
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
    ['audit --json', 'diverst org audit --json'],
    ['--sandbox add acme', 'diverst client init acme --sandbox'],
    ['client --profile management create acme', 'diverst client init acme --profile management'],
    ['org assume acme', 'diverst client assume acme'],
    ['repair', 'diverst org repair'],
    ['version', 'diverst --version'],
    ['login', 'diverst client assume'],
    ['config', 'diverst doctor'],
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
    expect(stderr.split('\n')[1]).toBe(`  fix: did you mean: ${meant}`);
  });

  it('may have meant several', async () => {
    const { stderr } = await run('init');
    expect(stderr).toMatch(
      /did you mean: diverst client init\n +or: diverst env init\n +or: diverst org init\n/,
    );
  });

  it('that resembles nothing leads to the list', async () => {
    const { code, stderr } = await run('client', 'constructor');
    expect(code).toBe(64);
    expect(stderr).toBe(
      "✗ error: unknown command 'constructor'\n  fix: list the commands: diverst client --help\n",
    );
  });
});
