import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSandbox } from '../../src/sandbox/sandbox.ts';
import { type CliOptions, jsonOf, runCli, testOrganization } from '../support/cli.ts';
import { company } from '../support/company.ts';

let folder: string;
/** With the lines that `sandbox reset --story` prints. */
let config: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'diverst-story-'));
  config = join(folder, 'diverst.config.yaml');
  writeFileSync(config, 'environment:\n  accounts: [staging, tools]\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Finding {
  readonly id: string;
  readonly severity: string;
}

const findings: readonly [string, string][] = [
  ['high', 'client-user:globex/backup-agent'],
  ['high', 'role-other-trust:globex/support-access'],
  ['high', 'trust-other-client:umbrella'],
  ['high', 'user-password-without-mfa:farid'],
  ['low', 'role-session-length:tyrell'],
  ['low', 'unit-extra:Acquired'],
  ['low', 'user-key-age:ci-deploy'],
  ['low', 'user-unused:gina'],
  ['medium', 'account-unknown-unit:nakatomi'],
  ['medium', 'client-misplaced:octan'],
  ['medium', 'grant-missing:virtucon'],
  ['medium', 'guardrail-missing:lateral'],
  ['medium', 'root-credentials:nakatomi'],
  ['medium', 'user-own-policy:ben'],
];

const found = (stdout: string) =>
  (JSON.parse(stdout) as { findings: Finding[] }).findings.map(({ severity, id }) => [severity, id]).sort();

describe('the company of the story', () => {
  it('has the findings that are meant, with the configuration and without', async () => {
    const organization = company();
    const audit = (...more: string[]) =>
      runCli(organization, ['org', 'audit', '--json', ...more], { cwd: folder });
    const { code, stdout } = await audit();
    expect(code).toBe(2);
    expect(found(stdout)).toEqual(findings);
    const empty = join(folder, 'empty.yaml');
    writeFileSync(empty, '{}');
    expect(found((await audit('--config', empty)).stdout)).toEqual(findings);
  });

  it('has the same findings in another year, on a Saturday', async () => {
    const organization = company(Date.UTC(2033, 1, 26, 23, 30));
    const { stdout } = await runCli(organization, ['org', 'audit', '--json'], { cwd: folder });
    expect(found(stdout)).toEqual(findings);
  });

  it('tells who did it', async () => {
    const { stdout } = await runCli(company(), ['org', 'audit', '--who'], { cwd: folder });
    expect(stdout).toContain(
      'changed   2030-01-04 22:53 UTC by dmitri (name not proven by AWS) from 198.51.100.77: iam CreateRole\n',
    );
    expect(stdout).toContain(' by user robin from 203.0.113.24: organizations UpdatePolicy\n');
  });

  it('can be repaired in part, and is what is left after that', async () => {
    const organization = company();
    const repair = (...more: string[]) => runCli(organization, ['org', 'repair', ...more], { cwd: folder });
    const { stderr, stdout } = await repair('--dry-run');
    expect(stderr + stdout).toContain(': 1 to create, 4 to change, 0 to remove, 1 needs your consent\n');
    expect((await repair('--yes')).code).toBe(0);
    const { stdout: after } = await runCli(organization, ['org', 'audit', '--json'], { cwd: folder });
    const repaired = new Set([
      'role-session-length:tyrell',
      'trust-other-client:umbrella',
      'client-misplaced:octan',
      'grant-missing:virtucon',
      'guardrail-missing:lateral',
    ]);
    expect(found(after)).toEqual(findings.filter(([, id]) => !repaired.has(id)));
  });

  it('shows the incident in the history of globex', async () => {
    const { stdout } = await runCli(
      company(),
      ['client', 'history', 'globex', '--since', '14d', '--profile', 'management'],
      { cwd: folder },
    );
    const night = stdout.slice(stdout.indexOf('Fri 2030-01-04'), stdout.indexOf('Thu 2030-01-03'));
    for (const text of ['iam CreateUser', 'iam CreateAccessKey', 'iam CreateRole', 'refused: AccessDenied'])
      expect(night).toContain(text);
    const morning = stdout.slice(0, stdout.indexOf('Fri 2030-01-04'));
    expect(morning).toContain('break-glass robin-unknown-user-in-globex?  iam UpdateAccessKey');
  });

  it('has sessions with reasons to show, and what people did in them', async () => {
    const organization = company();
    const history = (...more: string[]) =>
      runCli(organization, ['client', 'history', ...more, '--since', '14d', '--profile', 'management'], {
        cwd: folder,
      });
    const { stdout } = await history('acme', '--sessions');
    expect(stdout).toMatch(/ben\? +role acme-production +203\.0\.113\.24 sdk-js +because: ticket /);
    expect(stdout).toMatch(/ci-deploy\? +role acme-production +192\.0\.2\.10 aws-cli +because: pipeline /);
    expect(stdout).toMatch(/farid +role acme-production .*refused: AccessDenied \(recorded in Ops\)/);
    expect((await history('acme')).stdout).toContain('203.0.113.24 terraform');
  });

  it('has people, the closed client, and a person behind the profile ops who has access', async () => {
    const organization = company();
    const run = async (...argv: string[]) =>
      (await runCli(organization, argv, { cwd: folder, env: { HOME: folder } })).stdout;
    const users = await run('user', 'list');
    expect(users).toMatch(/^gina +yes +yes +inactive, 588 d old +156 d ago +people, production$/m);
    expect(users).toMatch(/^farid +yes +no +none /m);
    expect(users.match(/^\S+ +(yes|none) /gm)).toHaveLength(9);
    const closed = await run('client', 'list', '--closed', '--profile', 'management');
    expect(closed).toMatch(/^zorg +\d{12} +CLOSED /m);
    expect(closed).not.toContain('yoyodyne');
    const own = await run('client', 'list', '--profile', 'ops');
    expect(own.match(/-production$/gm)).toHaveLength(11);
    expect(await run('env', 'list', '--profile', 'ops')).toMatch(/^staging +\d{12} /m);
    expect(await run('client', 'exec', 'acme', '--profile', 'ops', '--', 'true')).toBe('');
  });
});

