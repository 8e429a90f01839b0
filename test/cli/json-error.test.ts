import { describe, expect, it } from 'vitest';
import { exitCodes } from '../../src/cli/command-line.ts';
import { completeFix } from '../../src/cli/complete-fix.ts';
import { wantsJson } from '../../src/cli/json-error.ts';
import { runWith, type ShellName } from '../../src/credentials/shells.ts';
import { fixOf } from '../../src/model/fix.ts';
import { jsonOf, runCli, testOrganization } from '../support/cli.ts';

interface JsonError {
  readonly error: {
    readonly kind: keyof typeof exitCodes;
    readonly what: string;
    readonly why: string | null;
    readonly fix: readonly string[];
    readonly exitCode: number;
  };
}

describe('an error with --json', () => {
  it.each<[kind: JsonError['error']['kind'], argv: readonly string[], what: string]>([
    ['failed', ['client', 'show', 'acmee', '--json'], 'client acmee'],
    ['usage', ['client', 'show', '--json', '--foo'], 'diverst client show has no option --foo'],
    ['usage', ['client', 'xyz', 'y', '--json'], 'diverst client has no command "xyz"'],
    ['usage', ['client', '--json'], 'the command is incomplete'],
    ['usage', ['client', 'init', '--json'], 'diverst client init needs the name of the client'],
    ['usage', ['org', 'audit', '--format', 'json', '--who-limit', '3'], '--who-limit needs --who'],
  ])('of kind %s is one object on stdout: %s', async (kind, argv, what) => {
    const result = await runCli(testOrganization(), argv);
    const { error } = jsonOf<JsonError>(result);
    expect(Object.keys(error)).toEqual(['kind', 'what', 'why', 'fix', 'exitCode']);
    expect(error).toMatchObject({ kind, exitCode: exitCodes[kind] });
    expect(error.what).toContain(what);
    expect(result.code).toBe(error.exitCode);
    expect(result.stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(error.fix).not.toEqual([]);
    // A person who reads the log is told as well; of a command that is incomplete, by its help.
    expect(result.stderr).toMatch(/✗ error: |^Usage: /m);
  });

  it('that interrupted the run says so', async () => {
    const result = await runCli(testOrganization(), ['client', 'list', '--json'], {
      signal: AbortSignal.abort(),
    });
    expect(result.code).toBe(130);
    expect(jsonOf<JsonError>(result).error).toMatchObject({ kind: 'interrupted', exitCode: 130 });
  });

  it('is not added to data', async () => {
    const organization = testOrganization();
    organization.sandbox.faults.add({
      service: 'organizations',
      operation: 'MoveAccount',
      fault: { kind: 'error', code: 'AccessDeniedException', message: 'no' },
    });
    const result = await runCli(organization, ['client', 'init', 'acme', '--yes', '--json']);
    expect(result.code).toBe(1);
    expect(jsonOf(result)).not.toHaveProperty('error');
  });

  it('is not the answer to a credential_process', async () => {
    const argv = ['client', 'assume', 'acmee', '--format', 'credential-process', '--json'];
    expect((await runCli(testOrganization(), argv)).stdout).toBe('');
  });

  it('does not go together with the lines of a shell', async () => {
    const argv = ['client', 'assume', 'acme', '--format', 'env', '--json'];
    const { code, stderr, stdout } = await runCli(testOrganization(), argv);
    expect({ code, stdout }).toEqual({ code: 64, stdout: 'false;\n' });
    expect(stderr).toContain('--json and --format env do not go together');
  });
});

it.each<[string, boolean]>([
  ['client list', false],
  ['client list --json', true],
  ['--json client list', true],
  ['org audit --format json', true],
  ['org audit --format=json', true],
  ['org audit -f json', true],
  ['org audit -fjson', true],
  ['org audit --format json --format text', false],
  ['client list --closed -fjson', true],
  ['org repair -nyfjson', true],
  ['org audit --who --json', true],
  ['client history acme --who kim --json', true],
  ['client assume acme --reason --json', false],
  ['client assume acme --reason -- --json', true],
  ['client show acme -- --json', false],
  ['client show acme -- -f json', false],
  ['org audit --format text', false],
  ['client exec acme -- tool --json', false],
  ['client assume acme --format credential-process --json', false],
])('%s: for a program: %s', (line, wanted) => {
  expect(wantsJson(line.split(' '))).toBe(wanted);
});

describe('a name that init needs', () => {
  it('is asked for on a terminal', async () => {
    const result = await runCli(testOrganization(), ['client', 'init', '--dry-run'], { typed: ' acme ' });
    expect(result.asked).toEqual(['Name of the new client, such as acme:']);
    expect(result.stdout).toContain('client acme');
    expect(result.code).toBe(0);
  });

  it('is checked as one that was given', async () => {
    const result = await runCli(testOrganization(), ['client', 'init'], { typed: 'Acme Inc' });
    expect(result.code).toBe(64);
    expect(result.stderr).toContain('did you mean acme-inc?');
  });
});

it.each<[ShellName, string]>([
  ['env', 'eval "$(diverst client leave)"'],
  ['fish', 'diverst client leave | source'],
  ['csh', 'eval `diverst client leave`'],
  ['powershell', 'diverst client leave | Out-String | Invoke-Expression'],
])('a command that a shell evaluates is written for %s', (name, line) => {
  const place = { globals: { sandbox: true }, shell: () => name };
  expect(completeFix('leave it: eval "$(diverst client leave)"', place)).toBe(`leave it: ${line}`);
  expect(completeFix('eval "$(diverst client assume acme)"', place)).toBe(
    line.replace('diverst client leave', 'diverst --sandbox client assume acme'),
  );
});

it.each<[ShellName, string, string]>([
  ['env', 'unset A_B C', "A=x B='y z' terraform plan"],
  ['fish', 'set -e A_B C', "A=x B='y z' terraform plan"],
  ['csh', 'unsetenv A_B && unsetenv C', "env A=x env B='y z' terraform plan"],
  ['cmd', 'set "A_B=" & set "C="', 'set "A=x" && set "B=y z" && terraform plan'],
  ['powershell', 'Remove-Item Env:A_B,Env:C', `$Env:A = 'x'; $Env:B = "y z"; terraform plan`],
])('variables are unset, and set for a command, in the words of %s', (name, unset, set) => {
  const place = { globals: {}, shell: () => name };
  const fix = completeFix('remove them: unset A_B C', place);
  expect(fix).toBe(`remove them: ${unset}`);
  expect(fixOf(fix)).toEqual({ say: 'remove them', run: unset });
  const variables = [
    ['A', 'x'],
    ['B', name === 'cmd' || name === 'powershell' ? '"y z"' : "'y z'"],
  ] as const;
  expect(runWith(variables, 'terraform plan', name)).toBe(set);
});

it('a command that an admin is asked to run has no path of this user', () => {
  const place = { globals: { config: '/home/kim/c.yaml', region: 'eu-west-1' }, shell: () => 'env' as const };
  expect(completeFix('if not, ask an admin to run: diverst client init acme', place)).toBe(
    'if not, ask an admin to run: diverst --region eu-west-1 client init acme',
  );
  expect(completeFix('list them: diverst client list', place)).toContain('--config /home/kim/c.yaml');
});

it('a command that is advised works where the run worked', async () => {
  const argv = ['org', 'checks', 'nonsense', '--sandbox-state', '/x/s.json', '--region', 'eu-west-1'];
  const { stderr } = await runCli(testOrganization(), argv);
  expect(stderr).toContain('\n         diverst --sandbox-state /x/s.json --region eu-west-1 org checks\n');
});
