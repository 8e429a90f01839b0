import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keysOf } from '../../src/cli/sandbox/state-file.ts';
import { type CliOptions, jsonOf, runCli, testOrganization } from '../support/cli.ts';
import { type TwoClients, twoClients } from '../support/two-clients.ts';

const mark = '! sandbox: not AWS\n';

/** Every command that asks AWS or the sandbox, in an order in which each works. */
const lines = [
  'org init --dry-run',
  'client init acme --dry-run',
  'client list',
  'client list --profile management',
  'client show acme',
  'client terraform acme',
  'client profile acme --profile ops',
  'client assume acme --format env',
  'client exec acme -- {node} --version',
  'org audit',
  'org show',
  'org repair --dry-run',
];

let here: TwoClients;
beforeAll(async () => {
  here = await twoClients();
});
afterAll(() => here.remove());

describe('the sandbox', () => {
  it('is named by every command, first of all and once', async () => {
    for (const line of lines) {
      const words = line.split(' ').map((word) => (word === '{node}' ? process.execPath : word));
      const { code, stderr } = await here.run(words);
      expect.soft(code, `${line}: ${stderr}`).toBe(0);
      expect.soft(stderr.startsWith(mark), `${line}: ${stderr}`).toBe(true);
      expect.soft(stderr.split(mark), line).toHaveLength(2);
    }
  });

  it('is warned of in CI', async () => {
    const organization = testOrganization();
    const inCi = (CI: string) => runCli(organization, ['org', 'audit'], { env: { CI } });
    expect((await inCi('true')).stderr).toContain(
      '! CI is set: diverst reads nothing and changes nothing in your AWS organization',
    );
    for (const no of ['', '0', 'false']) expect((await inCi(no)).stderr).not.toContain('CI is set');
  });

  it('is not named to a program that asks for credentials', async () => {
    const { code, stderr } = await here.run(['client', 'assume', 'acme', '--format', 'credential-process']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('is not named where nothing is asked', async () => {
    for (const line of ['org checks', 'client leave'])
      expect((await runCli(testOrganization(), line.split(' '))).stderr).not.toContain('sandbox');
  });

  it.each([
    ['org audit', 'management'],
    ['org show', 'management'],
    ['org init --dry-run', 'management'],
    ['org repair --dry-run', 'management'],
    ['client init acme --dry-run', 'management'],
    ['client list', 'ops'],
  ])('is in the JSON of %s, with profile and caller', async (line, profile) => {
    const result = await runCli(testOrganization(), [...line.split(' '), '--json']);
    expect(jsonOf(result)).toMatchObject({
      sandbox: true,
      profile,
      caller: expect.stringMatching(/^arn:aws:iam::\d{12}:user\//),
    });
  });

  it.each(['client assume acme', 'client terraform acme', 'client profile acme --profile ops'])(
    'is in the JSON of %s, which is read without knowing where it ran',
    async (line) => {
      expect(jsonOf(await here.run([...line.split(' '), '--json']))).toMatchObject({ sandbox: true });
    },
  );

  it.each(['text', 'markdown', 'github', 'json', 'sarif', 'junit'])(
    'is in a report as %s',
    async (format) => {
      const { stdout } = await runCli(testOrganization(), ['org', 'audit', '--format', format]);
      expect(stdout).toMatch(/\(sandbox\)|"sandbox":true|"sandbox" value="true"/);
    },
  );

  it('is a property of a run in SARIF, and of each suite in JUnit', async () => {
    const sarif = await runCli(testOrganization(), ['org', 'audit', '--format', 'sarif']);
    const [run] = jsonOf<{ runs: readonly { properties: object }[] }>(sarif).runs;
    expect(run?.properties).toMatchObject({ sandbox: true, profile: 'management' });
    const { stdout } = await runCli(testOrganization(), ['org', 'audit', '--format', 'junit']);
    const suites = stdout.match(/<testsuite /g)?.length;
    expect(stdout.match(/<properties><property name="sandbox" value="true"\/>/g)).toHaveLength(suites ?? 0);
  });

  it.each([
    ['text', /^organization o-\w+ \(sandbox\)\n/],
    ['mermaid', /organization o#45;\w+ #40;sandbox#58; not AWS#41;/],
  ])('is in a drawing as %s', async (format, pattern) => {
    const { stdout } = await runCli(testOrganization(), ['org', 'show', '--format', format]);
    expect(stdout).toMatch(pattern);
  });
});

describe('AWS', () => {
  it('is not called a sandbox, and who calls is named', async () => {
    const organization = testOrganization({ rates: false });
    const { sandbox } = organization;
    const aws: CliOptions = {
      env: { DIVERST_SANDBOX: '0' },
      openConnection: async (_run, role) => ({
        profile: 'mine',
        signing: { name: 'mine', mfaSerial: async () => null },
        transport: {
          credentials: keysOf(sandbox, role, 'diverst --sandbox'),
          region: sandbox.region,
          requestHandler: sandbox.requestHandler,
        },
      }),
    };
    expect(
      (await runCli(organization, ['client', 'init', 'acme', '--yes', '--email', 'a@example.com'], aws)).code,
    ).toBe(0);
    for (const line of ['org audit', 'org show', 'client list']) {
      const result = await runCli(organization, [...line.split(' '), '--json'], aws);
      expect(result.stderr).toMatch(
        /^profile mine, as arn:aws:iam::\d{12}:user\/(management-admin|ops-user)$/m,
      );
      expect(result.stdout + result.stderr).not.toContain('not AWS');
      expect(jsonOf(result)).toMatchObject({ sandbox: false, profile: 'mine' });
    }
  });
});