it('org costs has every account of the company, the closed ones too', async () => {
  const { code, stdout } = await runCli(company(), ['org', 'costs', '--yes'], {
    cwd: folder,
    env: { HOME: folder },
  });
  expect(code).toBe(0);
  for (const name of ['acme', 'zorg (closed)', 'tools', 'nakatomi']) expect(stdout).toContain(`  ${name} `);
});

describe('sandbox reset --story', () => {
  const file = () => join(folder, 'state.json');
  const reset = (more: readonly string[], options: CliOptions = {}) =>
    runCli(testOrganization(), ['sandbox', 'reset', '--sandbox-state', file(), ...more], {
      cwd: folder,
      ...options,
    });

  it('makes the company and says what to type next', async () => {
    const { code, stderr, stdout } = await reset(['--story']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    const program = `diverst --sandbox-state ${file()}`;
    expect(stderr.split('\n')).toEqual([
      `✓ new sandbox in ${file()}: a company with 12 clients, two years old`,
      `next    ${program} org audit --who`,
      `        ${program} client history globex --since 14d --profile management`,
      `        ${program} org costs`,
      `        ${program} org report --output organization.html`,
      'To let diverst know the environments of this company, add these lines to diverst.config.yaml:',
      '  environment:',
      '    accounts: [staging, tools]',
      '',
    ]);
    const sandbox = openSandbox({ stateFile: file() });
    expect(Object.values(sandbox.state().accounts)).toHaveLength(18);
    expect(statSync(`${file()}.events`).size).toBeLessThan(1_500_000);
    expect(readFileSync(`${file()}.events`, 'utf8').split('\n').length).toBeGreaterThan(300);
  });

  it('asks nothing while nobody has changed the company, and then does', async () => {
    await reset(['--story', '--yes']);
    expect(await reset(['--story'], { answer: false })).toMatchObject({ code: 0, asked: [] });
    openSandbox({ stateFile: file() }).edit((state) => {
      const [account] = Object.values(state.accounts);
      if (account) account.tags = { mine: 'yes' };
    });
    const { asked, code } = await reset(['--story'], { answer: false });
    expect(asked).toEqual([`Replace the sandbox in ${file()}, which holds changes of yours (18 accounts)?`]);
    expect(code).toBe(4);
  });

  it('gives data with --json', async () => {
    const result = await reset(['--story', '--yes', '--json']);
    expect(jsonOf(result)).toMatchObject({
      stateFile: file(),
      empty: false,
      story: { clients: 12, environments: ['staging', 'tools'], incident: 'globex' },
    });
  });

  it('is a usage error together with --empty, and changes nothing', async () => {
    await reset(['--yes']);
    const before = readFileSync(file(), 'utf8');
    const { code, stderr } = await reset(['--empty', '--story', '--yes']);
    expect(code).toBe(64);
    expect(stderr).toContain('error: --empty and --story do not go together\n');
    expect(readFileSync(file(), 'utf8')).toBe(before);
  });
});
