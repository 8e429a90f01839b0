import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jsonOf, runCli, type TestOrganization, testOrganization } from '../support/cli.ts';

let folder: string;
let organization: TestOrganization;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'diverst-nothing-'));
  organization = testOrganization({ start: 'empty', rates: false });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const diverst = (...argv: readonly string[]) =>
  runCli(organization, argv, { env: { DIVERST_SANDBOX_STATE: join(folder, 'state.json') }, cwd: folder });

describe('an empty sandbox', () => {
  it('comes to a person in a client by the commands that each one names', async () => {
    const made = await diverst('org', 'init', '--yes');
    expect(made.code, made.stderr).toBe(0);
    expect(made.stdout).toMatch(/next, to create a client:\n {4}diverst client init NAME\n/);
    expect(made.stdout).toContain(
      'next, as profile ops, a user of Ops in group production, once a client exists:\n',
    );
    expect(made.stdout).toMatch(/\n {4}diverst client list\n$/);
    expect(made.stdout).not.toContain('aws iam');

    expect((await diverst('client', 'init', 'acme', '--yes')).code).toBe(0);
    organization.clock.advance(120_000);
    const { clients } = jsonOf<{ clients: readonly { client: string }[] }>(
      await diverst('client', 'list', '--json'),
    );
    expect(clients.map(({ client }) => client)).toEqual(['acme']);
    expect((await diverst('client', 'assume', 'acme', '--format', 'json')).code).toBe(0);
    // The person is no drift.
    expect((await diverst('org', 'audit', '--fail-on', 'low')).code).toBe(0);
  });

  it('does not mention people again where Ops is there', async () => {
    await diverst('org', 'init', '--yes');
    expect((await diverst('org', 'init', '--yes')).stdout).not.toContain('as profile ops');
  });

  it.each(['client list', 'client assume acme', 'doctor --profile ops'])(
    '%s before that names what sets it up, and resets nothing',
    async (line) => {
      const { code, stdout, stderr } = await diverst(...line.split(' '));
      expect(code).not.toBe(0);
      expect(stdout + stderr).toMatch(/set up what is missing:\n +diverst --sandbox org init\n/);
      expect(stdout + stderr).not.toContain('sandbox reset');
    },
  );

  it.each([
    ['org', 'audit'],
    ['org', 'show'],
    ['client', 'init', 'acme'],
  ])('%s %s speaks to the one who can make the organization', async (...argv) => {
    const { code, stderr } = await diverst(...argv);
    expect(code).toBe(1);
    expect(stderr).toMatch(/account \d{12} is not part of an organization yet/);
    expect(stderr).toContain('fix: create an organization with all features:\n         diverst org init\n');
  });

  it('adds the person once, and none beside one who was taken out', async () => {
    await diverst('org', 'init', '--yes');
    await diverst('client', 'list');
    const people = () => {
      const { accounts, iam } = organization.sandbox.state();
      const ops = Object.values(accounts).find(({ name }) => name === 'Ops');
      return { ops, users: Object.keys(iam[ops?.id ?? '']?.users ?? {}) };
    };
    expect(people().users).toEqual(['ops-user']);
    organization.sandbox.edit((state) => {
      for (const key of Object.values(state.accessKeys))
        if (key.userName === 'ops-user') key.status = 'Inactive';
    });
    const { code, stderr } = await diverst('client', 'list');
    expect(code).toBe(64);
    expect(stderr).toContain('the user has no active access key');
    expect(people().users).toEqual(['ops-user']);
  });
});

describe('a person of Ops who runs a command for admins', () => {
  it('is told to use the management profile', async () => {
    await diverst('org', 'init', '--yes');
    const { code, stderr } = await diverst('client', 'init', 'fresh', '--profile', 'ops');
    expect(code).toBe(1);
    expect(stderr).toContain('fix: use a profile of the management account');
  });
});
