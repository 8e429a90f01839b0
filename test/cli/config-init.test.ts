import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { readConfig } from '../../src/config/read.ts';
import { type CliOptions, jsonOf, runCli, testOrganization } from '../support/cli.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'diverst-config-init-'));
  file = join(folder, 'diverst.config.yaml');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const organization = testOrganization();
const email = 'aws+{client}@example.org';

/** Runs it without the sandbox, which it needs no more than AWS. */
async function init(words: readonly string[], options: CliOptions = {}) {
  const env = { DIVERST_SANDBOX: '', HOME: folder, ...options.env };
  const result = await runCli(organization, ['config', 'init', ...words], { cwd: folder, ...options, env });
  expect(organization.sandbox.calls).toEqual([]);
  return result;
}

function awsProfiles(config: string, credentials = ''): void {
  mkdirSync(join(folder, '.aws'));
  writeFileSync(join(folder, '.aws', 'config'), config);
  writeFileSync(join(folder, '.aws', 'credentials'), credentials);
}

describe('with options', () => {
  it('writes a file that loads, with MFA required', async () => {
    const words = ['--email', email, '--management-profile', 'root', '--ops-profile', 'on', '--region'];
    const { code, stdout, stderr } = await init([...words, 'eu-central-1', '--yes']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    const config = await loadConfig({ cwd: folder });
    expect(config).toMatchObject({
      file,
      profiles: { management: 'root', ops: 'on' },
      region: 'eu-central-1',
    });
    expect(config.structure.kinds.client).toMatchObject({ email, role: { requireMfa: true } });
    expect(stderr).toContain(`✓ wrote ${file}\n`);
    expect(stderr).toContain('Each person registers an MFA device');
    expect(stderr).toContain('! the AWS profile root does not exist yet in your AWS files\n');
    expect(stderr.trimEnd().split('\n').at(-1)).toBe('next  diverst doctor');
  });

  it('needs nothing but the email template with --yes', async () => {
    expect((await init(['--email', email, '--yes'])).code).toBe(0);
    const config = await loadConfig({ cwd: folder });
    expect(config).toMatchObject({ profiles: { management: null, ops: null }, region: null });
    expect(config.structure.kinds.client.role.requireMfa).toBe(true);
  });

  it('leaves a link in the place of the schema as it is, and reports what it wrote', async () => {
    symlinkSync(join(folder, 'elsewhere.json'), join(folder, 'diverst.config.schema.json'));
    const { code, stdout } = await init(['--email', email, '--yes', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ file, schema: null });
    expect(readdirSync(folder).sort()).toEqual(['diverst.config.schema.json', 'diverst.config.yaml']);
  });

  it('writes comments that are valid settings once the # is removed', async () => {
    for (const words of [['--no-require-mfa'], ['--management-profile', 'root'], ['--ops-profile', 'ops']]) {
      const { stdout } = await init(['--email', email, '--yes', '--dry-run', ...words]);
      const lines = stdout.split('\n').slice(1);
      const settings = lines.map((line) => line.replace(/^( *)# ( *[a-z]\w*:( |$))/, '$1$2'));
      expect(settings.filter((line) => /^ *[a-z]/.test(line)).length).toBeGreaterThan(25);
      const content = readConfig(settings.join('\n'), file);
      // What the comments show as a default is the default.
      const defaults = readConfig('', file);
      expect(content.organization).toEqual(defaults.organization);
      expect(content.people).toEqual(defaults.people);
      expect(content.trail).toEqual(defaults.trail);
      expect(content.guardrails).toEqual(defaults.guardrails);
      expect(content.client.role).toEqual({
        ...defaults.client.role,
        requireMfa: !words.includes('--no-require-mfa'),
      });
    }
  });

  it('names a schema that is beside the file, as the package has it', async () => {
    await init(['--email', email, '--yes']);
    expect(readFileSync(file, 'utf8').split('\n')[0]).toBe(
      '# yaml-language-server: $schema=./diverst.config.schema.json',
    );
    const published = readFileSync('docs/diverst.config.schema.json', 'utf8');
    expect(readFileSync(join(folder, 'diverst.config.schema.json'), 'utf8')).toBe(published);
    expect((await runCli(organization, ['config', 'schema'])).stdout).toBe(published);
  });

  it('writes no schema with --no-schema', async () => {
    await init(['--email', email, '--yes', '--no-schema']);
    expect(readdirSync(folder)).toEqual(['diverst.config.yaml']);
    expect(readFileSync(file, 'utf8')).not.toContain('$schema');
  });

  it('writes another file with --output, and names it in the next command', async () => {
    const { stderr } = await init(['--email', email, '--yes', '--output', 'other.yaml']);
    expect(stderr).toContain(`next  diverst doctor --config ${join(folder, 'other.yaml')}`);
    expect(existsSync(file)).toBe(false);
  });

  it('prints the file and writes nothing with --dry-run', async () => {
    const { stdout, stderr } = await init(['--email', email, '--yes', '--dry-run']);
    expect(stdout).toContain(`  email: "${email}"\n`);
    expect(stderr).toBe('Dry run: nothing was written.\n');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('prints what it wrote as JSON', async () => {
    const result = await init(['--email', email, '--yes', '--json']);
    expect(jsonOf(result)).toEqual({
      file,
      schema: join(folder, 'diverst.config.schema.json'),
      email,
      profiles: { management: null, ops: null },
      region: null,
      requireMfa: true,
    });
  });
});

describe('refuses', () => {
  it.each(['diverst.config.yaml', 'diverst.config.yml', 'diverst.config.json'])(
    'to write beside or over %s',
    async (name) => {
      writeFileSync(join(folder, name), '{}');
      const { code, stderr } = await init(['--email', email, '--yes']);
      expect(code).toBe(1);
      expect(stderr).toContain(`the configuration file ${join(folder, name)} exists already`);
      expect(readdirSync(folder)).toEqual([name]);
      expect(readFileSync(join(folder, name), 'utf8')).toBe('{}');
    },
  );

  it.each([
    [['--yes'], "add --email 'aws+{client}@example.com'"],
    [['--email', 'aws@example.org', '--yes'], '--email "aws@example.org" has no {client}'],
    [['--email', email, '--region', 'Frankfurt', '--yes'], '--region "Frankfurt" is not an AWS region'],
    [
      ['--email', email, '--yes', '--management-profile', 'a\nb'],
      '--management-profile "a\\nb" is not the name of an AWS profile',
    ],
    [['--email', email, '--yes', '--ops-profile', ''], '--ops-profile "" is not the name of an AWS profile'],
    [['--email', email, '--yes', '--output', 'diverst.config.json'], 'writes YAML'],
    [['--email', email, '--yes', '--config', 'my.yaml'], 'use: --output my.yaml'],
    [['--email', email, '--yes', '--profile', 'root'], 'use: --management-profile NAME'],
    [
      ['--email', email, '--region', 'eu-central-1'],
      'add --management-profile NAME --ops-profile NAME --require-mfa',
    ],
  ])('%j', async (words, message) => {
    const { code, stderr } = await init(words);
    expect({ code, files: readdirSync(folder) }).toEqual({ code: 64, files: [] });
    expect(stderr).toContain(message);
  });
});

describe('asks', () => {
  const answers = (question: string) => (question.includes('Email') ? email : '');

  it('for what no option gives, and offers the AWS profiles, those that fit first', async () => {
    awsProfiles(
      [
        '[profile acme]\ncredential_process = /usr/bin/diverst client assume acme',
        '[profile ops]\nregion = eu-west-1\nlogin_session = x',
        '[profile zeta]\nsso_session = corp',
      ].join('\n'),
      '[payer]\naws_access_key_id = AKIAEXAMPLE',
    );
    const { asked, offered, code } = await init([], { typed: answers });
    expect(code).toBe(0);
    expect(offered).toEqual([
      ['payer', 'ops', 'zeta', 'none yet'],
      ['ops', 'payer', 'zeta', 'none yet'],
      ['yes', 'no'],
    ]);
    expect(asked).toEqual([
      'AWS profile of the management account, for administrators:',
      'AWS profile of your IAM user in Ops, for daily work:',
      'AWS region of your clients (Enter for eu-west-1):',
      'Email template of client accounts, such as aws+{client}@example.com:',
      'Require MFA for client roles?',
    ]);
    const config = await loadConfig({ cwd: folder });
    expect(config).toMatchObject({ profiles: { management: 'payer', ops: 'ops' }, region: 'eu-west-1' });
  });

  it('nothing of profiles if there are none', async () => {
    const { asked } = await init([], {
      typed: answers,
      pick: (question) => (question.includes('MFA') ? 'no' : undefined),
    });
    expect(asked.map((question) => question.split(' ')[0])).toEqual(['AWS', 'Email', 'Require']);
    const config = await loadConfig({ cwd: folder });
    expect(config.structure.kinds.client.role.requireMfa).toBe(false);
  });

  it('again if an answer cannot be used, and gives up after three', async () => {
    const { asked, code, stderr } = await init(['--region', 'eu-central-1'], { typed: 'jane' });
    expect(asked).toHaveLength(3);
    expect(code).toBe(64);
    expect(stderr).toContain('! the email template has no {client}');
    expect(readdirSync(folder)).toEqual([]);
  });
});
