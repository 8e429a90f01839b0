import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSandbox } from '../../src/sandbox/sandbox.ts';
import { type CliOptions, jsonOf, runCli, type TestOrganization, testOrganization } from '../support/cli.ts';
import { iamOf } from '../support/state.ts';

let file: string;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'diverst-profiles-'));
  file = join(folder, 'state.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const sandboxCommand = (words: readonly string[], options: CliOptions = {}) =>
  runCli(testOrganization(), ['sandbox', ...words, '--sandbox-state', file], options);

/** Until it is stopped, which is at once. */
const serve = (...more: readonly string[]) =>
  sandboxCommand(['serve', '--port', '0', ...more], { signal: AbortSignal.abort() });

describe.each(['management', 'root'])('the profile %s', (profile) => {
  it('is the admin of the management account', async () => {
    const listed = await runCli(testOrganization(), ['client', 'list', '--json', '--profile', profile]);
    expect(listed.code).toBe(0);
    expect(jsonOf(listed)).toMatchObject({
      profile,
      identity: expect.stringMatching(/:user\/management-admin$/),
    });
  });

  it('has the keys of that admin', async () => {
    const { management } = openSandbox({ stateFile: file }).profiles;
    expect(jsonOf(await sandboxCommand(['env', '--json', '--profile', profile]))).toMatchObject(management);
  });
});

describe('the profiles of a sandbox', () => {
  it('are served under their names, and the admin under the older one too', async () => {
    const { management, ops } = openSandbox({ stateFile: file }).profiles;
    expect(jsonOf(await serve('--json'))).toMatchObject({
      profiles: { management, ops, root: management },
    });
    const { stdout } = await serve();
    expect(stdout.match(/^# profile .*$/gm)).toEqual(['# profile management', '# profile ops']);
  });

  it.each(['nobody', 'constructor'])('are no others: %s', async (profile) => {
    const { code, stderr } = await sandboxCommand(['env', '--profile', profile]);
    expect(code).toBe(64);
    expect(stderr).toContain(`the sandbox has no profile ${profile}`);
    expect(stderr).toContain('for an admin of the management account, use --profile management');
  });
});

describe('the person behind the profile ops', () => {
  const groupsOf = (organization: TestOrganization) =>
    Object.values(iamOf(organization.sandbox.state(), 'Ops').groups)
      .filter(({ members }) => members.includes('ops-user'))
      .map(({ name }) => name);

  const listed = async (organization: TestOrganization, config: string) => {
    writeFileSync(join(folder, 'diverst.config.yaml'), config);
    expect((await runCli(organization, ['client', 'list'], { cwd: folder })).code).toBe(0);
  };

  it.each([
    ['environments, in their group', 'environment: {accounts: [staging]}', ['production', 'environments']],
    [
      'their short form, in their group',
      'organization: {environments: [staging]}',
      ['production', 'environments'],
    ],
    ['none, in the clients’ only', 'region: eu-central-1', ['production']],
  ])('is, where the configuration has %s', async (_what, config, groups) => {
    const organization = testOrganization();
    await listed(organization, config);
    expect(groupsOf(organization)).toEqual(groups);
  });

  it('does not come back into a group that has another member', async () => {
    const organization = testOrganization();
    organization.sandbox.edit((state) => {
      iamOf(state, 'Ops').groups.environments?.members.push('kim');
    });
    await listed(organization, 'environment: {accounts: [staging]}');
    expect(groupsOf(organization)).toEqual(['production']);
  });

  it('is in both groups of an organization that was set up in an empty sandbox', async () => {
    const organization = testOrganization({ start: 'empty' });
    writeFileSync(join(folder, 'diverst.config.yaml'), 'environment: {accounts: [staging]}');
    expect((await runCli(organization, ['org', 'init', '--yes'], { cwd: folder })).code).toBe(0);
    // What org init wrote a moment ago counts by then.
    organization.clock.advance(60_000);
    await listed(organization, 'environment: {accounts: [staging]}');
    expect(groupsOf(organization).sort()).toEqual(['environments', 'production']);
  });
});

describe('a state file of 0.1.0', () => {
  const written = fileURLToPath(new URL('../sandbox/state-of-0.1.0.json', import.meta.url));
  beforeEach(() => copyFileSync(written, file));

  it.each(['management', 'root', 'ops'])('has the profile %s', async (profile) => {
    const user = profile === 'ops' ? 'ops-user' : 'root-admin';
    const { accessKeys } = JSON.parse(readFileSync(written, 'utf8'));
    const { accessKeyId } = jsonOf<{ accessKeyId: string }>(
      await sandboxCommand(['env', '--json', '--profile', profile]),
    );
    expect(accessKeys[accessKeyId]).toMatchObject({ userName: user });
  });

  it('takes a client, and nothing differs but what it knows nothing of', async () => {
    const organization = testOrganization({ stateFile: file });
    const made = await runCli(organization, ['client', 'init', 'acme', '--yes']);
    expect(made.code, made.stderr).toBe(0);
    const audited = await runCli(organization, ['org', 'audit', '--json']);
    const { findings } = jsonOf<{ findings: readonly { check: string }[] }>(audited);
    expect([...new Set(findings.map(({ check }) => check))].sort()).toEqual([
      'group-missing',
      'policy-type-disabled',
      'root-management',
      'root-password-without-mfa',
      'trail-missing',
      'user-key-age',
      'user-unused',
    ]);
    const { accounts } = JSON.parse(readFileSync(file, 'utf8'));
    expect(Object.values<{ name: string }>(accounts).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['root', 'Ops', 'acme']),
    );
  });
});
